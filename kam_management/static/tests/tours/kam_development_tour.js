import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

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

/** A text field of the form that is open. */
function write(name, text) {
    return { trigger: `.o_form_view div[name=${name}] textarea`, run: `edit ${text}` };
}

function openPage(name) {
    return [
        { trigger: `.o_form_view .nav-link[name=${name}]`, run: "click" },
        { trigger: `.o_form_view .nav-link[name=${name}].active` },
    ];
}

const save = [{ trigger: ".o_form_button_save", run: "click" }, { trigger: ".o_form_saved" }];

tours.add("kam_development_begin_tour", {
    steps: () => [
        { trigger: "button[name=action_develop]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            content: "the development is open, and says what is next",
            trigger: ".o_form_view div[name=next]:contains('complete the scheme')",
        },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Developing')" },
    ],
});

tours.add("kam_development_scheme_tour", {
    steps: () => [
        ...openPage("analysis"),
        write("meaning", "A third of the target of the region"),
        write("own_strengths", "Depot next door"),
        write("own_weaknesses", "Few references"),
        write("development_risk", "The old supplier answers with prices"),
        {
            content: "the factors may be added for every customer",
            trigger: "button[name=action_add_factors]",
            run: "click",
        },
        {
            content: "a factor stands once over its points",
            trigger: ".o_field_kam_grouped_list[name=factor_ids] tr.o_kam_grouped_repeated",
        },
        ...openPage("advantages"),
        {
            trigger:
                "div[name=advantage_ids] .o_field_x2many_list_row_add button, div[name=advantage_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "div[name=advantage_ids] .o_selected_row div[name=kind_id] input",
            run: "edit Transport",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains('Transport loss')", run: "click" },
        {
            trigger: "div[name=advantage_ids] .o_selected_row div[name=claim] textarea",
            run: "edit Nothing breaks on the way",
        },
        ...save,
        { trigger: "div[name=advantage_ids] td:contains('Lower total purchase cost')" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

tours.add("kam_development_approve_tour", {
    steps: () => [
        { trigger: "button[name=action_open_decision]:contains('Approve')", run: "click" },
        ...decide("Approve", "Good luck"),
        { trigger: ".o_form_view:not(:has(button[name=action_open_decision]))" },
    ],
});

tours.add("kam_development_record_tour", {
    steps: () => [
        {
            content: "the development ends with its record",
            trigger: "button[name=action_end]:contains('End the Development')",
            run: "click",
        },
        {
            trigger: ".o_form_view div[name=result] input[data-value=lost]",
            run: "click",
        },
        { trigger: ".o_form_view div[name=reason_ids] input", run: "edit Price" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Price too high')", run: "click" },
        { trigger: ".o_form_view div[name=reason_ids] .o_tag:contains('Price too high')" },
        ...openPage("reasons"),
        write("reasons_text", "The old supplier came down with its price"),
        {
            trigger: ".o_form_view div[name=date_retry] input",
            run: "edit 12/31/2099",
        },
        ...save,
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_submit]))" },
    ],
});

tours.add("kam_development_board_tour", {
    steps: () => [
        {
            content: "the funnel has a column for each step",
            trigger: ".o_kanban_group:contains('Contract proposed')",
        },
        { trigger: ".o_search_panel" },
        {
            content: "each of its columns is on the screen",
            trigger: ".o_kanban_group:last",
            run({ anchor }) {
                const { right } = anchor.getBoundingClientRect();
                const width = document.documentElement.clientWidth;
                if (right > width + 1) {
                    throw new Error(`The board ends at ${right}, the screen at ${width}`);
                }
            },
        },
        { trigger: ".o_kanban_record:contains('Yard')" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains('Yard')" },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_renderer canvas" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot table" },
    ],
});

tours.add("kam_development_phone_tour", {
    steps: () => [
        { trigger: ".o_form_view div[name=account_id]:contains('Yard')" },
        {
            content: "nothing is wider than the screen",
            trigger: ".o_form_view .o_form_sheet",
            run({ anchor }) {
                const width = document.documentElement.clientWidth;
                if (anchor.scrollWidth > width) {
                    throw new Error(`The form is ${anchor.scrollWidth} pixels wide`);
                }
            },
        },
        ...openPage("advantages"),
        { trigger: "div[name=advantage_ids] .o_kanban_record:contains('Nothing breaks')" },
        {
            trigger: "button[name=action_open_decision]:contains('Approve'):visible",
            run: "click",
        },
        ...decide("Approve", "Go on"),
        { trigger: ".o_form_view:not(:has(button[name=action_open_decision]))" },
    ],
});

/** The menu of what can be done with the chosen rows, or with the open record. */
function openActions(isOffered) {
    const entry = ".o-dropdown--menu .o_menu_item:contains('Delete')";
    return [
        { trigger: ".o_cp_action_menus button:has(.fa-cog):visible", run: "click" },
        { trigger: ".o-dropdown--menu .o_menu_item:visible" },
        { trigger: isOffered ? entry : `body:not(:has(${entry}))` },
        { trigger: "body", run: "press Escape" },
        { trigger: "body:not(:has(.o-dropdown--menu))" },
    ];
}

function choose(customer, chosen) {
    const row = `.o_data_row:contains('${customer}')`;
    return [
        { trigger: `${row} .o_list_record_selector input`, run: "click" },
        { trigger: chosen ? `.o_selection_box:contains('${chosen}')` : ".o_list_view" },
    ];
}

tours.add("kam_development_delete_tour", {
    steps: () => [
        ...choose("Yard", 1),
        ...openActions(true),
        ...choose("Shop", 2),
        ...openActions(false),
        ...choose("Yard", 1),
        ...choose("Shop", 0),
        { trigger: ".o_list_view:not(:has(.o_data_row_selected))" },
        { trigger: ".o_data_row:contains('Shop') td[name=number]", run: "click" },
        { trigger: ".o_form_view h1:contains('Shop')" },
        ...openActions(false),
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: ".o_data_row:contains('Yard') td[name=number]", run: "click" },
        { trigger: ".o_form_view h1:contains('Yard')" },
        ...openActions(true),
    ],
});

tours.add("kam_development_actual_tour", {
    steps: () => [
        {
            content: "number and mark of the edition can be read",
            trigger: ".o_list_view .o_data_row td[name=edition]:contains('revision A')",
            run({ anchor }) {
                if (anchor.scrollWidth > anchor.clientWidth) {
                    throw new Error(`${anchor.scrollWidth} in ${anchor.clientWidth} pixels`);
                }
            },
        },
        {
            content: "there is no sum of what is known in part, beside one of all forecasts",
            trigger: ".o_list_footer:contains('—')",
        },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_renderer canvas" },
        {
            content: "what may not be known is no 0",
            trigger: ".o_kam_gaps:contains('no value is known')",
        },
    ],
});
