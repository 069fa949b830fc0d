from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import relations


class KamAccount(models.Model):
    """What screening does to an account, and the way to its screenings."""

    _inherit = "kam.account"

    screening_ids = relations.One2many(
        "kam.screening", "account_id", string="Screenings", readonly=True, copy=False
    )
    screening_count = fields.Integer(compute="_compute_form_counts")

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {"screening_count": "kam.screening"}

    def _return_to_ordinary(self, source, reason, document=None, documents=None):
        """Make potential key accounts ordinary customers again (scheme, one.1).

        They were no key accounts yet: no privilege ends, and who looks after them stays.

        :param str source: the process, a value of ``kam.account.event.source``
        :param reason: why, not blank; or dict id of the account -> why
        :param document: record that the decision rests on
        :param dict documents: id of the account -> the record that its own decision rests on
        :return: the events written
        :raise UserError: for a blank reason or an account that is no potential key account
        """
        for account in self:
            if account.state != "potential":
                raise UserError(
                    self.env._(
                        "%(account)s is no potential key account and cannot be rejected as one.",
                        account=account.display_name,
                    )
                )
        return self._transition("ordinary", source, reason, document=document, documents=documents)

    def _move_to_customer(self, customer):
        """See the base method: the screenings say themselves whose they are."""
        super()._move_to_customer(customer)
        # sudo: they follow, whoever merges customers
        self.sudo().screening_ids._protected_write({"partner_id": customer.id})

    def _change_owner(self, *args, **kwargs):
        """See the base method: analyses that are not submitted follow the account."""
        events = super()._change_owner(*args, **kwargs)
        self._align_screenings()
        return events

    def _align_screenings(self):
        """Give drafts whose analysis has begun the unit and account manager of their account."""
        # sudo: they follow, whoever gave the account away; who has it now hears of the account
        quiet = self.sudo().with_context(mail_auto_subscribe_no_notify=True)
        for screening in quiet.screening_ids:
            if screening.approval_state == "draft" and screening.date_started:
                account = screening.account_id
                if (screening.unit_id, screening.manager_id) == (
                    account.unit_id,
                    account.manager_id,
                ):
                    continue
                screening._protected_write(
                    {"unit_id": account.unit_id.id, "manager_id": account.manager_id.id}
                )

    def _get_risk_share(self):
        """See the base method: that of the last risk analysis that is complete."""
        # sudo: the share is asked for by processes that have checked who may
        analyses = self.sudo().screening_ids.filtered(
            lambda screening: screening.is_scored and screening.approval_state != "cancelled"
        )
        last = analyses.sorted("id")[-1:]
        return last.risk_total / 100 if last else super()._get_risk_share()

    def _is_being_screened(self):
        """See the base method: one that has begun, and is not decided."""
        open_ones = self.env["kam.screening"]._find_open(self)
        return super()._is_being_screened() or any(open_ones.mapped("date_started"))

    def _on_developed(self, document):
        """See the base method: a potential key account is screened, past the waiting time."""
        super()._on_developed(document)
        if self.state == "potential":
            self.env["kam.screening"]._go_on_developed(self, document)

    def _on_downgraded(self):
        """See the base method: an approved screening under revision has nothing left to revise."""
        super()._on_downgraded()
        open_screenings = self.env["kam.screening"]._find_open(self)
        open_screenings._cancel("not_key")

    def action_view_screenings(self):
        """Open the screenings of the account.

        :return: a window action
        """
        action = self._open_forms("kam.screening", default_partner_id=self.partner_id.id)
        return {**action, "views": [(False, "list"), (False, "form")]}
