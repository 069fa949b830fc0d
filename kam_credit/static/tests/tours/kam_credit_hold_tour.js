import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const SENTENCE = "This document needs a credit release, usually decided within 4 hours.";

/** The salesperson confirms, and reads that the order waits; neither why nor how much. */
tours.add("kam_credit_hold_seller_tour", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_confirm]:visible", run: "click" },
        { trigger: `.o_notification:contains('${SENTENCE}')` },
        { trigger: `.o_form_view div[name=kam_credit_hold]:contains('${SENTENCE}')` },
        {
            trigger:
                ".o_form_view:not(:contains('over the limit')) .o_arrow_button_current:contains('Quotation')",
        },
    ],
});

/** The credit officer sees why, and what would clear it; the customer promises to pay. */
tours.add("kam_credit_hold_officer_tour", {
    steps: () => [
        {
            content: "why, and what would clear it, without a click",
            trigger:
                ".o_data_row:contains('Tour Held') td[name=reason_note]:contains('over the limit of the customer')",
        },
        {
            trigger:
                ".o_data_row:contains('Tour Held') td[name=clearing_note]:contains('Payment of INV')",
        },
        { trigger: ".o_data_row:contains('Tour Held') td[name=document_name]", run: "click" },
        {
            content: "more than the officer may release",
            trigger: ".o_form_view div[name=needed_role]:contains('Credit approver')",
        },
        { trigger: "button[name=action_take_promise]", run: "click" },
        { trigger: ".o_form_view div[name=amount] input", run: "edit 600" },
        {
            trigger:
                ".o_form_view div[name=date_until] button, .o_form_view div[name=date_until] input",
            run: "click",
        },
        { trigger: ".o_date_picker .o_today", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

/** Accounting books the money that has come. */
tours.add("kam_credit_hold_accountant_tour", {
    steps: () => [
        { trigger: "button[name=action_register_payment]:visible", run: "click" },
        { trigger: ".modal button[name=action_create_payments]", run: "click" },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_register_payment]:visible))",
        },
    ],
});

/** The salesperson goes on. */
tours.add("kam_credit_hold_cleared_tour", {
    steps: () => [
        { trigger: ".o_form_view:not(:has(div[name=kam_credit_hold]:visible))" },
        { trigger: ".o_form_view button[name=action_confirm]:visible", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Sales Order')" },
    ],
});
