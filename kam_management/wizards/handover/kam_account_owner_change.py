from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ... import relations, wording
from ...models.organisation.kam_root_company_mixin import COLLEAGUES

# which tick of the dialog moves which kind of open work
MOVES = {
    "form": "move_forms",
    "case": "move_cases",
    "activity": "move_activities",
    "lead": "move_leads",
    "partner": "move_salesperson",
}


class KamAccountOwnerChange(models.TransientModel):
    """Gives accounts to another unit or account manager, with a reason.

    What the account managers before have open at the accounts is listed and moves along; what has
    to be settled between people is ticked on a checklist.
    """

    _name = "kam.account.owner.change"
    _description = "Change Unit or Account Manager"
    _check_company_auto = True

    account_ids = relations.Many2many(
        comodel_name="kam.account",
        relation="kam_account_owner_change_rel",
        string="Accounts",
        required=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", compute="_compute_company_id")
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
        string="New Unit",
        check_company=True,
        ondelete="cascade",
        help="Empty: each account stays where it is.",
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="New Account Manager",
        domain=COLLEAGUES,
        ondelete="cascade",
        help="Empty: each account keeps its account manager.",
    )
    reason = fields.Text(required=True, help="It stays in the history of each account.")
    refused_ids = relations.Many2many(
        comodel_name="kam.account", string="Not Yours to Give", compute="_compute_refused_ids"
    )
    manager_without_position = fields.Boolean(compute="_compute_manager_without_position")
    line_ids = relations.One2many(
        comodel_name="kam.account.owner.change.line",
        inverse_name="change_id",
        string="Checklist",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        help="Required items are ticked, or left out with a remark that says why.",
    )
    work_html = fields.Html(string="Open Work", compute="_compute_work", sanitize=False)
    form_count = fields.Integer(string="Open Forms", compute="_compute_work")
    case_count = fields.Integer(string="Open Cases", compute="_compute_work")
    activity_count = fields.Integer(string="Open Activities", compute="_compute_work")
    lead_count = fields.Integer(string="Open Opportunities", compute="_compute_work")
    partner_count = fields.Integer(string="Salesperson Of", compute="_compute_work")
    move_forms = fields.Boolean(
        string="Move Open Forms",
        default=True,
        help="Drafts and forms in review that the account manager wrote or is in charge of. "
        "Reviews stay with their reviewers.",
    )
    move_cases = fields.Boolean(
        string="Move Open Cases",
        default=True,
        help="What the account manager handles and the customer waits for, such as suggestions.",
    )
    move_activities = fields.Boolean(
        default=True,
        help="On the accounts, their forms, the customers and their opportunities.",
    )
    move_leads = fields.Boolean(string="Move Opportunities", default=True)
    move_salesperson = fields.Boolean(
        string="Change Salesperson",
        default=True,
        help="Of the customers and contacts whose salesperson is the account manager.",
    )

    @api.depends("account_ids.company_id")
    def _compute_company_id(self):
        for change in self:
            companies = change.account_ids.company_id
            change.company_id = companies if len(companies) == 1 else False

    @api.depends("account_ids")
    @api.depends_context("uid")
    def _compute_refused_ids(self):
        for change in self:
            accounts = change.account_ids._origin
            change.refused_ids = accounts - accounts._filter_owner_change_allowed()

    @api.depends("manager_id")
    def _compute_manager_without_position(self):
        # sudo: whether somebody has a position is no secret in the organisation
        positions = self.env["kam.position"].sudo()
        placed = positions.search(
            Domain("user_id", "in", self.manager_id.ids) & positions._get_valid_domain()
        ).user_id
        for change in self:
            change.manager_without_position = (
                bool(change.manager_id) and change.manager_id._origin not in placed
            )

    @api.depends("account_ids", "unit_id", "manager_id")
    def _compute_line_ids(self):
        """Keep the checklist to what the change asks for, and what has been ticked on it."""
        for change in self:
            asked = change._get_asked_items()
            lines = change.line_ids
            change.line_ids = [
                *(Command.delete(line.id) for line in lines if line.item_id._origin not in asked),
                *(Command.create({"item_id": item.id}) for item in asked - lines.item_id._origin),
            ]

    @api.depends("account_ids", "manager_id")
    @api.depends_context("uid", "lang")
    def _compute_work(self):
        handover_model = self.env["kam.account.handover"]
        for change in self:
            work = change._get_leaving_accounts()._find_open_work()
            kinds = [item.kind for item in work]
            for kind in MOVES:
                change[f"{kind}_count"] = kinds.count(kind)
            entries = [handover_model._prepare_entry(item, True) for item in work]
            change.work_html = handover_model._render_work(entries) if entries else False

    def _get_allowed_accounts(self):
        return self.account_ids._origin._filter_owner_change_allowed()

    def _get_leaving_accounts(self):
        """Return the accounts among these that lose their account manager."""
        manager = self.manager_id._origin
        if not manager or not self.company_id:
            return self.env["kam.account"]
        return self._get_allowed_accounts().filtered(
            lambda account: account.manager_id and account.manager_id != manager
        )

    def _get_asked_items(self):
        """Return what the company wants settled before these accounts change hands."""
        if not self.company_id:
            return self.env["kam.handover.item"]
        unit = self.unit_id._origin
        return self.env["kam.handover.item"]._get_asked(
            self.company_id._origin,
            manager_leaves=bool(self._get_leaving_accounts()),
            unit_leaves=bool(unit)
            and any(
                account.unit_id and account.unit_id != unit
                for account in self._get_allowed_accounts()
            ),
        )

    def action_apply(self):
        """Give away those of the accounts that the user may give away, and what is open there.

        :return: an action that closes the dialog and says what has been left
        :raise AccessError: when none of the accounts may be given away
        :raise UserError: for accounts of several companies, without a new unit or account
            manager, for a blank reason, for a required item of the checklist that is neither
            ticked nor left out with a remark, or when nothing would change
        """
        self.ensure_one()
        if len(self.account_ids.company_id) > 1:
            raise UserError(
                self.env._(
                    "The accounts belong to several companies (%(companies)s), and a unit to one. "
                    "Choose accounts of one company.",
                    companies=wording.listed(self.env, self.account_ids.company_id.mapped("name")),
                )
            )
        if not (self.unit_id or self.manager_id):
            raise UserError(
                self.env._("“New Unit” and “New Account Manager” are empty. Choose at least one.")
            )
        allowed = self._get_allowed_accounts()
        if not allowed:
            self.account_ids._check_owner_change_allowed()
            raise AccessError(self.env._("You see none of these accounts. Choose others."))
        reason = allowed._check_reason(self.reason)
        self._check_checklist()
        managers = {account.id: account.manager_id for account in allowed}
        work = self._get_leaving_accounts()._find_open_work()
        handovers = self.env["kam.account.handover"]._append(
            self._prepare_handovers(allowed, reason, work)
        )
        events = allowed._change_owner(
            unit=self.unit_id, manager=self.manager_id, reason=reason, handovers=handovers
        )
        if self.manager_id:
            self._hand_over(allowed, managers, [item for item in work if self._moves(item)])
        return self._report(events.account_id, self.account_ids - allowed)

    def _hand_over(self, accounts, managers, work):
        """Let the new account manager follow the accounts, and move what was open.

        :param dict managers: id of the account -> its account manager before
        :param list work: what moves
        """
        changed = accounts.filtered(lambda account: managers[account.id] != self.manager_id)
        for user_from, given in changed.grouped(lambda account: managers[account.id]).items():
            given._move_follower(given, user_from, self.manager_id)
            given._move_file(user_from, self.manager_id)
        accounts._move_open_work(work, self.manager_id)

    def _check_checklist(self):
        """Refuse as long as a required item is neither done nor left out with a remark."""
        settled = self.line_ids.filtered(lambda line: line._is_settled()).item_id
        missing = self._get_asked_items().filtered("required") - settled
        if missing:
            raise UserError(
                self.env._(
                    "Not ticked on the checklist: %(items)s. Tick what has been done, or say in "
                    "“Remark” why it is left out.",
                    items=wording.listed(self.env, [f"“{item.name}”" for item in missing]),
                )
            )

    def _moves(self, item):
        return self[MOVES[item.kind]] and item.account._may_take(self.manager_id, item.document)

    def _prepare_handovers(self, accounts, reason, work):
        """Return the values of the records, one per account that changes."""
        handover_model = self.env["kam.account.handover"]
        asked = self._get_asked_items()
        checklist = [line._prepare_entry() for line in self.line_ids if line.item_id in asked]
        by_account = {}
        for item in work:
            by_account.setdefault(item.account.id, []).append(item)
        vals_list = []
        for account in accounts:
            unit, manager = self.unit_id or account.unit_id, self.manager_id or account.manager_id
            if unit == account.unit_id and manager == account.manager_id:
                continue
            items = by_account.get(account.id, [])
            moved = [item.kind for item in items if self._moves(item)]
            vals_list.append(
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "user_id": self.env.uid,
                    "reason": reason,
                    "manager_from": account.manager_id.id,
                    "manager_to": manager.id,
                    "unit_from": account.unit_id.id,
                    "unit_to": unit.id,
                    "checklist": checklist,
                    "work": [
                        handover_model._prepare_entry(item, self._moves(item)) for item in items
                    ],
                    "form_count": moved.count("form"),
                    "activity_count": moved.count("activity"),
                    "lead_count": moved.count("lead"),
                    "left_count": len(items) - len(moved),
                }
            )
        return vals_list

    def _report(self, changed, refused):
        """Close the dialog; tell what has been changed and what has been left."""
        if not refused:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("1 account changed")
                if len(changed) == 1
                else self.env._("%(count)s accounts changed", count=len(changed)),
                "message": self.env._(
                    "Left as they are, because only a manager of their unit or an administrator "
                    "gives them away: %(accounts)s",
                    accounts=wording.listed(self.env, refused.mapped("display_name")),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
