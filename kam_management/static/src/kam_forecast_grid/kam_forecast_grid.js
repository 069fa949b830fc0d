import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { formatMonetary } from "@web/views/fields/formatters";
import { MonetaryField } from "@web/views/fields/monetary/monetary_field";
import { parseFloat } from "@web/views/fields/parsers";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

import { useRef, useState } from "@odoo/owl";

import { labelled, percentage } from "../kam_wording/kam_wording";

// what is entered, with what follows from it
const ITEMS = [
    { name: "sales" },
    { name: "margin" },
    { name: "stock", isAverage: true },
    { name: "stock_interest", isReckoned: true },
    { name: "staff" },
    { name: "travel" },
    { name: "management" },
    { name: "development" },
    { name: "contribution", isReckoned: true },
];
const MOST_YEARS = 5;
const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };

/**
 * The forecast of a development: years side by side, an item a row, one case at a time. Below stands
 * what all three cases come to, as the server reckons it while amounts are entered, and how.
 */
export class KamForecastGridField extends X2ManyField {
    static template = "kam_management.KamForecastGrid";
    static components = { ...X2ManyField.components, MonetaryField };

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.table = useRef("table");
        this.items = ITEMS;
        this.state = useState({ scenario: "expected", percent: "20" });
    }

    // ------------------------------------------------------------------
    // what is shown
    // ------------------------------------------------------------------

    get data() {
        return this.props.record.data;
    }

    get scenarios() {
        return this.list.fields.scenario.selection.map(([value, label]) => ({ value, label }));
    }

    get scenarioLabel() {
        return this.scenarios.find(({ value }) => value === this.state.scenario).label;
    }

    get lines() {
        return this.list.records
            .filter((line) => line.data.scenario === this.state.scenario)
            .sort((one, other) => one.data.year - other.data.year);
    }

    getYearLabel(line) {
        return _t("Year %s", line.data.year);
    }

    getItemLabel(item) {
        return this.list.fields[item.name].string;
    }

    getItemHelp(item) {
        return this.list.fields[item.name].help || this.getItemLabel(item);
    }

    getFieldId(line, item) {
        return `${this.props.name}_${line.id}_${item.name}`;
    }

    getCellLabel(line, item) {
        return labelled(this.getItemLabel(item), this.getYearLabel(line));
    }

    getTotal(item) {
        if (item.isAverage) {
            return "";
        }
        return this.money(this.lines.reduce((sum, line) => sum + line.data[item.name], 0));
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.data.currency_id?.id });
    }

    percent(share, digits = 1) {
        return percentage(formatFloat(share * 100, { digits: [16, digits] }));
    }

    // ------------------------------------------------------------------
    // what it comes to
    // ------------------------------------------------------------------

    get results() {
        const figures = this.data.value_figures;
        if (!figures) {
            return [];
        }
        const { asked } = figures;
        const reckoned = (name, show, passes) =>
            this.scenarios.map(({ value }) => {
                const figure = figures[value][name];
                return {
                    scenario: value,
                    text: figure === null ? "–" : show(figure),
                    mark: passes ? (passes(figure) ? "good" : "bad") : "",
                };
            });
        return [
            {
                name: "contribution",
                label: this.list.fields.contribution.string,
                asked: "",
                cells: reckoned("contribution", (figure) => this.money(figure)),
            },
            {
                name: "rate_of_return",
                label: _t("Return on What Is Spent"),
                asked: this.percent(asked.least_return),
                cells: reckoned(
                    "rate_of_return",
                    (figure) => this.percent(figure),
                    (figure) => figure === null || figure >= asked.least_return,
                ),
            },
            {
                name: "break_even_month",
                label: _t("Break-Even Month"),
                asked: asked.most_months || "",
                cells: reckoned(
                    "break_even_month",
                    (figure) => figure,
                    asked.most_months &&
                        ((figure) => figure !== null && figure <= asked.most_months),
                ),
            },
            {
                name: "present_value",
                label: this.props.record.fields.present_value.string,
                asked: this.money(asked.least_value),
                cells: reckoned(
                    "present_value",
                    (figure) => this.money(figure),
                    (figure) => figure >= asked.least_value,
                ),
            },
        ];
    }

    getMarkLabel(cell) {
        return cell.mark === "good" ? _t("reached") : _t("not reached");
    }

    // ------------------------------------------------------------------
    // how it is reckoned, with the numbers of the case
    // ------------------------------------------------------------------

    get formulas() {
        const risk = formatFloat(this.data.risk_coefficient, { digits: [16, 2] });
        const discount = this.data.discount_rate / 100;
        const { lines } = this;
        const yearly = lines.map((line) => {
            const { data } = line;
            const costs = ["stock_interest", "staff", "travel", "management", "development"];
            const spent = costs.map((name) => ` − ${this.money(data[name])}`).join("");
            return {
                label: this.getYearLabel(line),
                text: `${this.money(data.margin)} × (1 − ${risk})${spent} = ${this.money(data.contribution)}`,
            };
        });
        const base = formatFloat(1 + discount, { digits: [16, 4] });
        const terms = lines.map((line, at) => {
            const { contribution, development } = line.data;
            const earned = `${this.money(contribution + development)} ÷ ${base}^${at + 1}`;
            return development ? `${earned} − ${this.money(development)} ÷ ${base}^${at}` : earned;
        });
        const value = this.data.value_figures?.[this.state.scenario].present_value;
        return [
            ...yearly,
            {
                label: this.props.record.fields.present_value.string,
                text: `${terms.join(" + ")} = ${this.money(value || 0)}`,
            },
        ];
    }

    // ------------------------------------------------------------------
    // entering
    // ------------------------------------------------------------------

    get canChange() {
        return !this.props.readonly && Boolean(this.props.record.resId);
    }

    get canAdd() {
        return this.lines.length < MOST_YEARS;
    }

    get canRemove() {
        return this.lines.length > 1;
    }

    choose(scenario) {
        this.state.scenario = scenario;
    }

    /** Up, down and Enter go to the same year of another item; Tab goes to the next year. */
    onKeydown(ev) {
        const step = STEPS[ev.key];
        if (!step || ev.target.tagName !== "INPUT" || ev.isComposing) {
            return;
        }
        const column = ev.target.closest("td").cellIndex;
        const rows = [...this.table.el.tBodies[0].rows].filter((row) => row.querySelector("input"));
        const at = rows.indexOf(ev.target.closest("tr"));
        const input = rows[at + step]?.cells[column]?.querySelector("input");
        if (input) {
            ev.preventDefault();
            input.focus();
            input.select();
        }
    }

    async change(method, ...args) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.orm.call(record.resModel, method, [[record.resId], ...args]);
        await record.load();
    }

    async fillCases() {
        let percent;
        try {
            percent = parseFloat(this.state.percent);
        } catch {
            this.notification.add(_t("Enter a number from 0 to 100."), { type: "danger" });
            return;
        }
        await this.change("action_fill_cases", percent);
    }

    addYear() {
        return this.change("action_add_year");
    }

    removeYear() {
        return this.change("action_remove_year");
    }
}

export const kamForecastGridField = {
    ...x2ManyField,
    component: KamForecastGridField,
    displayName: _t("Forecast by Year"),
    supportedTypes: ["one2many"],
};

registry.category("fields").add("kam_forecast_grid", kamForecastGridField);
