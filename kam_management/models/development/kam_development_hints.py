from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments, wording
from ...rules import development_hints as rules
from ...rules import developments

# the roles that decide at a customer, and the stances of those who speak for us
DECIDING = ("decision_maker", "approver")
SUPPORTING = ("supporter", "favourable")
HIGH_THREAT = "3"


class KamDevelopment(models.Model):
    """Coaching hints 开发提示: what it would be good to do next, and why that is said.

    ``kam_development_hints_letters``: what hints know of letters.
    """

    _inherit = "kam.development"

    @api.depends("state", "is_current", "date_started", "is_attitude_falling", "progress")
    @api.depends_context("uid", "lang")
    def _compute_hints(self):
        fired = self._find_hints()
        for development in self:
            hints = fired.get(development._origin.id, [])
            development.hints = [
                development._describe_hint(hint, facts) for hint, facts in hints
            ] or False
            development.hint_count = len(hints)

    @api.model
    def _search_hint_count(self, operator, value):
        if operator not in ("=", "!=", ">", ">=", "<", "<=", "in"):
            return NotImplemented
        going_on = self.search([("state", "=", developments.OPEN), ("is_current", "=", True)])
        counts = {number: len(hints) for number, hints in going_on._find_hints().items()}
        with_hints = [number for number, count in counts.items() if count]
        if operator == "in":
            wanted = [number for number in with_hints if counts[number] in set(value)]
            found = Domain("id", "in", wanted)
            return found | Domain("id", "not in", with_hints) if 0 in set(value) else found
        if (operator, value) in ((">", 0), ("!=", 0), (">=", 1)):
            return Domain("id", "in", with_hints)
        return NotImplemented

    def _find_hints(self):
        """Return the hints that hold of developments that go on, with the facts.

        A constant number of queries, however many developments.

        :return: dict id -> list of ``(hint, facts)``; those without any are left out
        """
        shown = self._origin.filtered(
            lambda development: (
                development.state == developments.OPEN
                and development.is_current
                and development.date_started
            )
        )
        if not shown:
            return {}
        # sudo: which hints a company shows is no secret to its people
        by_company = (
            self.env["kam.development.hint"]
            .sudo()
            .search([("company_id", "in", shown.company_id.ids), ("is_off", "=", False)])
            .grouped("company_id")
        )
        found = {}
        for development, facts in shown._get_hint_facts().items():
            hints = by_company.get(development.company_id, self.env["kam.development.hint"])
            holding = [
                (hint, facts)
                for hint in hints
                if rules.fires(hint.condition, facts, hint.threshold)
            ]
            if holding:
                found[development.id] = holding
        return found

    def _get_hint_facts(self):
        """Return what hints go by: dict development -> Facts. To be extended.

        One query for each kind of fact; an extension replaces facts by ``facts._replace``.
        """
        # sudo: hints tell numbers and no records; whoever reads the development reads them
        schemes = self.sudo()
        contacts = schemes._find_contacts()
        deciders = schemes._count_deciders()
        threats = schemes._count_threats()
        facts = {}
        for development, scheme in zip(self, schemes, strict=True):
            today = scheme.company_id._kam_today()
            own = contacts[scheme]
            started = scheme.company_id._kam_day_of(scheme.date_started)
            last = scheme.company_id._kam_day_of(own[-1].date) if own else started
            asked = scheme.satisfaction and scheme.date_satisfaction
            known, supporting = deciders[scheme.account_id.id]
            facts[development] = rules.Facts(
                days_since_start=(today - started).days,
                days_since_contact=(today - last).days,
                contacts=len(own),
                visits=len(own.filtered(lambda one: one.development_method == "visit")),
                deciders=known,
                supporters=supporting,
                valued=frozenset(
                    line.heading for line in scheme.advantage_ids if line.value and line.heading
                ),
                is_worth=scheme.is_worth if scheme._forecasts_sales() else None,
                has_scheme=scheme.approval_state == "approved",
                satisfaction_days=(today - asked).days if asked else None,
                unanswered_threats=threats[scheme.id],
                is_falling=scheme.is_attitude_falling,
                progress=scheme.progress or None,
            )
        return facts

    def _count_deciders(self):
        """Return how many people decide at the customers, and how many of them speak for us.

        :return: defaultdict id of an account -> ``(number, number)``
        """
        counts = defaultdict(lambda: (0, 0))
        groups = self.env["kam.stakeholder"]._read_group(
            [
                ("account_id", "in", self.account_id.ids),
                ("decision_role", "in", DECIDING),
                ("is_vacant", "=", False),
            ],
            ["account_id", "stance"],
            ["__count"],
        )
        for account, stance, count in groups:
            known, supporting = counts[account.id]
            counts[account.id] = (
                known + count,
                supporting + (count if stance in SUPPORTING else 0),
            )
        return counts

    def _count_threats(self):
        """Return to how many competitors of high threat the schemes have no answer.

        :return: defaultdict id of a development -> number
        """
        threats = self.env["kam.competitor"].search_fetch(
            [("account_id", "in", self.account_id.ids), ("threat", "=", HIGH_THREAT)],
            ["account_id"],
        )
        of_account = threats.grouped("account_id")
        counts = defaultdict(int)
        for scheme in self:
            answered = scheme.competitor_ids.filtered(lambda line: (line.answer or "").strip())
            own = of_account.get(scheme.account_id, threats.browse())
            counts[scheme.id] = len(own - answered.competitor_id)
        return counts

    # ------------------------------------------------------------------
    # worded
    # ------------------------------------------------------------------

    def _describe_hint(self, hint, facts):
        """Return what the form shows of a hint, in the reader's language.

        :return: dict with ``code``, ``text``, ``why``, ``link`` and ``label`` of the link
        """
        rule = rules.RULES[hint.condition]
        links = self._get_hint_links()
        return {
            "key": hint.id,
            "code": hint.condition,
            "text": hint.sentence,
            "why": self._word_condition(hint, getattr(facts, rule.figure) if rule.figure else None),
            "link": rule.link if rule.link in links else "",
            "label": links.get(rule.link, ""),
        }

    def _word_condition(self, hint, figure):
        """Return when a hint is shown, with the figure of this development."""
        condition = self._get_hint_conditions()[hint.condition]
        return wording.labelled(
            self.env,
            self.env._("Shown when"),
            condition % {"number": hint.threshold, "figure": figure},
        )

    @api.model
    def _get_hint_conditions(self):
        """Return when hints are shown, with places for their threshold and the figure of a case.

        :return: dict condition -> text
        """
        return {
            "no_decider": self.env._("nobody is known who decides"),
            "no_supporter": self.env._("none of those who decide (%(figure)s) speaks for us"),
            "falling": self.env._("somebody who was warm since the start has turned cold"),
            "no_contact": self.env._(
                "no contact for more than %(number)s days; the last one was %(figure)s days ago"
            ),
            "no_visit": self.env._(
                "no visit within %(number)s days after the start; it was %(figure)s days ago"
            ),
            "no_progress": self.env._(
                "no product introduced within %(number)s days after the start; it was %(figure)s "
                "days ago"
            ),
            "letters": self.env._(
                "letters without an answer by their day: more than %(number)s; now %(figure)s"
            ),
            "no_scheme": self.env._(
                "no approved scheme within %(number)s days after the start; it was %(figure)s days "
                "ago"
            ),
            "not_worth": self.env._("the forecast does not reach what the company asks"),
            "price_only": self.env._("only lower purchase cost has a value in money"),
            "no_value": self.env._(
                "no advantage has a value in money within %(number)s days after the start; it was "
                "%(figure)s days ago"
            ),
            "threats": self.env._(
                "competitors of high threat without an answer: more than %(number)s; now %(figure)s"
            ),
            "satisfaction": self.env._(
                "satisfaction was asked for more than %(number)s days ago; it was %(figure)s days "
                "ago"
            ),
        }

    @api.model
    def _get_hint_links(self):
        """Return what hints lead to: dict link -> label. To be extended with a method of its own.

        A link is opened by ``_open_hint_<link>``.
        """
        return {
            "contacts": self.env._("Open the Contact Records"),
            "stakeholders": self.env._("Open the Stakeholders"),
            "scheme": self.env._("Open the Scheme"),
        }

    def action_open_hint(self, link):
        """Open what a hint leads to.

        :param str link: as the hint names it
        :return: a window action
        :raise UserError: for a link that no hint has, none, or several developments
        :raise AccessError: for whoever may not read the development
        """
        arguments.one(self)
        self.check_access("read")
        if not isinstance(link, str) or link not in self._get_hint_links():
            raise UserError(
                self.env._("%s is nothing that a hint leads to.", arguments.shown(link))
            )
        return getattr(self, f"_open_hint_{link}")()

    def _open_hint_contacts(self):
        return self.action_view_contacts()

    def _open_hint_stakeholders(self):
        return self.account_id.action_view_stakeholders()

    def _open_hint_scheme(self):
        return self._open_current()
