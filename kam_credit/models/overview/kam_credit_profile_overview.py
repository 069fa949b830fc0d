from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kam_management import arguments

from ...rules import windows

# The line of the last year.
MONTHS = 12
# What all tiles count, the filter of which is set with that of the tile.
KEY = Domain("account_state", "=", "key")
# What has to be done with key accounts, by the name of the filter that finds them.
FILTERS = {
    "near_threshold": Domain("is_near_threshold", "=", True),
    "near_boundary": Domain("is_near_boundary", "=", True),
    "falling": Domain("is_falling", "=", True),
    "allocation": Domain("date_allocation_due", "!=", False),
    "incomplete": Domain("is_incomplete", "=", True),
}
OVERDUE = Domain("amount_overdue", ">", 0)
OPEN_STAGES = ("prepare", "review", "confirm")


class KamCreditProfile(models.Model):
    """What stands above the list of customers, and a customer's rate over a year.

    All of it is read with the rights of the reader: who sees no figures gets none, and the others
    those of the customers they may see.
    """

    _inherit = "kam.credit.profile"

    # ------------------------------------------------------------------
    # the overview
    # ------------------------------------------------------------------

    @api.readonly
    @api.model
    def get_overview(self):
        """Return what the credit overview shows of the customers in the reader's sight.

        :return: a JSON-able dict: ``tiers`` (code, name and number of key accounts per tier, the
            best first), ``without_tier``, ``key_accounts``, ``filters`` (number of key accounts
            per filter of the search), ``overdue`` (``count`` of key accounts, and ``amounts`` per
            currency), ``changes`` (``open`` and ``late``) and ``last`` (what the last evaluation
            did; False before the first)
        :raise AccessError: for everybody but credit readers
        """
        self.check_access("read")
        by_tier = dict(self._read_group(KEY, ["tier_id"], ["__count"]))
        return {
            "tiers": self._get_tier_counts(by_tier),
            "without_tier": by_tier.get(self.env["kam.credit.tier"], 0),
            "key_accounts": sum(by_tier.values()),
            "filters": {name: self.search_count(KEY & domain) for name, domain in FILTERS.items()},
            "overdue": self._get_overdue(),
            "changes": self._get_open_changes(),
            "last": self._get_last_evaluation(),
        }

    @api.model
    def _get_tier_counts(self, by_tier):
        """Return the tiers with their numbers; those of several companies are one by their code."""
        counts = {}
        for tier, count in by_tier.items():
            if tier:
                # sudo: which list it is, of a tier that somebody's profile names
                code = tier.sudo().code
                counts[code] = counts.get(code, 0) + count
        codes = self.env["kam.credit.tier"]._fields["code"]._description_selection(self.env)
        return [{"code": code, "name": name, "count": counts.get(code, 0)} for code, name in codes]

    @api.model
    def _get_overdue(self):
        """Return how many key accounts owe something overdue, and how much: one amount per
        currency."""
        groups = self._read_group(KEY & OVERDUE, ["company_id"], ["amount_overdue:sum", "__count"])
        amounts, total = {}, 0
        for company, amount, count in groups:
            # sudo: the currency of a company is no secret
            currency = company.sudo().currency_id
            amounts[currency.id] = amounts.get(currency.id, 0) + amount
            total += count
        return {
            "count": total,
            "amounts": [
                {"currency_id": currency_id, "amount": amount}
                for currency_id, amount in amounts.items()
            ],
        }

    @api.model
    def _get_open_changes(self):
        """Return how many tier changes are open in the reader's sight, and how many are late."""
        changes = self.env["kam.credit.change"]
        opened = Domain("stage", "in", OPEN_STAGES)
        return {
            "open": changes.search_count(opened),
            "late": changes.search_count(opened & Domain("is_late", "=", True)),
        }

    @api.model
    def _get_last_evaluation(self):
        """Return when customers were evaluated last, and what followed from it on that day."""
        last = self.search_fetch(
            [("date_evaluated", "!=", False)],
            ["date_evaluated"],
            order="date_evaluated desc, id desc",
            limit=1,
        )
        if not last:
            return False
        behind = self._find_last_evaluation()
        return {
            "moment": fields.Datetime.to_string(last.date_evaluated),
            "domains": {name: list(domain) for name, (_model, domain) in behind.items()},
            **{
                name: self.env[model].search_count(domain)
                for name, (model, domain) in behind.items()
            },
        }

    @api.model
    def _find_last_evaluation(self):
        """Return what the numbers about the last evaluation count: each company by its own day.

        :return: dict name -> ``(model, domain)``
        """
        evaluated, stale, downgraded, proposed = [], [], [], []
        for company, day in self._read_group(
            [("date_figures", "!=", False)], ["company_id"], ["date_figures:max"]
        ):
            own, text = Domain("company_id", "=", company.id), fields.Date.to_string(day)
            evaluated.append(own & Domain("date_figures", "=", text))
            older = Domain("date_figures", "=", False) | Domain("date_figures", "<", text)
            stale.append(own & Domain("account_id", "!=", False) & older)
            # the figures of whoever is downgraded are kept, and nobody else's
            downgraded.append(own & Domain("date_figures", "=", text))
            proposed.append(
                own & Domain("origin", "=", "job") & Domain("date_standard_met", "=", text)
            )
        return {
            "evaluated": (self._name, Domain.OR(evaluated)),
            "stale": (self._name, Domain.OR(stale)),
            "downgraded": ("kam.credit.snapshot", Domain.OR(downgraded)),
            "proposed": ("kam.credit.change", Domain.OR(proposed)),
        }

    # ------------------------------------------------------------------
    # a customer's year
    # ------------------------------------------------------------------

    @api.readonly
    def get_rate_line(self):
        """Return the customer's rate at the ends of the last 12 months, and of today.

        Each value is what :meth:`evaluate` says as of that day: what was booked with dates up to
        it, by the policy of today. Nothing of it is stored, so what is booked later with an old
        date is in it.

        :return: a JSON-able dict: ``threshold``, and ``points``, oldest first, each with ``date``,
            ``rate`` (0 to 1, or False for none), ``transaction_amount`` and ``is_complete``
        :raise AccessError: for everybody who may not read the profile
        """
        arguments.one(self)
        self.check_access("read")
        company, debtor = self.company_id, self.partner_id
        ladder = self.env["kam.credit.tier"]._ladder(company)
        scope = self.env["kam.credit.ledger"]._scope(company)
        points = []
        for day in windows.month_ends(company._kam_today(), MONTHS):
            result = self._rate(company, day, debtor.ids, ladder, scope)[debtor.id]
            points.append(
                {
                    "date": fields.Date.to_string(day),
                    "rate": False if result.rate is None else float(result.rate),
                    "transaction_amount": float(result.transaction_amount),
                    "is_complete": result.is_complete,
                }
            )
        threshold = company._kam_credit_policy().threshold
        return {"threshold": float(Decimal(threshold)), "points": points}
