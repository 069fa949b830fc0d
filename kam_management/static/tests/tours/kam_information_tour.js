import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Change to another view of the action that is open. */
function switchTo(type, content) {
    return [
        { trigger: `.o_switch_view.o_${type}:visible`, run: "click" },
        { trigger: `.o_switch_view.o_${type}.active:visible` },
        { trigger: content },
    ];
}

tours.add("kam_information_tour", {
    steps: () => [
        { trigger: ".nav-link:contains('Company')", run: "click" },
        { trigger: "div[name=industry] textarea", run: "edit Paper" },
        { trigger: ".nav-link:contains('Competitors')", run: "click" },
        { trigger: "div[name=competitor_ids] .o_field_x2many_list_row_add a", run: "click" },
        {
            content: "competitors are entered in the list",
            trigger: "div[name=competitor_ids] .o_selected_row td[name=name] input",
            run: "edit Tour Rival",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_make_information_table]", run: "click" },
        { trigger: "div[name=content_table]:contains('Operating Information')" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains('No approval needed')" },
        { trigger: "button[name=action_view_archive]" },
    ],
});

tours.add("kam_information_trend_tour", {
    steps: () => [
        { trigger: "button[name=action_view_statements]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('2022') td[name=name]", run: "click" },
        {
            content: "each ratio with its formula and unit",
            trigger: "tr[data-kind=collection_days]:contains('days of the period')",
        },
        { trigger: "button[name=action_view_trend]", run: "click" },
        { trigger: ".o_graph_view .o_facet_value:contains('Shares')" },
    ],
});

tours.add("kam_financial_statement_views_tour", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains('–')" },
        ...switchTo("kanban", ".o_kanban_record:contains('Mill')"),
        { trigger: ".o_kanban_record:contains('Mill')", run: "click" },
        { trigger: ".o_form_view tr[data-kind=net_profit_margin]" },
    ],
});

tours.add("kam_financial_ratio_views_tour", {
    steps: () => [
        { trigger: ".o_pivot_view .o_pivot_header_cell_closed" },
        ...switchTo("graph", ".o_graph_view canvas"),
        ...switchTo("list", ".o_list_view .o_data_row:contains('Current assets / total assets')"),
        { trigger: ".o_data_row:contains('Return on assets') td[name=kind]", run: "click" },
        { trigger: ".o_form_view tr[data-kind=return_on_assets]" },
    ],
});

tours.add("kam_competitor_views_tour", {
    steps: () => [
        { trigger: ".o_list_view .o_group_header:contains('None')", run: "click" },
        { trigger: ".o_data_row:contains('Tour Rival')" },
        ...switchTo("kanban", ".o_kanban_record:contains('Tour Rival')"),
        ...switchTo("pivot", ".o_pivot_view"),
        ...switchTo("list", ".o_list_view"),
    ],
});

tours.add("kam_sales_material_views_tour", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Tour Catalogue')" },
        ...switchTo("list", ".o_data_row:contains('Tour Catalogue')"),
        { trigger: ".o_data_row:contains('Tour Catalogue') td[name=name]", run: "click" },
        { trigger: ".o_form_view button[name=action_view_accounts]" },
    ],
});

tours.add("kam_information_table_views_tour", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:contains('Mill')" },
        ...switchTo("kanban", ".o_kanban_record:contains('Mill')"),
        { trigger: ".o_kanban_record:contains('Mill')", run: "click" },
        { trigger: ".o_form_view div[name=content_table]:contains('Senior Decision Makers')" },
    ],
});
