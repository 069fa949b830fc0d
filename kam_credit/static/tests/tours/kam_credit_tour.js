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

/** Open an entry of the menu "Credit". */
function openCredit(entry) {
    return [
        { trigger: "button[data-menu-xmlid='kam_credit.menu_kam_credit']", run: "click" },
        { trigger: `.o-dropdown--menu [data-menu-xmlid='kam_credit.${entry}']`, run: "click" },
    ];
}

tours.add("kam_credit_takeover_tour", {
    steps: () => [
        { trigger: ".o_switch_view.o_list:visible", run: "click" },
        {
            trigger: ".o_data_row:contains('Tour Late Payer') .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_cp_action_menus button.dropdown-toggle:visible", run: "click" },
        {
            trigger: ".o-dropdown-item:contains('Take over as key accounts')",
            run: "click",
        },
        {
            trigger: ".modal div[name=reason] textarea",
            run: "edit Sales of the last three years",
        },
        {
            trigger: ".modal div[name=source_text] input",
            run: "edit List of the director",
        },
        ...choose("unit_id", "Tour Area", "Tour Area"),
        ...choose("manager_id", "Tour Representative", "Tour Representative"),
        { trigger: ".modal button[name=action_take_over]", run: "click" },
        { trigger: ".o_breadcrumb:contains('Accounts Taken Over')" },
    ],
});

tours.add("kam_credit_evaluation_tour", {
    steps: () => [
        ...openCredit("menu_kam_credit_simulation"),
        { trigger: ".modal button[name=action_simulate]", run: "click" },
        {
            content: "a simulation shows the figures and changes nothing",
            trigger: ".o_data_row.text-danger:contains('Tour Late Payer'):contains('40.00%')",
        },
        ...openCredit("menu_kam_credit_evaluate"),
        { trigger: ".modal button[name=action_evaluate]", run: "click" },
        {
            content: "what it did, with a link to whom it has downgraded",
            trigger: "button[name=action_open_downgraded]:contains('1')",
            run: "click",
        },
        { trigger: ".o_breadcrumb:contains('Downgraded Customers')" },
        {
            trigger: ".o_data_row:contains('Tour Late Payer') td[name=partner_id]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Ordinary customer')",
        },
        {
            content: "what is missing to the threshold",
            trigger: "div[name=on_time_to_threshold]:contains('350')",
        },
        { trigger: "button[name=action_open_turnover]:visible", run: "click" },
        { trigger: ".o_list_footer td:contains('1,000')" },
        { trigger: ".o_back_button, .breadcrumb-item a:contains('Tour Late Payer')", run: "click" },
        { trigger: "button[name=action_open_instalments]:visible", run: "click" },
        { trigger: ".o_list_footer td:contains('400')" },
        {
            trigger: ".o_data_row.text-danger td[name=move_name]",
            run: "click",
        },
        {
            content: "the late payment",
            trigger:
                ".o_form_view div[name=settlement_ids] .o_data_row.text-danger:contains('Payment')",
        },
        ...openCredit("menu_kam_credit_event"),
        {
            trigger: ".o_data_row.text-danger:contains('Tour Late Payer') td[name=kind]",
            run: "click",
        },
        { trigger: "button[name=action_open_snapshot]:visible", run: "click" },
        {
            content: "the instalments are kept",
            trigger: ".o_list_view .o_data_row:count(2)",
        },
    ],
});

tours.add("kam_credit_representative_tour", {
    steps: () => [
        {
            content: "no figures in the menu",
            trigger: "body:not(:has([data-menu-xmlid='kam_credit.menu_kam_credit']))",
        },
        { trigger: ".o_kanban_record:contains('Tour Late Payer')", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Ordinary customer')" },
        {
            content: "and none on the account",
            trigger: ".o_form_view:not(:has(button[name=action_open_credit_profile]))",
        },
        { trigger: ".nav-link:contains('History')", run: "click" },
        {
            content: "but it was told what happened",
            trigger: ".o_data_row:contains('Downgraded'):not(:contains('40'))",
        },
        { trigger: ".o-mail-Chatter" },
    ],
});
