import { registry } from "@web/core/registry";

const step = (key) => `.o_kam_setup [data-key='${key}']`;

registry.category("web_tour.tours").add("kam_setup_tour", {
    steps: () => [
        { trigger: `${step("units")} .fa-circle-o` },
        { trigger: `${step("classes")} .btn-primary`, run: "click" },
        { trigger: `${step("classes")} .fa-check-circle` },
        { trigger: `${step("units")} .btn:contains('Units')`, run: "click" },
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Tour Centre" },
        { trigger: ".o_field_widget[name=level] input", run: "click" },
        { trigger: ".o_select_menu_item:contains('Headquarters centre')", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".o_breadcrumb a:contains('Set-Up Guide')", run: "click" },
        { trigger: `${step("units")} .fa-check-circle` },
        { trigger: `${step("check")} .o_kam_setup_gaps li` },
        { trigger: `${step("units")} .btn:contains('From a File')`, run: "click" },
        { trigger: ".modal button[name=action_download_template]" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
