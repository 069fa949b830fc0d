from odoo import api, models
from odoo.tools import SQL

from ...rules import fulfilment


class KamCreditProfile(models.Model):
    """Stores what the evaluation found: one statement for all debtors of a batch."""

    _inherit = "kam.credit.profile"

    @api.model
    def _store_figures(self, company, as_of, ratings, ladder):
        """Write figures into the profiles, and make the profiles that are missing.

        :param res.company company: whose profiles
        :param date as_of: the day of the figures
        :param dict ratings: debtor id -> :class:`rules.rating.Rating`
        :param Ladder ladder: the company's tiers
        """
        if not ratings:
            return
        columns = {
            "partner_id": _integers(list(ratings)),
            **self._fulfilment_columns(company, ratings.values()),
            **self._tier_columns(ratings.values(), ladder),
        }
        stamps = {
            "date_figures": as_of,
            "date_evaluated": self.env.cr.now(),
            "write_uid": self.env.uid,
            "write_date": self.env.cr.now(),
        }
        updated = [*(name for name in columns if name != "partner_id"), "account_id", *stamps]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kam_credit_profile
                            (company_id, account_id, create_uid, create_date,
                             %(stamped)s, %(names)s)
                     SELECT %(company)s, account.id, %(uid)s, %(now)s, %(stamps)s, %(figures)s
                       FROM unnest(%(arrays)s) AS figure (%(names)s)
                  LEFT JOIN kam_account AS account
                         ON account.partner_id = figure.partner_id
                        AND account.company_id = %(company)s
                ON CONFLICT (partner_id, company_id) DO UPDATE SET %(updates)s
                """,
                stamped=_comma(map(SQL.identifier, stamps)),
                names=_comma(map(SQL.identifier, columns)),
                company=company.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                stamps=_comma(SQL("%s", value) for value in stamps.values()),
                figures=_comma(SQL.identifier("figure", name) for name in columns),
                arrays=_comma(columns.values()),
                updates=_comma(
                    SQL("%s = excluded.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in updated
                ),
            )
        )
        self.invalidate_model()

    @api.model
    def _fulfilment_columns(self, company, ratings):
        policy = company._kam_credit_policy()
        sums = [result.sums for result in ratings]
        rates = [result.rate for result in ratings]
        return {
            "transaction_amount": _numbers([result.transaction_amount for result in ratings]),
            "amount_due": _numbers([figures.due for figures in sums]),
            "amount_on_time": _numbers([figures.on_time for figures in sums]),
            "count_due": _integers([figures.count_due for figures in sums]),
            "count_honoured": _integers([figures.count_honoured for figures in sums]),
            "fulfilment_rate": _numbers(rates),
            "has_rate": _booleans([rate is not None for rate in rates]),
            "is_below_threshold": _booleans([result.is_below_threshold for result in ratings]),
            "on_time_to_threshold": _numbers(
                [fulfilment.missing_on_time(figures, policy) for figures in sums]
            ),
        }

    @api.model
    def _tier_columns(self, ratings, ladder):
        ids = dict(enumerate(tier.id for tier in ladder.tiers))
        amounts = [result.transaction_amount for result in ratings]
        next_ranks = [ladder.next_rank(amount) for amount in amounts]
        return {
            "tier_by_amount_id": _integers([ids.get(result.rank_by_amount) for result in ratings]),
            "tier_led_id": _integers([ids.get(result.rank) for result in ratings]),
            "reason": SQL("%s::varchar[]", [result.reason for result in ratings]),
            "tier_next_id": _integers([ids.get(rank) for rank in next_ranks]),
            "amount_to_next": _numbers(
                [
                    None if rank is None else ladder.bands[rank].low - amount
                    for rank, amount in zip(next_ranks, amounts, strict=True)
                ]
            ),
        }


def _integers(values):
    return SQL("%s::int4[]", values)


def _numbers(values):
    return SQL("%s::numeric[]", values)


def _booleans(values):
    return SQL("%s::bool[]", values)


def _comma(parts):
    return SQL(", ").join(parts)
