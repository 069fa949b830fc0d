from odoo import api, models
from odoo.exceptions import UserError


class KamScreening(models.Model):
    """What follows from a screening: a key account, or an ordinary customer as before."""

    _inherit = "kam.screening"

    def _on_approved(self):
        """Make the customer a key account, then file everything that was collected."""
        self._confirm_account()
        super()._on_approved()

    def _confirm_account(self):
        account = self.account_id
        # a revision leaves the state as it is
        if account.state != "key":
            account._confirm_key(
                source="screening",
                reason=self._get_reason(),
                # who looks after the account may have changed while the form was in review
                unit=account.unit_id or self.unit_id,
                manager=account.manager_id or self.manager_id,
                document=self,
            )
            self._tell_confirmed()
        account.class_id = self.class_id

    def _tell_confirmed(self):
        """Tell the account manager and the service team."""
        account = self.account_id
        people = account.manager_id | account.team_ids.user_id
        account.message_notify(
            partner_ids=people.partner_id.ids,
            subject=self.env._("%s is a key account now", account.name),
            body=self.env._(
                "%(customer)s is a key account now, with the number %(number)s (%(screening)s).",
                customer=account.name,
                number=account.number,
                screening=self.number,
            ),
        )

    def _on_rejected(self):
        """Let the customer be an ordinary one again; the analysis is kept and filed."""
        self._leave_potential(self.env._("Screening %s was rejected", self.number))
        super()._on_rejected()

    def _end_round(self, state, **vals):
        """See the base method: giving a screening up ends what its beginning brought about."""
        result = super()._end_round(state, **vals)
        if state == "draft":
            # the account may have moved while the form was in review
            self.account_id._align_screenings()
        if state == "cancelled":
            self._leave_potential(self.env._("Screening %s was given up", self.number))
        return result

    def _leave_potential(self, reason):
        # sudo: the process ends, whoever ends it
        account = self.sudo().account_id
        if self.date_started and account.state == "potential":
            account._return_to_ordinary("screening", reason, document=self)

    def action_revise(self):
        """Open approved forms for a revision, as long as the customer is a key account.

        Unit and account manager of the revision are those of the account. Approving it leaves the
        account a key account; downgrading the account ends the revision.

        :return: True
        :raise UserError: for a form that is not approved, or a customer that is no key account
        """
        for screening in self:
            screening._check_revisable()
            # sudo: the state of the account counts, whether or not the user sees it
            account = screening.account_id.sudo()
            if account.state != "key":
                raise UserError(
                    self.env._(
                        "%(customer)s is no key account any more: nothing of %(screening)s holds "
                        "that could be revised. Start a new screening instead.",
                        customer=screening.partner_id.name,
                        screening=screening.display_name,
                    )
                )
            super(KamScreening, screening).action_revise()
            # sudo: the right to revise was checked
            screening.sudo()._protected_write(
                {"unit_id": account.unit_id.id, "manager_id": account.manager_id.id}
            )
        return True

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "It follows from the customer, its figures, or the buttons of the screening."
        )
