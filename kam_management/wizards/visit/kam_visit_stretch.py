from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import relations
from ...rules import texts, visit_due

LONGEST_INTERVAL = 730
LONGEST_PERCENT = 500


class KamVisitStretch(models.TransientModel):
    """Makes the intervals of some accounts longer in proportion, so that their visits fit."""

    _name = "kam.visit.stretch"
    _description = "Longer Visit Intervals"

    account_ids = relations.Many2many(
        "kam.account", relation="kam_visit_stretch_rel", string="Accounts", required=True
    )
    percent = fields.Integer(
        string="Longer By (%)",
        required=True,
        default=25,
        help="50: an account that was visited every 30 days is visited every 45.",
    )
    reason = fields.Text(required=True, help="It stays in the notes of each account.")
    preview = fields.Text(string="Intervals from Now On", compute="_compute_preview")

    @api.constrains("percent")
    def _check_percent(self):
        for wizard in self:
            if not 1 <= wizard.percent <= LONGEST_PERCENT:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is %(value)s: enter 1 to %(longest)s.",
                        field=self._fields["percent"]._description_string(self.env),
                        value=wizard.percent,
                        longest=LONGEST_PERCENT,
                    )
                )

    @api.depends("account_ids", "percent")
    def _compute_preview(self):
        for wizard in self:
            lines = [
                self.env._(
                    "%(account)s: %(before)s → %(after)s days",
                    account=account.display_name,
                    before=before,
                    after=after,
                )
                for account, before, after in wizard._get_intervals()
            ]
            wizard.preview = "\n".join(lines)

    def _get_intervals(self):
        """Return what changes: accounts that have an interval, the present one and the next.

        That of a season stays: it says when the customer has time.
        """
        result = []
        for account in self.account_ids._origin:
            before = account.visit_interval or account.class_id.visit_interval
            if before and self.percent > 0:
                after = visit_due.stretched(before, self.percent, LONGEST_INTERVAL)
                result.append((account, before, after))
        return result

    def action_apply(self):
        """Set the intervals; each account says why in its notes.

        :return: an action that closes the dialog
        :raise UserError: without a reason, or when nothing would change
        :raise AccessError: for accounts whose unit the user does not lead
        """
        self.ensure_one()
        reason = texts.trimmed(self.reason)
        changes = self._get_intervals()
        if not reason:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty: say in a few words why.", field=self.env._("Reason")
                )
            )
        if not changes:
            raise UserError(
                self.env._("No interval is set for these accounts: there is nothing to change.")
            )
        accounts = self.account_ids
        accounts._check_may_pace()
        by_interval = {}
        for account, _before, after in changes:
            by_interval.setdefault(after, accounts.browse())
            by_interval[after] |= account
        for days, some in by_interval.items():
            some.write({"visit_interval": days})
        bodies = {
            account.id: self.env._(
                "Visited every %(after)s days instead of %(before)s: %(reason)s",
                after=after,
                before=before,
                reason=reason,
            )
            for account, before, after in changes
        }
        accounts.browse(bodies)._message_log_batch(bodies=bodies)
        self.env["kam.visit.due"].invalidate_model()
        return {"type": "ir.actions.act_window_close"}
