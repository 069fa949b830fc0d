import { onMounted } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** On a phone one column is seen at a time: the first one that holds a record is shown first. */
export class KamKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        onMounted(() => {
            const { list } = this.props;
            if (!this.env.isSmall || !list.isGrouped) {
                return;
            }
            const group = list.groups.find(({ count }) => count);
            const column =
                group && this.rootRef.el.querySelector(`.o_kanban_group[data-id="${group.id}"]`);
            if (column) {
                this.rootRef.el.scrollLeft = column.offsetLeft - this.rootRef.el.offsetLeft;
            }
        });
    }
}

registry.category("views").add("kam_kanban", { ...kanbanView, Renderer: KamKanbanRenderer });
