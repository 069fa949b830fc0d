import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { percentage } from "@kam_management/kam_wording/kam_wording";

const BOX = { left: 48, top: 10, side: 240, bottom: 24, right: 16 };

/** How many of the bad cases one finds who looks at the worst placed first. */
export class KamBacktestCurveField extends Component {
    static template = "kam_credit.KamBacktestCurveField";
    static props = { ...standardFieldProps };

    setup() {
        this.box = BOX;
    }

    get points() {
        return this.props.record.data[this.props.name] || [];
    }

    x(share) {
        return BOX.left + BOX.side * share;
    }

    y(share) {
        return BOX.top + BOX.side * (1 - share);
    }

    get path() {
        return this.points.map(([x, y]) => `${this.x(x)},${this.y(y)}`).join(" ");
    }

    get grid() {
        return [0, 0.5, 1].map((share) => ({ share, text: percentage(share * 100) }));
    }

    /** What the curve says of the worst tenth, fifth and half, for who does not see it. */
    get shares() {
        return [0.1, 0.2, 0.5].map((part) => ({
            part: percentage(part * 100),
            found: percentage(Math.round(100 * this.foundAt(part))),
        }));
    }

    /** The share of bad cases among a share of all cases, between the points as the line goes. */
    foundAt(part) {
        const after = this.points.findIndex(([x]) => x >= part);
        const [x1, y1] = this.points[after];
        const [x0, y0] = this.points[Math.max(after - 1, 0)];
        return x1 === x0 ? y1 : y0 + ((y1 - y0) * (part - x0)) / (x1 - x0);
    }

    get label() {
        return this.shares
            .map((values) => _t("The worst %(part)s hold %(found)s of the bad cases.", values))
            .join(" ");
    }
}

registry.category("fields").add("kam_backtest_curve", {
    component: KamBacktestCurveField,
    displayName: _t("Bad Cases Found"),
    supportedTypes: ["json"],
});
