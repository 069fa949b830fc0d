import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const CUSTOMER = "Tour Shipyard";

/** Type a value into a field of the dialog or form. */
function fill(name, value) {
    return { trigger: `.modal div[name=${name}] input`, run: `edit ${value}` };
}

/** Choose the score of a risk indicator in its row, and say why. */
function score(indicator, value) {
    return [
        {
            trigger: `div[name=line_ids] .o_data_row:contains('${indicator}') td[name=score]`,
            run: "click",
        },
        {
            trigger: `div[name=line_ids] .o_selected_row:contains('${indicator}') td[name=score] select`,
            run: `select ${value}`,
        },
        {
            trigger: `div[name=line_ids] .o_selected_row:contains('${indicator}') td[name=reason] textarea`,
            run: "edit Seen on site",
        },
    ];
}

/** The dialog of a decision: write the opinion and press its button. */
function decide(button, text) {
    return [
        { trigger: ".modal div[name=opinion] textarea", run: `edit ${text}` },
        {
            trigger: `.modal-footer button[name=action_apply]:contains(${button}):visible`,
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
    ];
}

function openWaiting() {
    return [
        { trigger: `.o_data_row:contains(${CUSTOMER}) td[name=document_name]`, run: "click" },
        { trigger: ".o_arrow_button_current:contains('In review')" },
    ];
}

tours.add("kam_screening_submit_tour", {
    steps: () => [
        { trigger: ".o_kanban_view .o-kanban-button-new", run: "click" },
        { trigger: "div[name=partner_id] input", run: `edit ${CUSTOMER}` },
        { trigger: `.o-autocomplete--dropdown-item a:contains(${CUSTOMER})`, run: "click" },
        {
            content: "one's own unit is proposed",
            trigger: "div[name=unit_id] input:value(Tour Region / Tour Area)",
        },
        { trigger: "div[name=class_id] input", run: "edit Tour Class" },
        { trigger: ".o-autocomplete--dropdown-item a:contains(Tour Class)", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Analysis')" },
        {
            content: "what is still missing is said",
            trigger: "div[name=missing]:contains('no need of the customer')",
        },
        { trigger: "div[name=need_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".modal div[name=name] textarea", run: "edit Coating against sea water" },
        fill("technology_required", 5),
        fill("technology_own", 3),
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "the gap is shown",
            trigger: "div[name=need_ids] .o_data_row td[name=gap]:contains(2)",
        },
        { trigger: "a[name=risk]", run: "click" },
        ...score("Tour Delivery", 4),
        ...score("Tour Rivals", 5),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "div[name=risk_level]:contains('High')" },
        { trigger: ".o_form_view:not(:has(div[name=missing]))" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('In review')" },
        {
            content: "whose turn it is",
            trigger: ".alert div[name=waiting_for]:contains('Tour Supervisor')",
        },
        {
            content: "the author does not decide",
            trigger: ".o_form_view:not(:has(button[name=action_open_decision]))",
        },
    ],
});

tours.add("kam_screening_review_tour", {
    steps: () => [
        ...openWaiting(),
        { trigger: "a[name=risk]", run: "click" },
        {
            trigger: "div[name=line_ids] .o_data_row:contains('Tour Rivals') td[name=review_score]",
            run: "click",
        },
        {
            trigger: "div[name=line_ids] .o_selected_row td[name=review_score] select",
            run: "select 4",
        },
        {
            trigger: "div[name=line_ids] .o_selected_row td[name=review_note] textarea",
            run: "edit One rival only",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the score of the reviewer counts: 80 %",
            trigger: "div[name=risk_total]:contains('80.00')",
        },
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Visited together"),
        { trigger: ".alert div[name=waiting_for]:contains('Tour Manager')" },
    ],
});

tours.add("kam_screening_approve_tour", {
    steps: () => [
        ...openWaiting(),
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        {
            content: "a high risk needs the reason of the manager",
            trigger: ".modal-footer button[name=action_apply]:contains(Approve):visible",
            run: "click",
        },
        { trigger: ".modal:contains('carries a high risk')" },
        {
            trigger: ".o_error_dialog .btn-primary, .modal:contains('high risk') .btn-close",
            run: "click",
        },
        ...decide("Approve", "Their docks double next year"),
        { trigger: ".o_arrow_button_current:contains('Confirmed')" },
        { trigger: "button[name=action_view_archive]:contains('1')" },
        { trigger: "button[name=action_view_account]:contains('Key account')" },
    ],
});
