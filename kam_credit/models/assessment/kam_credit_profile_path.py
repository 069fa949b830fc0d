from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from math import ceil

from odoo import fields, models
from odoo.tools.misc import formatLang

from odoo.addons.kam_management import wording

from ...rules import paths, rolling, scoring, tiering
from .kam_credit_assessment_line_figures import DAYS_OF_YEAR
from .kam_credit_scorecard_criterion import MONEY, UNITS

# a level that comes by waiting takes less than one that is worked for
WAITING_EFFORT = 1


class KamCreditProfile(models.Model):
    """What would move this customer: money and points to the next tier, the cheapest path there,
    and the earliest day.

    The steps are those after which the same rules lead to the better tier: the amount by which the
    interval is entered, and levels of criteria whose gains make up for the points that are missing.
    """

    _inherit = "kam.credit.profile"

    def _get_path(self):
        """Return the way to the next better tier, worded for the reader.

        :return: dict: ``goal`` (sentence on the tier; empty in the best one), ``money`` (sentence
            on the transaction amount, or empty), ``points`` (sentence on the score, or empty),
            ``cheapest``, ``earliest``: dicts ``steps`` (list of dicts ``name``, ``text``,
            ``gain``, ``day``) and ``day``, or None; ``is_possible``; ``note``
        """
        self.ensure_one()
        found = self._find_path()
        path = {
            "goal": self._word_goal(found["goal"]),
            "money": "",
            "points": "",
            "note": self._word_path_note(found),
            "is_possible": found["is_possible"],
            "cheapest": None,
            "earliest": None,
        }
        if found["amount"]:
            path["money"] = self.env._(
                "Transaction amount: %s more.", self.currency_id.format(float(found["amount"]))
            )
        if found["points"]:
            missing = float(scoring.shown_missing(found["points"]))
            path["points"] = self.env._(
                "Score: %s points more.", formatLang(self.env, missing, digits=2)
            )
        for name in ("cheapest", "earliest"):
            if found[name]:
                path[name] = self._word_rises(found[name], found["lines"])
        return path

    def _find_path(self):
        """Return the way to the next better tier as values.

        :return: dict: ``goal`` (``kam.credit.tier``, empty in the best one), ``amount`` (Decimal,
            company currency, missing to its interval), ``points`` (Decimal, missing to its interval
            of scores once the amount is there), ``cheapest`` and ``earliest`` (lists of
            :class:`rules.paths.Rise`, or None), ``lines`` (dict key -> line), ``is_possible``
        """
        self.ensure_one()
        # sudo: intervals and policy are known to whoever reads the profile
        policy = self.company_id.sudo().kam_credit_tier_policy
        ladder = self.env["kam.credit.tier"]._ladder(self.company_id)
        sheet = self._get_path_sheet()
        rank = self._get_path_rank(ladder, policy, sheet)
        empty = {"goal": self.env["kam.credit.tier"], "amount": 0, "points": 0, "lines": {}}
        if rank == 0 or not ladder.tiers:
            return {**empty, "cheapest": None, "earliest": None, "is_possible": True}
        place = len(ladder.tiers) - 1 if rank is None else rank - 1
        goal = ladder.tiers[place]
        amount, points, rises = Decimal(0), Decimal(0), []
        if not sheet or policy != tiering.SCORE:
            amount = max(ladder.bands[place].low - self._get_amount(), Decimal(0))
        if sheet and policy != tiering.AMOUNT:
            criteria = self._get_path_criteria(sheet, amount)
            score = sum(scoring.contribution(one.weight, one.points) for one in criteria.values())
            points = max(Decimal(str(goal.score_from)) - score, Decimal(0))
            rises = self._find_rises(criteria, sheet) if points else []
        cheapest = paths.cheapest(points, rises) if points else []
        return {
            "goal": goal,
            "amount": amount,
            "points": points,
            "lines": {line.id: line for line in sheet.line_ids},
            "cheapest": cheapest,
            "earliest": paths.earliest(points, rises) if points else [],
            "is_possible": cheapest is not None,
        }

    def _get_amount(self):
        return Decimal(str(self.transaction_amount or 0))

    def _get_path_sheet(self):
        """Return the assessment whose score counts: the one in force."""
        # sudo: whoever reads the profile reads its score
        return self.sudo().assessment_id

    def _get_path_rank(self, ladder, policy, sheet):
        """Return the rank of the tier that amount and computed score lead to; None for none."""
        tiers = self.env["kam.credit.tier"].union(*ladder.tiers)
        by_score = ladder.rank_by_id.get(tiers._find_by_score(sheet.score).id)
        rank, _reason = tiering.combine(
            policy, ladder.rank(self._get_amount()), by_score, bool(sheet)
        )
        return rank

    def _get_path_criteria(self, sheet, amount):
        """Return the criteria as they stand once an amount is invoiced: dict line id -> criterion.

        :param sheet: the assessment
        :param Decimal amount: what is invoiced besides, company currency
        """
        criteria = {}
        for line in sheet.line_ids:
            levels = tuple(
                (Decimal(level["points"]), Decimal(str(level["value_from"])))
                for level in line._get_levels()
            )
            points = Decimal(str(line.points))
            if amount and line.formula == "transaction_amount" and line.has_value:
                points = line._get_points_at(self._get_amount() + amount)
            criteria[line.id] = paths.Criterion(line.id, line.weight, points, levels, line.effort)
        return criteria

    # ------------------------------------------------------------------
    # when
    # ------------------------------------------------------------------

    def _find_rises(self, criteria, sheet):
        """Return what each criterion can rise to, and when at the earliest."""
        today = self.company_id._kam_today()
        dues = self._get_dues(today)
        rises = []
        for line in sheet.line_ids:
            criterion = criteria[line.id]
            lows = [low for _points, low in criterion.levels]
            for rise in paths.rises_of(criterion, today):
                low, high = paths.ends_of(lows, rise.level) if line.formula else (None, None)
                rises += self._find_days(line, rise, (low, high), today, dues)
        return rises

    def _find_days(self, line, rise, ends, today, dues):
        """Return a rise with the days on which it can be so: by waiting, and by doing something."""
        low, high = ends
        waiting = None
        ways = [rise]
        if line.formula == "relationship_years":
            return [rise._replace(day=self._get_year_day(line, low, today))]
        if line.formula == "fulfilment_rate" and low is not None:
            waiting = rolling.first_day(dues, today, rolling.has_rate(low / 100))
            # what falls due from now on counts from the day after it was due
            # sudo: days of grace are policy, which whoever reads the profile may know
            grace = self.company_id.sudo().kam_credit_grace_days
            due, on_time = sum(one.base for one in dues), sum(one.on_time for one in dues)
            # after one late payment no payment in time makes a rate of 100 %
            is_possible = rolling.more_on_time(low / 100, due, on_time) is not None
            ways = [rise._replace(day=today + timedelta(days=grace + 1))] * is_possible
        if line.formula == "days_beyond_terms" and high is not None:
            waiting = rolling.first_day(dues, today, rolling.is_paid_within(high))
        if waiting:
            levels = rise.effort // max(line.effort, 1)
            ways.append(rise._replace(day=waiting, effort=WAITING_EFFORT * levels))
        return ways

    def _get_year_day(self, line, years, today):
        """Return the day on which the customer has bought for so many years."""
        since = (line.basis or {}).get("day")
        if not since or years is None:
            return today
        return fields.Date.to_date(since) + timedelta(days=ceil(years * DAYS_OF_YEAR))

    def _get_dues(self, today):
        """Return the instalments behind the rate as :class:`rules.rolling.Due`."""
        if not self.date_figures:
            return []
        # sudo: the instalments stand behind figures that the reader of the profile may know
        rows = (
            self.env["kam.credit.instalment"]
            .sudo()
            .with_context(kam_credit_profile_id=self.id)
            .search_fetch(
                [("profile_id", "=", self.id)],
                ["date_due", "amount_due", "amount_on_time", "amount_open", "days_late"],
            )
        )
        return [
            rolling.Due(
                row.date_due,
                Decimal(str(row.amount_due)),
                Decimal(str(row.amount_on_time)),
                Decimal(str(row.amount_open)),
                row.days_late,
            )
            for row in rows
        ]

    # ------------------------------------------------------------------
    # for the reader
    # ------------------------------------------------------------------

    def _word_goal(self, tier):
        return self.env._("Next tier: %s", tier.display_name) if tier else ""

    def _word_rises(self, rises, lines):
        steps = [
            {
                "name": lines[rise.key].name,
                "text": self._word_rise(lines[rise.key], rise),
                "gain": formatLang(self.env, float(scoring.shown(rise.gain)), digits=2),
                "day": wording.format_date(self.env, rise.day),
            }
            for rise in sorted(rises, key=lambda rise: (rise.day, rise.key))
        ]
        last = max(rise.day for rise in rises)
        day = wording.format_date(self.env, last)
        return {"steps": steps, "day": self.env._("Possible from %s on.", day)}

    def _word_rise(self, line, rise):
        """Return what has to be reached, and what it takes in money where that is known."""
        line = line.with_env(self.env).sudo()  # sudo: as in _get_path_sheet
        level = line._get_levels()[rise.level]
        if line.kind == "manual":
            return wording.kept(self.env, level["text"])
        lows = [Decimal(str(one["value_from"])) for one in line._get_levels()]
        low, high = paths.ends_of(lows, rise.level)
        if low is not None and line._is_risen_to(low, high):
            text = self.env._("at least %s", line._word_value(float(low)))
        elif high is not None:
            text = self.env._("less than %s", line._word_value(float(high)))
        else:
            text = ""
        return wording.noted(self.env, text, self._word_cost(line, low, high))

    def _word_cost(self, line, low, high):
        """Return what a level takes in money, where it can be said."""
        unit = Decimal(1).scaleb(-self.currency_id.decimal_places)
        form = line.assessment_id
        due = Decimal(str(form.amount_due))
        if UNITS[line.formula] == MONEY and low is not None:
            lacking = max(low - self._get_amount(), Decimal(0))
            return self.env._("%s more", self.currency_id.format(float(lacking)))
        if line.formula == "overdue_share" and high is not None and due:
            amount = rolling.less_open(high / 100, due, Decimal(str(form.amount_overdue)), unit)
            return self.env._("%s paid", self.currency_id.format(float(amount)))
        if line.formula == "fulfilment_rate" and low is not None:
            amount = rolling.more_on_time(low / 100, due, Decimal(str(form.amount_on_time)))
            if amount:
                amount = amount.quantize(unit, ROUND_CEILING)
                return self.env._(
                    "%s more due and paid on time", self.currency_id.format(float(amount))
                )
        return ""

    def _word_path_note(self, found):
        """Return what is to be known besides, as one or several sentences."""
        notes = []
        if self.is_below_threshold:
            notes.append(
                self.env._(
                    "The contract fulfilment rate is below the threshold: before anything else %s "
                    "more would have to be honoured on time.",
                    self.currency_id.format(self.on_time_to_threshold),
                )
            )
        if self.is_score_overridden:
            notes.append(
                self.env._(
                    "The tier by score was adjusted by hand: the path is that of the score itself, "
                    "and another assessment decides."
                )
            )
        if not self.has_score:
            notes.append(self.env._("Not assessed yet: the transaction amount decides alone."))
        if not found["is_possible"]:
            notes.append(self.env._("Even the best level of every criterion does not suffice."))
        return wording.sentences(self.env, notes)
