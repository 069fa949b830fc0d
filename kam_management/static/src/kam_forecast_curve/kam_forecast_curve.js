import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WIDTH = 720;
const HEIGHT = 200;
const PADDING = 6;

/** Sales so far of a forecast: between the low and the high case, as expected, and as they were. */
export class KamForecastCurveField extends Component {
    static template = "kam_management.KamForecastCurve";
    static props = { ...standardFieldProps };

    setup() {
        this.width = WIDTH;
        this.height = HEIGHT;
    }

    get data() {
        return this.props.record.data[this.props.name] || null;
    }

    get months() {
        return this.data.months;
    }

    get last() {
        return this.months[this.months.length - 1];
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.data.currency_id });
    }

    getMonthLabel(month) {
        return deserializeDate(month.month).toLocaleString({ year: "numeric", month: "short" });
    }

    /** What is shown at the last month, also for those who see no curve. */
    get legend() {
        return [
            { key: "actual", label: _t("Actual sales"), amount: this.last.actual },
            { key: "expected", label: _t("Expected sales"), amount: this.last.expected },
            { key: "low", label: _t("Low sales"), amount: this.last.low },
            { key: "high", label: _t("High sales"), amount: this.last.high },
        ].map((entry) => ({
            ...entry,
            text: entry.amount === null ? "–" : this.money(entry.amount),
        }));
    }

    get label() {
        return _t("Sales so far, until %s", this.getMonthLabel(this.last));
    }

    // ------------------------------------------------------------------
    // where lines run
    // ------------------------------------------------------------------

    getRange() {
        const amounts = this.months
            .flatMap(({ low, expected, high, actual }) => [low, expected, high, actual])
            .filter((amount) => amount !== null);
        return { least: Math.min(0, ...amounts), most: Math.max(0, ...amounts) };
    }

    getPoints(key) {
        const { least, most } = this.getRange();
        const step = (WIDTH - 2 * PADDING) / this.months.length;
        const height = HEIGHT - 2 * PADDING;
        const place = (amount) =>
            HEIGHT - PADDING - (most === least ? 0 : (amount - least) / (most - least)) * height;
        // nothing was sold as the first month began
        return [
            [PADDING, place(0)],
            ...this.months.map((month, at) => [PADDING + (at + 1) * step, place(month[key])]),
        ].map((point) => point.map((number) => number.toFixed(1)).join(","));
    }

    getLine(key) {
        return this.getPoints(key).join(" ");
    }

    get band() {
        return [...this.getPoints("low"), ...this.getPoints("high").reverse()].join(" ");
    }
}

export const kamForecastCurveField = {
    component: KamForecastCurveField,
    displayName: _t("Forecast and Actuals"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("kam_forecast_curve", kamForecastCurveField);
