from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import LazyTranslate

from ... import relations
from ...rules import visits

_lt = LazyTranslate(__name__)

PURPOSES = [
    ("target", "Target account visit"),
    ("regular", "Regular visit"),
    ("follow_up", "Follow-up"),
    ("return_visit", "Return visit"),
]
# Not all ways of a contact: a mail is no visit.
VISIT_CHANNELS = [("person", "In person"), ("phone", "Phone"), ("video", "Video")]

# What to have at hand (scheme, development, 6.3; one.2, 5): kind, what.
DEFAULT_ITEMS = [
    ("company", _lt("Company profile and certificates")),
    ("account", _lt("Account's file: last contacts, open problems")),
    ("own", _lt("Business card and identification")),
    ("material", _lt("Product information and samples")),
    ("attire", _lt("Attire that suits the occasion")),
    ("etiquette", _lt("Names and titles of those we meet")),
    ("expense", _lt("Travel booked within the budget")),
    ("gift", _lt("Gifts within the ceiling")),
]
# name, purpose, channel, hours, follow-up owed, read by the superior
DEFAULT_TYPES = [
    (_lt("Target account visit"), "target", "person", 2.0, True, True),
    (_lt("Regular visit"), "regular", "person", 1.0, False, False),
    (_lt("Follow-up call"), "follow_up", "phone", 0.25, False, False),
    (_lt("Return visit"), "return_visit", "phone", 0.5, False, False),
]


class KamVisitType(models.Model):
    """What a visit is for, how long it takes, what goes along, and what it owes."""

    _name = "kam.visit.type"
    _description = "Type of Visit"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True
    _default_texts = ("name",)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    purpose = fields.Selection(
        PURPOSES,
        string="Visit Purpose",
        required=True,
        default="regular",
        help="Target account visit: to win a customer or to go on winning it. Follow-up: listening "
        "again after a visit. Return visit: asking after a service.",
    )
    channel = fields.Selection(
        VISIT_CHANNELS,
        string="Visit Channel",
        required=True,
        default="person",
        help="How it is usually made. In person is preferred.",
    )
    duration = fields.Float(string="Hours", default=1.0, help="How long it usually takes.")
    owes_follow_up = fields.Boolean(
        string="Follow-up Owed",
        compute="_compute_owes_follow_up",
        store=True,
        readonly=False,
        help="Within 7 days after it, somebody who took part listens to the customer again, by "
        "phone or in person.",
    )
    is_read = fields.Boolean(
        string="Report Read by the Superior",
        help="Also of customers that are no target accounts. The report of a target account is "
        "read by the superior in any case.",
    )
    item_ids = relations.One2many(
        "kam.visit.type.item", "type_id", string="Preparation List", copy=True
    )
    active = fields.Boolean(default=True)

    _duration_possible = models.Constraint(
        "CHECK(duration > 0 AND duration <= 24)", "“Hours” of a type of visit run up to 24."
    )

    @api.depends("purpose")
    def _compute_owes_follow_up(self):
        for visit_type in self:
            visit_type.owes_follow_up = visit_type.purpose == "target"

    @api.constrains("purpose", "owes_follow_up")
    def _check_owes_follow_up(self):
        for visit_type in self:
            # a follow-up of a follow-up would never end
            if visit_type.owes_follow_up and visit_type.purpose in visits.LIGHT_PURPOSES:
                purposes = dict(self._fields["purpose"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“Follow-up Owed” of “%(type)s”: visits for the purpose “%(purpose)s” owe "
                        "none. Leave it empty, or choose another purpose.",
                        type=visit_type.name,
                        purpose=purposes[visit_type.purpose],
                    )
                )

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the visits that the scheme knows."""
        return [
            {
                "name": self.env._(name),
                "sequence": sequence,
                "purpose": purpose,
                "channel": channel,
                "duration": hours,
                "owes_follow_up": owes_follow_up,
                "is_read": is_read,
                "item_ids": self._prepare_items(purpose),
            }
            for sequence, (
                name,
                purpose,
                channel,
                hours,
                owes_follow_up,
                is_read,
            ) in enumerate(DEFAULT_TYPES, 1)
        ]

    @api.model
    def _prepare_items(self, purpose):
        if purpose in visits.LIGHT_PURPOSES:
            return []
        return [
            Command.create({"kind": kind, "name": self.env._(text), "sequence": sequence})
            for sequence, (kind, text) in enumerate(DEFAULT_ITEMS, 1)
        ]
