import { registry } from "@web/core/registry";

/** From the hints and the curve of a development to what stands behind them, and back. */
registry.category("web_tour.tours").add("kam_development_coaching_tour", {
    steps: () => [
        { trigger: ".o_kam_hint:contains(cold now) .o_kam_hint_why:contains(Shown when)" },
        { trigger: "div[name=falling]:contains(The attitude is falling)" },
        { trigger: ".o_notebook .nav-link[name=attitude]", run: "click" },
        { trigger: ".o_kam_attitude_falling svg[role=img][aria-label*='Warm → Cold']" },
        {
            trigger: ".o_kam_attitude_falling button.o_kam_attitude_cold:contains(Cold)",
            run: "click",
        },
        {
            content: "the contact behind the point, which leaves the progress open",
            trigger: "div[name=note_progress] button:contains(Product introduced)",
            run: "click",
        },
        { trigger: "body:not(:has(div[name=note_progress]))" },
        { trigger: "div[name=progress]:contains(Product introduced)" },
        { trigger: ".o_breadcrumb .breadcrumb-item:first a, .o_back_button:first", run: "click" },
        { trigger: ".o_kam_hint button[data-hint=no_decider]", run: "click" },
        { trigger: ".breadcrumb:contains(Stakeholders), .o_last_breadcrumb_item:contains(Stake)" },
    ],
});
