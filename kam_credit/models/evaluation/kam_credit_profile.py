from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.searching import by_tick

from ...rules import tiering

# From so many customers on the evaluation that a button starts runs in the background.
BACKGROUND_FROM = 100


class KamCreditProfile(models.Model):
    """The figures of a profile: when they are computed, and what is kept of them.

    Further: kam_credit_profile_evaluation.py, the figures; kam_credit_profile_downgrade.py, what
    follows from them; kam_credit_profile_job.py, every night; kam_credit_profile_basis.py, which
    figures still hold then.
    """

    _inherit = "kam.credit.profile"

    snapshot_ids = relations.One2many("kam.credit.snapshot", "profile_id", readonly=True)
    reason = fields.Selection(selection_add=[(tiering.INCOMPLETE, "Figures incomplete")])
    is_incomplete = fields.Boolean(
        string="Figures Incomplete",
        readonly=True,
        help="The figures look back to days before the company's figures are complete. They are "
        "shown, and nothing follows from them.",
    )
    figures_basis = fields.Char(
        readonly=True,
        copy=False,
        help="A word for the policy that the figures rest on. Empty: something was booked since, "
        "and the next night computes them again.",
    )
    is_falling = fields.Boolean(
        string="Would Be Downgraded",
        compute="_compute_is_falling",
        compute_sudo=True,
        search="_search_is_falling",
        help="A key account below the threshold. While automatic downgrades are off, nothing "
        "follows from it.",
    )
    has_auto_downgrade = fields.Boolean(compute="_compute_is_falling", compute_sudo=True)

    @api.depends("is_below_threshold", "is_incomplete", "account_id.state")
    def _compute_is_falling(self):
        for profile in self:
            profile.is_falling = (
                profile.is_below_threshold
                and not profile.is_incomplete
                and profile.account_state == "key"
            )
            profile.has_auto_downgrade = profile.company_id._kam_credit_acts()

    @api.model
    def _search_is_falling(self, operator, value):
        falling = self._get_falling_domain()
        return by_tick(operator, value, falling)

    @api.model
    def _get_falling_domain(self, company=None):
        """Return the domain of the profiles whose stored figures lead to a downgrade.

        :param res.company company: only of this company
        """
        falling = (
            Domain("is_below_threshold", "=", True)
            & Domain("is_incomplete", "=", False)
            & Domain("account_state", "=", "key")
        )
        return falling & Domain("company_id", "=", company.id) if company else falling

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"figures_basis", "is_incomplete"}

    def action_evaluate(self):
        """Compute today's figures of the customers and act on them; of many in the background.

        :return: True, or a window action on the run in the background
        :raise AccessError: for everybody but credit administrators
        """
        if len(self) >= BACKGROUND_FROM:
            self._check_evaluation_rights(simulate=False)
            return self.env["kam.credit.run"]._start_each(
                {
                    company: profiles.partner_id.ids
                    for company, profiles in self.grouped("company_id").items()
                }
            )
        for company, profiles in self.grouped("company_id").items():
            self.evaluate(
                partner_ids=profiles.partner_id.ids, company_id=company.id, simulate=False
            )
        return True

    @api.model
    def action_evaluate_all(self):
        """Compute today's figures of every customer of the current company and act on them.

        Many customers are evaluated in the background. What came of it is kept as a run.

        :return: a window action on the run
        :raise AccessError: for everybody but credit administrators
        """
        self._check_evaluation_rights(simulate=False)
        company = self.env.company.root_id
        runs = self.env["kam.credit.run"]
        if len(runs._find_debtor_ids(company)) >= BACKGROUND_FROM:
            return runs._start_each({company: None})
        return runs._run_now(company)

    @api.model
    def _prepare_stamps(self, company, as_of, scope=None):
        """Return what stands beside the figures of all profiles alike. To be extended.

        :param res.company company: whose profiles
        :param date as_of: the day of the figures
        :param Scope scope: see :meth:`_get_figures_basis`
        :return: dict name of a column -> value, or SQL
        """
        return {
            "date_figures": as_of,
            "date_evaluated": self.env.cr.now(),
            "figures_basis": self._get_figures_basis(company, scope),
            "write_uid": self.env.uid,
            "write_date": self.env.cr.now(),
        }
