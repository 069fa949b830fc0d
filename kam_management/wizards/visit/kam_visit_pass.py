from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import relations, transactions
from ...models.organisation.kam_root_company_mixin import COLLEAGUES
from ...rules import texts
from ...rules.visits import AHEAD_STATES


class KamVisitPass(models.TransientModel):
    """Gives the visits of some accounts to somebody else, who has time for them.

    Visits that are planned get another leader; where none is planned, one is put into the week of
    whoever takes it. The accounts stay with their account managers.
    """

    _name = "kam.visit.pass"
    _description = "Give Visits to Somebody Else"
    _inherit = ["kam.batch.dialog.mixin"]
    _check_company_auto = True

    account_ids = relations.Many2many(
        "kam.account", relation="kam_visit_pass_rel", string="Accounts", required=True
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    user_id = fields.Many2one(
        "res.users", string="Who Visits", required=True, domain=COLLEAGUES, ondelete="cascade"
    )
    reason = fields.Text(required=True, help="It stays in the changes of each visit.")
    failures = fields.Text(readonly=True)

    @api.depends("account_ids.company_id")
    def _compute_company_id(self):
        for wizard in self:
            companies = wizard.account_ids.company_id
            wizard.company_id = companies if len(companies) == 1 else False

    def action_apply(self):
        """Give the visits away; what cannot be given is named, the others stand.

        :return: an action that closes the dialog, or shows what could not be given and why
        :raise UserError: without a reason
        :raise AccessError: for accounts whose unit the user does not lead
        """
        self.ensure_one()
        reason = texts.trimmed(self.reason)
        if not reason:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty: say in a few words why.", field=self.env._("Reason")
                )
            )
        self.account_ids._check_may_pace()
        rows = self.env["kam.visit.due"].search([("account_id", "in", self.account_ids.ids)])
        planned = self.env["kam.visit"].search(
            [
                ("account_id", "in", self.account_ids.ids),
                ("state", "in", AHEAD_STATES),
                ("date_start", ">=", fields.Datetime.now()),
            ]
        )
        _given, errors = transactions.run_each(
            planned, lambda visit: visit.action_change_leader(self.user_id.id, reason)
        )
        failures = [(visit.account_id, str(error)) for visit, error in errors]
        bare = rows.filtered(lambda row: row.account_id not in planned.account_id)
        new, refused = bare._put_into_week(self.user_id)
        bodies = {
            visit.id: self.env._(
                "Given to %(user)s: %(reason)s", user=self.user_id.name, reason=reason
            )
            for visit in new
        }
        new._message_log_batch(bodies=bodies)
        failures += refused
        words = [rows._word_refused(failures)] if failures else []
        return self._end_with(words, self.env._("Could Not Be Given"))
