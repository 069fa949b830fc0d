import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { labelled, phrased } from "../kam_wording/kam_wording";

/** One duty: what it is about, why it is owed until when, and what settles it. */
export class KamMyDayRow extends Component {
    static template = "kam_management.KamMyDayRow";
    static props = {
        row: Object,
        isBusy: Boolean,
        isSelected: Boolean,
        isSelectable: Boolean,
        onSelect: Function,
        onAct: Function,
    };

    get heading() {
        return this.props.row.customer || this.props.row.title;
    }

    /** The number of the form; a title that only repeats the customer is not said twice. */
    get formName() {
        const { customer, title } = this.props.row;
        if (!customer || customer === title) {
            return "";
        }
        return title.replace(customer, "").replace(/^[\s,–:-]+|[\s,–:-]+$/g, "") || "";
    }

    get when() {
        const { days, section, days_late_before: before } = this.props.row;
        if (days < -1) {
            return _t("%s days late", -days);
        }
        if (days === -1) {
            return _t("1 day late");
        }
        if (section === "late" && before) {
            return _t("Moved when it was late");
        }
        if (days === 0) {
            return _t("Today");
        }
        return days === 1 ? _t("Tomorrow") : _t("In %s days", days);
    }

    /** For screen readers: which duty a button belongs to. */
    label(action) {
        return labelled(
            action.label,
            phrased(this.props.row.kind, `${this.heading} ${this.formName}`),
        );
    }

    get selectLabel() {
        return _t("Select %s", `${this.heading} ${this.formName}`);
    }

    get openLabel() {
        return this.label({ label: _t("Go To") });
    }

    get hasOpen() {
        return !this.props.row.actions.some((action) => action.key === "open");
    }
}
