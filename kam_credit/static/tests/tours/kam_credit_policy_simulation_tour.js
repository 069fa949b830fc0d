import { registry } from "@web/core/registry";

import { decide } from "./kam_credit_steps";

const tours = registry.category("web_tour.tours");
const HEADLINE = "lose their status: 1";

/** A draft edition with a higher threshold: who would lose key account status? */
tours.add("kam_credit_policy_simulation_draft_tour", {
    steps: () => [
        { trigger: ".o_form_view div[name=not_simulated]" },
        { trigger: "button[name=action_simulate]:visible", run: "click" },
        { trigger: `.o_form_view div[name=headline]:contains('${HEADLINE}')` },
        { trigger: ".oe_stat_button:contains('Lose Status')", run: "click" },
        {
            content: "the number opens its customers, and no others",
            trigger:
                ".o_list_view:not(:contains('Tour Grower')) .o_data_row:contains('Tour Slow') td[name=move]:contains('Loses key account status')",
        },
    ],
});

tours.add("kam_credit_policy_simulation_submit_tour", {
    steps: () => [
        { trigger: `.o_form_view div[name=simulated]:contains('${HEADLINE}')` },
        { trigger: "button[name=action_submit]:visible", run: "click" },
        { trigger: ".o_arrow_button_current:contains('In review')" },
    ],
});

/** Whoever decides reads what the edition would do. */
tours.add("kam_credit_policy_simulation_approve_tour", {
    steps: () => [
        { trigger: `.o_form_view div[name=simulated]:contains('${HEADLINE}')` },
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "The region knows of it"),
    ],
});

/** Afterwards: who moved. */
tours.add("kam_credit_policy_simulation_moved_tour", {
    steps: () => [
        {
            content: "the history says so of the customer that was named, and of no other",
            trigger:
                ".o_list_view .o_data_row:contains('Tour Slow'):contains('Downgraded'):not(:contains('Tour Grower'))",
        },
    ],
});
