from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamDevelopmentAdvantage(models.Model):
    """What the customer gains from us: claim, proof, and value in money (development scheme, 3)."""

    _name = "kam.development.advantage"
    _description = "Competitive Advantage"
    _inherit = ["kam.approval.line.mixin"]
    _order = "development_id, sequence, id"
    _rec_name = "claim"

    _approval_form_field = "development_id"
    _approval_lines_field = "advantage_ids"
    _protected_fields = frozenset({"development_id", "company_id", "heading"})
    _protected_except_on_create = frozenset({"development_id"})

    development_id = fields.Many2one(
        "kam.development", required=True, index=True, ondelete="cascade", copy=False
    )
    account_id = fields.Many2one(related="development_id.account_id", string="Developed Account")
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="development_id.currency_id")
    sequence = fields.Integer(related="kind_id.sequence", store=True)
    kind_id = fields.Many2one(
        "kam.development.advantage.kind",
        string="Point of the Advantage",
        required=True,
        index=True,
        ondelete="restrict",
    )
    heading = fields.Selection(
        related="kind_id.heading", store=True, string="Competitive Advantage"
    )
    claim = fields.Text(string="Advantage Claimed", help="What the customer gains, in a sentence.")
    proof = fields.Text(
        string="Proof of the Advantage",
        help="A figure, or the name of the document that shows it; documents hang on the scheme.",
    )
    value = fields.Monetary(
        string="Value a Year", help="What it is worth to the customer in a year, in our currency."
    )
    confirmed_by_id = fields.Many2one(
        "kam.stakeholder",
        string="Value Confirmed By",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
        help="Who at the customer agreed that it is worth that much.",
    )
    date_confirmed = fields.Date(string="Value Confirmed On")

    _value_possible = models.Constraint(
        "CHECK(value BETWEEN 0 AND 1000000000000)",
        "“Value a Year” of an advantage is not negative, at most 1,000,000,000,000.",
    )

    def _word_confirmed(self):
        """Return who confirmed the value, as the value sheet says it; empty where nobody did."""
        self.ensure_one()
        person = self.confirmed_by_id.display_name
        return self.env._("confirmed by %s", person) if person else ""

    @api.constrains("confirmed_by_id", "date_confirmed", "development_id")
    def _check_confirmed(self):
        labels = {name: field._description_string(self.env) for name, field in self._fields.items()}
        for line in self:
            # sudo: whose stakeholder it is counts, whether or not the user may read it
            stakeholder = line.sudo().confirmed_by_id
            if stakeholder and stakeholder.account_id != line.development_id.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose a stakeholder of %(customer)s.",
                        field=labels["confirmed_by_id"],
                        customer=line.development_id.partner_id.name,
                    )
                )
            if bool(stakeholder) != bool(line.date_confirmed):
                raise ValidationError(
                    self.env._(
                        "“%(person)s” and “%(day)s” of an advantage belong together: enter both or "
                        "none.",
                        person=labels["confirmed_by_id"],
                        day=labels["date_confirmed"],
                    )
                )
            if line.date_confirmed and line.date_confirmed > line.company_id._kam_today():
                raise ValidationError(
                    self.env._(
                        "“%(field)s” lies ahead: a value is confirmed when the customer has done "
                        "so.",
                        field=labels["date_confirmed"],
                    )
                )
