export const CUSTOMER = "Tour Grower";

/** The dialog of a decision: write the opinion and press its button. */
export function decide(button, text) {
    return [
        {
            trigger: ".modal div[name=opinion] textarea",
            run: `edit ${text}`,
        },
        {
            trigger: `.modal-footer button[name=action_apply]:contains(${button}):visible`,
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
    ];
}

/** Open the form from the list of what waits for the user. */
export function openWaiting() {
    return [
        { trigger: `.o_data_row:contains(${CUSTOMER}) td[name=document_name]`, run: "click" },
        { trigger: ".o_arrow_button_current:contains('In review')" },
    ];
}

/** Open the customer from the board of credit profiles. */
export function openCustomer() {
    return [{ trigger: `.o_kanban_record:contains(${CUSTOMER})`, run: "click" }];
}

/** Choose a value of a field that names a record. */
export function choose(field, text) {
    return [
        { trigger: `div[name=${field}] input`, run: "click" },
        {
            trigger: `.o-autocomplete--dropdown-menu li:contains('${text}') a`,
            run: "click",
        },
        { trigger: `div[name=${field}] input:value(${text})` },
    ];
}

/** Choose a PDF for a field that takes files, as the dialog of the browser would. */
export function upload(field, name) {
    return [
        {
            trigger: `div[name=${field}]:has(input[type=file])`,
            run({ anchor }) {
                const input = anchor.querySelector("input[type=file]");
                const chosen = new DataTransfer();
                chosen.items.add(new File(["%PDF-1.4 scan"], name, { type: "application/pdf" }));
                input.files = chosen.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
    ];
}

/** Find a button of the box on top of a form, which may be folded behind "More". */
export function statButton(name, count) {
    const counted = count === undefined ? "" : `:contains('${count}')`;
    return [
        {
            trigger: ".o_form_view .oe_stat_button",
            run() {
                if (!document.querySelector(`button[name=${name}]`)) {
                    document.querySelector(".o_button_more").click();
                }
            },
        },
        { trigger: `button[name=${name}]:visible${counted}`, run: "click" },
    ];
}
