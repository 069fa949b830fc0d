import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { TextField, textField } from "@web/views/fields/text/text_field";

import { onWillUnmount, useEffect, useState } from "@odoo/owl";

/** So long after the last key was pressed it is looked what is like the text. */
const PAUSE = 500;
const MODEL = "kam.suggestion";

/**
 * A text with the suggestions beside it that say the same, while somebody writes it down. The list
 * stays as it is until the next one is there, so that nothing flickers.
 */
export class KamSimilarTextField extends TextField {
    static template = "kam_management.KamSimilarText";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.similar = useState({ hits: [], isAsked: false });
        this.asked = null;
        useEffect(
            (entry) => {
                if (!entry) {
                    return;
                }
                const onInput = () => this.askSoon(entry.value);
                entry.addEventListener("input", onInput);
                return () => entry.removeEventListener("input", onInput);
            },
            () => [this.textareaRef.el],
        );
        // what is stored already, what came from elsewhere, and the next record of a pager
        useEffect(
            (_resId, text) => this.askSoon(text || ""),
            () => [this.record.resId, this.record.data[this.props.name]],
        );
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get record() {
        return this.props.record;
    }

    get isOwn() {
        return this.record.resModel === MODEL;
    }

    /** What is decided is like nothing any more that could be decided with it. */
    get isOver() {
        return this.isOwn && Boolean(this.record.data.decision);
    }

    get label() {
        return _t("Similar Suggestions");
    }

    /** What is said aloud when the list has changed. */
    get told() {
        const { hits, isAsked } = this.similar;
        if (!isAsked) {
            return "";
        }
        return hits.length ? _t("Similar suggestions: %s", hits.length) : this.nothing;
    }

    get nothing() {
        return _t("No similar suggestion yet");
    }

    getOpenLabel(hit) {
        return _t("Open %s", hit.number);
    }

    getJoinLabel(hit) {
        return _t("Join to %s", hit.number);
    }

    getJoinText(hit) {
        return hit.tone ? _t("Decide Alike") : _t("Join");
    }

    askSoon(text) {
        browser.clearTimeout(this.timer);
        const asked = this.isOver ? "" : text.trim();
        this.timer = browser.setTimeout(() => this.ask(asked), PAUSE);
    }

    async ask(text, isAgain = false) {
        const question = `${this.record.resId || 0} ${text}`;
        if (question === this.asked && !isAgain) {
            return;
        }
        this.asked = question;
        const own = this.isOwn && this.record.resId;
        const hits = text
            ? await this.orm.silent.call(MODEL, "find_similar", [text, own || 0])
            : [];
        // of two answers the one to the last question counts
        if (this.asked === question) {
            Object.assign(this.similar, {
                hits: hits.map((hit, key) => ({ ...hit, key })),
                isAsked: Boolean(text),
            });
        }
    }

    openHit(hit) {
        this.dialog.add(FormViewDialog, {
            resModel: MODEL,
            resId: hit.id,
            title: hit.number,
        });
    }

    canJoin(hit) {
        return this.isOwn && hit.can_join;
    }

    onJoin(hit) {
        if (!hit.tone) {
            return this.joinHit(hit);
        }
        this.dialog.add(ConfirmationDialog, {
            title: this.getJoinText(hit),
            body: _t(
                "What was decided on %s, and the sentence for the customer, hold for this suggestion at once. This cannot be undone.",
                hit.number,
            ),
            confirmLabel: this.getJoinText(hit),
            confirm: () => this.joinHit(hit),
            cancel: () => {},
        });
    }

    /** What was entered is stored first: then both have a number. */
    async joinHit(hit) {
        if ((this.record.isNew || (await this.record.isDirty())) && !(await this.record.save())) {
            return;
        }
        await this.orm.call(MODEL, "action_join", [[this.record.resId], hit.id]);
        await this.record.load();
        await this.ask((this.record.data[this.props.name] || "").trim(), true);
    }
}

export const kamSimilarTextField = {
    ...textField,
    component: KamSimilarTextField,
    displayName: _t("Text with similar suggestions"),
};

registry.category("fields").add("kam_similar_text", kamSimilarTextField);
