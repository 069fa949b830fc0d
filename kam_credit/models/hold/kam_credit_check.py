from decimal import Decimal
from typing import NamedTuple

from odoo import api, models

from odoo.addons.kam_management import wording

from ...rules import checks, limits
from ...rules.exposure import Exposure

# Which documents take from the room of those that are decided after them.
PASSED = "passed"
ALL = "all"
NONE = "none"


class Asked(NamedTuple):
    """A document that asks for credit of a debtor, in company currency.

    ``needed`` is what it takes of the credit, ``added`` the part of that which the exposure does
    not hold yet: nothing of an order that is confirmed. ``value`` is what it is worth with tax.
    """

    document: models.BaseModel
    profile: models.BaseModel
    needed: Decimal
    added: Decimal
    value: Decimal

    def grown(self, value):
        """Return the same as if the document were worth more.

        :param Decimal value: what it would be worth; None for as it is
        """
        if value is None:
            return self
        more = value - self.value
        return self._replace(needed=self.needed + more, added=self.added + more, value=value)


class Fact(NamedTuple):
    """One reason for which a document is held: its code, an amount, and its text as it is kept."""

    code: str
    amount: Decimal
    text: str


class Verdict(NamedTuple):
    """What was found about a document: the facts, and what a release would let go."""

    facts: list
    stake: Decimal

    def names(self, code):
        """Tell whether one of the facts is of a kind."""
        return any(fact.code == code for fact in self.facts)

    def holds(self, policy):
        """Tell whether the document is held under the policy of the tier."""
        if policy == checks.HOLD:
            return bool(self.facts)
        return self.names(checks.BLOCKED)


class KamCreditCheck(models.AbstractModel):
    """Decides whether the credit of debtors covers documents, one after the other.

    What one document takes is not there for the next one. Everything is read live, after the turn
    of the debtors was taken: see ``kam.credit.lock``.
    """

    _name = "kam.credit.check"
    _description = "Credit Check"

    @api.model
    def _find_profiles(self, debtors, policy):
        """Return the profiles of documents whose debtor is looked at: dict document -> profile.

        :param dict debtors: document -> ``(commercial partner, company)``
        :param str policy: the field of the tier that says what is done
        """
        if not debtors:
            return {}
        partner_ids = {partner.id for partner, _company in debtors.values()}
        company_ids = {company.root_id.id for _partner, company in debtors.values()}
        # sudo: what holds a document does not depend on who asks
        profiles = self.env["kam.credit.profile"].sudo()
        by_debtor = {
            (profile.partner_id.id, profile.company_id.id): profile
            for profile in profiles.search(
                [
                    ("partner_id", "in", list(partner_ids)),
                    ("company_id", "in", list(company_ids)),
                    ("account_id", "!=", False),
                ]
            )
            if profile._is_checked(policy)
        }
        return {
            document: by_debtor[key]
            for document, (partner, company) in debtors.items()
            if (key := (partner.id, company.root_id.id)) in by_debtor
        }

    @api.model
    def _judge(self, asked, taking=PASSED, passing=(), policy="order_policy", pending=()):
        """Return what holds documents.

        :param list asked: of :class:`Asked`, in the order in which they are decided
        :param taking: which documents take from what is left for those after them:
            :data:`PASSED`, :data:`ALL`, or :data:`NONE`, so that each is looked at as if it were
            the only one
        :param passing: documents that pass whatever is found, because they were released
        :param str policy: the field of the tier that says what is done
        :param pending: of :class:`Asked`: documents that were released and take from it as well
        :return: dict document -> :class:`Verdict`
        """
        if not asked:
            return {}
        # sudo: what holds a document does not depend on who asks
        profiles = self.env["kam.credit.profile"].sudo().union(*(one.profile for one in asked))
        self.env["kam.credit.lock"]._take(profiles._with_group())
        known = self._know(profiles)
        for one in pending:
            known.grow(one.profile, one.added)
        verdicts = {}
        for one in asked:
            if one.document in passing:
                verdict = Verdict([], Decimal(0))
            else:
                verdict = self._judge_one(one, known)
            verdicts[one.document] = verdict
            is_held = verdict.holds(one.profile.sudo().tier_id[policy])
            if taking == ALL or (taking == PASSED and not is_held):
                known.grow(one.profile, one.added)
        return verdicts

    @api.model
    def _know(self, profiles):
        """Return what is known of debtors at this moment, a few statements for all of them.

        :param kam.credit.profile profiles: as superuser
        :rtype: Knowledge
        """
        exposures = profiles._with_group()._get_exposures()
        used = profiles._get_used(exposures)
        return Knowledge(
            profiles=profiles,
            exposures=exposures,
            used=used,
            limits=profiles._get_limits(exposures=used),
            documents=profiles._get_blocking_documents(),
            promises=self.env["kam.credit.promise"].sudo()._find_broken(profiles),
        )

    @api.model
    def _judge_one(self, one, known):
        profile = one.profile.sudo()  # sudo: what holds a document does not depend on who asks
        asks = one.needed > 0
        excess = checks.find_excess(known.room(profile, one.needed - one.added), one.needed)
        if excess:
            # asked only where something is missing
            former = known.find_former(profile)
            excess = checks.name_former(excess, former and Decimal(str(former.amount)), one.needed)
        facts = [
            *self._find_block(profile),
            *(self._find_excess(one, profile, excess, former) if excess else ()),
            *(self._find_overdue(profile, known) if asks else ()),
            *(self._find_promises(profile, known) if asks else ()),
            *self._find_documents(profile, known),
            *(self._find_better(one, profile) if profile.tier_id.checks_terms else ()),
        ]
        only_excess = [fact.code for fact in facts] == [excess.code] if excess else False
        needed = max(one.needed, Decimal(0))
        # no more than the document itself asks for: what others take is not its own
        return Verdict(facts, min(excess.amount, needed) if only_excess else needed)

    @api.model
    def _find_block(self, profile):
        if profile.is_blocked:
            yield Fact(
                checks.BLOCKED,
                Decimal(0),
                wording.worded(
                    checks.BLOCKED,
                    user=profile.blocked_by_id.name,
                    why=profile.block_reason,
                ),
            )

    @api.model
    def _find_excess(self, one, profile, excess, former):
        def money(number):
            return wording.amount(float(number), profile.currency_id)

        code = excess.code
        values = {
            "used": money(excess.used),
            "limit": money(excess.limit),
            "added": money(one.needed),
            "amount": money(excess.amount),
        }
        if excess.source == limits.GROUP:
            code = f"{checks.OVER_LIMIT}_group"
            values["group"] = profile.credit_group_id.name
        elif code == checks.TEMPORARY_ENDED:
            values.update(former=money(former.amount), day=wording.day(former.date_last))
        yield Fact(excess.code, excess.amount, wording.worded(code, **values))

    @api.model
    def _find_overdue(self, profile, known):
        overdue = known.exposures.get(profile, Exposure()).overdue
        tolerated = Decimal(str(profile.tier_id.overdue_tolerated))
        if checks.is_overdue(overdue, tolerated):
            currency = profile.currency_id
            yield Fact(
                checks.OVERDUE,
                overdue,
                wording.worded(
                    checks.OVERDUE,
                    amount=wording.amount(float(overdue), currency),
                    days=profile.tier_id.overdue_days,
                    tolerated=wording.amount(float(tolerated), currency),
                ),
            )

    @api.model
    def _find_promises(self, profile, known):
        for promise, unpaid in known.promises.get(profile, ()):
            yield Fact(
                checks.PROMISE,
                unpaid,
                wording.worded(
                    checks.PROMISE,
                    amount=wording.amount(float(unpaid), profile.currency_id),
                    day=wording.day(promise.date_until),
                ),
            )

    @api.model
    def _find_documents(self, profile, known):
        rows = known.documents.get(profile)
        if rows:
            kinds = self.env["kam.credit.document.kind"].union(*(row["kind"] for row in rows))
            yield Fact(
                checks.DOCUMENT,
                Decimal(0),
                wording.worded(checks.DOCUMENT, kinds=wording.names(kinds)),
            )

    @api.model
    def _find_better(self, one, profile):
        """Return what a document has that is better than granted. To be extended.

        :param Asked one: the document
        :param kam.credit.profile profile: its debtor, as superuser
        """
        return []


class Knowledge:
    """What is known of debtors while documents are decided on, and what those take of it."""

    def __init__(self, profiles, exposures, used, limits, documents, promises):
        self._profiles = profiles
        self._former = None
        self.exposures = exposures
        self.used = used
        self.limits = limits
        self.documents = documents
        self.promises = promises

    def find_former(self, profile):
        """Return the temporary limit of a debtor that ended lately, or None."""
        if self._former is None:
            self._former = self._profiles._find_former_limits()
        return self._former.get(profile)

    def room(self, profile, without=Decimal(0)):
        """Return what the limits of a debtor leave.

        :param Decimal without: what is in the exposure already of the document that is asked about
        :rtype: checks.Room
        """
        held = self.limits[profile]
        used = self.used.get(profile, {})
        return checks.Room(
            held.own,
            held.group,
            {source: amount - without for source, amount in used.items()},
        )

    def grow(self, profile, amount):
        """Take what a document uses, from the debtor and from the group that it belongs to.

        :param Decimal amount: what the document adds to the exposure
        """
        profile = profile.sudo()  # sudo: as the check
        group = profile.credit_group_id
        for other, used in self.used.items():
            room = self.room(other)
            if other != profile:
                if not group or other.credit_group_id != group:
                    continue
                # of the others only what the group has is gone
                room = room._replace(own=None)
            self.used[other] = {**used, **checks.grow(room, amount).used}
