from datetime import timedelta

from odoo import api, models

from odoo.addons.kam_management import reading
from odoo.addons.kam_management.wording import format_date

NOTICE = "credit_temporary_limit_end"
ROLE = "credit_officer"


class KamCreditTemporaryLimit(models.Model):
    """Until when the area decides what follows a temporary limit: some days before it ends.

    What is open is seen by credit readers only, by the number of the form.
    """

    _inherit = "kam.credit.temporary.limit"

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: what follows is a matter of where the account is by now."""
        units = super()._find_duty_units(deadlines)
        for duty, form in self._find_duty_documents(deadlines).items():
            if duty.code == NOTICE:
                units[duty] = form.account_id.unit_id
        return units

    def _open_notice(self):
        """Let the area owe the decision what follows."""
        company = self.company_id
        # sudo: the setting counts, whoever decides
        days = company.sudo().kam_credit_temporary_notice
        due = max(company._kam_today(), self.date_to - timedelta(days=days))
        self.env["kam.deadline"]._open(
            [self._prepare_duty_vals(NOTICE, due, role=ROLE, unit_id=self.account_id.unit_id.id)]
        )

    def _cancel_notices(self):
        """Nothing is left to decide."""
        self.env["kam.deadline"]._cancel(self, "not_needed", NOTICE)

    def _close_notices(self):
        """Another limit is asked for: that is what follows those of the customer before."""
        others = self._find_unended(self.profile_id) - self
        self.env["kam.deadline"]._close(others, NOTICE)

    @api.model
    def _end_notices(self, profiles):
        """End what was to be decided on limits that are over by now.

        :param kam.credit.profile profiles: whose limits
        """
        for company, some in profiles.grouped("company_id").items():
            over = self.sudo().search(  # sudo: as the job
                [
                    ("profile_id", "in", some.ids),
                    ("approval_state", "=", "approved"),
                    ("date_last", "<", company._kam_today()),
                    ("open_deadline_ids", "any", [("code", "=", NOTICE)]),
                ]
            )
            over._cancel_notices()

    def action_let_end(self):
        """Note that the area lets temporary limits end as they were granted.

        :return: True
        :raise AccessError: for everybody but those who look after the customer's credit
        :raise UserError: for what was not approved or is over
        """
        self.check_access("read")
        for form in self:
            form._check_written_by_credit()
            form._check_endable()
            self.env["kam.deadline"]._close(form, NOTICE)
        return True

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [
            *super()._get_described_fields(),
            *reading.CURRENCY,
            "amount",
            "date_from",
            "date_last",
            "date_to",
            "is_unlimited",
        ]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what is asked for until when; when it ends, and that it may."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, form in documents.items():
            told[duty] = {"facts": form._get_facts()}
            if duty.code == NOTICE:
                told[duty] = {
                    "why": self.env._(
                        "Ends on %s: ask for another one, or let it end",
                        format_date(self.env, form.date_last),
                    ),
                    "actions": [
                        my_day._prepare_action("let_end", self.env._("Let It End"), bulk=True)
                    ],
                }
        return told

    def _get_facts(self):
        """Return what is asked for, and from when until when."""
        amount = (
            self._fields["is_unlimited"]._description_string(self.env)
            if self.is_unlimited
            else self.currency_id.format(self.amount)
        )
        days = (format_date(self.env, day) for day in (self.date_from, self.date_to) if day)
        return [amount, " – ".join(days)]

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: the area lets it end."""
        if key != "let_end":
            return super()._settle_duties(deadlines, key)
        forms = self.browse(deadlines.mapped("res_id"))
        if len(forms) > 1:
            return forms._run_each("action_let_end")
        my_day = self.env["kam.my.day"]
        return my_day._attempt(forms, "action_let_end", my_day._open_form(forms))
