import { AttendeeCalendarModel } from "@calendar/views/attendee_calendar/attendee_calendar_model";
import { patch } from "@web/core/utils/patch";
import { askAgreed } from "./kam_ask_agreed";

patch(AttendeeCalendarModel.prototype, {
    /** The meeting of a fixed visit is dragged only if the customer agreed to move the visit. */
    async updateRecord(record) {
        const known = this.records[record.id]?.rawRecord;
        if (known?.kam_visit_is_fixed && !(await askAgreed(this.dialog, known.display_name))) {
            return this.notify();
        }
        return super.updateRecord(...arguments);
    },
});
