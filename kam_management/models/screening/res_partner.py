from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """From customers to their screenings."""

    _inherit = "res.partner"

    def action_kam_screen(self):
        """Begin the screening of the customers in the present company.

        Contacts stand for the company they belong to.

        :return: a window action: a form to fill for one customer, the new screenings for several
        :raise UserError: naming each customer that cannot be screened now
        :raise AccessError: for whoever may not screen them
        """
        screenings = self.env["kam.screening"]
        customers = self.commercial_partner_id
        screenings.check_access("create")
        refusals = screenings._find_refusals(self.env.company.root_id, customers)
        if refusals:
            raise UserError("\n".join(refusals.values()))
        if len(customers) == 1:
            return {
                "type": "ir.actions.act_window",
                "res_model": "kam.screening",
                "view_mode": "form",
                "context": {"default_partner_id": customers.id},
            }
        screenings = screenings.create([{"partner_id": customer.id} for customer in customers])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Screenings"),
            "res_model": "kam.screening",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", screenings.ids)],
        }
