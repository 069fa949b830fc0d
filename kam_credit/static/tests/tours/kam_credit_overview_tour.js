import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("kam_credit_overview_tour", {
    steps: () => [
        {
            content: "cards stand by tier, each with its badge",
            trigger:
                ".o_kanban_group:contains('Yellow list') .o_kanban_record:contains('Tour Near') .o_kam_tier_yellow",
        },
        {
            content: "a rate stands with its threshold, in two decimals",
            trigger:
                ".o_kanban_record:contains('Tour Below') .o_kam_rate_below:contains('50.00%') .o_kam_rate_mark",
        },
        {
            trigger:
                ".o_kanban_record:contains('Tour Near'):contains('points above the threshold')",
        },
        { trigger: ".o_kam_credit_tile[name=near_threshold]:contains('1')", run: "click" },
        {
            content: "only who is near the threshold",
            trigger:
                ".o_facet_values:contains('Near the threshold'), .o_searchview_facet:contains('Near the threshold')",
        },
        { trigger: ".o_kanban_renderer:not(:contains('Tour Fine')):contains('Tour Near')" },
        { trigger: ".o_kam_credit_tile[name=tier_green]", run: "click" },
        { trigger: ".o_kanban_renderer:contains('Tour Fine'):not(:contains('Tour Near'))" },
        { trigger: ".o_kam_credit_tile[name=overdue]:contains('4,320')", run: "click" },
        {
            content: "a list, with those who have no tier as well",
            trigger:
                ".o_kam_credit_overview + .o_list_renderer:not(:contains('Tour Fine')):contains('Tour Below')",
        },
        {
            trigger: ".o_data_row:contains('Tour Near') td[name=partner_id]",
            run: "click",
        },
        {
            content: "the line of the last 12 months",
            trigger: ".o_kam_rate_line svg[aria-label*='threshold'] .o_kam_rate_line_point",
        },
        { trigger: "div[name=tier_id] .o_kam_tier_yellow:contains('Yellow list')" },
    ],
});

tours.add("kam_credit_evaluate_all_tour", {
    steps: () => [
        { trigger: "button[data-menu-xmlid='kam_credit.menu_kam_credit']", run: "click" },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='kam_credit.menu_kam_credit_evaluate']",
            run: "click",
        },
        {
            content: "it asks, and says that nobody will be downgraded",
            trigger: ".modal .alert:contains('Automatic downgrade is off')",
        },
        { trigger: ".modal button[name=action_evaluate]", run: "click" },
        {
            content: "and reports",
            trigger: ".o_form_view .alert:contains('Every customer was evaluated')",
        },
        { trigger: ".o_form_view [role=progressbar][aria-valuenow='100']" },
    ],
});
