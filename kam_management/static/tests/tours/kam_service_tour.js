import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The dialog of a decision: write the opinion and press its button. */
function decide(button, text) {
    return [
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        { trigger: ".modal div[name=opinion] textarea", run: `edit ${text}` },
        {
            trigger: `.modal-footer button[name=action_apply]:contains(${button}):visible`,
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_view:not(:has(button[name=action_open_decision]))" },
    ];
}

/** Somebody of the team looks at what the customer is entitled to, fills the form and submits it. */
tours.add("kam_service_request_tour", {
    steps: () => [
        {
            content: "each line answers whether the customer is entitled to it",
            trigger: ".o_data_row td[name=verdict]:contains('Needs approval')",
        },
        { trigger: ".o_data_row td[name=verdict]:contains('Included')" },
        { trigger: "div[name=terms_amount] input", run: "edit 365000" },
        { trigger: ".nav-link:contains('Customer Information')", run: "click" },
        { trigger: "div[name=personnel_changes] textarea", run: "edit Mr Wu left" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".nav-link[name=lines]", run: "click" },
        { trigger: "div[name=terms_cost]:contains('3,600')" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

tours.add("kam_service_approve_tour", { steps: () => decide("Approve", "Agreed") });

/** Whoever asked for it carries it out, and the customer confirms it. */
tours.add("kam_service_execution_tour", {
    steps: () => [
        { trigger: "button[name=action_ask_done]", run: "click" },
        { trigger: ".modal div[name=note] textarea", run: "edit Both lorries were there" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_ask_confirm]", run: "click" },
        { trigger: ".modal div[name=person] input", run: "edit Ms Chen, by phone" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) div[name=confirmed_by]:contains('Ms Chen')" },
    ],
});

/** What a customer is entitled to, asked on a phone. */
tours.add("kam_service_entitlement_tour", {
    steps: () => [
        { trigger: "button[name=action_ask_entitlements]", run: "click" },
        {
            content: "nothing covers the answers",
            trigger:
                "body:not(:has(.o_datetime_picker)) .modal .o_kam_verdict_included:contains('Included')",
        },
        { trigger: ".modal td:contains('Class A includes it.')" },
        { trigger: ".modal button[name=action_request]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view div[name=applicant_id]" },
    ],
});
