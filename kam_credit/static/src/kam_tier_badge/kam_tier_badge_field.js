import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { extractM2OFieldProps, Many2OneField } from "@web/views/fields/many2one/many2one_field";

/** How many of the four bars are full: the better the tier, the more. */
export const TIER_BARS = { green: 4, yellow: 3, red: 2, black: 1 };

/** The sign of a tier: its colour, and bars for those who do not see the colour. */
export class KamTierSign extends Component {
    static template = "kam_credit.KamTierSign";
    static props = { code: String, label: String };

    get bars() {
        const full = TIER_BARS[this.props.code] || 0;
        return [1, 2, 3, 4].map((bar) => ({ bar, isFull: bar <= full }));
    }
}

/** A credit tier, by a link to it or by its code, in its colour; where it can be chosen, a choice. */
export class KamTierBadgeField extends Many2OneField {
    static template = "kam_credit.KamTierBadgeField";
    static components = { ...Many2OneField.components, KamTierSign };

    get type() {
        return this.props.record.fields[this.props.name].type;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get code() {
        return (this.type === "many2one" ? this.value?.code : this.value) || "";
    }

    get label() {
        if (this.type === "many2one") {
            return this.value?.display_name || "";
        }
        const { selection } = this.props.record.fields[this.props.name];
        return selection.find(([code]) => code === this.value)?.[1] || "";
    }

    get isChosenHere() {
        return this.type === "many2one" && !this.props.readonly;
    }
}

export const kamTierBadgeField = {
    component: KamTierBadgeField,
    displayName: _t("Credit Tier"),
    supportedTypes: ["many2one", "selection"],
    extractProps: extractM2OFieldProps,
    relatedFields: [{ name: "code", type: "char", readonly: true }],
    listViewWidth: [112, 150],
};

registry.category("fields").add("kam_tier", kamTierBadgeField);
