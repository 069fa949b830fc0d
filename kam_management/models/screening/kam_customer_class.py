from odoo import api, models


class KamCustomerClass(models.Model):
    """A class from which candidates are proposed stays in use."""

    _inherit = "kam.customer.class"

    @api.constrains("active")
    def _check_archived_is_not_proposed(self):
        archived = self.filtered(lambda customer_class: not customer_class.active)
        self.env["res.company"]._kam_check_not_proposed("kam_candidate_class_id", archived)
