import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const MATRIX = ".o_kam_suggestion_matrix";
const block = (name) => `${MATRIX} [data-block=${name}]`;

/** A text field of the form that is open. */
function write(name, text) {
    return { trigger: `.o_form_view div[name=${name}] textarea`, run: `edit ${text}` };
}

const save = [{ trigger: ".o_form_button_save", run: "click" }, { trigger: ".o_form_saved" }];

/** Press the button of a decision, write the opinion and apply it; the form then waits for others. */
function decide(button, opinion) {
    return [
        { trigger: `button[name=action_open_decision]:contains(${button})`, run: "click" },
        { trigger: ".modal div[name=opinion] textarea", run: `edit ${opinion}` },
        {
            trigger: `.modal-footer button[name=action_apply]:contains(${button}):visible`,
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_open_decision]))",
        },
    ];
}

/** Submit the form, and see that it waits for somebody. */
const submit = [
    { trigger: "button[name=action_submit]", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_submit]))" },
];

/** The representative writes down what the customer said. */
tours.add("kam_suggestion_way_intake_tour", {
    steps: () => [
        {
            trigger: "button[data-menu-xmlid='kam_management.menu_kam_suggestion_root']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='kam_management.menu_kam_suggestion_quick']",
            run: "click",
        },
        {
            trigger: ".modal div[name=name] input, .modal div[name=name] textarea",
            run: "edit Notes before the lorry",
        },
        {
            trigger: ".modal div[name=description] textarea",
            run: "edit Mail us the notes before the lorry comes",
        },
        { trigger: ".modal div[name=kind_id] input", run: "edit Delivery" },
        { trigger: ".ui-autocomplete a:contains('Delivery'):first", run: "click" },
        { trigger: ".modal div[name=partner_id] input", run: "edit Mill" },
        { trigger: ".ui-autocomplete a:contains('Mill'):first", run: "click" },
        { trigger: ".modal div[name=contact_id] input", run: "edit Buyer Mill" },
        { trigger: ".ui-autocomplete a:contains('Buyer Mill'):first", run: "click" },
        { trigger: ".modal div[name=channel] input[data-value=phone]", run: "click" },
        {
            trigger:
                ".modal div[name=name] input:value(Notes before the lorry), .modal div[name=name] textarea:value(Notes before the lorry)",
        },
        { trigger: ".modal button[name=action_take_in]", run: "click" },
        { trigger: ".o_notification:contains('Notes before the lorry')" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** Whoever handles it writes the report and submits it. */
tours.add("kam_suggestion_way_report_tour", {
    steps: () => [
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Accepted')",
        },
        { trigger: "button[name=action_write_report]", run: "click" },
        { trigger: ".o_form_view .nav-link[name=analysis]", run: "click" },
        write("cause", "Their store books goods before they arrive"),
        write("feasibility", "The notes are there when the lorry leaves"),
        {
            content: "a cost that nobody has estimated is none",
            trigger: ".o_form_view div[name=has_cost] input:not(:checked)",
        },
        { trigger: ".o_form_view:not(:has(div[name=cost]))" },
        ...save,
        ...submit,
    ],
});

/** The manager reads and approves the report. */
tours.add("kam_suggestion_way_approve_tour", {
    steps: () => [
        { trigger: ".o_form_view div[name=cause]:contains('books goods')" },
        ...decide("Approve", "Well founded"),
    ],
});

/** The manager puts the suggestion on a summary, which asks the departments of its kind. */
tours.add("kam_suggestion_way_list_tour", {
    steps: () => [
        { trigger: "button[name=action_put_on_summary]", run: "click" },
        {
            trigger:
                "div[name=line_ids] .o_data_row:contains('Notes before the lorry') td[name=department_ids]:contains('Dispatch')",
        },
        ...submit,
        { trigger: `${MATRIX} td[data-standing=asked]:contains('Asked, until')` },
    ],
});

/** A member of the department says how it is done, and by when. */
tours.add("kam_suggestion_way_answer_tour", {
    steps: () => [
        { trigger: ".o_data_row td[name=customers]:contains('Mill')", run: "click" },
        { trigger: "div[name=line_ids] .o_data_row td[name=feasibility]", run: "click" },
        { trigger: "div[name=line_ids] td[name=feasibility] input", run: "click" },
        { trigger: ".o_select_menu_item:contains('Can be done in part')", run: "click" },
        { trigger: "div[name=line_ids] td[name=opinion] textarea", run: "edit By mail, from May" },
        { trigger: "div[name=line_ids] td[name=date_possible]", run: "click" },
        {
            trigger: "div[name=line_ids] td[name=date_possible] input",
            run: `edit ${luxon.DateTime.now().plus({ days: 30 }).toFormat("MM/dd/yyyy")}`,
        },
        { trigger: "button[name=action_answer]", run: "click" },
        { trigger: ".modal button.btn-primary", run: "click" },
        { trigger: "body:not(:has(button[name=action_answer])) div[name=answered_by_id]" },
    ],
});

/** Whoever is in charge brings the opinions together. */
tours.add("kam_suggestion_way_complete_tour", {
    steps: () => [
        { trigger: "a[name=matrix]", run: "click" },
        { trigger: `${MATRIX} td[data-standing=answered]:contains('By mail, from May')` },
        {
            trigger: `${block("proposal")} textarea`,
            run: "edit Dispatch mails them when the lorry leaves",
        },
        ...save,
        ...decide("Complete", "One department asked"),
    ],
});

/** The director says what they think of it. */
tours.add("kam_suggestion_way_vote_tour", {
    steps: () => [
        { trigger: "a[name=matrix]", run: "click" },
        { trigger: `${block("proposal")}:contains('Dispatch mails them'):not(:has(textarea))` },
        { trigger: `${block("director")} button[data-value=adopted]`, run: "click" },
        { trigger: `${block("director")} button[data-value=adopted].o_kam_chosen` },
        ...save,
        ...decide("Approve", "Agreed"),
    ],
});

/** The general manager decides, with the sentence for the customer. */
tours.add("kam_suggestion_way_decide_tour", {
    steps: () => [
        { trigger: "a[name=matrix]", run: "click" },
        { trigger: `${block("director")}:contains('Agrees'):not(:has(button))` },
        { trigger: `${block("decision")} button[data-value=adopted]`, run: "click" },
        {
            trigger: `${block("decision")} [data-name=reply_text] textarea`,
            run: "edit You get them by mail",
        },
        ...save,
        ...decide("Approve", "Begin"),
    ],
});

/** Who owes the task says what was done. */
tours.add("kam_suggestion_way_task_tour", {
    steps: () => [
        { trigger: ".o_form_view div[name=description]:contains('By mail, from May')" },
        write("note", "Sent for every lorry"),
        { trigger: "button[name=action_done]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')" },
    ],
});

/** Whoever handles it answers the customer: the feedback form goes out. */
tours.add("kam_suggestion_way_reply_tour", {
    steps: () => [
        { trigger: "button[name=action_ask_reply]", run: "click" },
        {
            content: "the answer begins with the sentence of the decision",
            trigger: ".modal div[name=text] textarea:value(You get them by mail)",
        },
        { trigger: ".modal button[name=action_apply]:contains('Send the Answer')", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Answered')" },
        { trigger: ".o_form_view a[name=replies]", run: "click" },
        { trigger: "div[name=reply_ids] .o_data_row:contains('SF/')" },
    ],
});

/** The customer reads the answer on the portal, and rates it. */
tours.add("kam_suggestion_way_rate_tour", {
    steps: () => [
        {
            trigger: ".list-group-item:contains('Notes before the lorry')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "section:contains('Our Answer'):contains('You get them by mail')" },
        { trigger: ".o_kam_suggestion_rating label[for=rating_score_4]", run: "click" },
        {
            trigger: ".o_kam_suggestion_rating textarea[name=text]",
            run: "edit A great help",
        },
        {
            trigger: ".o_kam_suggestion_rating button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains('Thank you for telling us')" },
        { trigger: "#rating:contains('A great help'):not(:has(form))" },
    ],
});
