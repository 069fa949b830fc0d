from odoo import api, fields, models


class KamCreditChoiceMixin(models.AbstractModel):
    """What a company lets people choose from, worded as it likes: reasons, kinds …"""

    _name = "kam.credit.choice.mixin"
    _description = "List to Choose From"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True
    _default_texts = ("name",)

    # what companies start with, in this order: lazily translated texts
    _default_names = ()

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    active = fields.Boolean(default=True)

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the names that the model gives."""
        return [
            {"name": self.env._(name), "sequence": sequence}
            for sequence, name in enumerate(self._default_names, 1)
        ]
