import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How many customers moved from which tier to which; each number opens them. */
export class KamBacktestMovesField extends Component {
    static template = "kam_credit.KamBacktestMovesField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get moves() {
        return this.props.record.data[this.props.name] || { tiers: [], rows: [] };
    }

    /** What a number says to whoever does not see the table. */
    title(from, to, count) {
        return _t("From %(from)s to %(to)s: %(count)s", { from, to, count });
    }

    async open(from, to) {
        const { resId, resModel } = this.props.record;
        const action = await this.orm.call(resModel, "action_open_moves", [[resId], from, to]);
        await this.action.doAction(action);
    }
}

registry.category("fields").add("kam_backtest_moves", {
    component: KamBacktestMovesField,
    displayName: _t("From Tier to Tier"),
    supportedTypes: ["json"],
});
