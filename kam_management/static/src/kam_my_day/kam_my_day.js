import { Component, onPatched, onWillStart, useRef, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { KamMyDayPeople } from "./kam_my_day_people";
import { KamMyDayRow } from "./kam_my_day_row";

const PAGE = 80;
/** Until the server says it. */
const WEEK_DAYS = 7;
const SECTIONS = ["late", "today", "week", "later"];
/** What stands for all of one's people in the list of persons. */
const EVERYBODY = "people";

/** Everything dated that waits for a person, with what settles it. */
export class KamMyDay extends Component {
    static template = "kam_management.KamMyDay";
    static components = { KamMyDayPeople, KamMyDayRow, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.root = useRef("root");
        this.limit = this.props.state?.limit || PAGE;
        this.state = useState({
            day: null,
            people: [],
            person: this.props.state?.person || false,
            isLaterOpen: this.props.state?.isLaterOpen || false,
            isLoading: true,
            hasFailed: false,
            setup: false,
            selected: new Set(),
            busy: new Set(),
        });
        // where the eye goes after the page was drawn anew
        this.goal = this.props.action.context?.kam_section
            ? { section: this.props.action.context.kam_section }
            : null;
        this.env.config.setDisplayName(_t("My Day"));
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({
                limit: this.limit,
                person: this.state.person,
                isLaterOpen: this.state.isLaterOpen,
            }),
        });
        onPatched(() => this.reachGoal());
        onWillStart(() => {
            // the page stands at once and fills when the answer comes
            this.load();
            this.loadPeople();
        });
    }

    // ------------------------------------------------------------------
    // loading
    // ------------------------------------------------------------------

    async load() {
        const person = this.state.person;
        this.state.isLoading = true;
        this.state.hasFailed = false;
        try {
            if (person !== EVERYBODY) {
                const day = await this.orm.call("kam.my.day", "get_day", [person, this.limit]);
                // with the day, so that nothing moves once it is drawn
                const setup = day.needs_setup && (this.state.setup || (await this.loadSetup()));
                if (person === this.state.person) {
                    Object.assign(this.state, { day, setup });
                }
            }
        } catch (error) {
            this.state.hasFailed = true;
            throw error;
        } finally {
            this.state.isLoading = false;
            this.state.selected.clear();
        }
    }

    /** How far the company is set up. */
    loadSetup() {
        return this.orm.call("kam.setup", "get_progress", []);
    }

    async hideSetup() {
        await this.orm.call("kam.setup", "show_in_my_day", [false]);
        this.state.setup = false;
        this.notification.add(_t("The guide stays under “Configuration”."), { type: "info" });
    }

    async loadPeople() {
        this.state.people = await this.orm.call("kam.my.day", "get_people", []);
    }

    async reload() {
        await Promise.all([this.load(), this.state.people.length && this.loadPeople()]);
    }

    async showMore() {
        this.limit += PAGE;
        await this.load();
    }

    async choosePerson(person) {
        this.state.person = person;
        this.limit = PAGE;
        await this.load();
    }

    onChangePerson(ev) {
        const { value } = ev.target;
        this.choosePerson(value === EVERYBODY ? value : Number(value) || false);
    }

    // ------------------------------------------------------------------
    // what is shown
    // ------------------------------------------------------------------

    /** A colleague in the list of people, with what is late. */
    labelOf({ name, late }) {
        return late ? _t("%(name)s (%(late)s late)", { name, late }) : name;
    }

    get isEverybody() {
        return this.state.person === EVERYBODY;
    }

    get isEmpty() {
        const { counts } = this.state.day;
        return !counts.late && !counts.today;
    }

    /** How far the company is set up, and what comes next. */
    get setupLabel() {
        const { done, total, next, gaps } = this.state.setup;
        return gaps
            ? _t(
                  "The company is being set up: %(done)s of %(total)s steps done. The check says: %(gaps)s.",
                  { done, total, gaps },
              )
            : _t(
                  "The company is being set up: %(done)s of %(total)s steps done. Next: “%(next)s”.",
                  { done, total, next },
              );
    }

    /** The day, or a blank of its height until it is known. */
    get todayLabel() {
        const { day } = this.state;
        return day ? this.dayLabel(day.today) : "\u00a0";
    }

    get title() {
        const { day } = this.state;
        return day && !day.is_own ? _t("The day of %s", day.person) : _t("My Day");
    }

    dayLabel(date) {
        return deserializeDate(date).toLocaleString({
            weekday: "long",
            day: "numeric",
            month: "long",
        });
    }

    get sectionLabels() {
        return {
            late: _t("Late"),
            today: _t("Due today"),
            week: _t("Next %s days", this.state.day ? this.state.day.week_days : WEEK_DAYS),
            later: _t("Later"),
        };
    }

    /** How much there is of each; nothing until it is known, so that nothing moves by then. */
    get counters() {
        const { counts, done_count: done } = this.state.day || { counts: {} };
        const labels = this.sectionLabels;
        return [
            ...SECTIONS.map((name) => ({ name, label: labels[name], count: counts[name] })),
            { name: "done", label: _t("Done today"), count: done },
        ];
    }

    /** The sections that hold something, each with its rows by day. */
    get sections() {
        const { counts, rows } = this.state.day;
        const labels = this.sectionLabels;
        return SECTIONS.filter((name) => counts[name]).map((name) => {
            const shown = rows.filter((row) => row.section === name);
            return {
                name,
                label: labels[name],
                count: counts[name],
                isOpen: name !== "later" || this.state.isLaterOpen,
                days: name === "late" || name === "today" ? [] : this.groupByDay(shown),
                rows: shown,
            };
        });
    }

    groupByDay(rows) {
        const days = new Map();
        for (const row of rows) {
            if (!days.has(row.date_due)) {
                days.set(row.date_due, { date: row.date_due, rows: [] });
            }
            days.get(row.date_due).rows.push(row);
        }
        return [...days.values()].map((day) => ({ ...day, label: this.dayLabel(day.date) }));
    }

    /** How many of those that could be seen now are not loaded yet. */
    get hidden() {
        const { counts, rows } = this.state.day;
        const names = this.state.isLaterOpen ? SECTIONS : SECTIONS.slice(0, -1);
        const loaded = rows.filter((row) => names.includes(row.section)).length;
        return names.reduce((sum, name) => sum + counts[name], 0) - loaded;
    }

    get moreLabel() {
        return _t("Show %s more", Math.min(PAGE, this.hidden));
    }

    /** What comes next, when nothing is late or due today. */
    get nextSentence() {
        const [next] = this.state.day.rows;
        return next
            ? _t("Next comes “%(kind)s” of %(document)s, due on %(day)s.", {
                  kind: next.kind,
                  document: next.customer || next.title,
                  day: this.dayLabel(next.date_due),
              })
            : _t(
                  "What you have to submit, decide, correct or confirm by a day appears here, with the button that settles it.",
              );
    }

    elsewhereLabel(company) {
        return _t("%(count)s more in %(company)s: choose that company in the menu bar.", {
            count: company.count,
            company: company.name,
        });
    }

    toggleLater() {
        this.state.isLaterOpen = !this.state.isLaterOpen;
    }

    goTo(name) {
        if (name === "later") {
            this.state.isLaterOpen = true;
        }
        this.goal = { section: name };
        this.reachGoal();
    }

    /** Go where the last thing that was done leads: to a section, or the next duty of a kind. */
    reachGoal() {
        if (!this.goal || !this.root.el || this.state.isLoading) {
            return;
        }
        const { section, id } = this.goal;
        const selector = section
            ? `[data-section="${section}"]`
            : `.o_kam_day_row[data-id="${id}"]`;
        const target = this.root.el.querySelector(selector);
        this.goal = null;
        if (target) {
            target.scrollIntoView({ block: section ? "start" : "nearest" });
            const focused = section ? target : target.querySelector(".o_kam_day_actions button");
            focused?.focus({ preventScroll: true });
        }
    }

    // ------------------------------------------------------------------
    // selecting
    // ------------------------------------------------------------------

    get selectedRows() {
        return this.state.day.rows.filter((row) => this.state.selected.has(row.id));
    }

    /** Only what is settled alike is settled together. */
    isSelectable(row) {
        const [first] = this.selectedRows;
        return row.actions.some((action) => action.bulk) && (!first || first.batch === row.batch);
    }

    toggle(row) {
        if (!this.state.selected.delete(row.id)) {
            this.state.selected.add(row.id);
        }
    }

    /** All that are loaded of the kind that is selected. */
    selectAlike() {
        for (const row of this.state.day.rows) {
            if (this.isSelectable(row) && (row.section !== "later" || this.state.isLaterOpen)) {
                this.state.selected.add(row.id);
            }
        }
    }

    get selectedLabel() {
        return _t("%(count)s selected: %(kind)s", {
            count: this.state.selected.size,
            kind: this.selectedRows[0].kind,
        });
    }

    get bulkActions() {
        return this.selectedRows[0].actions.filter((action) => action.bulk);
    }

    // ------------------------------------------------------------------
    // doing
    // ------------------------------------------------------------------

    async act(rows, key) {
        const ids = rows.map((row) => row.id);
        const next = this.findNext(rows);
        ids.forEach((id) => this.state.busy.add(id));
        try {
            const result = await this.orm.call("kam.my.day", "settle", [ids, key]);
            if (result !== true) {
                await this.follow(result, rows[0], next);
                return;
            }
            this.notification.add(
                rows.length > 1
                    ? _t("%s are settled.", rows.length)
                    : _t("“%s” is settled.", rows[0].title),
                { type: "success" },
            );
            this.goal = next && { id: next.id };
            await this.reload();
        } catch (error) {
            // somebody may have settled it meanwhile
            this.reload();
            throw error;
        } finally {
            this.state.busy.clear();
        }
    }

    /** The next duty that is settled alike. */
    findNext(rows) {
        const ids = new Set(rows.map((row) => row.id));
        const all = this.state.day.rows;
        const alike = (row) => row.batch === rows[0].batch && !ids.has(row.id);
        const index = all.findIndex((row) => row.id === rows[0].id);
        return all.slice(index).find(alike) || all.find(alike);
    }

    /** Open what the server answers: a dialog, a document, or why it was refused. */
    async follow(result, row, next) {
        const isDocument = result.type === "ir.actions.act_window" && result.target !== "new";
        if (isDocument && result.res_id && result.res_model === row.res_model) {
            // the pager goes over what waits alike
            const resIds = this.state.day.rows
                .filter((each) => each.batch === row.batch && each.res_model === row.res_model)
                .map((each) => each.res_id);
            await this.action.doAction(
                { ...result, context: { kam_my_day: true } },
                { props: { resIds: [...new Set(resIds)] } },
            );
            return;
        }
        await this.action.doAction(result, {
            onClose: async () => {
                this.goal = { id: row.id };
                await this.reload();
                if (next && !this.state.day.rows.some((each) => each.id === row.id)) {
                    this.goal = { id: next.id };
                    this.reachGoal();
                }
            },
        });
    }
}

registry.category("actions").add("kam_my_day", KamMyDay);
