import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What a company does before its people begin: steps with ticks, and what stands in the way. */
export class KamSetupGuide extends Component {
    static template = "kam_management.KamSetupGuide";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ guide: null, isBusy: false });
        this.env.config.setDisplayName(_t("Set-Up Guide"));
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    get percent() {
        const { done, total } = this.state.guide;
        return total ? Math.round((100 * done) / total) : 0;
    }

    get progressLabel() {
        const { done, total } = this.state.guide;
        return _t("%(done)s of %(total)s steps done", { done, total });
    }

    tickLabel(step) {
        return step.is_done ? _t("%s: done", step.name) : _t("%s: to do", step.name);
    }

    async load() {
        this.state.guide = await this.orm.call("kam.setup", "get_guide", []);
    }

    /** The first step that is to be done, which the others build on. */
    get nextStep() {
        return this.state.guide.steps.find((step) => !step.is_done && !step.is_optional);
    }

    /** Open what a step is about; what was done there counts when one comes back. */
    open(xmlid) {
        return this.action.doAction(xmlid, { onClose: () => this.load() });
    }

    /** Begin the record that closes a gap, or open where it is closed. */
    mend(gap) {
        const isBegun = Object.keys(gap.context).length;
        return this.action.doAction(gap.action, {
            additionalContext: gap.context,
            ...(isBegun && { viewType: "form" }),
            onClose: () => this.load(),
        });
    }

    async check() {
        this.state.isBusy = true;
        try {
            await this.load();
        } finally {
            this.state.isBusy = false;
        }
        const { gaps, gaps_label: label } = this.state.guide;
        this.notification.add(label, { type: gaps.length ? "warning" : "success" });
    }

    async toggleMyDay() {
        const { in_my_day: isShown } = this.state.guide;
        await this.orm.call("kam.setup", "show_in_my_day", [!isShown]);
        await this.load();
    }

    async tick(step) {
        await this.orm.call("kam.setup", "set_tick", [step.key, !step.ticked]);
        await this.load();
    }
}

registry.category("actions").add("kam_setup_guide", KamSetupGuide);
