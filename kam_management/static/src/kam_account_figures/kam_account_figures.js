import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WIDTH = 96;
const HEIGHT = 22;

/** Return the points of a curve through numbers, as the attribute of a polyline. */
export function curveOf(numbers) {
    const low = Math.min(0, ...numbers);
    const high = Math.max(0, ...numbers);
    const step = WIDTH / Math.max(numbers.length - 1, 1);
    return numbers
        .map((number, index) => {
            const share = high === low ? 0 : (number - low) / (high - low);
            // the line is two wide: it stays inside
            return `${(index * step).toFixed(1)},${(HEIGHT - 1 - share * (HEIGHT - 2)).toFixed(1)}`;
        })
        .join(" ");
}

/** The figures of an account, as the server hands them to this reader; each opens what it is made of. */
export class KamAccountFigures extends Component {
    static template = "kam_management.KamAccountFigures";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.width = WIDTH;
        this.height = HEIGHT;
        this.curveOf = curveOf;
    }

    get figures() {
        return this.props.record.data[this.props.name] || [];
    }

    get label() {
        return _t("Figures");
    }

    titleOf(figure) {
        return [figure.exact, figure.help].filter(Boolean).join("\n");
    }

    async onClick(figure) {
        const { record } = this.props;
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: figure.action,
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: {},
        });
    }
}

export const kamAccountFigures = {
    component: KamAccountFigures,
    displayName: _t("Figures of an Account"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("kam_account_figures", kamAccountFigures);
