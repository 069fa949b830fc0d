import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { KamStageKanbanRenderer } from "@kam_management/kam_stage_kanban/kam_stage_kanban";
import { writtenMoment } from "@kam_management/kam_wording/kam_wording";

import { KamTierSign } from "../kam_tier_badge/kam_tier_badge_field";

/** What stands above the customers: how they spread over the tiers, and what has to be done. */
export class KamCreditOverview extends Component {
    static template = "kam_credit.KamCreditOverview";
    static components = { KamTierSign };
    static props = { list: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null });
        onMounted(() => this.load());
        // the list was read again: something may have changed
        onWillUpdateProps(() => {
            this.load();
        });
    }

    async load() {
        if (this.env.inDialog) {
            return;
        }
        const asked = this.orm.silent.call("kam.credit.profile", "get_overview");
        try {
            this.state.data = await this.keepLast.add(asked);
        } catch {
            // the list below says what is wrong, if anything is
            this.state.data = null;
        }
    }

    get tiles() {
        const { filters } = this.state.data;
        const tile = (name, label, icon, level) => ({
            name,
            label,
            icon,
            count: filters[name],
            level: filters[name] ? level : "none",
        });
        return [
            tile("near_threshold", _t("Near the threshold"), "fa-bell-o", "warning"),
            tile("near_boundary", _t("Near a boundary"), "fa-sliders", "info"),
            tile("falling", _t("Would be downgraded"), "fa-arrow-down", "danger"),
            tile("allocation", _t("Receipts to allocate"), "fa-inbox", "warning"),
            tile("incomplete", _t("Figures incomplete"), "fa-question-circle-o", "info"),
        ];
    }

    get overdueText() {
        const { amounts } = this.state.data.overdue;
        return amounts
            .map(({ amount, currency_id }) => formatCurrency(amount, currency_id))
            .join(" + ");
    }

    get overdueLabel() {
        return _t("Overdue (%s)", this.state.data.overdue.count);
    }

    get changesLabel() {
        const { late } = this.state.data.changes;
        return late ? _t("Open tier changes, %s late", late) : _t("Open tier changes");
    }

    /** What the last evaluation did, in words. */
    get last() {
        const { moment, evaluated, downgraded, proposed, stale } = this.state.data.last;
        return {
            moment: _t("Last evaluation %s:", writtenMoment(deserializeDateTime(moment))),
            evaluated: evaluated === 1 ? _t("1 customer") : _t("%s customers", evaluated),
            downgraded: _t("%s downgraded that day", downgraded),
            proposed:
                proposed === 1
                    ? _t("1 tier change proposed that day")
                    : _t("%s tier changes proposed that day", proposed),
            stale:
                stale === 1
                    ? _t("1 account without figures of that day")
                    : stale && _t("%s accounts without figures of that day", stale),
        };
    }

    /** Show the customers that some filters of the search find, and only these. */
    setFilters(...names) {
        const { searchModel } = this.env;
        const items = searchModel.getSearchItems((item) => names.includes(item.name));
        searchModel.query = [];
        for (const item of items) {
            searchModel.toggleSearchItem(item.id);
        }
    }

    /** As before, as a list: cards of customers without a tier stand in a column that is folded. */
    listFilters(...names) {
        this.setFilters(...names);
        this.action.switchView("list");
    }

    openChanges(context) {
        this.action.doAction("kam_credit.action_kam_credit_change", {
            additionalContext: context,
        });
    }

    /** Open exactly what a number about the last evaluation counts. */
    openLast(name, resModel) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: this.last[name],
            res_model: resModel,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: this.state.data.last.domains[name],
        });
    }
}

export class KamCreditListRenderer extends ListRenderer {
    static template = "kam_credit.ListRenderer";
    static components = { ...ListRenderer.components, KamCreditOverview };
}

export class KamCreditKanbanRenderer extends KamStageKanbanRenderer {
    static template = "kam_credit.KanbanRenderer";
    static components = { ...KamStageKanbanRenderer.components, KamCreditOverview };
}

registry.category("views").add("kam_credit_list", { ...listView, Renderer: KamCreditListRenderer });
registry
    .category("views")
    .add("kam_credit_kanban", { ...kanbanView, Renderer: KamCreditKanbanRenderer });
