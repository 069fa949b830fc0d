import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What to know before a visit, as the server hands it to this reader. */
export class KamVisitBrief extends Component {
    static template = "kam_management.KamVisitBrief";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.visitId = this.props.action.context.active_id;
        this.state = useState({ brief: null, hasFailed: false });
        this.env.config.setDisplayName(_t("Visit Brief"));
        onWillStart(() => {
            // the page stands at once and fills when the answer comes
            this.load();
        });
    }

    async load() {
        this.state.hasFailed = false;
        try {
            this.state.brief = await this.orm.call("kam.visit", "get_brief", [[this.visitId]]);
        } catch (error) {
            this.state.hasFailed = true;
            throw error;
        }
    }

    async print() {
        await this.action.doAction("kam_management.action_report_kam_visit_brief", {
            additionalContext: { active_ids: [this.visitId], active_id: this.visitId },
        });
    }

    async openSite() {
        await this.action.doAction("kam_management.action_kam_visit_site", {
            additionalContext: { active_id: this.visitId, active_model: "kam.visit" },
        });
    }
}

registry.category("actions").add("kam_visit_brief", KamVisitBrief);
