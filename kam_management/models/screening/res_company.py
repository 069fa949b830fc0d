from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import transactions


class ResCompany(models.Model):
    """How a company finds candidates and screens them: classes, risk template, monthly job."""

    _inherit = "res.company"

    kam_candidate_job = fields.Boolean(
        string="Propose Candidates Monthly",
        help="Once a month, screenings are started for customers who meet the standard of a class "
        "by their invoices.",
        groups="base.group_user",
    )
    kam_candidate_class_id = fields.Many2one(
        comodel_name="kam.customer.class",
        string="Proposed From Class",
        ondelete="restrict",
        help="Customers of this class or a better one are proposed.",
        groups="base.group_user",
    )
    kam_candidate_unit_id = fields.Many2one(
        comodel_name="kam.unit",
        string="Unit of Others",
        ondelete="restrict",
        help="Screens the candidates whose unit is not known: neither their account nor the "
        "position of their salesperson tells it.",
        groups="base.group_user",
    )
    kam_candidate_date = fields.Datetime(
        string="Candidates Last Proposed",
        readonly=True,
        copy=False,
        help="When screenings of candidates were last started, by the job or by hand.",
        groups="base.group_user",
    )
    kam_rescreening_days = fields.Integer(
        string="Screened Again After",
        default=180,
        help="Days that have to pass after a rejection before the customer is screened again. "
        "0: at once.",
        groups="base.group_user",
    )

    _kam_rescreening_days_possible = models.Constraint(
        "CHECK(kam_rescreening_days BETWEEN 0 AND 3650)",
        "“Screened Again After” runs from 0 to 3650 days.",
    )

    @api.constrains("kam_candidate_job", "kam_candidate_class_id", "kam_candidate_unit_id")
    def _check_kam_candidate_job(self):
        for company in self:
            choices = {
                "kam_candidate_class_id": company.kam_candidate_class_id,
                "kam_candidate_unit_id": company.kam_candidate_unit_id,
            }
            for name, choice in choices.items():
                label = self._fields[name]._description_string(self.env)
                if company.kam_candidate_job and not choice:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of %(company)s is empty: choose one, or do not let "
                            "candidates be proposed monthly.",
                            field=label,
                            company=company.name,
                        )
                    )
                if company.kam_candidate_job and not choice.active:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of %(company)s is “%(choice)s”, which is archived. Choose "
                            "another one, or do not let candidates be proposed monthly.",
                            field=label,
                            company=company.name,
                            choice=choice.display_name,
                        )
                    )
                if choice and choice.company_id != company:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of %(company)s is “%(choice)s” of %(other)s. Choose one "
                            "of the company itself.",
                            field=label,
                            company=company.name,
                            choice=choice.display_name,
                            other=choice.company_id.name,
                        )
                    )

    @api.model
    def _kam_check_not_proposed(self, field_name, choices):
        """Refuse to archive what the monthly job of a company rests on.

        :param str field_name: the company's field
        :param choices: classes or units that are being archived
        :raise ValidationError: naming the company and its setting
        """
        # sudo: the setting counts whether or not the user may see the company
        company = self.sudo().search(
            [("kam_candidate_job", "=", True), (field_name, "in", choices.ids)], limit=1
        )
        if company:
            raise ValidationError(
                self.env._(
                    "“%(choice)s” cannot be archived: it is “%(field)s” of %(company)s, from which "
                    "candidates are proposed monthly. Choose another one in the settings first.",
                    choice=company[field_name].display_name,
                    field=self._fields[field_name]._description_string(self.env),
                    company=company.name,
                )
            )

    def _kam_enter_candidates(self):
        """Let only one transaction at a time start screenings of candidates in the company.

        Two would not see each other's screenings.
        """
        self.ensure_one()
        transactions.serialise(self)
        # sudo: whoever finds candidates need not be one who configures the company
        self.sudo().kam_candidate_date = fields.Datetime.now()
