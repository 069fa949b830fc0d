import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/** Offer to delete forms only where the server would do it: none that was submitted. */
export function offerDeletion(items, getRecords) {
    const { isAvailable } = items.delete;
    items.delete.isAvailable = () =>
        isAvailable() && getRecords().every(({ data }) => data.can_delete);
    return items;
}

/** A list of controlled forms. */
export class KamFormListController extends ListController {
    getStaticActionMenuItems() {
        return offerDeletion(super.getStaticActionMenuItems(), () => this.model.root.selection);
    }
}

registry.category("views").add("kam_form_list", { ...listView, Controller: KamFormListController });
