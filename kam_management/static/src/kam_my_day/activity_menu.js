import { ActivityMenu } from "@mail/core/web/activity_menu";
import { patch } from "@web/core/utils/patch";

/** The clock in the menu bar leads to My Day, at the part that was clicked. */
const SECTIONS = { overdue: "late", today: "today", upcoming_all: "week" };

patch(ActivityMenu.prototype, {
    openActivityGroup(group, filter, newWindow) {
        if (group.model === "kam.deadline") {
            this.dropdown.close();
            this.action.doAction("kam_management.action_kam_my_day", {
                newWindow,
                additionalContext: { kam_section: SECTIONS[filter] || false },
                clearBreadcrumbs: true,
            });
        } else {
            super.openActivityGroup(...arguments);
        }
    },
});
