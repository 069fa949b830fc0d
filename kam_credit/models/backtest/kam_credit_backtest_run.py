import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...queries import arrays
from ...rules import calibration, fulfilment
from ...rules.backtests import OUTCOMES, PREDICTORS, Case, expectations, groups
from ...rules.calibration import movement, share_interval
from ...rules.discrimination import discriminate, has_enough

# What a line keeps, and the type of its column.
COLUMNS = {
    "profile_id": "int4",
    "partner_id": "int4",
    "transaction_amount": "numeric",
    "fulfilment_rate": "numeric",
    "has_rate": "bool",
    "amount_overdue": "numeric",
    "tier_from_id": "int4",
    "score": "numeric",
    "has_score": "bool",
    "count_judged": "int4",
    "count_late": "int4",
    "is_late": "bool",
    "amount_due": "numeric",
    "amount_on_time": "numeric",
    "rate_later": "numeric",
    "has_rate_later": "bool",
    "is_below": "bool",
    "amount_written_off": "numeric",
    "is_written_off": "bool",
    "tier_to_id": "int4",
    "movement": "varchar",
}


class Found(NamedTuple):
    """What is known of one customer: ratings of both days, score, and what became of it.

    ``later`` are the sums of later instalments, ``judged`` the same with days of delay let pass.
    """

    before: object
    after: object
    score: float | None
    later: fulfilment.Fulfilment
    judged: fulfilment.Fulfilment
    written_off: object
    is_below: bool | None

    @property
    def count_late(self):
        """How many later instalments were late."""
        return self.judged.count_due - self.judged.count_honoured

    def as_case(self):
        """Return the customer as a :class:`rules.backtests.Case`."""
        return Case(
            rate=None if self.before.rate is None else float(self.before.rate),
            rank=self.before.rank,
            score=self.score,
            count=self.judged.count_due,
            count_late=self.count_late,
            is_below=self.is_below,
            is_written_off=self.written_off > 0,
        )


NOTHING = fulfilment.Fulfilment(0, 0, 0, 0)


class KamCreditBacktest(models.Model):
    """Computing a backtest, in a few statements whatever the number of customers."""

    _inherit = "kam.credit.backtest"

    @api.model
    def _run(self, company, days, late_days, minimum):
        """Compute a backtest over the customers that the user may see, and keep it.

        :param res.company company: a legal entity
        :param tuple days: the cut, and the last day of the outcome
        :param int late_days: days after the last day on time from which on an instalment is late
        :param int minimum: fewest bad and good cases for a figure
        :return: the backtest
        :raise AccessError: without the rights of a credit reader
        """
        self.env["kam.credit.profile"]._check_evaluation_rights(simulate=True)
        own = self.env.user._kam_companies_of(company) or company
        profiles = self.env["kam.credit.profile"].with_context(allowed_company_ids=own.ids)
        debtor_ids = profiles._evaluation_debtors(None, company)
        ladder = self.env["kam.credit.tier"]._ladder(company)
        found, count_new = self._find(company, days, late_days, debtor_ids, ladder)
        cases = [one.as_case() for one in found.values()]
        [backtest] = self._append(
            [
                {
                    **self._prepare_settings(company),
                    **self._prepare_counts(found.values(), cases, ladder),
                    "date_cut": days[0],
                    "date_figures": self._get_figures_day(days),
                    "date_to": days[1],
                    "late_days": late_days,
                    "minimum_cases": minimum,
                    "is_over_all": debtor_ids is None,
                    "count_new": count_new,
                }
            ]
        )
        self.env["kam.credit.backtest.figure"]._append(
            backtest._prepare_figures(cases, len(ladder.tiers))
        )
        self.env["kam.credit.backtest.tier"]._append(
            backtest._prepare_tiers(found.values(), ladder)
        )
        backtest._store_lines(found, ladder)
        return backtest

    @api.model
    def _get_figures_day(self, days):
        return days[0] - datetime.timedelta(days=1)

    # ------------------------------------------------------------------
    # what is known of each customer
    # ------------------------------------------------------------------

    @api.model
    def _find(self, company, days, late_days, debtor_ids, ladder):
        """Return what was expected of customers, and what came.

        :return: dict debtor id -> :class:`Found`, and how many customers came later
        """
        ledger = self.env["kam.credit.ledger"]
        scope = ledger._scope(company)
        before, scores = self._rate_on(
            company, self._get_figures_day(days), debtor_ids, ladder, scope
        )
        after, _scores = self._rate_on(company, days[1], debtor_ids, ladder, scope)
        later = ledger._outcomes(company, days, 0, debtor_ids, scope)
        judged = later
        if late_days:
            judged = ledger._outcomes(company, days, late_days, debtor_ids, scope)
        policy = company._kam_credit_policy()
        found = {}
        for debtor_id, rated in before.items():
            if not rated.transaction_amount and not rated.sums.count_due:
                continue
            became = later.get(debtor_id)
            sums = became.sums if became else NOTHING
            found[debtor_id] = Found(
                before=rated,
                after=after.get(debtor_id, rated),
                score=scores[debtor_id].score if debtor_id in scores else None,
                later=sums,
                judged=judged[debtor_id].sums if debtor_id in judged else NOTHING,
                written_off=became.written_off if became else 0,
                is_below=None
                if fulfilment.fraction(sums, policy) is None
                else fulfilment.is_below_threshold(sums, policy),
            )
        return found, len(later.keys() - found.keys())

    @api.model
    def _rate_on(self, company, day, debtor_ids, ladder, scope):
        """Return ratings by what was known on a day, and the scores approved until then."""
        profiles = self.env["kam.credit.profile"]
        scores = profiles._scores_on(company, day, debtor_ids, ladder)
        ranks = {debtor_id: (True, score.rank) for debtor_id, score in scores.items()}
        return profiles._rate(company, day, debtor_ids, ladder, scope, ranks), scores

    # ------------------------------------------------------------------
    # what is kept
    # ------------------------------------------------------------------

    @api.model
    def _prepare_settings(self, company):
        # sudo: the settings are part of what is kept, whoever has it computed
        policy_sudo = company.sudo()
        return {
            "company_id": company.id,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "threshold": policy_sudo.kam_credit_threshold,
            "grace_days": policy_sudo.kam_credit_grace_days,
            "minimum_due": policy_sudo.kam_credit_minimum_due,
            "basis": policy_sudo.kam_credit_basis,
            "tier_policy": policy_sudo.kam_credit_tier_policy,
        }

    @api.model
    def _prepare_counts(self, found, cases, ladder):
        score = calibration.brier(expectations(cases))
        ranks = [*range(len(ladder.tiers)), None]
        before = [one.before.rank for one in found]
        after = [one.after.rank for one in found]
        stability = calibration.stability(
            [before.count(rank) for rank in ranks], [after.count(rank) for rank in ranks]
        )
        return {
            "count_customers": len(cases),
            "count_instalments": sum(case.count for case in cases),
            "count_late": sum(case.count_late for case in cases),
            "is_incomplete": any(not one.before.is_complete for one in found),
            "brier": score or 0,
            "has_brier": score is not None,
            "stability": stability or 0,
        }

    def _prepare_figures(self, cases, tiers):
        """Return the values of the figures: of each predictor for each outcome."""
        vals_list = []
        for predictor in PREDICTORS:
            for outcome in OUTCOMES:
                told = groups(cases, predictor, outcome, tiers)
                vals = {
                    "backtest_id": self.id,
                    "predictor": predictor,
                    "outcome": outcome,
                    "count_bad": sum(group.bad for group in told),
                    "count_good": sum(group.good for group in told),
                }
                if has_enough(told, self.minimum_cases):
                    result = discriminate(told)
                    vals |= {
                        "has_figure": True,
                        "has_interval": result.low is not None,
                        "auc": result.auc,
                        "auc_low": result.low or 0,
                        "auc_high": result.high or 0,
                        "gini": result.gini,
                        "ks": result.ks,
                    }
                vals_list.append(vals)
        return vals_list

    def _prepare_tiers(self, found, ladder):
        """Return the values of the tiers, and of no tier as the last."""
        by_rank = {}
        for one in found:
            by_rank.setdefault(one.before.rank, []).append(one.as_case())
        rows = [
            (tier.id, band.low, band.high or 0, by_rank.get(rank, []))
            for rank, (tier, band) in enumerate(zip(ladder.tiers, ladder.bands, strict=True))
        ]
        rows.append((False, 0, 0, by_rank.get(None, [])))
        return [
            {
                "backtest_id": self.id,
                "tier_id": tier_id,
                "amount_from": float(low),
                "amount_to": float(high),
                **self._calibrate(cases),
            }
            for tier_id, low, high, cases in rows
        ]

    def _calibrate(self, cases):
        """Return how the customers of a tier turned out, as values of its row."""
        rated = [case for case in cases if case.is_below is not None]
        below = sum(case.is_below for case in rated)
        expected = expectations(cases)
        late = sum(bad for _share, bad, _good in expected)
        count = sum(bad + good for _share, bad, good in expected)
        below_low, below_high = share_interval(below, len(rated)) or (0, 0)
        late_low, late_high = share_interval(late, count) or (0, 0)
        share = calibration.expected_share(expected) or 0
        return {
            "count_customers": len(cases),
            "count_rated": len(rated),
            "count_below": below,
            "share_below": below / len(rated) if rated else 0,
            "below_low": below_low,
            "below_high": below_high,
            "count_judged": count,
            "count_late": late,
            "share_expected": share,
            "share_late": late / count if count else 0,
            "late_low": late_low,
            "late_high": late_high,
            "verdict": self._compare(count, share, (late_low, late_high)),
        }

    def _compare(self, count, expected, interval):
        if count < self.minimum_cases:
            return "few" if count else "none"
        low, high = interval
        if expected < low:
            return "more"
        return "fewer" if expected > high else "expected"

    def _store_lines(self, found, ladder):
        """Keep the customers, in one statement.

        :param dict found: debtor id -> :class:`Found`
        :param Ladder ladder: the company's tiers
        """
        if not found:
            return
        rows = self._prepare_lines(found, ladder)
        columns = [
            arrays.array(kind, [row[name] for row in rows]) for name, kind in COLUMNS.items()
        ]
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kam_credit_backtest_line
                            (backtest_id, company_id, create_uid, create_date, write_uid,
                             write_date, %(names)s)
                     SELECT %(backtest)s, %(company)s, %(uid)s, %(now)s, %(uid)s, %(now)s, %(names)s
                       FROM unnest(%(arrays)s) AS line (%(names)s)
                """,
                names=names,
                backtest=self.id,
                company=self.company_id.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                arrays=SQL(", ").join(columns),
            )
        )
        self.env["kam.credit.backtest.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _prepare_lines(self, found, ladder):
        # sudo: whose profile it is; which customers the user may see has been decided
        profiles = self.env["kam.credit.profile"].sudo()
        ids = {
            profile.partner_id.id: profile.id
            for profile in profiles.search_fetch(
                profiles._get_debtor_domain(self.company_id, list(found)), ["partner_id"]
            )
        }
        tier_ids = dict(enumerate(tier.id for tier in ladder.tiers))
        policy = self.company_id._kam_credit_policy()
        rows = []
        for debtor_id, one in found.items():
            rate_later = fulfilment.rate(one.later, policy)
            rows.append(
                {
                    "profile_id": ids.get(debtor_id),
                    "partner_id": debtor_id,
                    "transaction_amount": one.before.transaction_amount,
                    "fulfilment_rate": one.before.rate,
                    "has_rate": one.before.rate is not None,
                    "amount_overdue": one.before.overdue,
                    "tier_from_id": tier_ids.get(one.before.rank),
                    "score": one.score,
                    "has_score": one.score is not None,
                    "count_judged": one.judged.count_due,
                    "count_late": one.count_late,
                    "is_late": one.count_late > 0,
                    "amount_due": one.later.due,
                    "amount_on_time": one.later.on_time,
                    "rate_later": rate_later,
                    "has_rate_later": rate_later is not None,
                    "is_below": bool(one.is_below),
                    "amount_written_off": one.written_off,
                    "is_written_off": one.written_off > 0,
                    "tier_to_id": tier_ids.get(one.after.rank),
                    "movement": movement(one.before.rank, one.after.rank),
                }
            )
        return rows
