import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a customer has bought so far, as the server words it. */
export class KamTransactionsField extends Component {
    static template = "kam_management.KamTransactions";
    static props = { ...standardFieldProps };

    get data() {
        return this.props.record.data[this.props.name] || null;
    }

    getBarStyle(product) {
        return `width: ${Math.round(Math.max(0, Math.min(product.share, 1)) * 100)}%`;
    }
}

export const kamTransactionsField = {
    component: KamTransactionsField,
    displayName: _t("Transaction Analysis"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("kam_transactions", kamTransactionsField);
