import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Thumbs hit what is this high. */
const THUMB = 44;
const SAVED = ".o_kam_site_page[aria-busy=false][data-waiting='0']";

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

/** A text field of the form that is open. */
function write(name, text) {
    return { trigger: `div[name=${name}] textarea`, run: `edit ${text}` };
}

function note(name, text) {
    return { trigger: `#o_kam_site_${name}`, run: `edit ${text}` };
}

function choose(attitude) {
    return [
        { trigger: `.o_kam_site_choice [data-value=${attitude}]`, run: "click" },
        { trigger: `.o_kam_site_choice [data-value=${attitude}][aria-checked=true]` },
    ];
}

const begin = [
    { trigger: "button[name=action_open_site]", run: "click" },
    { trigger: ".o_kam_site_start", run: "click" },
    { trigger: ".o_kam_site_started:contains('on time')" },
];

/** Switch the network off, as far as the page on site can tell; a reload switches it on again. */
const switchOff = {
    content: "the connection is lost",
    trigger: SAVED,
    run() {
        const send = rpc._rpc;
        // what else the web client asks for meanwhile would be told of a lost connection, too
        rpc._rpc = (url, ...rest) =>
            url.includes("/kam.visit/")
                ? Promise.reject(new ConnectionLostError(url))
                : send(url, ...rest);
        Object.defineProperty(navigator, "onLine", { configurable: true, get: () => false });
        window.dispatchEvent(new Event("offline"));
    },
};

function switchOn() {
    return {
        content: "the page is loaded again, with a connection",
        trigger: ".o_kam_site_page",
        run: () => window.location.reload(),
        expectUnloadPage: true,
    };
}

function shows(name, text) {
    return {
        content: `“${text}” is there`,
        trigger: `${SAVED} #o_kam_site_${name}:value(${text})`,
    };
}

tours.add("kam_visit_plan_tour", {
    steps: () => [
        { trigger: ".o_form_view .nav-link:contains('Plan')", run: "click" },
        write("goal", "Win them for the depot"),
        { trigger: ".o_form_view .nav-link:contains('Discussion')", run: "click" },
        write("discussion_notes", "Take the new samples along"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

tours.add("kam_visit_approve_tour", {
    steps: () => [
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Good luck"),
        { trigger: ".o_form_view:not(:has(button[name=action_open_decision]))" },
    ],
});

tours.add("kam_visit_target_tour", {
    steps: () => [
        { trigger: "button[name=action_open_brief]", run: "click" },
        { trigger: ".o_kam_brief_page [data-section=persons]:contains('Chief')" },
        { trigger: ".o_kam_brief_page button:contains('On Site')" },
        { trigger: ".o_back_button, .breadcrumb-item a:last", run: "click" },
        ...begin,
        ...choose("warm"),
        note("main_points", "Prices of the year"),
        note("customer_thoughts", "Wants shorter delivery"),
        note("proposals", "Offer a depot"),
        { trigger: ".o_kam_site_end", run: "click" },
        {
            content: "the report begins with what was noted",
            trigger: ".o_form_view div[name=main_points] textarea:value(Prices of the year)",
        },
        { trigger: ".nav-link:contains('Visit Summary')", run: "click" },
        write("analysis", "Well prepared"),
        write("lessons", "Samples help"),
        write("shortcomings", "Too late for the workshop"),
        write("improvements", "Begin earlier"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".breadcrumb-item a:last, .o_back_button", run: "click" },
        { trigger: ".nav-link:contains('Afterwards')", run: "click" },
        write("no_finding_reason", "All was known"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_view_report]", run: "click" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

tours.add("kam_visit_phone_tour", {
    steps: () => [
        ...begin,
        {
            content: "one stop of the Tab key, arrows choose",
            trigger: ".o_kam_site_choice [data-value=warm]",
            async run(helpers) {
                helpers.anchor.focus();
                await helpers.press("ArrowRight");
            },
        },
        { trigger: ".o_kam_site_choice [data-value=neutral][aria-checked=true]" },
        note("main_points", "All well with the delivery"),
        { trigger: ".o_kam_site_end", run: "click" },
        { trigger: "button[name=action_complete]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_complete]))" },
    ],
});

tours.add("kam_visit_findings_tour", {
    steps: () => [
        { trigger: ".o_form_view .nav-link:contains('Findings')", run: "click" },
        {
            content: "a draft can be taken out again",
            trigger:
                "div[name=finding_ids] .o_data_row:contains('Some suggestion') .o_list_record_remove button",
        },
        {
            content: "what was passed on stays",
            trigger:
                "div[name=finding_ids] .o_data_row:contains('Some problem'):not(:has(.o_list_record_remove button))",
        },
    ],
});

tours.add("kam_visit_complete_tour", {
    steps: () => [
        {
            content: "the draft says what it lacks",
            trigger: ".o_form_view div[name=missing]:contains('Lessons')",
        },
        { trigger: "button[name=action_complete]", run: "click" },
        {
            content: "nothing is asked before it says so",
            trigger: ".modal:contains('Lessons')",
        },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .nav-link:contains('Visit Summary')", run: "click" },
        write("lessons", "Samples help"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_complete]", run: "click" },
        { trigger: ".modal:contains('is filed as it stands') .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains('No approval needed')" },
    ],
});

tours.add("kam_visit_site_tour", {
    steps: () => [
        {
            content: "everything is within the screen, and buttons are for thumbs",
            trigger: ".o_kam_site_start",
            run: "click",
        },
        { trigger: ".o_kam_site_started:contains('on time')" },
        {
            trigger: ".o_kam_site_end",
            run() {
                const page = document.querySelector(".o_kam_site_page");
                if (page.scrollWidth > document.documentElement.clientWidth) {
                    throw new Error(`The page is ${page.scrollWidth} pixels wide`);
                }
                for (const button of page.querySelectorAll("button, label.btn, textarea")) {
                    if (button.getBoundingClientRect().height < THUMB) {
                        throw new Error(`“${button.textContent}” is too small for a thumb`);
                    }
                }
            },
        },
        {
            content: "nothing ends before it is said how the customer was",
            trigger: ".o_kam_site_end",
            run: "click",
        },
        { trigger: ".o_kam_site_error:contains('Attitude')" },
        switchOff,
        ...choose("warm"),
        note("main_points", "Typed without a connection"),
        {
            content: "it is said where it is",
            trigger: ".o_kam_site_offline:contains('waiting: 2')",
        },
        { trigger: ".o_kam_site_files:contains('when there is a connection again')" },
        switchOn(),
        shows("main_points", "Typed without a connection"),
        { trigger: ".o_kam_site_choice [data-value=warm][aria-checked=true]" },
        switchOff,
        note("promises", "Typed after the reload, without a connection"),
        { trigger: ".o_kam_site_offline:contains('waiting: 1')" },
        { trigger: ".o_kam_site_end", run: "click" },
        { trigger: ".o_kam_site_ended:contains('by this device')" },
        { trigger: ".o_kam_site_offline:contains('waiting: 2')" },
        switchOn(),
        {
            content: "the end is told, and the report begins",
            trigger:
                ".o_form_view div[name=promises] textarea:value(Typed after the reload, without a connection)",
        },
    ],
});

tours.add("kam_visit_files_tour", {
    steps: () => [
        { trigger: ".o_kam_site_report:contains('Open the Report')" },
        {
            content: "a file is added",
            trigger: ".o_kam_site_input",
            run({ anchor }) {
                const files = new DataTransfer();
                files.items.add(new File(["Wrong"], "wrong.txt", { type: "text/plain" }));
                anchor.files = files.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_kam_site_file:contains('wrong.txt')" },
        { trigger: ".o_kam_site_file .o_kam_site_remove", run: "click" },
        { trigger: ".o_kam_site_files:not(:has(.o_kam_site_file))" },
    ],
});

tours.add("kam_visit_due_tour", {
    steps: () => [
        {
            content: "names are read as a whole",
            trigger: ".o_list_view .o_data_cell[name=account_id]:contains('Department Store')",
            run({ anchor }) {
                if (anchor.scrollWidth > anchor.clientWidth) {
                    throw new Error(`Of ${anchor.scrollWidth} pixels ${anchor.clientWidth} show`);
                }
            },
        },
    ],
});
