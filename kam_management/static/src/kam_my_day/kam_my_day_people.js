import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Whom one leads, with how much waits for each. */
export class KamMyDayPeople extends Component {
    static template = "kam_management.KamMyDayPeople";
    static props = { people: Array, weekDays: Number, onChoose: Function };

    get columns() {
        return [
            ["late", _t("Late")],
            ["today", _t("Due today")],
            ["week", _t("Next %s days", this.props.weekDays)],
            ["later", _t("Later")],
        ];
    }

    total(column) {
        return this.props.people.reduce((sum, person) => sum + person[column], 0);
    }
}
