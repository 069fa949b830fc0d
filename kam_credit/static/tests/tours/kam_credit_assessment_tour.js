import { registry } from "@web/core/registry";

import { CUSTOMER, decide, openWaiting } from "./kam_credit_steps";

const tours = registry.category("web_tour.tours");

tours.add("kam_credit_assessment_score_tour", {
    steps: () => [
        { trigger: `.o_kanban_record:contains(${CUSTOMER})`, run: "click" },
        { trigger: "button[name=action_assess]", run: "click" },
        {
            content: "what is computed is there at once, and what is missing is said",
            trigger: ".alert div[name=missing]:contains('Operator')",
        },
        { trigger: "a[name=lines]", run: "click" },
        { trigger: ".o_data_row:contains('Operator') td[name=level_id]", run: "click" },
        { trigger: ".o_selected_row div[name=level_id] input", run: "click" },
        {
            content: "levels are worded",
            trigger: ".o-autocomplete--dropdown-menu li:contains('Operator is 80') a",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the score follows",
            trigger: ".o_kam_assessment:contains('90.00 of 100')",
        },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('In review')" },
    ],
});

tours.add("kam_credit_assessment_verify_tour", {
    steps: () => [
        ...openWaiting(),
        { trigger: ".o_kam_assessment:contains('90.00 of 100')" },
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Compared with the statements"),
        { trigger: ".o_form_view:not(:has(button[name=action_open_decision]))" },
    ],
});

tours.add("kam_credit_assessment_sign_tour", {
    steps: () => [
        ...openWaiting(),
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Agreed"),
        { trigger: ".o_arrow_button_current:contains('Approved')" },
    ],
});

tours.add("kam_credit_assessment_proposed_tour", {
    steps: () => [
        {
            content: "the tier change is proposed, and waits for the area",
            trigger: `.o_kanban_group:contains('To submit') .o_kanban_record:contains(${CUSTOMER})`,
            run: "click",
        },
        { trigger: ".o_form_view div[name=tier_to_id] input:value(Yellow)" },
    ],
});
