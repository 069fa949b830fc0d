import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { percentage, writtenDay } from "@kam_management/kam_wording/kam_wording";
import { formatRate } from "./kam_rate";

const BOX = { left: 44, right: 22, top: 12, bottom: 26, width: 640, height: 170 };

/** A customer's rate at the ends of the last 12 months: read once the form is there. */
export class KamRateLine extends Component {
    static template = "kam_credit.KamRateLine";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ line: null, hasFailed: false });
        this.box = BOX;
        onMounted(() => this.load(this.props.record));
        onWillUpdateProps((nextProps) => {
            const { record } = this.props;
            const { date_evaluated: before } = this.shown || {};
            const isOther = nextProps.record.resId !== record.resId;
            if (isOther || nextProps.record.data.date_evaluated?.ts !== before) {
                this.load(nextProps.record);
            }
        });
    }

    async load(record) {
        this.shown = { date_evaluated: record.data.date_evaluated?.ts };
        if (!record.resId) {
            return;
        }
        const asked = this.orm.silent.call("kam.credit.profile", "get_rate_line", [[record.resId]]);
        try {
            this.state.line = await this.keepLast.add(asked);
        } catch {
            // the form is complete without it
            this.state.hasFailed = true;
        }
    }

    get points() {
        const { points, threshold } = this.state.line;
        const inner = BOX.width - BOX.left - BOX.right;
        const step = inner / Math.max(points.length - 1, 1);
        return points.map((point, index) => {
            const day = writtenDay(deserializeDate(point.date));
            const hasRate = point.rate !== false;
            const rate = hasRate ? formatRate(point.rate) : _t("no rate");
            const values = { day, rate };
            return {
                ...point,
                day,
                shownRate: rate,
                hasRate,
                isBelow: hasRate && point.rate < threshold - 1e-10,
                x: BOX.left + step * index,
                y: hasRate ? this.heightOf(point.rate) : null,
                month:
                    index === points.length - 1
                        ? _t("today")
                        : deserializeDate(point.date).toFormat("LLL"),
                title: point.is_complete
                    ? _t("%(day)s: %(rate)s", values)
                    : _t("%(day)s: %(rate)s, figures incomplete", values),
            };
        });
    }

    /** Parts of the line: where there is no rate it has a gap. */
    get paths() {
        const parts = [[]];
        for (const point of this.points) {
            if (point.hasRate) {
                parts.at(-1).push(`${point.x},${point.y}`);
            } else if (parts.at(-1).length) {
                parts.push([]);
            }
        }
        return parts.filter((part) => part.length > 1).map((part) => part.join(" "));
    }

    get hasAnyRate() {
        return this.points.some((point) => point.hasRate);
    }

    get thresholdHeight() {
        return this.heightOf(this.state.line.threshold);
    }

    get legend() {
        return _t(
            "Ends of the last 12 months and today; the dashed line is the threshold of %s.",
            this.thresholdText,
        );
    }

    get thresholdText() {
        return formatRate(this.state.line.threshold);
    }

    get grid() {
        return [0, 0.5, 1].map((share) => ({
            share,
            y: this.heightOf(share),
            text: percentage(share * 100),
        }));
    }

    get label() {
        const rated = this.points.filter((point) => point.hasRate);
        return _t("Rate from %(first)s to %(last)s: %(from)s to %(to)s, threshold %(threshold)s", {
            first: rated[0].day,
            last: rated.at(-1).day,
            from: rated[0].shownRate,
            to: rated.at(-1).shownRate,
            threshold: this.thresholdText,
        });
    }

    heightOf(rate) {
        const inner = BOX.height - BOX.top - BOX.bottom;
        return BOX.top + inner * (1 - Math.min(Math.max(rate, 0), 1));
    }
}

export const kamRateLine = {
    component: KamRateLine,
    fieldDependencies: [{ name: "date_evaluated", type: "datetime", readonly: true }],
};

registry.category("view_widgets").add("kam_rate_line", kamRateLine);
