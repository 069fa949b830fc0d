import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Thumbs hit what is this high. */
const THUMB = 44;

function row(customer, section = "") {
    const place = section ? `.o_kam_day_section[data-section=${section}] ` : "";
    return `${place}.o_kam_day_row:contains(${customer})`;
}

/** Everything is within the screen of a phone, and buttons are for thumbs. */
function fits(trigger) {
    return {
        content: "everything is within the screen, and buttons are for thumbs",
        trigger,
        run() {
            const page = document.querySelector(".o_kam_day_page");
            if (page.scrollWidth > document.documentElement.clientWidth) {
                throw new Error(`My Day is ${page.scrollWidth} pixels wide`);
            }
            for (const button of page.querySelectorAll("button, select, .o_kam_day_tick")) {
                if (button.getBoundingClientRect().height < THUMB) {
                    throw new Error(`“${button.textContent}” is too small for a thumb`);
                }
            }
        },
    };
}

function gone(customer) {
    return {
        content: `${customer} waits no more`,
        trigger: `.o_kam_day_page[aria-busy=false]:not(:has(.o_kam_day_row[data-id]:contains(${customer})))`,
    };
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

tours.add("kam_my_day_supervisor_tour", {
    steps: () => [
        { trigger: ".o_kam_day_counter_week .o_kam_day_count:contains('6')" },
        {
            content: "one click approves",
            trigger: `${row("Alpha")} [data-key=approve]`,
            run: "click",
        },
        gone("Alpha"),
        { trigger: ".o_kam_day_done .o_kam_day_row:contains('Alpha'):contains('Approved')" },
        {
            content: "the next one of the kind is where the eye is",
            trigger: `${row("Beta")} [data-key=approve]:focus`,
        },
        { trigger: `${row("Beta")} [data-key=return]`, run: "click" },
        ...decide("Return for Correction", "The price is missing"),
        gone("Beta"),
        {
            content: "several at once",
            trigger: `${row("Gamma")} input[type=checkbox]`,
            run: "click",
        },
        { trigger: `${row("Delta")} input[type=checkbox]`, run: "click" },
        { trigger: ".o_kam_day_bulk:contains('2 selected')" },
        { trigger: ".o_kam_day_bulk [data-key=approve]", run: "click" },
        {
            trigger: ".modal-footer button[name=action_apply]:contains(Approve):visible",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        gone("Gamma"),
        gone("Delta"),
        { content: "the form itself", trigger: `${row("Epsilon")} [data-key=open]`, run: "click" },
        { trigger: ".o_breadcrumb .active:contains('Epsilon')" },
        {
            content: "a pager over what waits",
            trigger: ".o_pager_counter:contains('1'):contains('2')",
        },
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Seen"),
        { content: "the next one opens", trigger: ".o_breadcrumb .active:contains('Zeta')" },
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Seen"),
        { content: "after the last one My Day comes back", trigger: ".o_kam_day_empty" },
        { trigger: ".o_kam_day_counter_done .o_kam_day_count:contains('6')" },
    ],
});

/** The day of who leads accounts: what came back, and a candidate, that opens as ``begun``. */
function correctAndStart(begun) {
    return [
        {
            content: "why it is back",
            trigger: `${row("Beta")}:contains('Returned by'):contains('The price is missing')`,
        },
        { trigger: `${row("Beta")} [data-key=open]:contains('Correct')`, run: "click" },
        { trigger: ".o_breadcrumb .active:contains('Beta')" },
        { trigger: ".o_back_button, .breadcrumb-item:contains('My Day') a", run: "click" },
        { trigger: `${row("Beta")} [data-key=submit]`, run: "click" },
        gone("Beta"),
        { trigger: ".o_kam_day_done .o_kam_day_row:contains('Beta')" },
        {
            content: "nobody is led, nobody is offered",
            trigger: ".o_kam_day:not(:has(.o_kam_day_person))",
        },
        { trigger: `${row("Candidate")} [data-key=start]`, run: "click" },
        { content: "what was begun goes on", trigger: begun },
    ];
}

/** The day of a manager, and those of the people. */
function lookAtPeople() {
    return [
        { trigger: `${row("Alpha")} [data-key=approve]` },
        { trigger: ".o_kam_day_person select", run: "selectByLabel All my people" },
        { trigger: ".o_kam_day_people th button:contains('Rep Shanghai')", run: "click" },
        { trigger: "h1:contains('The day of'):contains('Rep Shanghai')" },
        {
            content: "looked at, not settled",
            trigger: ".o_kam_day:not(:has(.o_kam_day_row [data-key=start]))",
        },
        { trigger: ".o_kam_day_person select", run: "selectByLabel My own day" },
        { trigger: `${row("Alpha")} [data-key=approve]` },
    ];
}

/** The day of the archive room. */
function acknowledge() {
    return [
        {
            content: "the clock leads here",
            trigger: ".o_menu_systray i[aria-label='Activities']",
            run: "click",
        },
        {
            trigger: ".o-mail-ActivityMenu .o-mail-ActivityGroup:contains('Key Accounts')",
            run: "click",
        },
        { trigger: `${row("Filed")} [data-key=acknowledge]`, run: "click" },
        gone("Filed"),
        { trigger: ".o_kam_day_empty:contains('Nothing is late or due today')" },
        { trigger: ".o_kam_day_done .o_kam_day_row:contains('Filed')" },
    ];
}

tours.add("kam_my_day_representative_tour", {
    steps: () => correctAndStart(".o_arrow_button_current:contains('Analysis')"),
});

tours.add("kam_my_day_manager_tour", { steps: lookAtPeople });

tours.add("kam_my_day_archivist_tour", { steps: acknowledge });

tours.add("kam_my_day_phone_tour", {
    steps: () => [
        fits(`${row("Alpha")} [data-key=approve]`),
        { trigger: `${row("Alpha")} [data-key=approve]`, run: "click" },
        gone("Alpha"),
        { trigger: `${row("Beta")} [data-key=return]`, run: "click" },
        ...decide("Return for Correction", "The price is missing"),
        gone("Beta"),
    ],
});

tours.add("kam_my_day_phone_representative_tour", {
    steps: () => [
        fits(`${row("Beta")} [data-key=submit]`),
        ...correctAndStart(".o_breadcrumb .active:contains('Candidate')"),
    ],
});

tours.add("kam_my_day_phone_manager_tour", {
    steps: () => [fits(`${row("Alpha")} [data-key=approve]`), ...lookAtPeople()],
});

tours.add("kam_my_day_phone_archivist_tour", {
    steps: () => [...acknowledge(), fits(".o_kam_day_done .o_kam_day_row:contains('Filed')")],
});
