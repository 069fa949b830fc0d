import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useFileUploader } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { session } from "@web/session";
import { KamVisitDraft } from "./kam_visit_draft";

const { DateTime } = luxon;

/** Typing rests for so long before it is sent. */
const SAVE_AFTER = 800;
/** So often what waits is sent again. */
const RETRY_EVERY = 10000;
/** A button that was pressed so long ago says when. */
const CLAIM_AFTER = 60000;
const BEFORE = ["planned", "confirmed"];

/**
 * What one has in the hand at the customer: begin, note, end.
 *
 * What is entered is kept on the device at once and sent when there is a connection; the stamps are
 * the server's. Photos and files need a connection.
 */
export class KamVisitSite extends Component {
    static template = "kam_management.KamVisitSite";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.upload = useFileUploader();
        this.root = useRef("root");
        this.visitId = this.props.action.context.active_id;
        this.draft = new KamVisitDraft(session.db, user.userId, this.visitId);
        this.state = useState({
            site: null,
            values: {},
            waiting: this.draft.count,
            isKept: true,
            isOnline: browser.navigator.onLine,
            isSending: false,
            isUploading: false,
            started: this.draft.started,
            ended: this.draft.ended,
            hasFailed: false,
            error: "",
        });
        // what the server has may be more than what it could say
        this.isUnsure = false;
        this.sendSoon = useDebounced(() => this.send(), SAVE_AFTER);
        this.env.config.setDisplayName(_t("On Site"));
        useExternalListener(window, "online", () => this.onConnection(true));
        useExternalListener(window, "offline", () => this.onConnection(false));
        onWillStart(() => {
            // the page stands at once and fills when the answer comes
            this.load();
        });
        onMounted(() => {
            this.timer = browser.setInterval(() => this.retry(), RETRY_EVERY);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    // ------------------------------------------------------------------
    // loading and sending
    // ------------------------------------------------------------------

    call(method, args, kwargs = {}) {
        return this.orm.silent.call("kam.visit", method, [[this.visitId], ...args], kwargs);
    }

    async load() {
        this.state.hasFailed = false;
        try {
            await this.refresh();
            this.state.isOnline = true;
        } catch (error) {
            this.state.hasFailed = true;
            this.note(error);
            return;
        }
        await this.send();
    }

    /** Ask the server how things stand, and forget what it knows already. */
    async refresh() {
        const site = await this.call("get_site", []);
        if (this.draft.started && !BEFORE.includes(site.state)) {
            this.draft.press("started", "");
        }
        if (this.draft.ended && ["done", "closed", "cancelled"].includes(site.state)) {
            this.draft.press("ended", "");
        }
        this.isUnsure = false;
        this.state.site = site;
        this.state.values = { ...site.values, ...this.draft.values };
        this.mirror();
    }

    /** Show what the draft holds. */
    mirror() {
        this.state.waiting = this.draft.count;
        this.state.isKept = this.draft.isKept;
        this.state.started = this.draft.started;
        this.state.ended = this.draft.ended;
    }

    /** Send what waits. What is refused stays on the device, and the page says why. */
    async send() {
        if (this.state.isSending || !this.state.site || !this.draft.count) {
            return;
        }
        this.state.isSending = true;
        this.state.error = "";
        try {
            await this.sendAll();
            this.state.isOnline = true;
        } catch (error) {
            this.note(error);
        } finally {
            this.state.isSending = false;
            this.mirror();
        }
        // what was entered meanwhile
        if (this.draft.count && !this.state.error && this.state.isOnline) {
            this.sendSoon();
        }
    }

    async sendAll() {
        if (this.isUnsure) {
            await this.refresh();
        }
        if (this.draft.started) {
            await this.sendPressed("started", () =>
                this.call("action_start", [], this.claim("started")),
            );
            await this.refresh();
        }
        const sent = { ...this.draft.values };
        if (this.draft.ended) {
            const report = await this.sendPressed("ended", () =>
                this.call("action_end", [sent, this.draft.key], this.claim("ended")),
            );
            this.draft.clear();
            await this.action.doAction(report, { stackPosition: "replaceCurrentAction" });
            return;
        }
        if (Object.keys(sent).length) {
            await this.call("save_site_notes", [sent, this.draft.key]);
            this.draft.settle(sent);
        }
    }

    /** Tell the server that a button was pressed; one that is refused was not pressed. */
    async sendPressed(name, send) {
        try {
            const result = await send();
            this.draft.press(name, "");
            return result;
        } catch (error) {
            if (error instanceof RPCError) {
                this.draft.press(name, "");
            }
            throw error;
        }
    }

    /** When a button was pressed, where that is not now. */
    claim(name) {
        const moment = DateTime.fromISO(this.draft[name]);
        return Date.now() - moment.toMillis() < CLAIM_AFTER
            ? {}
            : { claimed: serializeDateTime(moment) };
    }

    note(error) {
        if (error instanceof ConnectionLostError) {
            this.isUnsure = true;
            this.state.isOnline = false;
        } else if (error instanceof RPCError) {
            this.state.error = error.data?.message || error.message;
        } else {
            throw error;
        }
    }

    onConnection(isOnline) {
        this.state.isOnline = isOnline;
        this.retry();
    }

    async retry() {
        if (!browser.navigator.onLine || this.state.error) {
            return;
        }
        if (!this.state.site) {
            if (this.state.hasFailed) {
                await this.load();
            }
        } else if (this.draft.count) {
            await this.send();
        }
    }

    // ------------------------------------------------------------------
    // what is shown
    // ------------------------------------------------------------------

    get isBefore() {
        return BEFORE.includes(this.state.site.state) && !this.state.started;
    }

    get isUnderWay() {
        const { site, started, ended } = this.state;
        return !ended && (site.state === "under_way" || (this.isPlanned && Boolean(started)));
    }

    get isPlanned() {
        return BEFORE.includes(this.state.site.state);
    }

    get isOver() {
        return ["done", "closed"].includes(this.state.site.state);
    }

    /** Notes are shown from the beginning; afterwards only those that did not get there. */
    get hasNotes() {
        return (
            this.isUnderWay ||
            Boolean(this.state.ended) ||
            Object.keys(this.draft.values).length > 0
        );
    }

    get canNote() {
        return this.state.site.is_mine && this.hasNotes;
    }

    get canAddFiles() {
        const { site } = this.state;
        return site.is_mine && (site.state === "under_way" || Boolean(site.report?.is_draft));
    }

    get texts() {
        return this.state.site.fields.filter((field) => !field.options);
    }

    get choices() {
        return this.state.site.fields.filter((field) => field.options);
    }

    timeOf(moment) {
        return DateTime.fromISO(moment).toLocaleString(DateTime.TIME_SIMPLE);
    }

    get status() {
        const { isOnline, isSending, waiting } = this.state;
        if (!isOnline) {
            return waiting
                ? _t(
                      "Kept on this device, changes waiting: %s. They are sent when there is a connection again.",
                      waiting,
                  )
                : _t("No connection. What you enter is kept on this device.");
        }
        if (isSending || waiting) {
            return _t("Saving …");
        }
        return this.isUnderWay ? _t("Everything is saved.") : "";
    }

    get iconOf() {
        return { warm: "fa-smile-o", neutral: "fa-meh-o", cold: "fa-frown-o" };
    }

    // ------------------------------------------------------------------
    // doing
    // ------------------------------------------------------------------

    set(name, value) {
        this.state.values[name] = value;
        this.draft.set(name, value);
        this.mirror();
        this.state.error = "";
        if (browser.navigator.onLine) {
            this.sendSoon();
        }
    }

    /** The buttons of a choice are one stop of the Tab key; arrows go from one to the next. */
    onKeydown(ev, field) {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[ev.key];
        if (!by) {
            return;
        }
        ev.preventDefault();
        const buttons = [...ev.currentTarget.querySelectorAll("button")];
        const at = buttons.indexOf(document.activeElement);
        const next = buttons[(at + by + buttons.length) % buttons.length];
        next.focus();
        this.set(field.name, next.dataset.value);
    }

    isStop(field, value) {
        return (this.state.values[field.name] || field.options[0][0]) === value;
    }

    async press(name) {
        this.draft.press(name, DateTime.now().toISO());
        this.mirror();
        await this.send();
    }

    start() {
        return this.press("started");
    }

    async end() {
        const missing = this.choices.find((field) => !this.state.values[field.name]);
        if (missing) {
            this.state.error = _t("“%s” is empty: choose one of the buttons.", missing.label);
            this.root.el.querySelector(`[data-field="${missing.name}"] button`).focus();
            return;
        }
        await this.press("ended");
    }

    /** Forget what the server does not take. */
    discard() {
        this.draft.clear();
        this.state.error = "";
        return this.load();
    }

    openReport() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kam.visit.report",
            res_id: this.state.site.report.id,
            views: [[false, "form"]],
        });
    }

    async openBrief() {
        await this.action.doAction("kam_management.action_kam_visit_brief", {
            additionalContext: { active_id: this.visitId, active_model: "kam.visit" },
        });
    }

    // ------------------------------------------------------------------
    // photos and files
    // ------------------------------------------------------------------

    async onFiles(ev) {
        const input = ev.target;
        if (!input.files.length) {
            return;
        }
        this.state.isUploading = true;
        this.state.error = "";
        try {
            const answers = await this.upload("/web/binary/upload_attachment", {
                csrf_token: odoo.csrf_token,
                ufile: [...input.files],
                ...this.state.site.files_of,
            });
            this.state.error = (answers || []).find((answer) => answer.error)?.error || "";
            await this.refresh();
        } catch (error) {
            this.noteUpload(error);
        } finally {
            this.state.isUploading = false;
            input.value = "";
        }
    }

    noteUpload(error) {
        if (error instanceof ConnectionLostError || error instanceof TypeError) {
            this.state.isOnline = false;
            this.state.error = _t("The file was not added: there is no connection.");
        } else {
            this.note(error);
        }
    }

    async removeFile(file) {
        this.state.error = "";
        try {
            await this.orm.silent.unlink("ir.attachment", [file.id]);
            await this.refresh();
        } catch (error) {
            this.note(error);
        }
    }

    removeLabel(file) {
        return _t("Remove %s", file.name);
    }

    isImage(file) {
        return file.mimetype.startsWith("image/");
    }
}

registry.category("actions").add("kam_visit_site", KamVisitSite);
