from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kam_management.rules.account_states import LOOKED_AFTER
from odoo.addons.kam_management.wording import format_date, labelled

from ...rules import credit_documents as rules

RENEWAL = "credit_document_renewal"
ROLE = "credit_officer"


class KamCreditDocument(models.Model):
    """Until when a document is to be renewed: what keeps it is a later one that was verified."""

    _inherit = "kam.credit.document"

    def _get_duty_title(self):
        """See the base method: no name of a customer."""
        # sudo: for who owes it, whoever verifies
        number = self.account_id.sudo().number
        return labelled(self.env, number, self.kind_id.name) if number else self.kind_id.name

    def _get_duty_audience(self):
        """See the base method: what a file lacks is for credit readers."""
        return "credit"

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: where the account is by now."""
        units = super()._find_duty_units(deadlines)
        for duty, document in self._find_duty_documents(deadlines).items():
            if duty.code == RENEWAL:
                units[duty] = document.account_id.unit_id
        return units

    def _is_to_renew(self):
        """Tell whether somebody owes the document that follows. As superuser."""
        self.ensure_one()
        return (
            self.verification == rules.VERIFIED
            and not self.successor_id
            and bool(self.date_valid_until)
            and self.account_id.state in LOOKED_AFTER
        )

    def _sync_renewals(self):
        """Open, move and end the duties to renew documents, as the documents are now.

        As superuser.
        """
        if not self:
            return
        deadlines = self.env["kam.deadline"]
        owed = self.filtered(lambda document: document._is_to_renew())
        deadlines._open(
            [
                document._prepare_duty_vals(
                    RENEWAL,
                    rules.renewal_due(
                        document.date_valid_until,
                        bool(document._get_period()),
                        document.company_id.kam_credit_warn_days,
                        document.company_id._kam_day_of(document.date_verified),
                    ),
                    role=ROLE,
                    unit_id=document.account_id.unit_id.id,
                )
                for document in owed
            ]
        )
        followed = (self - owed).filtered("successor_id")
        for document in followed:
            deadlines._close(document, RENEWAL, by=document.successor_id.verified_by_id)
        left = self - owed - followed
        ordinary = left.filtered(
            lambda document: (
                document.verification == rules.VERIFIED
                and document.account_id.state not in LOOKED_AFTER
            )
        )
        deadlines._cancel(ordinary, "not_in_scheme", RENEWAL)
        deadlines._cancel(left - ordinary, "taken_back", RENEWAL)

    @api.model
    def _sync_company_renewals(self, companies):
        """Move the duties to renew documents when the days of companies change.

        :param res.company companies: whose settings have changed
        """
        # sudo: duties follow from the settings, whoever changes them
        held = self.sudo().search(
            Domain("company_id", "in", companies.ids)
            & Domain("verification", "=", rules.VERIFIED)
            & Domain("successor_id", "=", False)
        )
        held._sync_renewals()

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "date_valid_until", "kind_id"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: until when the document is good."""
        told = super()._describe_duties(deadlines, documents)
        for duty, document in documents.items():
            day = format_date(self.env, document.date_valid_until)
            told[duty] = {"why": self.env._("Good until %s: ask for the one that follows", day)}
        return told
