import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Choose a record in the field of a dialog. */
function choose(field, text, option) {
    return [
        {
            trigger: `.modal div.o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item:contains("${option}")`,
            run: "click",
        },
    ];
}

/** Change to another view of the action that is open. */
function switchTo(type, content) {
    return [
        { trigger: `.o_switch_view.o_${type}:visible`, run: "click" },
        { trigger: `.o_switch_view.o_${type}.active:visible` },
        { trigger: content },
    ];
}

tours.add("kam_account_takeover_tour", {
    steps: () => [
        { trigger: ".o_switch_view.o_list:visible", run: "click" },
        { trigger: ".o_list_view" },
        {
            trigger: ".o_data_row:contains('Tour Customer One') .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Tour Customer Two') .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_selection_box:contains('2')" },
        { trigger: ".o_cp_action_menus button.dropdown-toggle:visible", run: "click" },
        { trigger: ".o-dropdown-item:contains('Take over as key accounts')", run: "click" },
        {
            trigger: ".modal div[name=reason] textarea",
            run: "edit Sales of the last three years",
        },
        { trigger: ".modal div[name=source_text] input", run: "edit List of the director" },
        ...choose("unit_id", "Shanghai", "East / Shanghai"),
        ...choose("manager_id", "Rep Shanghai", "Rep Shanghai"),
        {
            content: "the preview says what will happen",
            trigger: ".modal .o_data_row:contains('Becomes a key account of East / Shanghai')",
        },
        { trigger: ".modal button[name=action_take_over]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Accounts Taken Over')" },
        { trigger: ".o_data_row:contains('Tour Customer One') td[name=name]", run: "click" },
        {
            trigger:
                ".o_form_view .o_statusbar_status .o_arrow_button_current:contains('Key account')",
        },
        { trigger: "button[name=action_change_owner]", run: "click" },
        ...choose("unit_id", "Hangzhou", "East / Hangzhou"),
        { trigger: ".modal div[name=reason] textarea", run: "edit The customer has moved" },
        {
            content: "the checklist asks what a change of the unit asks for",
            trigger: ".modal .o_data_row:contains('which office serves it') td[name=is_done] input",
            run: "click",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view div[name=unit_id]:contains('East / Hangzhou')",
        },
        { trigger: ".nav-link:contains('History')", run: "click" },
        { trigger: ".o_data_row:contains('The customer has moved')" },
        { trigger: ".o_data_row:contains('Sales of the last three years')" },
        { trigger: ".o_button_more", run: "click" },
        { trigger: "button[name=action_view_handovers]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Hand-overs')" },
        { trigger: ".o_data_row td[name=manager_to]", run: "click" },
        {
            trigger:
                ".o_form_view div[name=checklist_html] .list-group-item:contains('which office serves it') .fa-check-square-o",
        },
    ],
});

tours.add("kam_account_supervisor_tour", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Tour Customer Two')" },
        { trigger: ".o_kanban_renderer:not(:contains('Tour Customer One'))" },
        { trigger: ".o_kanban_record:contains('Tour Customer Two')", run: "click" },
        { trigger: ".o_form_view div[name=manager_id]:contains('Rep Shanghai')" },
        { trigger: ".o_form_view:not(:has(button[name=action_change_owner]))" },
    ],
});

tours.add("kam_account_stranger_tour", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Yard')" },
        { trigger: ".o_kanban_renderer:not(:contains('Tour Customer'))" },
    ],
});

tours.add("kam_account_views_tour", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Mill')" },
        ...switchTo("list", ".o_list_view .o_data_row:contains('Mill')"),
        ...switchTo("activity", ".o_activity_view"),
        ...switchTo(
            "pivot",
            ".o_pivot_view td:contains('East / Shanghai'), .o_pivot_view th:contains('East / Shanghai')",
        ),
        ...switchTo("graph", ".o_graph_view canvas"),
    ],
});

tours.add("kam_unit_views_tour", {
    steps: () => [
        { trigger: ".o_data_row:contains('East / Shanghai')" },
        ...switchTo("hierarchy", ".o_hierarchy_node:contains('Centre')"),
        ...switchTo("kanban", ".o_kanban_record:contains('Shanghai')"),
        { trigger: ".o_kanban_record:contains('Shanghai')", run: "click" },
        { trigger: ".o_form_view .o_data_row:contains('Supervisor Shanghai')" },
    ],
});

tours.add("kam_position_views_tour", {
    steps: () => [
        { trigger: ".o_list_view .o_group_header:contains('East / Shanghai')" },
        ...switchTo("kanban", ".o_kanban_record:contains('Rep Shanghai')"),
        { trigger: ".o_kanban_record:contains('Rep Shanghai')", run: "click" },
        { trigger: ".o_form_view div[name=user_id]" },
    ],
});

tours.add("kam_account_team_tour", {
    steps: () => [
        { trigger: ".nav-link:contains('Service Team')", run: "click" },
        {
            content: "members end, nobody deletes them",
            trigger:
                "div[name=team_ids]:not(:has(.o_list_record_remove)) .o_data_row:contains('Rep Shanghai'):contains('Current') button[name=action_end]",
            run: "click",
        },
        { trigger: ".modal:contains('leaves the team today') .btn-primary", run: "click" },
        {
            content: "who was a member stays in the list",
            trigger:
                "div[name=team_ids] .o_data_row:contains('Rep Shanghai'):contains('Ended'):not(:has(button[name=action_end]))",
        },
    ],
});

tours.add("kam_account_page_tour", {
    steps: () => [
        {
            content:
                "the figures of the account manager: no turnover without the right to invoices",
            trigger: ".o_kam_figures:not(:has([data-figure=turnover])) [data-figure=contact]",
        },
        { trigger: "[data-figure=duties]:contains('1 late')", run: "click" },
        { trigger: ".o_breadcrumb:contains('Deadlines: Mill')" },
        { trigger: ".o_breadcrumb .breadcrumb-item a:contains('Mill')", run: "click" },
        {
            content: "each frequent button is there, without a click on More",
            trigger:
                ".o_kam_frequent:has(button[name=action_view_meetings]):has(button[name=action_view_contacts]) button[name=action_view_stakeholders]",
        },
        { trigger: "button[name=action_view_timeline]", run: "click" },
        { trigger: ".o_kam_timeline_row:contains('Taken over as a key account')" },
        { trigger: ".o_kam_timeline_row:contains('Met the buyer')" },
        { trigger: ".o_kam_timeline_kinds button[data-kind=contact]", run: "click" },
        {
            content: "only contacts are left",
            trigger:
                ".o_kam_timeline_rows:not(:has([data-kind=history])):contains('Met the buyer')",
        },
        { trigger: ".o_kam_timeline_row button", run: "click" },
        { trigger: ".o_breadcrumb:contains('Met the buyer')" },
        { trigger: ".o_form_view div[name=topic]" },
    ],
});
