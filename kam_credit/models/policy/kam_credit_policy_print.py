from odoo import models
from odoo.tools.misc import formatLang

from odoo.addons.kam_management import wording

from ...rules import change_dates
from .kam_credit_policy_comparison import word_value

# What stands in the sections of the scheme on credit, in its order; the intervals and the
# threshold have places of their own.
JUDGED = ("basis", "honoured_share", "grace_days", "minimum_due", "with_tax", "tier_policy")
LIMITED = (
    "limit_tolerance",
    "capital_months",
    "temporary_most",
    "temporary_share",
    "temporary_notice",
)
CHECKED = (
    "order_tolerance",
    "release_hours",
    "release_days",
    "ordinary_policy",
    "ordinary_is_limited",
    "ordinary_limit",
    "ordinary_tolerated",
    "dispute_days",
    "dispute_share",
)
COLLECTED = ("year_days", "quarter_days", "warn_days")
INTERVALS = ("amount_from", "amount_to", "score_from", "score_to")
# In Chinese amounts are written in units of so many yuan.
UNIT = 10_000


def word_printed(record, name):
    """Return what a setting says on the print: in Chinese amounts of yuan as the scheme has them.

    :param record: an edition or one of its lists
    :param str name: name of the field
    :rtype: str
    """
    env, value = record.env, record[name]
    is_unit = (env.lang or "").startswith("zh") and record.currency_id.name == "CNY"
    # what has more decimal places is read better in yuan
    if not (is_unit and value and record._fields[name].type == "monetary" and value % 100 == 0):
        return word_value(record, name)
    number = value / UNIT
    digits = next(digits for digits in range(3) if round(number, digits) == number)
    return env._("%s × 10,000 yuan", formatLang(env, number, digits=digits))


class KamCreditPolicy(models.Model):
    """What the print of the scheme 大客户信用管理方案 shows, in the language of the reader."""

    _inherit = "kam.credit.policy"

    def _get_changed_places(self):
        """Return what the print marks as changed: ``(list, name)``, the list empty for settings."""
        self.ensure_one()
        # sudo: the edition before is read by the same people
        before = self.sudo().edition_of_id
        if not before:
            return set()
        rows = self._compare(before, before.tier_ids, str)
        return {(row["list"], row["name"]) for row in rows}

    def _get_print_settings(self, part):
        """Return the settings of a part of the scheme.

        :param str part: ``judged``, ``limited``, ``checked`` or ``collected``
        :return: list of dicts ``name``, ``label``, ``value``
        """
        names = {
            "judged": JUDGED,
            "limited": LIMITED,
            "checked": CHECKED,
            "collected": COLLECTED,
        }[part]
        return [self._print_row(self, name) for name in names]

    def _get_print_threshold(self):
        """Return the sentence on the rate below which a customer is a key account no longer."""
        return self.env._(
            "A key account of any list whose contract fulfilment rate is below %s becomes an "
            "ordinary customer by itself, and has the privileges of key accounts no longer.",
            word_printed(self, "threshold"),
        )

    def _get_print_scorecard(self):
        """Return what the scheme says of its scorecard."""
        return wording.labelled(
            self.env, self._get_label("scorecard_id"), self.scorecard_id.display_name
        )

    def _print_row(self, record, name):
        return {
            "name": name,
            "label": record._fields[name]._description_string(self.env),
            "value": word_printed(record, name),
        }

    def _get_print_terms(self):
        """Return what each list grants and how it is checked: all but its intervals.

        :return: list of dicts ``name``, ``label``, ``values`` (one of each list)
        """
        lines = self.tier_ids
        return [
            {
                "name": name,
                "label": lines._fields[name]._description_string(self.env),
                "values": [line._word_term(name) for line in lines],
            }
            for name in lines._get_term_fields()
            if name not in INTERVALS
        ]

    def _get_print_interval(self, line, what):
        """Return an interval of a list in words.

        :param line: one list
        :param str what: ``amount`` or ``score``
        """
        low, high = word_printed(line, f"{what}_from"), word_printed(line, f"{what}_to")
        if not line[f"{what}_to"]:
            return self.env._("from %s", low)
        if not line[f"{what}_from"]:
            return self.env._("below %s", high)
        return self.env._("from %(low)s to below %(high)s", low=low, high=high)

    def _get_print_meaning(self, line):
        """Return what stands beside the name of a list in the scheme."""
        return {
            "green": self.env._("key accounts with good credit"),
            "yellow": self.env._("key accounts with fairly good credit"),
            "red": self.env._("key accounts with average credit"),
            "black": self.env._("key accounts with poor credit"),
        }[line.code]

    def _get_print_content(self):
        """Return the assessment content table: pairs of category and what belongs to it."""
        sections = self.env["kam.credit.content.table"]._word_sections()
        texts = {
            "basic": self.env._(
                "the company, its history, who runs it, its business policy, its internal "
                "management and organisation, its dealings with banks"
            ),
            "capability": self.env._(
                "ability of those who run it, premises and equipment, ability of the staff, "
                "ability to produce and to sell: whether the customer can keep its contracts in "
                "the long run"
            ),
            "capital": self.env._(
                "1. composition of the capital, capital relations, ability to raise capital, "
                "financial standing: whether the customer can pay its debts\n"
                "2. what the customer can give as collateral, and in which ways we take a guarantee"
            ),
            "environment": self.env._(
                "policies, the economy, and how the customer's industry stands as a whole"
            ),
        }
        return [(sections[code], text) for code, text in texts.items()]

    def _get_print_department(self, name):
        """See the base method: else who carries the scheme out and is in charge, as it says."""
        department = super()._get_print_department(name)
        if department or name == "verifying_department_id":
            return department
        if name == "supervising_department_id":
            # sudo: what the headquarters centre is called is no secret
            return self.unit_id.sudo().name
        return self.env._("Regional departments and area offices")

    def _get_print_days(self):
        """Return the sentences on the adjustment of credit, with the days of its route and rules.

        :return: list of texts
        """
        route = self.env["kam.approval.route"]._find("kam.credit.change", self.company_id)
        days = {step.unit_level: step.deadline_days for step in route.step_ids}
        return [
            self.env._(
                "1. For a key account that has reached the standard of another tier the area fills "
                "in the tier change request, and submits it to its region within %s days.",
                change_dates.SUBMISSION_DAYS,
            ),
            self.env._(
                "2. The region verifies what the request says within %s days, and writes its "
                "opinion.",
                days.get("region", 0),
            ),
            self.env._(
                "3. The key account centre of headquarters reviews and signs the request within "
                "%(days)s days; where the marketing director extends it, within at most %(most)s "
                "days.",
                days=days.get("headquarters", 0),
                most=max(route.step_ids.mapped("extension_max_days"), default=0),
            ),
            self.env._(
                "4. The area records the change that was approved, and manages the key account by "
                "its new tier."
            ),
            self.env._(
                "5. A credit adjustment takes no more than %s days.",
                route.total_days or change_dates.TOTAL_DAYS,
            ),
        ]

    def _is_changed(self, places, name, line=None):
        """Tell whether the print marks a place.

        :param set places: what :meth:`_get_changed_places` has returned
        :param str name: name of a field
        :param line: the list that it is of, if any
        """
        return (line.display_name if line else "", name) in places
