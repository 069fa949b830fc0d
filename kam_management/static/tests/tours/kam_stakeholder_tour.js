import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("kam_stakeholder_chart_tour", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Shop')", run: "click" },
        { trigger: "a[name=stakeholders]", run: "click" },
        {
            content: "the account names the roles nobody is known for",
            trigger: ".o_field_widget[name=missing_role_ids]:contains('Approver')",
        },
        { trigger: "button[name=action_view_stakeholder_chart]", run: "click" },
        { trigger: ".o_kam_stakeholder_chart .alert:contains('Approver')" },
        {
            content: "cards take their colour from the stance",
            trigger: ".o_hierarchy_node .o_kam_stance_supporter:contains('Boss')",
        },
        { trigger: ".o_kam_tree .o_kam_tree .o_kam_stance_opponent:contains('Buyer')" },
        {
            content: "a role without a person is hollow",
            trigger: ".o_kam_tree .o_kam_tree .o_kam_vacant:contains('Vacant')",
        },
        { trigger: ".o_switch_view.o_kanban:visible", run: "click" },
        { trigger: ".o_kanban_group:contains('Buyer') .o_kam_stance_opponent" },
        { trigger: ".o_switch_view.o_list:visible", run: "click" },
        { trigger: ".o_data_row:contains('Boss') td[name=display_name]", run: "click" },
        { trigger: "a[name=facts]", run: "click" },
        {
            content: "the list says that there are facts, not what they say",
            trigger: ".o_data_row:contains('Choose a present'):not(:contains('xylophone'))",
        },
        { trigger: ".o_data_row:contains('Hobbies') td[name=purpose]", run: "click" },
        { trigger: ".modal .o_field_widget[name=text] textarea:value(xylophone)" },
        { trigger: ".modal .o_form_button_cancel, .modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
