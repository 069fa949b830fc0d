import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What it would be good to do next, why that is said, and the way there. */
export class KamDevelopmentHints extends Component {
    static template = "kam_management.KamDevelopmentHints";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get hints() {
        return this.props.record.data[this.props.name] || [];
    }

    get label() {
        return _t("Coaching Hints");
    }

    async onClick(hint) {
        const { record } = this.props;
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: "action_open_hint",
            args: JSON.stringify([hint.link]),
            resModel: record.resModel,
            resId: record.resId,
            resIds: [record.resId],
            context: {},
        });
    }
}

export const kamDevelopmentHints = {
    component: KamDevelopmentHints,
    displayName: _t("Coaching Hints"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("kam_development_hints", kamDevelopmentHints);
