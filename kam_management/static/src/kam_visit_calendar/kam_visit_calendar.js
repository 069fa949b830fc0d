import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";
import { askAgreed } from "./kam_ask_agreed";

/** A calendar of visits: dragging one moves it as far as its leeway goes, with a trace. */
export class KamVisitCalendarModel extends CalendarModel {
    static services = [...CalendarModel.services, "dialog"];

    setup(params, services) {
        super.setup(params, services);
        this.dialog = services.dialog;
    }

    async updateRecord(record, options = {}) {
        const known = this.records[record.id]?.rawRecord;
        const isAgreed =
            known?.leeway === "fixed" && (await askAgreed(this.dialog, known.display_name));
        try {
            if (known?.leeway !== "fixed" || isAgreed) {
                const raw = this.buildRawRecord(record, options);
                const { date_start, date_stop } = this.meta.fieldMapping;
                await this.orm.call(this.meta.resModel, "action_move_in_week", [
                    [record.id],
                    raw[date_start],
                    raw[date_stop],
                    isAgreed,
                ]);
            }
        } finally {
            // what was refused, or not agreed, goes back to where it was
            await this.load();
        }
    }
}

registry.category("views").add("kam_visit_calendar", {
    ...calendarView,
    Model: KamVisitCalendarModel,
});
