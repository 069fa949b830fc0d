import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { formatRate, positionOf } from "./kam_rate";

/** A contract fulfilment rate: its value, and a bar on which the threshold is marked. */
export class KamRateField extends Component {
    static template = "kam_credit.KamRateField";
    static props = {
        ...standardFieldProps,
        hasField: { type: String, optional: true },
        thresholdField: { type: String, optional: true },
    };

    get hasRate() {
        const { hasField, record } = this.props;
        return !hasField || Boolean(record.data[hasField]);
    }

    get rate() {
        return this.props.record.data[this.props.name] || 0;
    }

    get threshold() {
        const { thresholdField, record } = this.props;
        return thresholdField ? record.data[thresholdField] || 0 : 0;
    }

    get isBelow() {
        // as shown: the rate is stored with ten digits
        return this.threshold > 0 && this.rate < this.threshold - 1e-10;
    }

    get text() {
        return formatRate(this.rate);
    }

    get fillStyle() {
        return `width: ${positionOf(this.rate)}%`;
    }

    get markStyle() {
        return `left: ${positionOf(this.threshold)}%`;
    }

    get noRate() {
        return _t("No rate: not enough has fallen due.");
    }

    get label() {
        if (!this.threshold) {
            return this.text;
        }
        const values = { rate: this.text, threshold: formatRate(this.threshold) };
        return this.isBelow
            ? _t("%(rate)s, below the threshold of %(threshold)s", values)
            : _t("%(rate)s, threshold %(threshold)s", values);
    }
}

export const kamRateField = {
    component: KamRateField,
    displayName: _t("Rate with Threshold"),
    supportedTypes: ["float"],
    supportedOptions: [
        { label: _t("Field that tells whether there is a rate"), name: "has", type: "string" },
        { label: _t("Field of the threshold"), name: "threshold", type: "string" },
    ],
    isEmpty: () => false,
    fieldDependencies: ({ options }) => [
        ...(options.has ? [{ name: options.has, type: "boolean", readonly: true }] : []),
        ...(options.threshold ? [{ name: options.threshold, type: "float", readonly: true }] : []),
    ],
    extractProps: ({ options }) => ({
        hasField: options.has,
        thresholdField: options.threshold,
    }),
    listViewWidth: [130, 190],
};

registry.category("fields").add("kam_rate", kamRateField);
