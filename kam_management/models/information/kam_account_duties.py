from odoo import api, models
from odoo.fields import Domain

from ...rules import periods
from ...rules.account_states import LOOKED_AFTER
from ...wording import format_date

STATEMENT = "statement"


class KamAccount(models.Model):
    """What is owed on the account's file: financial statements grow old."""

    _inherit = "kam.account"

    def write(self, vals):
        """Change accounts; statements are owed for key accounts and those that become one."""
        result = super().write(vals)
        if {"state", "active"} & vals.keys():
            self._sync_statement_duty()
        return result

    def _sync_statement_duty(self):
        """Let the account manager owe a newer statement by the day the newest is out of date.

        An account without any statement owes none: which customers show theirs is not ours to say.
        A newer one ends the duty, and the next begins.
        """
        newest = self._find_newest_statements()
        wanted = {
            account: periods.outdated_on(newest[account], account.company_id.kam_statement_months)
            for account in self
            if account in newest and account._owes_statement()
        }
        deadlines = self.env["kam.deadline"]
        by_account = {duty.res_id: duty for duty in deadlines._find_open(self, STATEMENT)}
        renewed = self.filtered(
            lambda account: (
                account in wanted
                and account.id in by_account
                and by_account[account.id].date_due < wanted[account]
            )
        )
        deadlines._close(renewed, STATEMENT)
        deadlines._cancel(
            self.browse(by_account.keys())
            - renewed
            - self.browse(account.id for account in wanted),
            "not_needed",
            STATEMENT,
        )
        deadlines._open(
            [account._prepare_duty_vals(STATEMENT, day) for account, day in wanted.items()]
        )

    def _owes_statement(self):
        self.ensure_one()
        months = self.company_id.kam_statement_months
        return bool(self.active and self.state in LOOKED_AFTER and months)

    def _find_newest_statements(self):
        """Return the last day of each account's newest statement: dict account -> date."""
        # sudo: how old the file is hangs on no reader
        groups = (
            self.env["kam.financial.statement"]
            .sudo()
            ._read_group(Domain("account_id", "in", self.ids), ["account_id"], ["date_to:max"])
        )
        return {self.browse(account.id): last for account, last in groups}

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: from when the newest statement is."""
        told = super()._describe_duties(deadlines, documents)
        statements = deadlines.filtered(lambda duty: duty.code == STATEMENT)
        model = self.env["kam.financial.statement"]
        if not statements or not model.has_access("read"):
            return told
        newest = {
            account.id: day
            for account, day in model._read_group(
                Domain("account_id", "in", statements.mapped("res_id")),
                ["account_id"],
                ["date_to:max"],
            )
        }
        for duty in statements:
            if duty.res_id in newest:
                day = format_date(self.env, newest[duty.res_id])
                told[duty] = {"why": self.env._("The newest one is of %s", day)}
        return told
