import { registry } from "@web/core/registry";

/** A new form is opened and left, and nothing was entered. */
registry.category("web_tour.tours").add("kam_untouched_tour", {
    steps: () => [
        {
            content: "the new form is there, with all that it comes with",
            trigger: ".o_form_view .o_form_editable:visible",
        },
        { trigger: ".o_form_renderer:not(.o_form_saved)" },
        {
            content: "back to where it came from",
            trigger: ".o_control_panel .o_back_button, .o_control_panel .breadcrumb-item a",
            run: "click",
        },
        { trigger: ".o_list_view, .o_kanban_view, .o_calendar_view" },
    ],
});
