import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const PAGE = 40;

/** What happened at one account, newest first: filtered by kind, read page by page. */
export class KamAccountTimeline extends Component {
    static template = "kam_management.KamAccountTimeline";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.accountId = this.props.action.context.active_id;
        this.state = useState({ kinds: [], chosen: [], rows: [], before: false, loading: false });
        onWillStart(async () => {
            if (this.accountId) {
                await this.load();
            }
        });
    }

    /** Read the first page, or the one after what is shown. */
    async load({ more = false } = {}) {
        this.state.loading = true;
        try {
            const page = await this.orm.call("kam.account", "get_timeline", [[this.accountId]], {
                kinds: this.state.chosen,
                limit: PAGE,
                before: more ? this.state.before : false,
            });
            this.state.kinds = page.kinds;
            this.state.rows = more ? [...this.state.rows, ...page.rows] : page.rows;
            this.state.before = page.before;
            this.env.config.setDisplayName(_t("Time Line: %s", page.account));
        } finally {
            this.state.loading = false;
        }
    }

    isChosen(kind) {
        return this.state.chosen.includes(kind);
    }

    async toggle(kind) {
        this.state.chosen = this.isChosen(kind)
            ? this.state.chosen.filter((other) => other !== kind)
            : [...this.state.chosen, kind];
        await this.load();
    }

    async showAll() {
        this.state.chosen = [];
        await this.load();
    }

    async open(row) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("kam_account_timeline", KamAccountTimeline);
