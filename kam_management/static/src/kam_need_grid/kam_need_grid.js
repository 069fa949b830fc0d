import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { BooleanField } from "@web/views/fields/boolean/boolean_field";
import { MonetaryField } from "@web/views/fields/monetary/monetary_field";
import { ListTextField } from "@web/views/fields/text/text_field";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

import { useEffect, useRef } from "@odoo/owl";

import { KamScoreButtons } from "../kam_score/kam_score_buttons";
import { percentage } from "../kam_wording/kam_wording";

const RESOURCES = ["technology", "production", "service"];

/** Levels of a scale, from the lowest to the highest. */
function scale(lowest, highest) {
    return Array.from({ length: highest - lowest + 1 }, (_value, at) => ({ value: lowest + at }));
}

/**
 * Needs of a customer against our resources: a row per need, buttons for what it asks for and what
 * we have. Gaps and fit are those that the server computes as buttons are pressed.
 */
export class KamNeedGridField extends X2ManyField {
    static template = "kam_management.KamNeedGrid";
    static components = {
        ...X2ManyField.components,
        BooleanField,
        KamScoreButtons,
        ListTextField,
        MonetaryField,
    };

    setup() {
        super.setup();
        this.root = useRef("root");
        this.importances = scale(1, 5);
        this.levels = scale(0, 5);
        // the row that was just added is where one goes on
        this.addedId = null;
        useEffect(() => {
            const row = this.addedId && this.root.el.querySelector(`[data-id="${this.addedId}"]`);
            if (row) {
                this.addedId = null;
                row.querySelector("textarea").focus();
            }
        });
    }

    get sides() {
        return [
            { name: "required", label: _t("Needed") },
            { name: "own", label: _t("Own") },
        ];
    }

    getResources(need) {
        return RESOURCES.map((name) => ({
            name,
            label: need.fields[name].string,
            gap: need.data[`${name}_gap`],
            scales: this.sides.map((side) => ({ ...side, field: `${name}_${side.name}` })),
        }));
    }

    getLabel(need, name) {
        const what = need.data.name ? `${need.data.name.split("\n")[0]} – ` : "";
        return `${what}${need.fields[name].string}`;
    }

    getFieldId(need, name) {
        return `${this.props.name}_${need.id}_${name}`;
    }

    getDeleteLabel(need) {
        return _t("Delete the need “%s”", need.data.name || "");
    }

    getGapLabel(resource) {
        return _t("%(resource)s: %(gap)s too little", {
            resource: resource.label,
            gap: resource.gap,
        });
    }

    /** The share of what the need asks for that we have, as the server computes it. */
    getFit(record) {
        return record.data.has_fit
            ? percentage(formatFloat(record.data.fit, { digits: [16, 2] }))
            : "–";
    }

    get canAdd() {
        return !this.props.readonly && this.activeActions.create;
    }

    canDelete(need) {
        return !this.props.readonly && this.activeActions.delete && !need.data.has_lead;
    }

    canMakeOpportunity(need) {
        const { stage } = this.props.record.data;
        return (
            need.resId &&
            need.data.is_opportunity &&
            !need.data.has_lead &&
            ["analysis", "review", "confirmed"].includes(stage)
        );
    }

    set(need, name, value) {
        return need.update({ [name]: value });
    }

    async addNeed() {
        await this.list.leaveEditMode();
        const need = await this.list.addNewRecord({
            context: this.props.context,
            position: "bottom",
        });
        this.addedId = need.id;
        this.render();
    }

    async deleteNeed(need) {
        await this.list.delete(need);
        this.root.el.querySelector(".o_kam_add")?.focus();
    }
}

export const kamNeedGridField = {
    ...x2ManyField,
    component: KamNeedGridField,
    displayName: _t("Needs and Resources"),
    supportedTypes: ["one2many"],
};

registry.category("fields").add("kam_need_grid", kamNeedGridField);
