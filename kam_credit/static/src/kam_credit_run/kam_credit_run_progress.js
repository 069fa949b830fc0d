import { Component, onMounted, onWillUnmount, status } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { percentage } from "@kam_management/kam_wording/kam_wording";

const INTERVAL = 2000;

/** How far an evaluation is: the form reads itself again until the evaluation has ended. */
export class KamCreditRunProgress extends Component {
    static template = "kam_credit.KamCreditRunProgress";
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => this.plan());
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get isDone() {
        return this.props.record.data.state === "done";
    }

    get done() {
        const { count_done, count_failed } = this.props.record.data;
        return count_done + count_failed;
    }

    get total() {
        return this.props.record.data.count_total;
    }

    get percent() {
        return Math.round(this.props.record.data.progress);
    }

    get label() {
        return _t("Customers: %(done)s of %(total)s (%(percent)s)", {
            done: this.done,
            total: this.total,
            percent: percentage(this.percent),
        });
    }

    plan() {
        if (!this.isDone) {
            this.timer = setTimeout(() => this.refresh(), INTERVAL);
        }
    }

    async refresh() {
        await this.props.record.load();
        if (status(this) === "mounted") {
            this.plan();
        }
    }
}

export const kamCreditRunProgress = {
    component: KamCreditRunProgress,
    fieldDependencies: [
        { name: "state", type: "selection", readonly: true },
        { name: "progress", type: "float", readonly: true },
        { name: "count_done", type: "integer", readonly: true },
        { name: "count_failed", type: "integer", readonly: true },
        { name: "count_total", type: "integer", readonly: true },
    ],
};

registry.category("view_widgets").add("kam_credit_run_progress", kamCreditRunProgress);
