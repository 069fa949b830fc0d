import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Units and people, none of whom is a user yet. Nobody is a manager. */
const LIST = [
    "Unit code,Unit,Level,Belongs to,Person,E-mail,Role,From",
    "HQ,Tour Centre,,,,,,",
    "R,Tour Region,,HQ,,,,",
    "A,Tour Area,,R,Tour Rep,tour.rep@example.com,Sales representative,",
    "A,,,,Tour Supervisor,tour.supervisor@example.com,Supervisor,",
].join("\n");

const step = (key) => `.o_kam_setup [data-key='${key}']`;

/** Say that somebody has looked at what comes ready-made. */
function tick(key) {
    return [
        { trigger: `${step(key)} .o_kam_setup_tick`, run: "click" },
        { trigger: `${step(key)} .fa-check-circle` },
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
            trigger: ".o_form_view div[name=unit_id] input:value(Tour Centre)",
        },
    ],
});
