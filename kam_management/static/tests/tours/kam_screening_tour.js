import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const CUSTOMER = "Tour Shipyard";

/** What Tab stops at after an element, in the order of the page. */
function nextStop(current) {
    const found = document.querySelectorAll("input, textarea, select, button, a[href]");
    const stops = [...found].filter(
        (element) =>
            element === current ||
            (element.tabIndex >= 0 && !element.disabled && element.offsetParent),
    );
    return stops[stops.indexOf(current) + 1];
}

/** Press keys one after the other, as somebody without a mouse does. */
function keys(...pressed) {
    return async () => {
        for (const key of pressed) {
            const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
            const target = document.activeElement;
            target.dispatchEvent(event);
            if (key === "Tab" && !event.defaultPrevented) {
                nextStop(target).focus();
            }
            // what the key brings about is drawn in the next frame
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    };
}

/** The row of a risk indicator. */
function row(indicator) {
    return `.o_kam_risk_line:contains('${indicator}')`;
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
        { trigger: ".o_kam_add", run: "click" },
        {
            content: "one goes on in the row that was added",
            trigger: ".o_kam_need_name textarea:focus",
            run: "edit Coating against sea water",
        },
        {
            content: "importance, technology required and own, by keys only",
            trigger: ".o_kam_need_name textarea",
            run: keys("Tab", "Tab", "5", "Tab", "3"),
        },
        {
            content: "the gap is shown with its sign",
            trigger: ".o_kam_need_resource:contains('Technology') .o_kam_bad:contains('−2')",
        },
        { content: "and the fit at once", trigger: ".o_kam_total_fit:contains('60.00')" },
        { trigger: "a[name=risk]", run: "click" },
        {
            content: "scores are chosen by what they mean",
            trigger: `${row("Tour Delivery")} button:contains('Means 4')`,
            run: "click",
        },
        {
            content: "where the risk can still come out",
            trigger: ".o_kam_risk_sum:contains('50.00% to 90.00%')",
        },
        {
            content: "down to the next indicator, and its score, by keys only",
            trigger: `${row("Tour Delivery")} button.o_kam_chosen:contains('4'):focus`,
            run: keys("ArrowDown", "5"),
        },
        {
            content: "an extreme wants a reason",
            trigger: `${row("Tour Rivals")} .o_kam_bad:contains('reason or evidence')`,
            run: keys("Tab"),
        },
        {
            trigger: `${row("Tour Rivals")} textarea:focus`,
            run: "edit Seen on site",
        },
        { trigger: `${row("Tour Rivals")} textarea`, run: keys("Tab") },
        { trigger: `${row("Tour Rivals")}:not(:has(.o_kam_bad))` },
        { trigger: ".o_kam_risk_total:contains('90.00')" },
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
            content: "the reviewer's own score stands below that of the author",
            trigger: `${row("Tour Rivals")} .o_kam_review button[data-value='4']`,
            run: "click",
        },
        {
            trigger: `${row("Tour Rivals")} .o_kam_review textarea`,
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
