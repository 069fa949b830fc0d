import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("kam_candidate_tour", {
    steps: () => [
        {
            trigger: "[data-menu-xmlid='kam_management.menu_kam_screening_root']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='kam_management.menu_kam_candidate_search']",
            run: "click",
        },
        { trigger: ".modal button[name=action_find]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('Tour Candidate One')" },
        { trigger: ".o_list_view:not(:contains('Tour Candidate North'))" },
        { trigger: "button[name=action_change_filters]:visible", run: "click" },
        { trigger: ".modal div[name=amount_min] input", run: "edit 1500" },
        { trigger: ".modal button[name=action_find]", run: "click" },
        { trigger: ".o_list_view:not(:contains('Tour Candidate Two'))" },
        ...["kanban", "graph", "list"].flatMap((type) => [
            { trigger: `.o_switch_view.o_${type}:visible`, run: "click" },
            { trigger: `.o_${type}_view` },
        ]),
        {
            trigger: ".o_data_row:contains('Tour Candidate One') .o_list_record_selector input",
            run: "click",
        },
        { trigger: "button[name=action_start_screening]:visible", run: "click" },
        { trigger: ".o_breadcrumb:contains('New Candidates')" },
    ],
});
