from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ... import arguments, wording
from ...rules import services


class KamAccount(models.Model):
    """What an account is entitled to on a day: by its class of that day, and by what was granted.

    What a reader may not know is not in the answer. Three views: what the ``reader`` may know,
    what everybody may know who sees the account (``public``), and all of it (``full``), for
    processes that decide. Extensions add what follows from credit.
    """

    _inherit = "kam.account"

    @api.readonly
    def entitlement(self, content_id, day=False):
        """Return what the account is entitled to of a content of service, as the reader may know.

        Scheme, service, two.

        :param int content_id: id of a ``kam.service.content``
        :param day: a day where the company works, today by default
        :return: dict: ``verdict`` (``included``, ``approval``, ``requestable``, ``not_offered``),
            ``label`` and ``reason`` for people, ``included_by`` (text: what would include it, or
            False), ``allowance`` and ``left`` of the calendar year (times, or company currency;
            False where nothing limits it), ``used`` of the calendar year
        :raise UserError: for what is no account, content or day
        :raise AccessError: for whoever may not read the account
        """
        arguments.one(self)
        self.check_access("read")
        label = self.env["kam.service.request.line"]._get_label("content_id")
        content = self.env["kam.service.content"].browse(
            arguments.ids(self.env, label, [content_id])
        )
        # one that is not there is told as one that was never chosen
        content = arguments.one(content.exists())
        label = self.env["kam.service.request.line"]._get_label("date_wanted")
        day = services.within(arguments.day(self.env, label, day) or self.company_id._kam_today())
        answer = self._get_service_answers(day, content)[self][content]
        used = self._get_service_used(day.year, content)[self.id, content.id]
        customer_class = self._get_service_classes(day)[self]
        return arguments.told(
            {
                "verdict": answer.verdict,
                "label": self._word_verdict(answer.verdict),
                "reason": self._word_entitlement(answer, content, customer_class),
                "included_by": self._word_included_by(
                    answer, customer_class, self._find_including_classes(day)[content.id]
                ),
                "allowance": None if answer.allowance is None else float(answer.allowance),
                "left": None if answer.left is None else float(answer.left),
                "used": float(used),
            }
        )

    def _get_service_answers(self, day, contents, wanted=None, view="reader", event=None):
        """Return what the accounts are entitled to on a day.

        :param date day: a day where the companies work
        :param kam.service.content contents: the contents
        :param dict wanted: content -> Decimal, how much is asked for
        :param str view: ``reader``, ``public`` or ``full``, see above
        :param kam.service.event event: one that does not count as used
        :return: dict account -> dict content -> :class:`services.Answer`
        """
        judge = self._prepare_judge(day, view)
        used = self._get_service_used(day.year, contents, event)
        return {
            account: {
                content: judge(
                    account,
                    content,
                    used[account.id, content.id],
                    (wanted or {}).get(content, Decimal(0)),
                )
                for content in contents
            }
            for account in self
        }

    def _prepare_judge(self, day, view):
        """Return the function that judges what the accounts are entitled to on a day.

        What it rests on is looked up once, however often it is called.

        :param date day: a day where the companies work
        :param str view: ``reader``, ``public`` or ``full``, see above
        :return: function of an account, a content, and two Decimals: what is used up of the
            allowance, and what is asked for; returns :class:`services.Answer`
        """
        offers = self._find_service_offers(day, view)
        served = self._filter_key_on(day)
        requestable = self._find_requestable(day)

        def judge(account, content, used, wanted):
            return services.judge(
                account in served,
                offers[account].get(content.id, []),
                used,
                wanted,
                content.id in requestable[account],
            )

        return judge

    def _find_service_offers(self, day, view):
        """Return what holds for the accounts on a day. To be extended.

        :param date day: a day where the companies work
        :param str view: ``reader``, ``public`` or ``full``
        :return: dict account -> dict id of content -> list of :class:`services.Offer`
        """
        # sudo: what a class is offered, and was granted, is no secret to whoever sees the account
        offers, grants = self.env["kam.service.offer"].sudo(), self.env["kam.service.entitlement"]
        classes = self._get_service_classes(day)
        found = {account: defaultdict(list) for account in self}
        by_class = defaultdict(list)
        for offer in offers.search(
            self._get_offer_domain() & offers._get_held_domain(day), order="id"
        ):
            by_class[offer.class_id.id].append(offer)
        for account, customer_class in classes.items():
            for offer in by_class[customer_class.id]:
                found[account][offer.content_id.id].append(offer._get_offer("class"))
        held = grants._get_held_domain(day)
        # sudo: as above
        for grant in grants.sudo().search(held & Domain("account_id", "in", self.ids), order="id"):
            own = grant.account_id.with_env(self.env)
            found[own][grant.content_id.id].append(grant._get_offer("grant"))
        return found

    @api.model
    def _get_offer_domain(self):
        """Return the domain of the offers that every reader may know. To be extended."""
        return Domain.TRUE

    def _find_requestable(self, day):
        """Return what could be granted to customers of the classes of a day. To be extended.

        :param date day: a day where the companies work
        :return: dict account -> set of ids of contents
        """
        return {account: set() for account in self}

    def _get_service_classes(self, day):
        """Return the classes that the accounts had on a day: dict account -> class."""
        return {account: grade["class_id"] for account, grade in self._get_grades(day).items()}

    def _filter_key_on(self, day):
        """Return those accounts that were key accounts at the end of a day.

        :param date day: a day where the companies work
        """
        states = {}
        for company, accounts in self.grouped("company_id").items():
            # sudo: whoever reads the account may know the states it had
            events = (
                self.env["kam.account.event"]
                .sudo()
                .search_fetch(
                    [
                        ("account_id", "in", accounts.ids),
                        ("state_to", "!=", False),
                        ("date", "<", company._kam_day_start(day + timedelta(days=1))),
                    ],
                    ["account_id", "state_to"],
                    order="date, id",
                )
            )
            states.update((event.account_id.id, event.state_to) for event in events)
        return self.filtered(
            lambda account: (
                # of one that was taken over its history begins later than it became one
                states.get(account.id, "key" if account.since and account.since <= day else "")
                == "key"
            )
        )

    def _get_service_used(self, year, contents, event=None):
        """Return how much of contents was asked for in a calendar year. To be extended.

        What was refused, given up or not carried out does not count.

        :param int year: of the days for which it was wanted
        :param kam.service.content contents: the contents
        :param kam.service.event event: one that does not count
        :return: dict (id of account, id of content) -> Decimal, times or company currency; 0 for
            what nobody asked for
        """
        used = defaultdict(Decimal)
        # sudo: what is used up counts, whoever may read the requests
        lines = self.env["kam.service.request.line"].sudo()
        for account, content, number, amount in lines._read_group(
            Domain("account_id", "in", self.ids)
            & Domain("content_id", "in", contents.ids)
            & Domain("is_used", "=", True)
            & Domain("date_wanted", ">=", date(year, 1, 1))
            & Domain("date_wanted", "<=", date(year, 12, 31)),
            ["account_id", "content_id"],
            ["times:sum", "amount:sum"],
        ):
            counted = amount if content.counted_by == "money" else number
            used[account.id, content.id] = Decimal(str(counted or 0))
        return used

    # ------------------------------------------------------------------
    # as people read it
    # ------------------------------------------------------------------

    def _describe_entitlements(self, day):
        """Return what the account is entitled to of every content on a day, for people.

        :param date day: a day where the company works
        :return: list of dicts of texts: ``content``, ``verdict`` (the code), ``label``, ``reason``,
            ``included_by``, ``used`` and ``left`` of the calendar year
        """
        self.ensure_one()
        day = services.within(day)
        contents = self.env["kam.service.content"].search([])
        answers = self._get_service_answers(day, contents)[self]
        used = self._get_service_used(day.year, contents)
        customer_class = self._get_service_classes(day)[self]
        including = self._find_including_classes(day)
        rows = []
        for content, answer in answers.items():
            is_counted = answer.allowance is not None
            rows.append(
                {
                    "content": content.name,
                    "verdict": answer.verdict,
                    "label": self._word_verdict(answer.verdict),
                    "reason": self._word_entitlement(answer, content, customer_class),
                    "included_by": self._word_included_by(
                        answer, customer_class, including[content.id]
                    ),
                    "used": self._word_allowance(used[self.id, content.id], content)
                    if is_counted
                    else "",
                    "left": self._word_allowance(answer.left, content) if is_counted else "",
                }
            )
        return rows

    @api.model
    def _word_verdict(self, verdict):
        """Return a verdict in the language of the reader."""
        field = self.env["kam.service.request.line"]._fields["verdict"]
        return dict(field._description_selection(self.env))[verdict]

    def _word_entitlement(self, answer, content, customer_class):
        """Return why an answer is what it is, as a sentence.

        :param services.Answer answer: the answer
        :param kam.service.content content: of which content
        :param kam.customer.class customer_class: which the account had on the day
        """
        self.ensure_one()
        if answer.reason == services.NO_STATE:
            return self.env._("The customer is no key account on this day.")
        if answer.reason == services.NOWHERE:
            return self.env._("Customers of its class are not offered this.")
        if answer.reason == services.BY_GRANT:
            return self.env._(
                "A supervisor or the manager can grant it to this customer: it can be requested."
            )
        if answer.reason == services.USED_UP:
            return self.env._(
                "Of the allowance of this year, %(allowance)s, %(left)s are left.",
                allowance=self._word_allowance(answer.allowance, content),
                left=self._word_allowance(answer.left, content),
            )
        reason = self._word_service_source(answer, customer_class)
        if answer.left is None:
            return reason
        return self.env._(
            "%(reason)s Of the allowance of this year, %(allowance)s, %(left)s are left.",
            reason=reason,
            allowance=self._word_allowance(answer.allowance, content),
            left=self._word_allowance(answer.left, content),
        )

    def _word_service_source(self, answer, customer_class):
        """Return what an offer comes from, as a sentence. To be extended."""
        if answer.reason == "grant":
            return self.env._("It was granted to this customer.")
        if answer.verdict == services.INCLUDED:
            return self.env._("Class %s includes it.", customer_class.code)
        return self.env._("Class %s is offered it, with approval.", customer_class.code)

    def _word_allowance(self, number, content):
        """Return an allowance as people write it: an amount of money, or how often."""
        if content.counted_by == "money":
            return formatLang(self.env, float(number), currency_obj=self.currency_id)
        return formatLang(self.env, float(number), digits=0)

    def _find_including_classes(self, day):
        """Return the classes that include contents on a day: dict id of content -> classes.

        :param date day: a day where the company works
        """
        self.ensure_one()
        # sudo: what a class is offered is no secret to whoever sees the account
        offers = self.env["kam.service.offer"].sudo()
        found = defaultdict(self.env["kam.customer.class"].sudo)  # sudo: as above
        for offer in offers.search(
            self._get_offer_domain()
            & offers._get_held_domain(day)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("verdict", "=", services.INCLUDED)
        ):
            found[offer.content_id.id] |= offer.class_id
        return found

    def _word_included_by(self, answer, customer_class, including):
        """Return which other classes include a content that is not included, or None.

        :param services.Answer answer: the answer
        :param kam.customer.class customer_class: which the account had on the day
        :param kam.customer.class including: the classes that include the content
        """
        others = including - customer_class
        if answer.verdict == services.INCLUDED or not others:
            return None
        names = [each.code for each in others.sorted("sequence")]
        return self.env._("Classes that include it: %s", wording.listed(self.env, names))
