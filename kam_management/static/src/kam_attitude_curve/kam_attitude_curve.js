import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const STEP = 28;
const HEIGHT = 56;
const MARGIN = 10;

/** Return where a point of a curve is drawn: warm above, cold below. */
export function placeOf(score, index) {
    return { x: MARGIN + index * STEP, y: HEIGHT / 2 - score * (HEIGHT / 2 - MARGIN) };
}

/** The attitude of each person, contact by contact; each point opens the contact behind it. */
export class KamAttitudeCurve extends Component {
    static template = "kam_management.KamAttitudeCurve";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.height = HEIGHT;
    }

    get curves() {
        return (this.props.record.data[this.props.name] || []).map((curve) => {
            const places = curve.points.map((point, index) => placeOf(point.score, index));
            return {
                ...curve,
                places,
                line: places.map(({ x, y }) => `${x},${y}`).join(" "),
                width: 2 * MARGIN + (curve.points.length - 1) * STEP,
                label: _t("%(person)s: %(attitudes)s", {
                    person: curve.name,
                    attitudes: curve.points.map((point) => point.label).join(" → "),
                }),
            };
        });
    }

    titleOf(point) {
        return `${point.day} · ${point.label} · ${point.text}`;
    }

    async onClick(point) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kam.account.contact",
            res_id: point.id,
            views: [[false, "form"]],
        });
    }
}

export const kamAttitudeCurve = {
    component: KamAttitudeCurve,
    displayName: _t("Attitude Curve"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("kam_attitude_curve", kamAttitudeCurve);
