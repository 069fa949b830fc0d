from odoo import api, fields, models


class KamCreditProfile(models.Model):
    """The figures of a profile: when they are computed, and what is kept of them.

    Further: kam_credit_profile_evaluation.py, the figures; kam_credit_profile_downgrade.py, what
    follows from them; kam_credit_profile_job.py, every night.
    """

    _inherit = "kam.credit.profile"

    snapshot_ids = fields.One2many("kam.credit.snapshot", "profile_id", readonly=True)

    def action_evaluate(self):
        """Compute today's figures of the customers and act on them.

        :return: True
        :raise AccessError: for everybody but credit administrators
        """
        for company, profiles in self.grouped("company_id").items():
            self.evaluate(
                partner_ids=profiles.partner_id.ids, company_id=company.id, simulate=False
            )
        return True

    @api.model
    def action_evaluate_all(self):
        """Compute today's figures of every customer of the current company and act on them.

        :return: a window action on the profiles
        :raise AccessError: for everybody but credit administrators
        """
        self.evaluate(simulate=False)
        return self.env["ir.actions.act_window"]._for_xml_id("kam_credit.action_kam_credit_profile")
