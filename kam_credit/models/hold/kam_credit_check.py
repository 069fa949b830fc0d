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
# What is read of a debtor who is looked at.
LOOKED_AT = (
    "account_id",
    "credit_group_id",
    "credit_limit",
    "date_file_complete",
    "has_unlimited_credit",
    "is_blocked",
    "tier_id",
)


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

    def get_policy(self, name):
        """Return what is done with a document of the debtor; false where nothing says so.

        :param str name: the field of the tier that says so
        """
        # sudo: what holds a document does not depend on who asks
        return self.profile.sudo()._get_policy(name)

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

    def is_beyond(self):
        """Tell whether a limit is exceeded."""
        return any(fact.code in checks.BEYOND for fact in self.facts)

    def holds(self, policy):
        """Tell whether the document is held under the policy of the tier."""
        return checks.is_held([fact.code for fact in self.facts], policy)


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
        # sudo: what holds a document does not depend on who asks
        profiles = self.env["kam.credit.profile"].sudo()
        return profiles._find_of_debtors(
            debtors, profiles._get_checked_domain(policy), names=LOOKED_AT
        )

    @api.model
    def _look_at(self, profiles, orders):
        """Take the turn of debtors, and return what is known of them at this moment.

        :param profiles: of debtors
        :param sale.order orders: what these add to the exposure is asked as well
        :rtype: Knowledge
        """
        # sudo: what holds a document does not depend on who asks
        known = self.env["kam.credit.profile"].sudo().union(*profiles)
        self.env["kam.credit.lock"]._take(known._with_group())
        return self._know(known, orders)

    @api.model
    def _judge(
        self, asked, taking=PASSED, passing=(), policy="order_policy", pending=(), known=None
    ):
        """Return what holds documents.

        :param list asked: of :class:`Asked`, in the order in which they are decided
        :param taking: which documents take from what is left for those after them:
            :data:`PASSED`, :data:`ALL`, or :data:`NONE`, so that each is looked at as if it were
            the only one
        :param passing: documents that pass whatever is found, because they were released
        :param str policy: the field of the tier that says what is done
        :param pending: of :class:`Asked`: documents that were released and take from it as well
        :param Knowledge known: what :meth:`_look_at` has returned, where somebody has looked
        :return: dict document -> :class:`Verdict`
        """
        if not asked:
            return {}
        if known is None:
            known = self._look_at((one.profile for one in asked), self.env["sale.order"])
        for one in pending:
            known.grow(one.profile, one.added)
        verdicts = {}
        for one in asked:
            if one.document in passing:
                verdict = Verdict([], Decimal(0))
            else:
                verdict = self._judge_one(one, known)
            verdicts[one.document] = verdict
            is_held = verdict.holds(one.get_policy(policy))
            if taking == ALL or (taking == PASSED and not is_held):
                known.grow(one.profile, one.added)
        return verdicts

    @api.model
    def _know(self, profiles, orders):
        """Return what is known of debtors at this moment: one statement, and a further one only for
        what there is.

        :param kam.credit.profile profiles: as superuser
        :param sale.order orders: see :meth:`_look_at`
        :rtype: Knowledge
        """
        exposures, needed, there_is = profiles._get_facts(orders)
        used = profiles._get_used(exposures)
        promises = self.env["kam.credit.promise"].sudo()  # sudo: as the check
        return Knowledge(
            profiles=profiles,
            exposures=exposures,
            used=used,
            limits=profiles._get_checked_limits(used, has_temporary=there_is.limits),
            documents=profiles._get_blocking_documents() if there_is.documents else {},
            promises=promises._find_broken(profiles) if there_is.promises else {},
            needed=needed,
            has_releases=there_is.releases,
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
            *(self._find_overdue(one, known) if asks else ()),
            *(self._find_promises(profile, known) if asks else ()),
            *self._find_documents(profile, known),
            *(self._find_better(one, profile) if one.get_policy("checks_terms") else ()),
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
        elif code == checks.NO_CREDIT and not profile.tier_id:
            code = f"{checks.NO_CREDIT}_ordinary"
        elif code == checks.TEMPORARY_ENDED:
            values.update(former=money(former.amount), day=wording.day(former.date_last))
        yield Fact(excess.code, excess.amount, wording.worded(code, **values))

    @api.model
    def _find_overdue(self, one, known):
        profile = one.profile.sudo()  # sudo: as above
        overdue = known.exposures.get(profile, Exposure()).overdue
        tolerated, days = profile._get_overdue_rule()
        if checks.is_overdue(overdue, tolerated):
            currency = profile.currency_id
            yield Fact(
                checks.OVERDUE,
                overdue,
                wording.worded(
                    checks.OVERDUE,
                    amount=wording.amount(float(overdue), currency),
                    days=days,
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
    """What is known of debtors while documents are decided on, and what those take of it.

    ``needed`` is what the orders that were asked about take, by id; ``has_releases`` tells whether
    any of them was released.
    """

    def __init__(
        self, profiles, exposures, used, limits, documents, promises, needed, has_releases
    ):
        self._profiles = profiles
        self._former = None
        self.exposures = exposures
        self.used = used
        self.limits = limits
        self.documents = documents
        self.promises = promises
        self.needed = needed
        self.has_releases = has_releases

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
