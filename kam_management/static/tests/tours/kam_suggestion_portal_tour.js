import { registry } from "@web/core/registry";

/** Thumbs hit what is this high. */
const THUMB = 24;

/** Nothing of a page lies beside the screen of a phone. */
function assertFits() {
    const width = document.documentElement.scrollWidth;
    if (width > window.innerWidth) {
        throw new Error(`The page is ${width} wide, the screen ${window.innerWidth}`);
    }
}

function assertHit(element) {
    const { height } = element.getBoundingClientRect();
    if (height < THUMB) {
        throw new Error(`${element.textContent} is ${height} high`);
    }
}

/** Choose a file, as a dialog of the browser would. */
function chooseFile(name) {
    return ({ anchor }) => {
        const chosen = new DataTransfer();
        chosen.items.add(new File(["Which lorries come when"], name, { type: "text/plain" }));
        anchor.files = chosen.files;
    };
}

/** What a customer does on the portal: look, suggest, write, rate. */
registry.category("web_tour.tours").add("kam_suggestion_portal_tour", {
    steps: () => [
        {
            trigger: "a[href='/my/suggestions']:visible",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".list-group-item:contains(Answer given)",
            run: assertFits,
        },
        {
            trigger: "a[name=new_suggestion]",
            run({ anchor }) {
                assertHit(anchor);
            },
        },
        {
            trigger: "a[name=new_suggestion]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_kam_suggestion_new input[name=name]",
            run: "edit Tour notes",
        },
        {
            content: "a text of blanks is refused beside its field, and the subject is kept",
            trigger: ".o_kam_suggestion_new textarea[name=description]",
            run({ anchor }) {
                anchor.value = "   ";
                assertFits();
            },
        },
        {
            trigger: ".o_kam_suggestion_new button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#suggestion_description_fault:contains(is empty)",
            run: assertFits,
        },
        {
            trigger: ".o_kam_suggestion_new input[name=name]:value(Tour notes)",
        },
        {
            trigger: ".o_kam_suggestion_new textarea[name=description]",
            run: "edit Please mail the delivery notes before the lorry comes",
        },
        {
            trigger: ".o_kam_suggestion_new input[type=file]",
            run: chooseFile("notes.txt"),
        },
        {
            trigger: ".o_kam_suggestion_new button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains(Thank you for your suggestion)",
            run: assertFits,
        },
        { trigger: "ol[name=steps] li[aria-current=step]:contains(Received by us)" },
        { trigger: "a:contains(notes.txt)" },
        {
            trigger: ".o_kam_suggestion_message textarea[name=text]",
            run: "edit On Mondays, please",
        },
        {
            trigger: ".o_kam_suggestion_message button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#conversation article:contains(On Mondays, please)" },
        {
            trigger: ".breadcrumb a[href='/my/suggestions']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".list-group-item:contains(Answer given)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "section:contains(You have them from Monday on)",
            run: assertFits,
        },
        {
            trigger: ".o_kam_suggestion_rating label[for=rating_score_5]",
            run: "click",
        },
        {
            trigger: ".o_kam_suggestion_rating button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains(Thank you for telling us)", run: assertFits },
    ],
});
