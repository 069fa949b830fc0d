import { registry } from "@web/core/registry";

const MATRIX = ".o_kam_suggestion_matrix";
const cell = (standing) => `${MATRIX} td[data-standing=${standing}]`;
// what is postponed comes back within two years
const LATER = new Date(Date.now() + 200 * 24 * 3600 * 1000).toISOString().slice(0, 10);
const block = (name, at = 1) => `${MATRIX} tbody:nth-of-type(${at}) [data-block=${name}]`;
const option = (name, value, at) => `${block(name, at)} button[data-value=${value}]`;

/** A member of a department without any role in key accounts answers what is asked. */
registry.category("web_tour.tours").add("kam_suggestion_opinion_tour", {
    steps: () => [
        { trigger: ".o_data_row td[name=customers]", run: "click" },
        {
            trigger: ".o_field_widget[name=line_ids] .o_data_row td[name=feasibility]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=line_ids] td[name=feasibility] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Can be done in part)", run: "click" },
        {
            trigger: ".o_field_widget[name=line_ids] td[name=opinion] textarea",
            run: "edit From May on",
        },
        { trigger: "button[name=action_answer]", run: "click" },
        { trigger: ".modal button.btn-primary", run: "click" },
        { trigger: ".o_field_widget[name=answered_by_id]" },
        { trigger: "body:not(:has(button[name=action_answer]))" },
    ],
});

/** The director votes, line by line. */
registry.category("web_tour.tours").add("kam_suggestion_vote_tour", {
    steps: () => [
        { trigger: "a[name=matrix]", run: "click" },
        { trigger: `${cell("answered")}:contains(From May on)` },
        { trigger: `${cell("silent")}.o_kam_matrix_bad:contains(No answer by) .fa` },
        // what others have filled in, or fill in later, is no field here
        { trigger: `${block("proposal")}:not(:has(textarea))` },
        { trigger: `${MATRIX}:not(:has([data-block=decision]))` },
        { trigger: option("director", "adopted"), run: "click" },
        { trigger: `${option("director", "adopted")}.o_kam_chosen` },
        { trigger: option("director", "refused", 2), run: "click" },
        { trigger: `${block("director", 2)} textarea`, run: "edit Too dear" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

/** The general manager decides one for himself, and all others as the director proposes. */
registry.category("web_tour.tours").add("kam_suggestion_decision_tour", {
    steps: () => [
        { trigger: "a[name=matrix]", run: "click" },
        { trigger: `${block("director", 2)}:contains(Too dear):not(:has(button))` },
        { trigger: option("decision", "postponed", 2), run: "click" },
        {
            trigger: `${block("decision", 2)} input[type=date]`,
            run() {
                this.anchor.value = LATER;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: `${block("decision", 2)} [data-name=reply_text] textarea`,
            run: "edit Not this year",
        },
        { trigger: `${MATRIX} .o_kam_as_proposed`, run: "click" },
        { trigger: `${option("decision", "adopted")}.o_kam_chosen` },
        { trigger: `${option("decision", "postponed", 2)}.o_kam_chosen` },
        { trigger: `${MATRIX}:not(:has(.o_kam_as_proposed))` },
    ],
});

/** Days of the screen are written as those of the print: in Chinese written out. */
registry.category("web_tour.tours").add("kam_suggestion_days_tour", {
    steps: () => [
        { trigger: "a[name=matrix]", run: "click" },
        { trigger: `${MATRIX} th .o_kam_matrix_quiet:contains(年):contains(月):not(:contains(/))` },
        { trigger: `${cell("asked")}:contains(年):not(:contains(/))` },
    ],
});
