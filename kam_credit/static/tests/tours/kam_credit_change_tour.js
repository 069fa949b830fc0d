import { registry } from "@web/core/registry";

import { CUSTOMER, decide, openWaiting } from "./kam_credit_steps";

const tours = registry.category("web_tour.tours");

/** Open the request from the board of tier changes. */
function openCard() {
    return [{ trigger: `.o_kanban_record:contains(${CUSTOMER})`, run: "click" }];
}

tours.add("kam_credit_change_submit_tour", {
    steps: () => [
        { trigger: `.o_kanban_record:contains(${CUSTOMER})`, run: "click" },
        { trigger: "button[name=action_request_change]", run: "click" },
        {
            content: "one begins where something has to be entered",
            trigger: ".o_form_view div[name=justification] textarea:focus",
        },
        {
            content: "what is refused leaves nothing behind: the request is not stored",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        { trigger: ".modal:contains('“Justification” of')" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "the tier that is held is not offered",
            trigger: "div[name=tier_to_id] input",
            run: "click",
        },
        {
            trigger:
                ".o-autocomplete--dropdown-menu:contains('Green'):not(:contains('Red')) li:contains('Yellow') a",
            run: "click",
        },
        {
            trigger: ".o_form_view div[name=justification] textarea",
            run: "edit Buys twice as much and pays on time",
        },
        {
            content: "the tier that the figures lead to is proposed",
            trigger: "div[name=tier_to_id] input:value(Yellow)",
        },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('In review')" },
        {
            content: "whose turn it is",
            trigger: ".alert div[name=waiting_for]:contains('Tour Reviewer')",
        },
        {
            content: "what was submitted is locked, and its author does not decide",
            trigger:
                ".o_form_view:not(:has(div[name=justification] textarea)):not(:has(button[name=action_open_decision]))",
        },
    ],
});

tours.add("kam_credit_change_review_tour", {
    steps: () => [
        ...openWaiting(),
        {
            content: "a reviewer gives nobody more time",
            trigger: ".o_form_view:not(:has(button[name=action_open_extension]))",
        },
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Ledger compared: figures are right"),
        { trigger: ".alert div[name=waiting_for]:contains('Tour Approver')" },
        {
            content: "the opinion stands beside the decision",
            trigger:
                "div[name=review_ids] .o_data_row:contains('Approved'):contains('Ledger compared')",
        },
    ],
});

tours.add("kam_credit_change_extend_tour", {
    steps: () => [
        ...openCard(),
        {
            content: "the director extends and does not decide",
            trigger: ".o_form_view:not(:has(button[name=action_open_decision]))",
        },
        { trigger: "button[name=action_open_extension]", run: "click" },
        ...decide("Extend", "The contract is signed next week"),
        {
            content: "only once",
            trigger: ".o_form_view:not(:has(button[name=action_open_extension]))",
        },
    ],
});

tours.add("kam_credit_change_approve_tour", {
    steps: () => [
        ...openWaiting(),
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Agreed"),
        { trigger: ".o_arrow_button_current:contains('To confirm')" },
        { trigger: "button[name=action_view_archive]:contains('1')" },
    ],
});

tours.add("kam_credit_change_confirm_tour", {
    steps: () => [
        ...openCard(),
        { trigger: "div[name=is_customer_told] input", run: "check" },
        {
            trigger: "div[name=measures] textarea",
            run: "edit Thirty days on new orders",
        },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Done')" },
        {
            content: "and the form is locked again",
            trigger: ".o_form_view:not(:has(div[name=measures] textarea))",
        },
    ],
});
