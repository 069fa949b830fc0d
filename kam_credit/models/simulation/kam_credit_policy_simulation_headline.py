from odoo import api, fields, models

from odoo.addons.kam_management import wording

from ...rules import simulation as rules

MOVE_COUNTS = {move: f"{move}_count" for move in rules.MOVES}
# Sums of the lines, by the same name.
SUMS = (
    "limit_now",
    "limit_then",
    "exposure_now",
    "exposure_then",
    "held_count_now",
    "held_count_then",
    "held_amount_now",
    "held_amount_then",
)
SIGNS = ("is_over_now", "is_over_then")
# So many orders are named in a sentence; the list shows all of them.
NAMED = 5


class KamCreditPolicySimulation(models.Model):
    """What a simulation says, over the customers that the reader may see."""

    _inherit = "kam.credit.policy.simulation"

    customer_count = fields.Integer(string="Customers", compute="_compute_totals")
    lost_count = fields.Integer(
        string="Lose Key Account Status",
        compute="_compute_totals",
        help="Key accounts whose fulfilment rate is below the threshold of the policy.",
    )
    out_count = fields.Integer(string="Leave the Lists", compute="_compute_totals")
    down_count = fields.Integer(string="Move Down", compute="_compute_totals")
    new_count = fields.Integer(string="Reach a List", compute="_compute_totals")
    up_count = fields.Integer(string="Move Up", compute="_compute_totals")
    same_count = fields.Integer(string="Stay", compute="_compute_totals")
    over_now = fields.Integer(string="Over the Limit Now", compute="_compute_totals")
    over_then = fields.Integer(string="Over the Limit Then", compute="_compute_totals")
    limit_now = fields.Monetary(
        string="Limits Now", compute="_compute_totals", aggregator=None, help="Without unlimited."
    )
    limit_then = fields.Monetary(
        string="Limits Then", compute="_compute_totals", aggregator=None, help="Without unlimited."
    )
    exposure_now = fields.Monetary(compute="_compute_totals", aggregator=None)
    exposure_then = fields.Monetary(compute="_compute_totals", aggregator=None)
    held_count_now = fields.Integer(string="Orders Held Now", compute="_compute_totals")
    held_count_then = fields.Integer(string="Orders Held Then", compute="_compute_totals")
    held_amount_now = fields.Monetary(
        string="Money Held Now", compute="_compute_totals", aggregator=None
    )
    held_amount_then = fields.Monetary(
        string="Money Held Then", compute="_compute_totals", aggregator=None
    )
    headline = fields.Text(compute="_compute_headline")

    @api.depends("date_done", "line_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_totals(self):
        totals = {simulation.id: self._make_totals() for simulation in self}
        rows = self.env["kam.credit.policy.simulation.line"]._read_group(
            [("simulation_id", "in", self.ids)],
            ["simulation_id", "move", *SIGNS],
            ["__count", *(f"{name}:sum" for name in SUMS)],
        )
        for simulation, move, is_over_now, is_over_then, count, *sums in rows:
            total = totals[simulation.id]
            total["customer_count"] += count
            total[MOVE_COUNTS[move]] += count
            total["over_now"] += count if is_over_now else 0
            total["over_then"] += count if is_over_then else 0
            for name, amount in zip(SUMS, sums, strict=True):
                total[name] += amount
        for simulation in self:
            simulation.update(totals.get(simulation.id) or self._make_totals())

    @api.model
    def _make_totals(self):
        names = ("customer_count", *MOVE_COUNTS.values(), "over_now", "over_then", *SUMS)
        return dict.fromkeys(names, 0)

    @api.depends("customer_count")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_headline(self):
        for simulation in self:
            simulation.headline = "\n".join(simulation._word_headline())

    def _word_headline(self):
        """Return what the simulation says in a few sentences; who loses most is told first."""
        self.ensure_one()
        money = self.currency_id.format
        if not self.customer_count:
            return [self.env._("There are no customers that you may see.")]
        moved = self.customer_count - self.same_count
        return [
            self.env._(
                "Key accounts that would lose their status: %(count)s.", count=self.lost_count
            ),
            self.env._(
                "Of %(total)s customers %(moved)s move: %(down)s down, %(up)s up, %(out)s off the "
                "lists, %(new)s onto one.",
                total=self.customer_count,
                moved=moved,
                down=self.down_count,
                up=self.up_count,
                out=self.out_count,
                new=self.new_count,
            ),
            self.env._(
                "Limits: %(limit_now)s now, %(limit_then)s then. Exposure: %(exposure_now)s now, "
                "%(exposure_then)s then.",
                limit_now=money(self.limit_now),
                limit_then=money(self.limit_then),
                exposure_now=money(self.exposure_now),
                exposure_then=money(self.exposure_then),
            ),
            self.env._(
                "Customers over the limit: %(now)s now, %(then)s then.",
                now=self.over_now,
                then=self.over_then,
            ),
            self.env._(
                "Held orders: %(count_now)s of %(amount_now)s now, %(count_then)s of "
                "%(amount_then)s then.",
                count_now=self.held_count_now,
                amount_now=money(self.held_amount_now),
                count_then=self.held_count_then,
                amount_then=money(self.held_amount_then),
            ),
            *self._word_ordinary(),
            *self._word_part(),
        ]

    def _word_part(self):
        """Return that others were simulated as well, to whoever does not see all of them."""
        # sudo: how many there are tells nothing of any
        lines = self.env["kam.credit.policy.simulation.line"].sudo()
        total = lines.search_count([("simulation_id", "=", self.id)])
        if total == self.customer_count:
            return []
        return [self.env._("Only the customers whose credit you may see are counted.")]

    def _word_ordinary(self):
        """Return which held orders come and go only because of how ordinary customers are treated:
        a text for those that pass then, and one for those that are held then."""
        orders = self.env["kam.credit.policy.simulation.hold"].search(
            [("simulation_id", "=", self.id), ("ordinary", "!=", False)]
        )
        by_side = orders.grouped("ordinary")
        texts = []
        if freed := by_side.get(rules.FREED):
            texts.append(
                self.env._(
                    "Not held any more only because orders of ordinary customers are not held "
                    "then: %(count)s of %(amount)s (%(orders)s).",
                    **self._name_orders(freed, "amount_now"),
                )
            )
        if caught := by_side.get(rules.CAUGHT):
            texts.append(
                self.env._(
                    "Newly held only because orders of ordinary customers are held then: "
                    "%(count)s of %(amount)s (%(orders)s).",
                    **self._name_orders(caught, "amount_then"),
                )
            )
        return texts

    def _name_orders(self, orders, name):
        """Return number, money and names of orders, the largest first, of a few of them."""
        ordered = orders.sorted(name, reverse=True)
        names = [order.document_name for order in ordered[:NAMED]]
        return {
            "count": len(orders),
            "amount": self.currency_id.format(sum(orders.mapped(name))),
            "orders": wording.listed(self.env, [*names, *(["…"] if ordered[NAMED:] else [])]),
        }
