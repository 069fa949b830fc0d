from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import relations, transactions, wording
from ...models.organisation.kam_root_company_mixin import COLLEAGUES


class KamScreeningAssign(models.TransientModel):
    """Gives screenings a unit and an account manager, many at once."""

    _name = "kam.screening.assign"
    _description = "Assign Screenings"
    _inherit = ["kam.batch.dialog.mixin"]
    _check_company_auto = True

    screening_ids = relations.Many2many("kam.screening", string="Screenings", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    unit_id = fields.Many2one(
        "kam.unit",
        check_company=True,
        ondelete="cascade",
        help="Empty: each screening keeps its unit.",
    )
    manager_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        domain=COLLEAGUES,
        ondelete="cascade",
        help="Empty: each screening keeps its account manager.",
    )
    failures = fields.Text(readonly=True)

    @api.depends("screening_ids.company_id")
    def _compute_company_id(self):
        for wizard in self:
            companies = wizard.screening_ids.company_id
            wizard.company_id = companies if len(companies) == 1 else False

    @api.constrains("screening_ids", "unit_id", "manager_id")
    def _check_screenings(self):
        for wizard in self:
            if not wizard.screening_ids:
                raise ValidationError(
                    self.env._("“Screenings” is empty: choose the screenings to be assigned.")
                )
            if not wizard.company_id and wizard.unit_id:
                raise ValidationError(
                    self.env._(
                        "The screenings belong to several companies (%(companies)s), and a unit to "
                        "one. Choose screenings of one company.",
                        companies=wording.listed(
                            self.env, wizard.screening_ids.company_id.mapped("name")
                        ),
                    )
                )

    def action_apply(self):
        """Assign the screenings one by one; what cannot be assigned is named, the others stand.

        :return: an action that closes the dialog, or shows what could not be assigned and why
        :raise UserError: without unit and account manager, or when the only one cannot be assigned
        """
        self.ensure_one()
        vals = {name: self[name].id for name in ("unit_id", "manager_id") if self[name]}
        if not vals:
            raise UserError(
                self.env._("“Unit” and “Account Manager” are empty. Choose at least one.")
            )
        if len(self.screening_ids) == 1:
            self.screening_ids.write(vals)
            return {"type": "ir.actions.act_window_close"}
        before = {screening: screening.manager_id for screening in self.screening_ids}
        # whoever gets many hears of them in one message
        quiet = self.screening_ids.with_context(mail_auto_subscribe_no_notify=True)
        _results, refused = transactions.run_each(quiet, methodcaller("write", vals))
        given = self.screening_ids.filtered(lambda each: each.manager_id != before[each])
        given._tell_given()
        failures = [screening._explain(error) for screening, error in refused]
        return self._end_with(failures, self.env._("Could Not Be Assigned"))
