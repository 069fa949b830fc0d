import { _t } from "@web/core/l10n/translation";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { CharField } from "@web/views/fields/char/char_field";
import { ListTextField } from "@web/views/fields/text/text_field";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

import { KamScoreButtons } from "../kam_score/kam_score_buttons";
import { percentage } from "../kam_wording/kam_wording";

const TONES = { low: "good", medium: "fair", high: "bad" };

/**
 * The risk indicators of a screening: each with what its scores mean, in full, as the buttons that
 * give them. Below stands what the scores come to so far, with the limits of the levels; all of it
 * is what the server computes as buttons are pressed.
 */
export class KamRiskGridField extends X2ManyField {
    static template = "kam_management.KamRiskGrid";
    static components = {
        ...X2ManyField.components,
        CharField,
        KamScoreButtons,
        ListTextField,
    };

    getLevels(line) {
        return Object.entries(line.data.anchors || {}).map(([score, text]) => ({
            value: Number(score),
            text,
        }));
    }

    /** The same without texts: they stand right above. */
    getDigits(line) {
        return this.getLevels(line).map(({ value }) => ({ value }));
    }

    getLabel(line, name) {
        return `${line.data.name} – ${line.fields[name].string}`;
    }

    getFieldId(line, name) {
        return `${this.props.name}_${line.id}_${name}`;
    }

    getHeading(line) {
        const [, label] = line.fields.heading.selection.find(
            ([value]) => value === line.data.heading,
        );
        return label;
    }

    isReadonly(line, name) {
        return (
            this.props.readonly ||
            evaluateBooleanExpr(line.activeFields[name].readonly, line.evalContextWithVirtualIds)
        );
    }

    isReviewShown(line) {
        return (
            this.props.record.data.approval_state !== "draft" &&
            (!this.isReadonly(line, "review_score") || line.data.review_score)
        );
    }

    getFilesLabel(line) {
        return _t("Files (%s)", line.data.file_count);
    }

    getFilesTitle(line) {
        return _t("Files of “%s”", line.data.name);
    }

    /** The dialog of the line, where its files are uploaded. */
    openFiles(line) {
        return this._openRecord({
            record: line,
            context: this.props.context,
            readonly: this.props.readonly,
        });
    }

    set(line, name, value) {
        return line.update({ [name]: value });
    }

    // ------------------------------------------------------------------
    // what the scores come to
    // ------------------------------------------------------------------

    get data() {
        return this.props.record.data;
    }

    getLevel(name) {
        const value = this.data[name];
        const option = this.props.record.fields.risk_level.selection.find(
            ([level]) => level === value,
        );
        return { tone: TONES[value], label: option ? option[1] : "" };
    }

    get scored() {
        return _t("%(scored)s of %(total)s scored", {
            scored: this.data.scored_count,
            total: this.list.count,
        });
    }

    get least() {
        return this.data.is_scored ? this.data.risk_total : this.data.risk_least;
    }

    get most() {
        return this.data.is_scored ? this.data.risk_total : this.data.risk_most;
    }

    /** Where the total is, or can still be; a total is a line of its own width. */
    get spanStyle() {
        const width = Math.max(this.most - this.least, 1);
        return `left: ${Math.min(this.least, 99)}%; width: ${width}%`;
    }

    /** A total of scores, or a part of it, as a percentage. */
    shown(number, digits = 2) {
        return percentage(formatFloat(number, { digits: [16, digits] }));
    }

    get possibleLevels() {
        const least = this.getLevel("risk_level_least");
        const most = this.getLevel("risk_level_most");
        return least.label === most.label ? [least] : [least, most];
    }

    get limits() {
        return [
            { level: "medium", from: this.data.threshold_medium },
            { level: "high", from: this.data.threshold_high },
        ].map((limit) => ({
            ...limit,
            label: _t("%(level)s from %(total)s", {
                level: this.props.record.fields.risk_level.selection.find(
                    ([value]) => value === limit.level,
                )[1],
                total: percentage(limit.from),
            }),
        }));
    }
}

export const kamRiskGridField = {
    ...x2ManyField,
    component: KamRiskGridField,
    displayName: _t("Risk Indicators"),
    supportedTypes: ["one2many"],
};

registry.category("fields").add("kam_risk_grid", kamRiskGridField);
