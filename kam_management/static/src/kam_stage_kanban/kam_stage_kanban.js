import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

import { onMounted } from "@odoo/owl";

/** A board by stages: a phone, which shows one column, opens on the first one that holds anything. */
export class KamStageKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        onMounted(() => {
            if (this.env.isSmall && this.props.list.isGrouped) {
                this.showFirstFilled();
            }
        });
    }

    showFirstFilled() {
        const group = this.props.list.groups.find(({ count, isFolded }) => count && !isFolded);
        const column =
            group && this.rootRef.el?.querySelector(`.o_kanban_group[data-id="${group.id}"]`);
        column?.scrollIntoView({ block: "nearest", inline: "center" });
    }
}

registry.category("views").add("kam_stage_kanban", {
    ...kanbanView,
    Renderer: KamStageKanbanRenderer,
});
