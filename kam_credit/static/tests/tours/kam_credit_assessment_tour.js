import { registry } from "@web/core/registry";

import {
    choose,
    CUSTOMER,
    decide,
    openCustomer,
    openWaiting,
    statButton,
    upload,
} from "./kam_credit_steps";

const tours = registry.category("web_tour.tours");

/** Record a document of the file, from a new page on. */
function bring(kind, ...steps) {
    return [
        ...choose("kind_id", kind),
        ...steps,
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "somebody else is to verify it, who brought it does not",
            trigger:
                ".o_form_view:has(div[name=date_brought]):not(:has(button[name=action_verify]))",
        },
    ];
}

const FILE = [
    ...upload("file_ids", "scan.pdf"),
    { trigger: "div[name=file_ids] .o_attachment:contains('scan.pdf')" },
];
const STATEMENT = [
    { trigger: "div[name=statement_id] input", run: "click" },
    { trigger: ".o-autocomplete--dropdown-menu li:contains('20') a", run: "click" },
    {
        content: "the period is that of the statement",
        trigger: "div[name=date_period_to]:not(:has(input))",
    },
];
const ANOTHER = [{ trigger: ".o_form_button_create", run: "click" }];

/** Fill a form of the file from what is known, add one thing, and complete it. */
function complete(button, found) {
    return [
        ...openCustomer(),
        ...statButton(button),
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_form_view:contains('an item a line')" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "what the file knows is there at once",
            trigger: `.o_data_row:contains('${found}')`,
        },
        {
            content: "what the items are called is not cut",
            trigger: ".o_data_row:contains('Company history') td[name=name]",
            run() {
                for (const cell of document.querySelectorAll(".o_data_row td[name=name]")) {
                    if (cell.scrollWidth > cell.clientWidth) {
                        throw new Error(`${cell.textContent} is cut`);
                    }
                }
            },
        },
        {
            trigger: ".o_data_row:contains('Company history') td[name=text]",
            run: "click",
        },
        { trigger: ".o_selected_row div[name=text] textarea", run: "edit Founded by two brothers" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.o_selected_row))" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".modal:contains('is filed as it stands') .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains('No approval needed')" },
    ];
}

tours.add("kam_credit_assessment_documents_tour", {
    steps: () => [
        ...openCustomer(),
        ...statButton("action_view_documents", 0),
        { trigger: ".o_list_button_add", run: "click" },
        ...bring("Business licence", ...FILE),
        ...ANOTHER,
        ...bring(
            "Identity document of the legal representative",
            ...upload("copy_upload", "identity.pdf"),
        ),
        ...ANOTHER,
        ...bring("Financial statements of last year end", ...STATEMENT, ...FILE),
        ...ANOTHER,
        ...bring("Financial statements of last quarter end", ...STATEMENT, ...FILE),
    ],
});

tours.add("kam_credit_assessment_documents_verify_tour", {
    steps: () => [
        ...openCustomer(),
        ...statButton("action_view_documents", 4),
        { trigger: ".o_data_row:contains('To verify')" },
        { trigger: "thead .o_list_record_selector input", run: "check" },
        { trigger: "button[name=action_verify_each]", run: "click" },
        {
            content: "all of them",
            trigger: ".o_list_view:has(.o_data_row):not(:has(.o_data_row:contains('To verify')))",
        },
    ],
});

tours.add("kam_credit_assessment_basic_sheet_tour", {
    steps: () => complete("action_view_basic_sheets", "Business licence"),
});

tours.add("kam_credit_assessment_content_table_tour", {
    steps: () => complete("action_view_content_tables", "Company history"),
});

tours.add("kam_credit_assessment_score_tour", {
    steps: () => [
        ...openCustomer(),
        { trigger: "button[name=action_assess]", run: "click" },
        {
            content: "what is computed is there at once, and what is missing is said",
            trigger:
                ".alert div[name=missing]:contains('Operator'):not(:contains('Business licence'))",
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

tours.add("kam_credit_assessment_account_tour", {
    steps: () => [
        ...openCustomer(),
        ...statButton("action_open_credit_documents", 4),
        { trigger: ".o_data_row:contains('Business licence'):contains('Valid')" },
    ],
});
