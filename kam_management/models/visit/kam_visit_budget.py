from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ... import arguments
from ...rules import texts
from ...rules.visits import OPEN_STATES
from ...transactions import serialise

# of the company's currency: nobody plans more for one occasion
MOST = 1e12


class KamVisitBudget(models.Model):
    """What a visit is to cost, by kind; a gift with who receives it and what for."""

    _name = "kam.visit.budget"
    _description = "Budget of a Visit"
    _inherit = ["kam.approval.line.mixin"]
    _order = "visit_id, id"
    _rec_name = "purpose"

    _approval_form_field = "visit_id"
    _approval_lines_field = "budget_ids"
    _protected_fields = frozenset({"visit_id", "company_id", "cost_id"})
    _protected_except_on_create = frozenset({"visit_id"})

    visit_id = fields.Many2one(
        "kam.visit", required=True, index=True, ondelete="cascade", copy=False
    )
    account_id = fields.Many2one(related="visit_id.account_id", string="Account of the Visit")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind_id = fields.Many2one(
        "kam.account.cost.kind", string="Kind of Cost", required=True, ondelete="restrict"
    )
    has_ceiling = fields.Boolean(related="kind_id.has_ceiling")
    amount = fields.Monetary(string="Planned Amount", required=True)
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Receiver",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
    )
    purpose = fields.Char(string="Cost Purpose", help="What it is for.")
    cost_id = fields.Many2one(
        "kam.account.cost",
        string="Spent As",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="What was really spent; from then on this counts for the ceiling.",
    )

    _amount_possible = models.Constraint(
        f"CHECK(amount > 0 AND amount <= {MOST:.0f})",
        "“Planned Amount” of a visit is more than 0, at most 1,000,000,000,000.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Plan costs, as far as the ceiling of who receives them allows.

        :raise ValidationError: when a person would receive more in a year than the ceiling
        """
        lines = super().create(vals_list)
        lines._check_ceiling()
        return lines

    def write(self, vals):
        """Change planned costs, see :meth:`create`."""
        result = super().write(vals)
        self._check_ceiling()
        return result

    def action_spend(self):
        """Open the dialog that enters what was spent of the line.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return self.visit_id._ask_spent(self)

    @api.constrains("kind_id", "stakeholder_id", "purpose", "visit_id")
    def _check_receiver(self):
        labels = {name: field._description_string(self.env) for name, field in self._fields.items()}
        for line in self:
            # sudo: who receives it counts, whoever may see the contact
            stakeholder = line.sudo().stakeholder_id
            if stakeholder and stakeholder.account_id != line.visit_id.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose a stakeholder of %(customer)s.",
                        field=labels["stakeholder_id"],
                        customer=line.visit_id.partner_id.name,
                    )
                )
            if not line.has_ceiling:
                continue
            for name, value in (
                ("stakeholder_id", stakeholder.partner_id),
                ("purpose", texts.trimmed(line.purpose)),
            ):
                if not value:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of “%(kind)s” is missing: it counts for the ceiling of a "
                            "person. Say who receives it, a stakeholder whose contact is known, "
                            "and what for.",
                            field=labels[name],
                            kind=line.kind_id.name,
                        )
                    )

    def _check_ceiling(self):
        """Refuse when a person would receive more in a year, planned visits included.

        :raise ValidationError: naming receiver, year, sum, ceiling and the remedy
        """
        # sudo: what a person receives counts, whoever may see it
        lines = self.sudo().filtered(lambda line: line.has_ceiling and not line.cost_id)
        # of two who plan at once for one person, one comes later
        serialise(lines.stakeholder_id.partner_id)
        for line in lines:
            visit, ceiling = line.visit_id, line.company_id.kam_receiver_ceiling
            receiver, year = line.stakeholder_id.partner_id, visit._get_year()
            if not ceiling or visit.state == "cancelled":
                continue
            received = self.env["kam.account.cost"]._get_received(receiver, year, line.company_id)
            total = received + line._get_planned(receiver, year)
            if line.currency_id.compare_amounts(total, ceiling) > 0:
                line._refuse_above(receiver, year, total, ceiling)

    def _get_planned(self, receiver, year):
        """Return what a person is to receive on visits of a year that are still to be made.

        :param res.partner receiver: the person
        :param int year: the year
        :return: amount in the currency of the company
        """
        lines = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("stakeholder_id.partner_id", "=", receiver.id),
                ("kind_id.has_ceiling", "=", True),
                # what was spent counts as such
                ("cost_id", "=", False),
                ("visit_id.state", "in", OPEN_STATES),
            ]
        )
        planned = lines.filtered(lambda line: line.visit_id._get_year() == year)
        return sum((planned | self).mapped("amount"))

    def _refuse_above(self, receiver, year, total, ceiling):
        def worded(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        raise ValidationError(
            self.env._(
                "%(receiver)s would receive %(total)s in %(year)s, planned visits included, and "
                "the ceiling is %(ceiling)s a year. Plan less, or choose another receiver; an "
                "administrator can change the ceiling in Key Accounts / Configuration / Settings.",
                receiver=receiver.name,
                total=worded(total),
                year=str(year),
                ceiling=worded(ceiling),
            )
        )
