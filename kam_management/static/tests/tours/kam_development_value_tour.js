import { registry } from "@web/core/registry";

const GRID = ".o_kam_forecast_grid";
const cell = (item, year) => `${GRID} tr[data-item="${item}"] td:nth-of-type(${year}) input`;
const result = (name, scenario) => `${GRID} tr[data-result="${name}"] td[data-case="${scenario}"]`;

registry.category("web_tour.tours").add("kam_development_value_tour", {
    steps: () => [
        { trigger: "a[name=analysis]", run: "click" },
        { trigger: ".o_kam_transactions_row[data-key=purchases] strong:contains(1)" },
        { trigger: "a[name=forecast]", run: "click" },
        { trigger: `${GRID} .o_kam_chosen[data-case=expected]` },
        { trigger: cell("sales", 1), run: "edit 2000" },
        {
            // Enter goes to the same year of the next item
            trigger: cell("sales", 1),
            run: "press Enter",
        },
        { trigger: `${cell("margin", 1)}:focus`, run: "edit 600" },
        {
            // what it comes to is reckoned at once: 600 less 6, 60, 20, 10 and 200
            trigger: cell("margin", 1),
            run: "press Enter",
        },
        { trigger: `${GRID} tr[data-item=contribution] td:contains(304.00)` },
        { trigger: `${GRID} .o_kam_fill_cases`, run: "click" },
        { trigger: `${GRID} [data-case=low].o_kam_forecast_case`, run: "click" },
        { trigger: `${GRID} tr[data-item=sales] .o_kam_forecast_total:contains(5,600.00)` },
        { trigger: result("present_value", "high") },
        { trigger: `${GRID} .o_kam_add_year`, run: "click" },
        { trigger: `${GRID} thead th:contains(Year 4)` },
        { trigger: `${GRID} .o_kam_remove_year`, run: "click" },
        { trigger: `${GRID}:not(:has(thead th:contains(Year 4)))` },
        { trigger: `${GRID} summary`, run: "click" },
        { trigger: `${GRID} dd:contains("÷ 1.08")` },
    ],
});
