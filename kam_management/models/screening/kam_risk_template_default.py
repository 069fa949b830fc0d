from odoo import api, models
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# What each company starts with: heading, weight, name, what to look at, anchors from the lowest
# risk to the highest.
INDICATORS = (
    (
        "advantage",
        20,
        _lt("Advantage of our offer"),
        _lt("Price, quality, delivery and service against what the customer is offered elsewhere."),
        (
            _lt("The customer gains clearly with us, and says so itself."),
            _lt("We are ahead in most of what the customer values."),
            _lt("We are on a level: ahead in some things, behind in others."),
            _lt("We are behind in something that the customer values highly."),
            _lt("The customer sees no reason to choose us."),
        ),
    ),
    (
        "advantage",
        15,
        _lt("Own capacity"),
        _lt("Technology, production and after-sales: can we supply what a key account expects?"),
        (
            _lt("Everything needed is at hand, with capacity to spare."),
            _lt("Everything needed is at hand; single peaks need planning."),
            _lt("Some resources have to be added; who does it until when is settled."),
            _lt("Important resources are missing; adding them is not decided."),
            _lt("We cannot supply what is expected within a foreseeable time."),
        ),
    ),
    (
        "needs",
        20,
        _lt("Stability of the demand"),
        _lt("How regular purchases are, and what they depend on."),
        (
            _lt("Regular demand over two years or more, secured by contracts."),
            _lt("Regular demand over one year or more."),
            _lt("Demand varies with the season or with single projects."),
            _lt("Few purchases so far; further demand is announced, not ordered."),
            _lt("Demand is falling, or rests on a single order."),
        ),
    ),
    (
        "needs",
        15,
        _lt("Clearness of the need"),
        _lt("Do we know what the customer needs, and who decides on it?"),
        (
            _lt("Need, quantity and budget are known, and confirmed by who decides."),
            _lt("Need and quantity are known; who decides is known to us in person."),
            _lt("The need is known in outline; who decides is known by name."),
            _lt("The need is guessed from past purchases; we know the buyers only."),
            _lt("Neither the need nor who decides is known."),
        ),
    ),
    (
        "needs",
        10,
        _lt("Ability and will to pay"),
        _lt("Payments so far, financial statements, and the terms that the customer asks for."),
        (
            _lt("Always paid on time; sound statements; usual terms."),
            _lt("Paid late now and then, by a few days; sound statements."),
            _lt("Paid late repeatedly, or asks for terms beyond the usual ones."),
            _lt("Often much too late, or statements show a shortage of cash."),
            _lt("Overdue debts in dispute, or no information about its finances."),
        ),
    ),
    (
        "competitors",
        10,
        _lt("Hold of competitors on the customer"),
        _lt("Present suppliers, contracts with them, and what a change would cost the customer."),
        (
            _lt("No other supplier of weight; a change to us costs nothing."),
            _lt("Other suppliers without a contract; a change is easy."),
            _lt("One strong supplier beside us; the customer wants two."),
            _lt("A competitor holds most of the demand under a contract."),
            _lt("A competitor is bound to the customer by ownership or for years."),
        ),
    ),
    (
        "competitors",
        10,
        _lt("Strength of competitors"),
        _lt("Their resources, technology, products and service compared with ours."),
        (
            _lt("Competitors are weaker in resources, technology, products and service."),
            _lt("Competitors are weaker in most respects."),
            _lt("The strongest competitor is our equal."),
            _lt("One competitor is stronger in technology, products or service."),
            _lt("Several competitors are stronger, and are after this customer."),
        ),
    ),
)


class KamRiskTemplate(models.Model):
    """The template that each company starts with."""

    _name = "kam.risk.template"
    _inherit = ["kam.risk.template", "kam.company.default.mixin"]

    _default_texts = ("name",)

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the standard template, to be adjusted by the company."""
        return [
            {
                "name": self.env._(_lt("Customer risk")),
                "indicator_ids": [
                    Command.create(self._prepare_standard_indicator(sequence, *indicator))
                    for sequence, indicator in enumerate(INDICATORS, 1)
                ],
            }
        ]

    @api.model
    def _create_defaults(self, companies):
        """See the base method: the templates are in use at once."""
        templates = super()._create_defaults(companies)
        # sudo: as in the base method
        templates.sudo().action_activate()
        return templates

    @api.model
    def _remove_defaults(self, companies):
        """See the base method: no analysis rests on the templates of these companies."""
        # sudo: as in the base method
        active = self.sudo().search([("company_id", "in", companies.ids), ("state", "!=", "draft")])
        active._protected_write({"state": "draft"})
        super()._remove_defaults(companies)

    @api.model
    def _prepare_standard_indicator(self, sequence, heading, weight, name, description, anchors):
        return {
            "sequence": sequence * 10,
            "heading": heading,
            "weight": weight,
            "name": self.env._(name),
            "description": self.env._(description),
            "anchor_ids": [
                Command.create({"score": score, "text": self.env._(text)})
                for score, text in enumerate(anchors, 1)
            ],
        }
