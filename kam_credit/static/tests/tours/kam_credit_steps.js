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
