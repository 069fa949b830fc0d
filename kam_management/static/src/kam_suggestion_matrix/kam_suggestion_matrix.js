import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListTextField } from "@web/views/fields/text/text_field";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

import { labelled, writtenDay } from "../kam_wording/kam_wording";

/** What is told by a sign as well, not by a colour alone. */
const SIGNS = {
    late: "fa-exclamation-triangle",
    silent: "fa-exclamation-triangle",
    asked: "fa-clock-o",
};
const TONES = { yes: "good", partly: "fair", no: "bad" };

/**
 * Suggestions of a summary against departments: a row for each suggestion, a column for each
 * department. Below a row stands what follows: the proposal, the director, the general manager, each
 * filled in by whoever that step is for, as the server says.
 */
export class KamSuggestionMatrixField extends X2ManyField {
    static template = "kam_management.KamSuggestionMatrix";
    static components = { ...X2ManyField.components, ListTextField };

    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    get matrix() {
        return this.props.record.data.matrix || { departments: [], rows: {}, writable: [] };
    }

    get lines() {
        return this.list.records;
    }

    // ------------------------------------------------------------------
    // what departments say
    // ------------------------------------------------------------------

    /** The cells of a row; null where the department is not asked. */
    getCells(line) {
        const row = this.matrix.rows[line.resId] || {};
        return this.matrix.departments.map((department) => {
            const cell = row[department.id];
            return {
                department,
                cell: cell && {
                    ...cell,
                    sign: SIGNS[cell.standing],
                    tone: TONES[cell.feasibility] || (SIGNS[cell.standing] ? "" : "quiet"),
                    isBad: cell.standing === "late" || cell.standing === "silent",
                },
            };
        });
    }

    getPromise(line) {
        const day = line.data.date_promise;
        return day ? _t("Promised by %s", writtenDay(day)) : "";
    }

    // ------------------------------------------------------------------
    // what the steps fill in
    // ------------------------------------------------------------------

    canFill(name) {
        return (
            !this.props.readonly &&
            this.props.record.data.approval_state === "in_review" &&
            this.matrix.writable.includes(name)
        );
    }

    getLabel(line, name) {
        return labelled(line.fields[name].string, line.data.suggestion_id?.display_name || "");
    }

    getFieldId(line, name) {
        return `${this.props.name}_${line.id}_${name}`;
    }

    getOptions(line, name) {
        return line.fields[name].selection.map(([value, label]) => ({ value, label }));
    }

    getChosen(line, name) {
        const value = line.data[name];
        return this.getOptions(line, name).find((option) => option.value === value)?.label || "";
    }

    choose(line, name, value) {
        return line.update({ [name]: line.data[name] === value ? false : value });
    }

    getDay(line, name) {
        return line.data[name] ? serializeDate(line.data[name]) : "";
    }

    getDayText(line, name) {
        return line.data[name] ? writtenDay(line.data[name]) : "";
    }

    setDay(line, name, ev) {
        return line.update({ [name]: ev.target.value ? deserializeDate(ev.target.value) : false });
    }

    isShown(line, name) {
        return this.canFill(name) || Boolean(line.data[name]);
    }

    /** The blocks below a row that say something, or are filled in now. */
    getBlocks(line) {
        return [
            { name: "proposal", choice: "", fields: ["consolidated"] },
            { name: "director", choice: "vote", fields: ["vote_note"] },
            {
                name: "decision",
                choice: "decision",
                fields: ["reply_text", "decision_reason"],
                day: "date_back",
            },
        ].filter((block) =>
            [block.choice, block.day, ...block.fields].some(
                (name) => name && this.isShown(line, name),
            ),
        );
    }

    isDayShown(line, block) {
        return (
            block.day &&
            (line.data[block.day] ||
                (this.canFill(block.day) && line.data[block.choice] === "postponed"))
        );
    }

    async decideRest(...args) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.orm.call(record.resModel, "action_decide_rest", [[record.resId], ...args]);
        await record.load();
    }
}

export const kamSuggestionMatrixField = {
    ...x2ManyField,
    component: KamSuggestionMatrixField,
    displayName: _t("Opinions by Department"),
    supportedTypes: ["one2many"],
};

registry.category("fields").add("kam_suggestion_matrix", kamSuggestionMatrixField);
