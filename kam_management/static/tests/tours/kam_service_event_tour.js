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
        { trigger: ".o_form_view div[name=suggestion_outcome]:contains('SG/')" },
        { trigger: ".o_form_view:not(:has(button[name=action_suggest]))" },
    ],
});
