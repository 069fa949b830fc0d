import datetime
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.arguments import LAST_ID
from odoo.addons.kam_management.wording import format_date

from ...queries import arrays
from ...rules import fulfilment, rating
from ...rules.windows import window

# No ledger reaches further back, and the windows before it must be dates as well.
FIRST_DAY = datetime.date(1900, 1, 1)

# Up to so many debtors are named in a query; beyond, all of the company are read.
FEW_DEBTORS = 1000


def _comma(parts):
    return SQL(", ").join(parts)


class KamCreditProfile(models.Model):
    """The evaluation: from the ledger's sums to rate and tier of each debtor, and to the stored
    figures."""

    _inherit = "kam.credit.profile"

    # simulating only reads; what stores is repeated by Odoo where it may write
    @api.readonly
    @api.model
    def evaluate(self, partner_ids=None, as_of=None, company_id=None, simulate=True):
        """Compute transaction amount, contract fulfilment rate and tier of debtors.

        Definitions: ``docs/credit-figures.md``; scheme, credit management, section 4.

        :param list partner_ids: ids of customers or their contacts; None for every debtor with
            posted customer invoices
        :param as_of: the day of the figures, a date or ``YYYY-MM-DD``; None for today. Only what
            was booked with dates up to that day counts
        :param int company_id: whose ledger; None for the current company
        :param bool simulate: False also stores the figures and acts on them: key accounts below
            the threshold are downgraded. Only for today
        :return: one JSON-able dict per debtor the caller may see, ordered by ``partner_id``:
            ``partner_id``, ``transaction_amount``, ``amount_due``, ``amount_on_time`` (company
            currency), ``fulfilment_rate`` (0 to 1), ``tier_by_amount``, ``tier``, ``current_tier``
            (codes; ``tier`` is what the figures lead to), ``reason``, ``is_complete`` (whether all
            is known that the figures rest on; if not, nothing follows from them); False for a rate
            or tier that there is none of
        :rtype: list[dict]
        :raise UserError: for a day that is none, or not today when storing, or ids that are none
        :raise AccessError: for a company that is none of the caller's, without the rights of a
            credit reader, or, to store, of a credit administrator
        """
        return arguments.told(self._evaluate(partner_ids, as_of, company_id, simulate))

    @api.model
    def _evaluate(self, partner_ids=None, as_of=None, company_id=None, simulate=True):
        """Do what :meth:`evaluate` says; None for a rate or tier that there is none of."""
        # before anything is said of the arguments
        self._check_evaluation_rights(simulate)
        company = self._check_evaluation_company(company_id)
        as_of = self._check_evaluation_day(as_of, company, simulate)
        own = self.env.user._kam_companies_of(company) or company
        profiles = self.with_context(allowed_company_ids=own.ids)
        ladder = self.env["kam.credit.tier"]._ladder(company)
        debtor_ids = profiles._evaluation_debtors(partner_ids, company)
        scope = self.env["kam.credit.ledger"]._scope(company)
        ratings = profiles._rate(company, as_of, debtor_ids, ladder, scope)
        if not simulate:
            profiles._store_figures(company, as_of, ratings, ladder, scope)
            profiles._act_on_figures(company, list(ratings))
        return profiles._evaluation_rows(company, ratings, ladder)

    # ------------------------------------------------------------------
    # what is asked for
    # ------------------------------------------------------------------

    @api.model
    def _check_evaluation_company(self, company_id):
        if not company_id:
            return self.env.company.root_id
        # whoever may work in a branch may ask for the whole
        known = self.env.user.company_ids | self.env.user.company_ids.root_id
        if self.env.su:
            known = self.env["res.company"].search([])
        if type(company_id) is int and company_id in known.ids:
            return known.browse(company_id).root_id
        raise AccessError(
            self.env._(
                "“company_id” %(value)s is none of your companies: %(companies)s.",
                value=arguments.shown(company_id),
                companies=wording.listed(
                    self.env, (wording.noted(self.env, own.id, own.name) for own in known)
                ),
            )
        )

    @api.model
    def _check_evaluation_rights(self, simulate):
        group = "group_credit_reader" if simulate else "group_credit_administrator"
        if not self.env.su and not self.env.user.has_group(f"kam_credit.{group}"):
            raise AccessError(
                self.env._("Credit figures are read by credit readers: supervisors and above.")
                if simulate
                else self.env._(
                    "Only the nightly job and credit administrators store figures and act on them. "
                    "Simulate instead."
                )
            )

    @api.model
    def _check_evaluation_day(self, as_of, company, simulate):
        today = company._kam_today()
        try:
            day = fields.Date.to_date(as_of) or today
        except (TypeError, ValueError):
            day = None
        if day is None or not FIRST_DAY <= day <= today:
            raise UserError(
                self.env._(
                    "“as_of” %(value)s is no day from %(first)s to today (%(today)s): give it as "
                    "YYYY-MM-DD.",
                    value=arguments.shown(as_of),
                    first=FIRST_DAY,
                    today=today,
                )
            )
        if not simulate and day != today:
            raise UserError(
                self.env._(
                    "Figures as of %(day)s can only be simulated: stored figures are those of "
                    "today (%(today)s).",
                    day=format_date(self.env, day),
                    today=today,
                )
            )
        return day

    @api.model
    def _check_evaluation_partners(self, partner_ids):
        if not isinstance(partner_ids, list | tuple) or not all(
            type(partner_id) is int and 0 < partner_id <= LAST_ID for partner_id in partner_ids
        ):
            raise UserError(
                self.env._(
                    "“partner_ids” %(value)s is no list of customer ids: give numbers such as "
                    "[7, 12], or nothing for every customer.",
                    value=arguments.shown(partner_ids),
                )
            )

    @api.model
    def _evaluation_debtors(self, partner_ids, company):
        """Return the ids of the debtors to evaluate; None for every debtor.

        Somebody who does not see all profiles is answered for those they do see; each account has
        one, whether or not it was evaluated before.
        """
        asked = None
        if partner_ids is not None:
            self._check_evaluation_partners(partner_ids)
            # sudo: whose contact a partner is decides whose figures are meant; which of these the
            # caller may see is decided below
            partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
            # who became a contact of somebody else keeps the invoices of before
            asked = (partners.commercial_partner_id | self._find_debtors(partners)).ids
        if self.env.su or self.env.user.has_group("kam_credit.group_credit_administrator"):
            return asked
        domain = [("company_id", "=", company.id)]
        if asked is not None:
            domain.append(("partner_id", "in", asked))
        return self.search_fetch(domain, ["partner_id"]).partner_id.ids

    @api.model
    def _find_debtors(self, partners):
        """Return those of some partners that are the stored debtor of an invoice."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id
                  FROM res_partner AS partner
                 WHERE partner.id = ANY(%s)
                   AND EXISTS (
                       SELECT 1
                         FROM account_move AS move
                        WHERE move.commercial_partner_id = partner.id
                          AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   )
                """,
                partners.ids,
            )
        )
        return partners.browse(partner_id for [partner_id] in rows)

    # ------------------------------------------------------------------
    # rating
    # ------------------------------------------------------------------

    @api.model
    def _rate(self, company, as_of, debtor_ids, ladder, scope=None, scores=None):
        """Return the ratings of debtors, in the order of their ids.

        :param debtor_ids: ids of commercial partners; None for every debtor
        :param Ladder ladder: the company's tiers
        :param Scope scope: see ``kam.credit.ledger._figures``
        :param dict scores: the scores to go by, as ``_scores`` returns them; None for today's
        :return: dict debtor id -> :class:`rules.rating.Rating`
        """
        # sudo: figures follow from the policy, whoever has them computed
        policy = company._kam_credit_policy(), company.sudo().kam_credit_tier_policy
        scores = self._scores(company, ladder, debtor_ids) if scores is None else scores
        days = window(as_of, company._kam_credit_counting().grace_days)
        sums_by_debtor = self.env["kam.credit.ledger"]._sums(company, days, debtor_ids, scope)
        ratings = {
            debtor_id: rating.rate_debtor(
                sums.transaction_amount,
                sums.fulfilment,
                policy,
                ladder.rank(sums.transaction_amount),
                scores.get(debtor_id, (False, None)),
                sums.overdue,
            )
            for debtor_id, sums in sums_by_debtor.items()
        }
        if not company._kam_credit_is_complete(days):
            return {debtor: rating.as_incomplete(result) for debtor, result in ratings.items()}
        return ratings

    @api.model
    def _scores(self, company, ladder, debtor_ids):
        """Return ``(True, rank of its tier or None)`` per debtor with an approved score."""
        # sudo: who is answered for which debtor has been decided; the score is one of its figures
        scored = self.sudo().search_fetch(
            self._get_debtor_domain(company, debtor_ids) & Domain("has_score", "=", True),
            ["partner_id", "tier_by_score_id"],
        )
        return {
            profile.partner_id.id: (True, ladder.rank_by_id.get(profile.tier_by_score_id.id))
            for profile in scored
        }

    @api.model
    def _evaluation_rows(self, company, ratings, ladder):
        held = self._held_codes(company, list(ratings))
        unit = Decimal(1).scaleb(-company.currency_id.decimal_places)

        def code(rank):
            return None if rank is None else ladder.codes[rank]

        def money(amount):
            return float(amount.quantize(unit, ROUND_HALF_UP))

        return [
            {
                "partner_id": debtor_id,
                "transaction_amount": money(result.transaction_amount),
                "amount_due": money(result.sums.due),
                "amount_on_time": money(result.sums.on_time),
                "fulfilment_rate": None if result.rate is None else float(result.rate),
                "tier_by_amount": code(result.rank_by_amount),
                "tier": code(result.rank),
                "current_tier": held.get(debtor_id),
                "reason": result.reason,
                "is_complete": result.is_complete,
            }
            for debtor_id, result in sorted(ratings.items())
        ]

    @api.model
    def _get_debtor_domain(self, company, debtor_ids):
        """Return the domain of the profiles of debtors, of everybody's where they are many."""
        domain = Domain("company_id", "=", company.id)
        if debtor_ids is not None and len(debtor_ids) <= FEW_DEBTORS:
            domain &= Domain("partner_id", "in", debtor_ids)
        return domain

    @api.model
    def _held_codes(self, company, debtor_ids):
        """Return the code of the tier that each debtor holds, of those who hold one."""
        # sudo: as in _scores
        holders = self.sudo().search_fetch(
            self._get_debtor_domain(company, debtor_ids) & Domain("tier_id", "!=", False),
            ["partner_id", "tier_id"],
        )
        return {profile.partner_id.id: profile.tier_id.code for profile in holders}

    # ------------------------------------------------------------------
    # storing: one statement for all debtors of a batch
    # ------------------------------------------------------------------

    @api.model
    def _store_figures(self, company, as_of, ratings, ladder, scope=None):
        """Write figures into the profiles, and make the profiles that are missing.

        :param res.company company: whose profiles
        :param date as_of: the day of the figures
        :param dict ratings: debtor id -> :class:`rules.rating.Rating`
        :param Ladder ladder: the company's tiers
        :param Scope scope: see :meth:`_get_figures_basis`
        """
        if not ratings:
            return
        columns = {
            "partner_id": arrays.integers(list(ratings)),
            **self._fulfilment_columns(company, ratings.values()),
            **self._tier_columns(ratings.values(), ladder),
            "is_incomplete": arrays.ticks([not result.is_complete for result in ratings.values()]),
        }
        stamps = self._prepare_stamps(company, as_of, scope)
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
            "transaction_amount": arrays.amounts([result.transaction_amount for result in ratings]),
            "amount_due": arrays.amounts([figures.due for figures in sums]),
            "amount_on_time": arrays.amounts([figures.on_time for figures in sums]),
            "amount_overdue": arrays.amounts([result.overdue for result in ratings]),
            "count_due": arrays.integers([figures.count_due for figures in sums]),
            "count_honoured": arrays.integers([figures.count_honoured for figures in sums]),
            "fulfilment_rate": arrays.amounts(rates),
            "has_rate": arrays.ticks([rate is not None for rate in rates]),
            "is_below_threshold": arrays.ticks([result.is_below_threshold for result in ratings]),
            "on_time_to_threshold": arrays.amounts(
                [fulfilment.missing_on_time(figures, policy) for figures in sums]
            ),
        }

    @api.model
    def _tier_columns(self, ratings, ladder):
        ids = dict(enumerate(tier.id for tier in ladder.tiers))
        amounts = [result.transaction_amount for result in ratings]
        next_ranks = [ladder.next_rank(amount) for amount in amounts]
        return {
            "tier_by_amount_id": arrays.integers(
                [ids.get(result.rank_by_amount) for result in ratings]
            ),
            "tier_led_id": arrays.integers([ids.get(result.rank) for result in ratings]),
            "reason": arrays.texts([result.reason for result in ratings]),
            "tier_next_id": arrays.integers([ids.get(rank) for rank in next_ranks]),
            "amount_to_next": arrays.amounts(
                [
                    None if rank is None else ladder.bands[rank].low - amount
                    for rank, amount in zip(next_ranks, amounts, strict=True)
                ]
            ),
        }
