from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate

from ... import wording
from ...rules import letters

_lt = LazyTranslate(__name__)

LETTER, PHONE, EMAIL = "letter", "phone", "email"
WAYS = [(LETTER, "By letter"), (PHONE, "By telephone"), (EMAIL, "By e-mail")]
# those that ask for an answer by a day
WRITTEN = (LETTER, EMAIL)

DEFAULT_TEMPLATES = [
    (
        LETTER,
        _lt("First letter"),
        _lt("An introduction from {company}"),
        _lt(
            "Dear {person},\n\n"
            "{company} supplies companies like {customer}. We have looked at what matters to you, "
            "and believe that we can lower your purchase cost and spare you work.\n\n"
            "May we show you, in half an hour, what this would mean for {customer}? Please let us "
            "have your answer by {day}; a short word is enough.\n\n"
            "Yours sincerely,\n{sender}"
        ),
    ),
    (
        EMAIL,
        _lt("First e-mail"),
        _lt("{company}: half an hour of your time"),
        _lt(
            "Dear {person},\n\n"
            "I write to you on behalf of {company}. We help companies like {customer} to buy at a "
            "lower total cost.\n\n"
            "What would you like to improve first? I should be glad of your answer by {day}, and "
            "will then bring what is of use to you.\n\n"
            "Kind regards,\n{sender}"
        ),
    ),
    (
        PHONE,
        _lt("First call"),
        _lt("First call to {customer}"),
        _lt(
            "Say who calls: {sender}, {company}.\n\n"
            "Ask {person} how they buy today, and what costs them time.\n\n"
            "Listen, and say back what you have heard.\n\n"
            "Agree on what comes next, and on a day."
        ),
    ),
]


class KamDevelopmentLetterTemplate(models.Model):
    """A text with which a customer is contacted for the first time (development scheme, 5)."""

    _name = "kam.development.letter.template"
    _description = "Template of a First Contact"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, way, sequence, id"
    _check_company_auto = True
    _default_texts = ("name", "subject", "body")

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    way = fields.Selection(WAYS, string="Way of Contact", required=True, default=LETTER)
    subject = fields.Char(
        string="Subject of the Text",
        translate=True,
        help="Places to be filled: {customer}, {person}, {sender}, {company}, {day}.",
    )
    body = fields.Text(
        string="Text to the Customer",
        required=True,
        translate=True,
        help="Blank lines part paragraphs. Places to be filled: {customer}, {person}, {sender}, "
        "{company} and {day}, by which an answer is asked for.",
    )
    points = fields.Text(
        string="Points to Watch",
        compute="_compute_points",
        help="What the scheme says of this way of contact.",
    )
    active = fields.Boolean(default=True)

    @api.depends("way")
    @api.depends_context("lang")
    def _compute_points(self):
        points = self._get_points()
        for template in self:
            template.points = points.get(template.way, "")

    @api.model
    def _get_points(self):
        """Return the points to watch of each way (development scheme, 5.2): dict way -> text."""
        return {
            LETTER: self.env._(
                "A letter is formal, and shows respect.\n"
                "Write briefly, clearly and in order; avoid technical terms.\n"
                "Say that you ask for an answer, and by when."
            ),
            PHONE: self.env._(
                "A call shows the most respect and is easily accepted; done badly it does harm.\n"
                "Do not say that you want to sell.\n"
                "Take the customer's point of view, lead on, and wake their interest."
            ),
            EMAIL: self.env._(
                "An e-mail is cheap, quick and convenient, but may seem informal.\n"
                "Mind font, size and line spacing: the layout shows that the customer matters.\n"
                "Say that you ask for an answer, and by when."
            ),
        }

    @api.constrains("way", "subject", "body")
    def _check_places(self):
        for template in self:
            unknown = letters.find_unknown(template.subject, template.body)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "“%(template)s”: nothing is known that could stand in place of %(places)s. "
                        "Known are: %(known)s.",
                        template=template.name,
                        places=wording.listed(self.env, (f"{{{name}}}" for name in unknown)),
                        known=wording.listed(self.env, (f"{{{name}}}" for name in letters.PLACES)),
                    )
                )
            if template.way in WRITTEN and not letters.has_day(template.body):
                raise ValidationError(
                    self.env._(
                        "“%(template)s” does not ask for an answer: put “{day}” where the day "
                        "stands by which you ask for one (development scheme, 5.2).",
                        template=template.name,
                    )
                )

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: one text for each way."""
        return [
            {
                "way": way,
                "name": self.env._(name),
                "subject": self.env._(subject),
                "body": self.env._(body),
                "sequence": sequence,
            }
            for sequence, (way, name, subject, body) in enumerate(DEFAULT_TEMPLATES, 1)
        ]
