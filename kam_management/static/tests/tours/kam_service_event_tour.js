import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function fitsScreen(trigger) {
    return {
        content: "nothing is wider than the screen",
        trigger,
        run({ anchor }) {
            const width = document.documentElement.clientWidth;
            if (anchor.scrollWidth > width) {
                throw new Error(`${trigger} is ${anchor.scrollWidth} pixels wide`);
            }
        },
    };
}

tours.add("kam_service_event_tour", {
    steps: () => [
        { trigger: ".o_form_view .o_kanban_record:contains('Head Hong')" },
        fitsScreen(".o_form_view .o_form_sheet"),
        { trigger: "button[name=action_invite]:contains('Invite'):visible", run: "click" },
        { trigger: "button[name=action_attendance]:visible", run: "click" },
        {
            content: "one tap says that they came",
            trigger: ".o_kanban_record:contains('Head Hong') button[name=action_attended]",
            run: "click",
        },
        { trigger: ".o_kanban_record button[name=action_attended].btn-primary" },
        fitsScreen(".o_kanban_renderer"),
        { trigger: ".o_kanban_record button[name=action_open_guest]", run: "click" },
        {
            trigger: ".o_form_view div[name=opinion] textarea",
            run: "edit Smaller boxes",
        },
        {
            content: "one tap makes a suggestion of it",
            trigger: "button[name=action_suggest]:visible",
            run: "click",
        },
        { trigger: ".o_form_view div[name=opinion_ids] .o_kanban_record:contains('SG/')" },
        {
            content: "there is room for what else they say",
            trigger: ".o_form_view div[name=opinion] textarea",
            run({ anchor }) {
                if (anchor.value) {
                    throw new Error(`${anchor.value} stands there still`);
                }
            },
        },
    ],
});

/** Choose a record in a field of a form. */
function choose(field, text) {
    return [
        { trigger: `div.o_field_widget[name=${field}] input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item:contains("${text}")`, run: "click" },
    ];
}

/** Give our points for a criterion of the evaluation. */
function judge(criterion, points) {
    return [
        {
            trigger: `.o_data_row:contains('${criterion}') td[name=our_score]`,
            run: "click",
        },
        {
            trigger: `.o_selected_row:contains('${criterion}') td[name=our_score] input`,
            run: `edit ${points}`,
        },
    ];
}

tours.add("kam_service_event_way_tour", {
    steps: () => [
        { trigger: "button[name=action_invite]:contains('Invite'):visible", run: "click" },
        { trigger: "button[name=action_attendance]:visible", run: "click" },
        {
            trigger: ".o_kanban_record:contains('Head Hong') button[name=action_attended]",
            run: "click",
        },
        { trigger: ".o_kanban_record button[name=action_attended].btn-primary" },
        { trigger: ".o_breadcrumb a:contains('Seminar on tiles')", run: "click" },
        { trigger: "button[name=action_ask_end]:visible", run: "click" },
        {
            trigger: ".modal div[name=outcome] textarea",
            run: "edit They want a second one",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Ended')" },
        {
            content: "what has ended is evaluated",
            trigger: "body",
            run: () => window.location.assign("/odoo/kam-ended-services"),
            expectUnloadPage: true,
        },
        { trigger: ".o_data_row:contains('Mill') td[name=name]", run: "click" },
        { trigger: "button[name=action_evaluate]:visible", run: "click" },
        ...judge("Timeliness", 4),
        ...judge("Quality", 5),
        ...judge("Attitude", 5),
        ...judge("Effect", 4),
        {
            trigger: "div[name=assessment] textarea",
            run: "edit They asked for a second one",
        },
        { trigger: "button[name=action_submit]:visible", run: "click" },
        { trigger: ".o_form_view:not(:has(button[name=action_submit])) .o_form_sheet" },
        {
            content: "the customer is heard again",
            trigger: "body",
            run: () => window.location.assign("/odoo/kam-contacts/new"),
            expectUnloadPage: true,
        },
        ...choose("account_id", "Mill"),
        { trigger: "div[name=attitude] .o_selection_badge:contains('Warm')", run: "click" },
        { trigger: "div[name=topic] input", run: "edit What they thought of it" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            trigger: "body",
            run: () => window.location.assign("/odoo/kam-return-visits"),
            expectUnloadPage: true,
        },
        { trigger: ".o_view_controller" },
    ],
});
