from odoo import api, fields, models

ASKED_WHEN = [
    ("always", "Manager or unit changes"),
    ("manager", "Account manager changes"),
    ("unit", "Unit changes"),
]


class KamHandoverItem(models.Model):
    """What has to be done, or settled, when an account goes into other hands."""

    _name = "kam.handover.item"
    _description = "Hand-over Item"
    _inherit = ["kam.company.default.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True
    _default_texts = ("name",)

    name = fields.Char(
        string="Item",
        required=True,
        translate=True,
        help="Said as something that has been done: it is ticked in the dialog.",
    )
    sequence = fields.Integer(default=10)
    asked_when = fields.Selection(
        selection=ASKED_WHEN,
        required=True,
        default="always",
        help="The change of an account for which the item is on the checklist.",
    )
    required = fields.Boolean(
        help="The account changes hands only when this is ticked, or left out with a remark."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    active = fields.Boolean(default=True)

    @api.model
    def _get_asked(self, company, manager_leaves, unit_leaves):
        """Return the items on the checklist of a change.

        :param company: the company of the accounts
        :param bool manager_leaves: whether an account loses its account manager
        :param bool unit_leaves: whether an account leaves its unit
        """
        kinds = [
            kind
            for kind, applies in (
                ("always", manager_leaves or unit_leaves),
                ("manager", manager_leaves),
                ("unit", unit_leaves),
            )
            if applies
        ]
        # sudo: the checklist is the company's, whoever changes the account
        items = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("asked_when", "in", kinds),
                ("active", "=", True),
            ]
        )
        return items.with_env(self.env)

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the items that most companies need."""
        return [
            {**values, "sequence": 10 * number}
            for number, values in enumerate(self._prepare_default_items(), 1)
        ]

    @api.model
    def _prepare_default_items(self):
        """Return the values of the items that each company starts with."""
        return [
            {
                "name": self.env._("The customer has met the new account manager"),
                "asked_when": "manager",
                "required": True,
            },
            {
                "name": self.env._("Open promises and complaints have been told"),
                "asked_when": "manager",
                "required": True,
            },
            {
                "name": self.env._("Contracts and price agreements have been handed over"),
                "asked_when": "manager",
                "required": True,
            },
            {
                "name": self.env._(
                    "People who decide at the customer, and how to reach them, have been explained"
                ),
                "asked_when": "manager",
                "required": False,
            },
            {
                "name": self.env._("Access data, samples and equipment have been returned"),
                "asked_when": "manager",
                "required": True,
            },
            {
                "name": self.env._(
                    "The credit situation has been explained by somebody entitled to it"
                ),
                "asked_when": "always",
                "required": False,
            },
            {
                "name": self.env._("The customer knows which office serves it from now on"),
                "asked_when": "unit",
                "required": True,
            },
        ]
