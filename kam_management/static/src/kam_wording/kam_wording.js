import { formatDate, formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

// Texts are joined by the signs of the reader's language: “：” and “、” in Chinese.

/** What something is called, and what it says: “Label: text”. */
export function labelled(label, text) {
    return _t("%(label)s: %(text)s", { label, text });
}

/** Short texts that say different things of one: “Call, Mr Qian”; empty ones are left out. */
export function phrased(...texts) {
    return texts
        .filter(Boolean)
        .reduce((text, further) => _t("%(text)s, %(further)s", { text, further }));
}

/** A number that is formatted already as the language writes a percentage: “75%”, “75 %”. */
export function percentage(number) {
    return new Intl.NumberFormat(user.lang || "en-US", { style: "percent" })
        .formatToParts(0)
        .map((part) => (part.type === "integer" ? number : part.value))
        .join("");
}

/**
 * A day as prints and messages write it, see format_date of wording.py: “2026年11月28日” in Chinese,
 * unless the company has chosen another format.
 */
export function writtenDay(day) {
    const isSlashed = localization.dateFormat === "yyyy/MM/dd";
    return user.lang?.startsWith("zh") && isSlashed
        ? day.setLocale(user.lang).toLocaleString({ dateStyle: "long" })
        : formatDate(day);
}

/** A moment, its day as writtenDay writes it. */
export function writtenMoment(moment) {
    const day = writtenDay(moment);
    return `${day} ${formatDateTime(moment, { format: localization.timeFormat })}`;
}

/** A number of percent, where it is read. */
export class KamPercentField extends FloatField {
    get formattedValue() {
        return this.props.readonly ? percentage(super.formattedValue) : super.formattedValue;
    }
}

registry.category("fields").add("kam_percent", {
    ...floatField,
    component: KamPercentField,
    displayName: _t("Percentage"),
});
