from typing import NamedTuple

from odoo import models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# what the five levels of a manual criterion give, best first
GRADES = (100, 80, 60, 40, 20)


class Manual(NamedTuple):
    """A criterion that people judge: its levels in words, best first."""

    category: str
    name: object
    weight: int
    effort: int
    texts: tuple


class Computed(NamedTuple):
    """A criterion that is computed: ``(lower end, points)`` of its levels, in its unit."""

    category: str
    name: object
    weight: int
    effort: int
    formula: str
    levels: tuple


# The items of the scheme's content table (credit management, 4.3); what is measured rather than
# judged is called as national indicators of enterprise credit call it (GB/T 23794).
DEFAULT_CRITERIA = (
    Manual(
        "basic",
        _lt("Company and history"),
        5,
        3,
        (
            _lt("More than ten years under the same owners, without changes of trade or of seat"),
            _lt("More than five years, owners and trade stable"),
            _lt("Three to five years, or one change of owners that went well"),
            _lt("Less than three years, or owners that change"),
            _lt("Just founded, or owners and history cannot be made out"),
        ),
    ),
    Manual(
        "basic",
        _lt("Credit standing of the operator"),
        5,
        4,
        (
            _lt("Known for keeping every word; registers and courts have nothing"),
            _lt("Keeps agreements; nothing against the operator in public registers"),
            _lt("Usually keeps agreements; small matters that were settled"),
            _lt("Agreements broken, or a lawsuit for debts that is not settled"),
            _lt("Listed as a debtor in default, or known for deceit"),
        ),
    ),
    Manual(
        "basic",
        _lt("Bank relations"),
        5,
        4,
        (
            _lt("Several banks with open lines that are used little; no overdue loan ever"),
            _lt("A main bank with an open line; loans repaid on time"),
            _lt("A main bank; lines are used up, loans repaid on time"),
            _lt("Loans extended, or banks that ask for more collateral"),
            _lt("Overdue loans, or no bank lends"),
        ),
    ),
    Computed(
        "basic",
        _lt("Years of relationship"),
        5,
        1,
        "relationship_years",
        ((0, 20), (1, 40), (2, 60), (3, 80), (5, 100)),
    ),
    Manual(
        "capability",
        _lt("Ability of the operator"),
        5,
        4,
        (
            _lt("Leads its trade; plans, budgets and successors are in place"),
            _lt("Long experience in the trade; plans are met"),
            _lt("Knows the trade; plans are met now and then"),
            _lt("Little experience, or targets missed year after year"),
            _lt("Management is in dispute, or about to leave"),
        ),
    ),
    Manual(
        "capability",
        _lt("Facilities, staff, production and sales"),
        5,
        4,
        (
            _lt("Modern facilities of its own, used fully; sales rise faster than the trade"),
            _lt("Good facilities, stable staff; sales rise with the trade"),
            _lt("Sufficient facilities and staff; sales stable"),
            _lt("Facilities out of date, staff leave, or sales fall"),
            _lt("Production stands still for months, or sales have collapsed"),
        ),
    ),
    Computed("capability", _lt("Transaction amount"), 10, 3, "transaction_amount", ()),
    Computed(
        "capability",
        _lt("Contract fulfilment rate"),
        10,
        2,
        "fulfilment_rate",
        ((0, 0), (75, 40), (85, 60), (95, 80), (99, 100)),
    ),
    Computed(
        "capability",
        _lt("Overdue share of what fell due"),
        5,
        1,
        "overdue_share",
        ((0, 100), (1, 80), (5, 60), (10, 40), (20, 0)),
    ),
    Computed(
        "capability",
        _lt("Days beyond terms"),
        5,
        2,
        "days_beyond_terms",
        ((0, 100), (5, 80), (10, 60), (20, 40), (45, 0)),
    ),
    Computed(
        "capital",
        _lt("Current ratio"),
        5,
        4,
        "current_ratio",
        ((0, 20), (1, 60), (1.5, 80), (2, 100)),
    ),
    Computed(
        "capital",
        _lt("Debt ratio"),
        5,
        4,
        "debt_ratio",
        ((0, 100), (40, 80), (60, 60), (75, 40), (90, 0)),
    ),
    Computed(
        "capital",
        _lt("Return on assets"),
        5,
        4,
        "return_on_assets",
        ((-1000, 0), (0, 40), (2, 60), (5, 80), (8, 100)),
    ),
    Computed(
        "capital",
        _lt("Altman Z″"),
        5,
        5,
        "altman_z",
        ((-1000, 0), (1.1, 60), (1.8, 80), (2.6, 100)),
    ),
    Manual(
        "capital",
        _lt("Capital and ability to raise it"),
        5,
        5,
        (
            _lt("Capital paid in, owners with means of their own, access to the capital market"),
            _lt("Capital paid in; owners have put in more when it was needed"),
            _lt("Capital paid in; owners could put in more"),
            _lt("Capital not fully paid in, or taken out again"),
            _lt("Owners have no means, or shares are pledged or frozen"),
        ),
    ),
    Manual(
        "capital",
        _lt("Collateral, and how it is accepted"),
        5,
        3,
        (
            _lt("Bank guarantee or cash deposit for all that is owed"),
            _lt("Mortgage or insurance for most of it, registered"),
            _lt("Guarantee of a sound company, or collateral for half of it"),
            _lt("Guarantee of an individual, or collateral that is hard to sell"),
            _lt("None, or it is refused"),
        ),
    ),
    Manual(
        "environment",
        _lt("Policy factors"),
        3,
        5,
        (
            _lt("The state promotes the trade, for years to come"),
            _lt("Rules are stable and favourable"),
            _lt("Rules are stable"),
            _lt("Stricter rules are announced, which cost money"),
            _lt("The trade is restricted, or licences end"),
        ),
    ),
    Manual(
        "environment",
        _lt("Economic factors"),
        3,
        5,
        (
            _lt("Strong growth in its markets"),
            _lt("Growth in its markets"),
            _lt("Its markets are stable"),
            _lt("Its markets shrink"),
            _lt("Its markets collapse"),
        ),
    ),
    Manual(
        "environment",
        _lt("State of the industry"),
        4,
        5,
        (
            _lt("Few competitors, rising prices, hardly any insolvencies"),
            _lt("Healthy competition, stable margins"),
            _lt("Strong competition, margins under pressure"),
            _lt("Overcapacity, margins fall, insolvencies rise"),
            _lt("Crisis of the trade, many insolvencies"),
        ),
    ),
)
# what the tiers by transaction amount give, best first, and what lies below all of them
AMOUNT_POINTS = (100, 80, 60, 40, 20)


class KamCreditScorecard(models.Model):
    """The criteria that a scorecard begins with: all items of the scheme, in all languages."""

    _inherit = "kam.credit.scorecard"

    def _propose_criteria(self):
        """Give the scorecard the scheme's criteria with weights and levels, to be changed."""
        self.ensure_one()
        criteria = self.env["kam.credit.scorecard.criterion"].create(
            [
                {
                    "scorecard_id": self.id,
                    "sequence": sequence * 10,
                    "category": one.category,
                    "name": self.env._(one.name),
                    "weight": one.weight,
                    "effort": one.effort,
                    "kind": "manual" if isinstance(one, Manual) else "computed",
                    "formula": False if isinstance(one, Manual) else one.formula,
                }
                for sequence, one in enumerate(DEFAULT_CRITERIA, 1)
            ]
        )
        levels = self.env["kam.credit.scorecard.level"]
        texts = []
        for criterion, one in zip(criteria, DEFAULT_CRITERIA, strict=True):
            rows = self._prepare_levels(one)
            texts += [text for _low, _points, text in rows]
            levels |= levels.create(
                [
                    {
                        "criterion_id": criterion.id,
                        "points": points,
                        "value_from": low,
                        "text": text and self.env._(text),
                    }
                    for low, points, text in rows
                ]
            )
        names = [one.name for one in DEFAULT_CRITERIA]
        self._translate_defaults(criteria, "name", names)
        self._translate_defaults(levels, "text", texts)

    def _prepare_levels(self, criterion):
        """Return the levels of a default criterion: ``(lower end, points, text)``.

        :param criterion: :class:`Manual` or :class:`Computed`
        """
        if isinstance(criterion, Manual):
            return [(0, *grade) for grade in zip(GRADES, criterion.texts, strict=True)]
        levels = criterion.levels
        if criterion.formula == "transaction_amount":
            # sudo: intervals are policy, which who keeps the scorecard may know
            ladder = self.env["kam.credit.tier"].sudo()._ladder(self.company_id)
            lows = [float(band.low) for band in ladder.bands] + [0]
            levels = dict(zip(lows, AMOUNT_POINTS, strict=False)).items()
        return [(low, points, False) for low, points in levels]

    def _translate_defaults(self, records, name, texts):
        """Write texts of the code in every language in which people read.

        :param records: records in the order of the texts
        :param str name: the translated field
        :param list texts: lazy translations, or False
        """
        for code, _language in self.env["res.lang"].get_installed():
            own = records.with_context(lang=code)
            for record, text in zip(own, texts, strict=True):
                if text:
                    record[name] = own.env._(text)
