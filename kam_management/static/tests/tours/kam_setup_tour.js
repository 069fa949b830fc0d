import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const CUSTOMER = "Tour Shipyard";

/** Units and people, none of whom is a user yet. Nobody is a manager. */
const LIST = [
    "Unit code,Unit,Level,Belongs to,Person,E-mail,Role,From",
    "HQ,Tour Centre,,,,,,",
    "R,Tour Region,,HQ,,,,",
    "A,Tour Area,,R,Tour Rep,tour.rep@example.com,Sales representative,",
    "A,,,,Tour Supervisor,tour.supervisor@example.com,Supervisor,",
].join("\n");

/** The same list, to which somebody has added whom the check missed. */
const LONGER_LIST = `${LIST}\nHQ,,,,Tour Manager,tour.manager@example.com,Manager,`;

const step = (key) => `.o_kam_setup [data-key='${key}']`;

/** Say that somebody has looked at what comes ready-made. */
function tick(key) {
    return [
        { trigger: `${step(key)} .o_kam_setup_tick`, run: "click" },
        { trigger: `${step(key)} .fa-check-circle` },
    ];
}

/** Go back to the guide, on a phone as well. */
function goBack() {
    return [
        {
            trigger: ".o_breadcrumb a:contains('Set-Up Guide'), .o_back_button",
            run: "click",
        },
        { trigger: ".o_kam_setup_steps" },
    ];
}

/** Everything is within the screen, and buttons are for thumbs. */
function checkWidth(selector) {
    return {
        trigger: selector,
        run() {
            const screen = document.documentElement.clientWidth;
            for (const element of document.querySelectorAll(`${selector}, ${selector} button`)) {
                const { left, right, height } = element.getBoundingClientRect();
                if (height && (left < 0 || right > screen + 1)) {
                    throw new Error(
                        `“${element.className}” reaches from ${left} to ${right} of ${screen}`,
                    );
                }
            }
        },
    };
}

/** How high the place above a form is where it says what is left to do. */
const room = () => document.querySelector(".o_kam_missing_room").offsetHeight;
let roomBefore = 0;

/** Choose a record: from a list below the field, on a phone from one in its place. */
function choose(field, name) {
    return [
        { isActive: ["desktop"], trigger: `div[name=${field}] input`, run: `edit ${name}` },
        {
            isActive: ["desktop"],
            trigger: `.o-autocomplete--dropdown-item a:contains(${name})`,
            run: "click",
        },
        { isActive: ["mobile"], trigger: `div[name=${field}] input`, run: "click" },
        {
            isActive: ["mobile"],
            trigger: `.modal .o_kanban_record:contains(${name})`,
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
    ];
}

/** Enter units and people from a file. */
function enterFromFile(content, lines) {
    return [
        { trigger: `${step("units")} .btn:contains('From a File')`, run: "click" },
        { trigger: ".modal button[name=action_download_template]" },
        {
            content: "a file is chosen",
            trigger: ".modal .o_field_binary .o_select_file_button",
            run() {
                const input = document.querySelector(".modal .o_field_binary input[type=file]");
                const transfer = new DataTransfer();
                transfer.items.add(new File([content], "people.csv", { type: "text/csv" }));
                input.files = transfer.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".modal button[name=action_read_file]", run: "click" },
        {
            content: "what would come of it",
            trigger: `.modal div[name=line_ids]:contains('${lines}')`,
        },
        checkWidth(".modal .modal-content"),
        {
            trigger: ".modal-footer button[name=action_import]:visible",
            run: "click",
        },
        { trigger: "body:not(:has(.modal)) .o_kam_setup_steps" },
    ];
}

tours.add("kam_setup_tour", {
    steps: () => [
        {
            content: "who administers a new company is led to the guide",
            trigger: ".o_kam_day_setup button",
            run: "click",
        },
        { trigger: `${step("units")} .fa-circle-o` },
        checkWidth(".o_kam_setup_steps"),
        {
            content: "nothing is decided where there is no unit",
            trigger: `${step("check")}:contains('Enter units first') .fa-circle-o`,
        },
        {
            content: "one begins with the first step",
            trigger: `${step("calendar")}.o_kam_setup_next`,
        },
        ...tick("calendar"),
        { content: "and goes on with the next", trigger: `${step("units")}.o_kam_setup_next` },
        ...enterFromFile(LIST, "New user"),
        { trigger: `${step("units")} .fa-check-circle` },
        { trigger: `${step("positions")} .fa-check-circle` },
        ...tick("classes"),
        ...tick("routes"),
        ...tick("risk"),
        ...tick("takeover"),
        {
            content: "what is missing leads to where it is mended",
            trigger: `${step("check")} .o_kam_setup_gaps li:contains('as Manager') button`,
            run: "click",
        },
        {
            content: "the position is begun with unit and role",
            trigger: ".o_form_view div[name=unit_id] input:value(Tour Region)",
        },
        ...goBack(),
        {
            content: "the list is read again after it was added to",
            trigger: `${step("check")} .fa-circle-o`,
        },
        ...enterFromFile(LONGER_LIST, "Stays as it is"),
        {
            content: "everything can be decided",
            trigger: `${step("check")}:not(:has(li:contains('as Manager')))`,
        },
        { trigger: `${step("first")} .fa-circle-o` },
        {
            content: "My Day leads to the guide as long as something is left to do",
            trigger: ".o_breadcrumb a:contains('My Day'), .o_back_button",
            run: "click",
        },
        { trigger: ".o_kam_day_setup:contains('steps done. Next: “')" },
    ],
});

tours.add("kam_setup_screening_tour", {
    steps: () => [
        { trigger: ".o_kam_day_empty" },
        {
            isActive: ["mobile"],
            trigger: ".o_menu_toggle",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: ".o_app_menu_sidebar [data-menu-xmlid='kam_management.menu_kam_screening']",
            run: "click",
        },
        {
            isActive: ["desktop"],
            trigger: "[data-menu-xmlid='kam_management.menu_kam_screening_root']",
            run: "click",
        },
        {
            isActive: ["desktop"],
            trigger: "[data-menu-xmlid='kam_management.menu_kam_screening']",
            run: "click",
        },
        { trigger: ".o_kanban_view .o-kanban-button-new", run: "click" },
        ...choose("partner_id", CUSTOMER),
        { trigger: "div[name=unit_id] input:value(Tour Region / Tour Area)" },
        ...choose("class_id", "Strategic"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: "div[name=missing]:contains('no need of the customer')" },
        { trigger: ".o_kam_add", run: "click" },
        { trigger: ".o_kam_need_name textarea", run: "edit Coating against sea water" },
        {
            content: "what the need asks for, and what is there",
            trigger: ".o_kam_need_resource:first button[data-value='3']",
            run() {
                for (const group of document.querySelectorAll(".o_kam_need .o_kam_score")) {
                    group.querySelector("button[data-value='3']").click();
                }
            },
        },
        { trigger: "a[name=risk]", run: "click" },
        {
            content: "each indicator of the ready-made template gets a score",
            trigger: ".o_kam_risk_line button[data-value='3']",
            run() {
                roomBefore = room();
                for (const button of document.querySelectorAll(
                    ".o_kam_risk_line button[data-value='3']",
                )) {
                    button.click();
                }
            },
        },
        {
            content: "what is left to do got shorter, and what is below it stays where it is",
            trigger: ".o_kam_risk_total:contains('60.00')",
            run() {
                if (!roomBefore || room() < roomBefore) {
                    throw new Error(`${roomBefore} px above the grid have become ${room()}`);
                }
            },
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view:not(:has(div[name=missing]))" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".alert div[name=waiting_for]:contains('Tour Supervisor')" },
    ],
});

tours.add("kam_setup_supervisor_tour", {
    steps: () => [
        {
            content: "what was submitted waits for its supervisor",
            trigger: `.o_kam_day_row:contains(${CUSTOMER}) [data-key=approve]`,
        },
    ],
});
