import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const TEXT = "送货单能不能提前用邮件发到我们仓库，好安排人手卸货";

const type = [
    { trigger: "div[name=name] input, div[name=name] textarea", run: "edit 送货单" },
    {
        content: "nothing is like an empty text",
        trigger: "div[name=description] .o_kam_similar_list:not(:has(li))",
    },
    // as somebody types, without leaving the field
    { trigger: "div[name=description] textarea", run: `fill ${TEXT}` },
    { trigger: ".o_kam_similar_hit mark:contains('送货单')" },
];

tours.add("kam_suggestion_similar_tour", {
    steps: () => [
        ...type,
        {
            content: "a decided one says how, a hidden one nothing else",
            trigger: ".o_kam_similar_standing[data-tone=refused]:contains('Not adopted')",
        },
        { trigger: ".o_kam_similar_hit:contains('Of another customer'):not(:has(mark, button))" },
        { trigger: "[aria-live=polite]:contains('Similar suggestions: 3')" },
        { trigger: ".o_kam_similar_hit button:contains('送货单用邮件发')", run: "click" },
        { trigger: ".modal .o_form_view div[name=description]:contains('希望送货单')" },
        { trigger: ".modal .btn-close, .modal .o_form_button_cancel", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "div[name=partner_id] input", run: "edit Mill" },
        { trigger: ".ui-autocomplete a:contains('Mill'):first", run: "click" },
        { trigger: "div[name=kind_id] input", run: "edit Delivery" },
        { trigger: ".ui-autocomplete a:contains('Delivery'):first", run: "click" },
        {
            trigger: ".o_kam_similar_hit:contains('送货单用邮件发') button[name=join]",
            run: "click",
        },
        { trigger: ".alert:contains('decided together with another one')" },
        { trigger: "div[name=joined_root_id]:contains('送货单用邮件发')" },
        { trigger: ".o_kam_similar_hit:contains('送货单用邮件发'):not(:has([name=join]))" },
    ],
});

tours.add("kam_suggestion_similar_phone_tour", {
    steps: () => [
        ...type,
        {
            content: "below the words, and no wider than the phone",
            trigger: ".o_kam_similar_hit button[name=join]",
            run() {
                const words = document.querySelector(".o_kam_similar_words");
                const list = document.querySelector(".o_kam_similar_list");
                const [above, below] = [words, list].map((el) => el.getBoundingClientRect());
                if (below.top < above.bottom || below.right > window.innerWidth) {
                    throw new Error("The list does not stand below the words");
                }
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The page is wider than the phone");
                }
                if (this.anchor.offsetHeight < 44) {
                    throw new Error("A thumb does not hit the button");
                }
            },
        },
        { trigger: ".o_form_button_cancel", run: "click" },
    ],
});
