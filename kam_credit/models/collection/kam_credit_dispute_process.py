from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, transactions, wording
from odoo.addons.kam_management.wording import format_date

from .kam_credit_dispute import OUTCOMES


class KamCreditDispute(models.Model):
    """Who writes disputes, what they lack, how they begin and end."""

    _inherit = "kam.credit.dispute"

    # ------------------------------------------------------------------
    # who writes it
    # ------------------------------------------------------------------

    def _check_write(self, vals):
        """See the base method: what people enter is written by accounting and credit roles.

        :raise AccessError: for everybody else
        """
        if self._find_bound(vals):
            self.check_access("write")
            self._check_may_collect(self.profile_id)
        super()._check_write(vals)

    def _may_submit(self):
        """See the base method: only those who write it."""
        return super()._may_submit() and (self.env.su or self._may_collect(self.profile_id))

    @api.depends("profile_id")
    def _compute_can(self):
        """See the base method: also as soon as the customer of a new form is chosen."""
        super()._compute_can()

    @api.depends("archive_entry_ids")
    @api.depends_context("uid")
    def _compute_archive_count(self):
        """See the base method: accounting reads nothing that was filed."""
        if self.env["kam.archive.entry"].has_access("read"):
            super()._compute_archive_count()
        else:
            self.archive_count = 0

    def _get_authors(self):
        """See the base method: who looks after the sales to the customer decides as little."""
        # sudo: whose account it is counts, whoever submits
        account = self.account_id.sudo()
        team = account.team_ids.filtered("is_current").user_id
        return super()._get_authors() | account.manager_id | team

    def _may_revise(self):
        """See the base method: what was approved is resolved, and another one is opened."""
        return False

    def _check_revisable(self):
        """See the base method: nobody revises what was approved.

        :raise UserError: always
        """
        super()._check_revisable()
        raise UserError(
            self.env._(
                "%s is not revised: resolve it, and open another dispute.", self.display_name
            )
        )

    # ------------------------------------------------------------------
    # what it lacks
    # ------------------------------------------------------------------

    def _get_missing(self):
        """See the base method: instalments that are open, and in no other dispute."""
        missing = super()._get_missing()
        lines = self._find_lines().get(self) if self.id else None
        if lines:
            paid = lines.filtered(lambda line: line.amount_residual <= 0)
            missing += [
                self.env._("%s is not open any more: take it out.", line.move_id.name)
                for line in paid
            ]
            missing += self._find_disputed_elsewhere(lines)
        return missing

    def _find_disputed_elsewhere(self, lines):
        """Return what is to be said of instalments that another dispute is about, a text each."""
        # sudo: what is disputed counts, whoever may see it
        others = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("receivable_ids", "in", lines.ids),
                *self._get_binding_domain(),
            ]
        )
        return [
            self.env._(
                "%(invoice)s is disputed already, see %(other)s: take it out.",
                invoice=line.move_id.name,
                other=other.number,
            )
            for other, theirs in others._find_lines().items()
            for line in theirs & lines
        ]

    def _check_submittable(self):
        """See the base method: who writes it submits it, and one of those about one customer.

        :raise AccessError: for everybody else
        """
        self._check_may_collect(self.profile_id)
        # those who dispute the same at once come one after the other
        transactions.serialise(self.profile_id)
        super()._check_submittable()

    # ------------------------------------------------------------------
    # how it begins
    # ------------------------------------------------------------------

    def _on_submitted(self):
        """Keep how much is in dispute."""
        super()._on_submitted()
        self._keep_amount()

    def _on_approved(self):
        """Take the instalments out of the figures from today on."""
        super()._on_approved()
        self._protected_write({"date_first": self.company_id._kam_today()})
        self._keep_amount()
        self._open_settling()

    def _keep_amount(self):
        lines = self._find_lines()[self]
        self._protected_write({"amount_disputed": sum(lines.mapped("amount_residual"))})

    # ------------------------------------------------------------------
    # how it ends
    # ------------------------------------------------------------------

    def action_end(self, outcome="", note=""):
        """Resolve disputes: from today on their instalments count again.

        :param str outcome: ``paid``, ``credit_note`` or ``rejected``
        :param str note: a sentence on how, not blank
        :return: True
        :raise UserError: for another outcome, without a sentence, and for what is not in dispute
        :raise AccessError: for everybody but those who look after the customer's credit
        """
        self.check_access("read")
        for form in self:
            form._check_of_credit()
        note = self._check_outcome(outcome, note)
        for form in self:
            form._serialise()
            form._check_disputed()
            # sudo: a locked form; who resolves it was checked
            resolved = form.sudo()
            resolved._protected_write(
                {
                    "date_ended": form.company_id._kam_today(),
                    "ended_by_id": self.env.uid,
                    "outcome": outcome,
                    "outcome_note": note,
                }
            )
            resolved._close_settling()
            resolved._file()
        return True

    def _check_of_credit(self):
        """Refuse everybody but those who look after the credit of the customer.

        :raise AccessError: naming the form
        """
        if not (self.env.su or self._is_of_credit()):
            raise AccessError(
                self.env._(
                    "%s is resolved by those who look after the credit of the customer: officer, "
                    "reviewer or approver over its unit, and never its own account manager.",
                    self.display_name,
                )
            )

    @api.model
    def _check_outcome(self, outcome, note):
        """Return the sentence on how disputes are resolved.

        :raise UserError: for an outcome that is none, and without a sentence
        """
        label = self._get_label("outcome")
        if not isinstance(outcome, str) or outcome not in dict(OUTCOMES):
            raise UserError(
                self.env._(
                    "“%(field)s” is %(value)s: give one of %(codes)s.",
                    field=label,
                    value=arguments.shown(outcome),
                    codes=wording.listed(self.env, dict(OUTCOMES)),
                )
            )
        label = self._get_label("outcome_note")
        note = arguments.text(self.env, label, note)
        if not note:
            raise UserError(self.env._("“%s” is empty: say in a sentence how.", label))
        return note

    def _check_disputed(self):
        """Refuse what is not in dispute.

        :raise UserError: naming the form, and since when
        """
        self._check_state("approved")
        if self.phase != "disputed":
            raise UserError(
                self.env._(
                    "%(form)s was resolved on %(day)s.",
                    form=self.display_name,
                    day=format_date(self.env, self.date_ended),
                )
            )

    @api.model
    def _get_filed_again_label(self):
        """See the base method: a form is filed with how it was resolved."""
        return self.env._("Resolved")

    def action_open_end(self):
        """Open the dialog that resolves disputes.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Resolve the Dispute"),
            "res_model": "kam.credit.dispute.end",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_form_ids": self.ids},
        }
