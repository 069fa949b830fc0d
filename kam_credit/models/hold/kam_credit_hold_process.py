from decimal import Decimal
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import retrying

from odoo.addons.kam_management import arguments, transactions, wording

from ...rules import authority as authorities
from ...rules import checks
from ...rules.authority import Stake
from ..profile.kam_position import CREDIT_ROLES
from .kam_credit_check import Fact
from .kam_credit_hold import (
    CHANGE,
    GROWN,
    HELD,
    HORIZON,
    INVOICE,
    ORDER,
    REFUSED,
    STOPPING,
)


class KamCreditHold(models.Model):
    """How holds are opened, released, refused and cleared, and by whom."""

    _inherit = "kam.credit.hold"

    can_release = fields.Boolean(
        compute="_compute_can_release",
        help="You decide on it: your authority is enough, and it is not your own document.",
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", help="You look after the customer's credit."
    )
    needed_role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        string="To Be Released By",
        compute="_compute_needed_role",
        help="The first role whose authority is enough.",
    )

    # ------------------------------------------------------------------
    # opening
    # ------------------------------------------------------------------

    @api.model
    def _word_neutral(self, company):
        """Return the one sentence for every hold, whatever its reason."""
        # sudo: what people are told, whoever they are
        hours = company.root_id.sudo().kam_credit_release_hours
        return self.env._(
            "This document needs a credit release, usually decided within %s hours.", hours
        )

    def _word_stopping(self, document):
        """Return what everybody reads of a document that is held: nothing of the reason.

        :param document: what these hold, as superuser
        :return: one sentence; False where nothing stops it
        """
        stopping = self._find_stopping()
        refused = stopping.filtered(lambda hold: hold.state == REFUSED)[:1]
        if refused:
            return self.env._(
                "The credit release of %(document)s was refused: %(why)s",
                document=refused.document_name,
                why=refused.refusal,
            )
        return bool(stopping) and self._word_neutral(document.company_id)

    @api.model
    def _open(self, one, kind, verdict, is_held=True):
        """Hold a document, or note that it would have been held.

        :param Asked one: the document, and what it asks for
        :param str kind: what is held
        :param Verdict verdict: why
        :param bool is_held: whether it is stopped
        :return: the hold, as superuser
        """
        document = one.document.sudo()  # sudo: as the check
        hold = self.sudo()._protected_create(
            [
                {
                    "profile_id": one.profile.id,
                    "company_id": one.profile.company_id.id,
                    "unit_id": one.profile.sudo().account_id.unit_id.id,
                    "kind": kind,
                    self._get_document_fields()[document._name]: document.id,
                    "document_name": document._get_credit_name(),
                    "salesperson_id": document._get_credit_seller().id,
                    "attempted_by_id": self.env.uid,
                    "attempt_ids": [fields.Command.link(self.env.uid)],
                    "state": HELD if is_held else "warned",
                    "date_end": False if is_held else fields.Datetime.now(),
                    "value": float(one.value),
                    "amount": float(max(one.needed, 0)),
                    "stake": float(verdict.stake),
                }
            ]
        )
        hold._set_reasons(verdict)
        if is_held:
            hold._open_duty()
        return hold

    def _set_reasons(self, verdict):
        """Keep the facts for which the document is held now."""
        self.ensure_one()
        self.reason_ids._protected_unlink()
        facts = [*self._find_growth(), *verdict.facts]
        self.env["kam.credit.hold.reason"].sudo()._protected_create(
            [
                {
                    "hold_id": self.id,
                    "company_id": self.company_id.id,
                    "code": fact.code,
                    "amount": float(fact.amount),
                    "text": fact.text,
                }
                for fact in facts
            ]
        )

    def _find_growth(self):
        """Return the fact that the order has become more than it was let pass for."""
        if self.kind != GROWN:
            return []
        currency = self.currency_id
        passed = self.order_id.kam_credit_passed
        text = wording.worded(
            checks.GROWN,
            value=wording.amount(self.value, currency),
            passed=wording.amount(passed, currency),
        )
        return [Fact(checks.GROWN, Decimal(str(self.value - passed)), text)]

    def _reopen_cancelled(self):
        """Let what was held before its order was cancelled be held again; as superuser.

        Cancelling an order is no way to have it looked at anew.
        """
        for order, holds in (
            self.filtered(lambda hold: hold.kind == ORDER).grouped("order_id").items()
        ):
            last = holds.sorted("id")[-1:]
            if last.state == "cancelled" and not order.kam_credit_state:
                last._protected_write({"state": HELD, "date_end": False})
                last._open_duty()

    def _find_given_up(self, since):
        """Return the changes that were given up since a moment: they are not looked at anew.

        :param datetime since: naive UTC
        """
        return self.filtered(
            lambda hold: (
                hold.kind == CHANGE and hold.state == "cancelled" and hold.date_end >= since
            )
        )

    def _reopen_given_up(self):
        """Let changes be held again that were given up today and are wanted again; as superuser."""
        for order, holds in self.grouped("order_id").items():
            root = order.company_id.root_id
            since = root._kam_day_start(root._kam_today())
            last = holds._find_given_up(since).sorted("id")[-1:]
            if last and not holds._find_stopping():
                last._protected_write({"state": HELD, "date_end": False})
                last._open_duty()

    def _count_attempt(self):
        """Count that somebody tried again to go on with a document that is held; as superuser."""
        for hold in self._find_stopping():
            hold._protected_write(
                {
                    "attempt_count": hold.attempt_count + 1,
                    "attempt_ids": [fields.Command.link(self.env.uid)],
                }
            )

    @api.model
    def _refuse_documents(self, kind, documents):
        """Undo everything, and let the holds be recorded when it is undone.

        :param str kind: what is held
        :param documents: orders, or what else is held
        :raise UserError: always, with the one sentence for every hold
        """
        # sudo: what is recorded does not depend on who is refused
        values = {
            document.id: float(document._get_credit_value())
            for document in documents._origin.sudo()
        }
        self._record_apart(kind, values)
        raise UserError(
            "\n".join(
                wording.labelled(
                    self.env, document.display_name or "", self._word_neutral(document.company_id)
                )
                for document in documents
            )
        )

    @api.model
    def _record_apart(self, kind, values):
        """Hold documents in a transaction of its own, once this one was given up.

        :param str kind: what is held
        :param dict values: id of a document -> what it was going to be worth, in company currency
        """
        record = partial(_in_own_transaction, self.env.registry, self.env.uid, kind, values)
        # whatever becomes of the transaction: who catches the refusal may go on
        self.env.cr.postrollback.add(record)
        self.env.cr.postcommit.add(record)

    @api.model
    def _get_documents_model(self, kind):
        """Return the model of what a kind of hold is about. To be extended."""
        return "account.move" if kind == INVOICE else "sale.order"

    @api.model
    def _hold_apart(self, kind, values):
        """Hold documents as they are by now; see :meth:`_record_apart`."""
        documents = self.env[self._get_documents_model(kind)].browse(values).exists()
        open_field = self._get_document_fields()[documents._name]
        if kind == CHANGE:
            # sudo: as the check
            documents.sudo().kam_hold_ids._reopen_given_up()
        # sudo: as the check
        known = self.sudo().search([(open_field, "in", documents.ids), ("state", "in", STOPPING)])
        known._count_attempt()
        fresh = documents - known[open_field].sudo(False)
        wanted = {key: Decimal(str(value)) for key, value in values.items()}
        asked, verdicts = fresh._judge_held(wanted if kind == CHANGE else None)
        for one in asked:
            if verdicts[one.document].facts:
                self._open(one, kind, verdicts[one.document])

    # ------------------------------------------------------------------
    # who decides
    # ------------------------------------------------------------------

    @api.depends(
        "state",
        "attempt_ids",
        "salesperson_id",
        "order_id.user_id",
        "account_id.manager_id",
    )
    @api.depends_context("uid")
    def _compute_can_decide(self):
        roles = self._get_own_roles()
        for hold in self:
            hold.can_decide = hold.state in STOPPING and bool(roles[hold])

    # apart: cards ask who decides, and authority costs a look at each customer
    @api.depends("can_decide", "stake")
    @api.depends_context("uid")
    def _compute_can_release(self):
        roles = self._get_own_roles()
        released = self._find_released_today()
        for hold, (rows, stake) in self._get_stake_of_each().items():
            own = [row for row in rows if row.role in roles[hold]]
            before = released.get(hold.profile_id, ())
            stakes = [stake, *(_as_stake(one, stake) for one in before if one.hold_id != hold)]
            hold.can_release = hold.can_decide and bool(
                authorities.find_lowest(own, {hold.profile_id: stakes})
            )

    @api.depends("stake", "state")
    def _compute_needed_role(self):
        for hold, (rows, stake) in self._get_stake_of_each().items():
            lowest = authorities.find_lowest(rows, {hold.profile_id: [stake]})
            hold.needed_role = lowest.role if lowest else False

    def _get_own_roles(self):
        """Return the credit roles in which the user decides on holds: dict hold -> set of roles.

        Authors of a document decide nothing about it: who made it, sells it, tried to confirm it,
        or manages the account.
        """
        by_unit = self.env["kam.position"]._find_roles_over(
            self.env.user,
            self.sudo().account_id.unit_id,  # sudo: as the rules
            CREDIT_ROLES,
        )
        found = {}
        for hold in self:
            unit = hold.sudo().account_id.unit_id  # sudo: as above
            is_author = self.env.user in hold._get_authors()
            found[hold] = set() if is_author else by_unit.get(unit, set())
        return found

    def _get_authors(self):
        """Return who has an interest in the document: none of them decides."""
        self.ensure_one()
        hold = self.sudo()  # sudo: who they are counts, whoever asks
        document = hold._get_document()
        return (
            hold.order_id.create_uid
            | hold.order_id.user_id
            | (document._get_credit_seller() if document else hold.salesperson_id)
            | hold.salesperson_id
            | hold.attempt_ids
            | hold.account_id.manager_id
        )

    def _get_stakes(self):
        """Return what a release lets go: dict profile -> list of :class:`Stake`."""
        stakes = {}
        for hold, (_rows, stake) in self._get_stake_of_each().items():
            stakes.setdefault(hold.profile_id, []).append(stake)
        return stakes

    def _get_stake_of_each(self):
        """Return what a release of each lets go, and who may release what in its company.

        :return: dict hold -> (list of :class:`Authority`, the lowest first; :class:`Stake`)
        """
        # sudo: whoever decides has been checked
        limits = self.profile_id.sudo()._get_limits()
        authority = self.env["kam.credit.authority"]
        rows = {company: authority._find_authorities(company) for company in self.company_id}
        found = {}
        for hold in self:
            held = limits[hold.profile_id].valid if hold.profile_id else None
            limit = held.amount if held and not held.is_unlimited else None
            stake = Stake(Decimal(str(hold.stake)), limit)
            found[hold] = (rows.get(hold.company_id, []), stake)
        return found

    def _find_authority(self, roles):
        """Return the authority by which somebody releases all of these, or None.

        What the user released for the same customers today counts as well.

        :param set roles: the roles held over all of them
        """
        company = self.company_id
        rows = [
            row
            for row in self.env["kam.credit.authority"]._find_authorities(company)
            if row.role in roles
        ]
        stakes = self._get_stakes()
        self._add_released_today(stakes)
        return authorities.find_lowest(rows, stakes)

    def _add_released_today(self, stakes):
        """Add what the user released today for the same customers.

        :param dict stakes: as :meth:`_get_stakes` says
        """
        for profile, released in self._find_released_today().items():
            some = stakes[profile]
            some.extend(_as_stake(one, some[0]) for one in released if one.hold_id not in self)

    def _find_released_today(self):
        """Return what the user released today for the same customers: dict profile -> releases."""
        # sudo: own releases of today
        releases = self.env["kam.credit.release"].sudo()
        for company, holds in self.grouped("company_id").items():
            releases |= releases.search(
                [
                    ("user_id", "=", self.env.uid),
                    ("profile_id", "in", holds.profile_id.ids),
                    ("date", ">=", company._kam_day_start(company._kam_today())),
                ]
            )
        return releases.grouped("profile_id")

    def _check_decides(self):
        """Refuse everybody who does not decide on the holds.

        :raise AccessError: naming the document
        :raise UserError: for what is not held any more
        """
        self.check_access("read")
        roles = self._get_own_roles()
        for hold in self:
            if not roles[hold]:
                raise AccessError(hold._word_not_mine())
        for hold in self:
            if hold.state not in STOPPING:
                raise UserError(hold._word_ended())
        return roles

    def _word_not_mine(self):
        """Return that the user does not decide on the document."""
        self.ensure_one()
        return self.env._(
            "%(document)s: credit officer, reviewer or approver over the customer's unit decide on "
            "it, and nobody who made, sells or tried to confirm it, or manages the account.",
            document=self.document_name,
        )

    def _word_ended(self):
        """Return that there is nothing to decide on any more."""
        self.ensure_one()
        return self.env._(
            "%(document)s is not held any more: “%(state)s”.",
            document=self.document_name,
            state=self._get_state_label(),
        )

    def _get_state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    # ------------------------------------------------------------------
    # deciding
    # ------------------------------------------------------------------

    def action_release(self, reason_id=False, note="", ceiling=0, date_until=False):
        """Let documents pass that the customers' credit does not cover. None is confirmed by it.

        :param int reason_id: id of a ``kam.credit.release.reason`` of the company
        :param str note: what else speaks for it
        :param float ceiling: up to what each may be worth, in company currency; by default what it
            is worth now plus the tolerance of the company, as far as the own authority goes, which
            is the most as well
        :param date_until: the last day of the release; by default as the company says
        :return: True
        :raise UserError: for a reason, ceiling or day that cannot be, or what is not held any more
        :raise AccessError: for whoever does not decide on them, or beyond the own authority: what
            all of them let go is added up
        """
        roles = self._check_decides()
        for company, holds in self.grouped("company_id").items():
            reason = self._check_reason(company, reason_id)
            note_text = arguments.text(self.env, self._get_release_label("note"), note)
            until = self._check_until(company, date_until)
            holds._serialise()
            holds._check_decides()
            seen = {hold: hold.value for hold in holds}
            left = holds._refresh(is_releasing=True)
            left._check_seen(seen)
            shared = set(CREDIT_ROLES).intersection(*(roles[hold] for hold in left))
            granted = left._check_authority(shared) if left else None
            for hold in left:
                hold._release(
                    granted.role,
                    {
                        "reason_id": reason.id,
                        "note": note_text,
                        "ceiling": hold._check_ceiling(ceiling),
                        "date_until": until,
                    },
                )
        return True

    def action_release_and_confirm(self, reason_id=False, note="", ceiling=0, date_until=False):
        """Release orders, and confirm them; see :meth:`action_release`.

        :return: True, or an action that says which orders are held anew
        """
        self.action_release(reason_id, note, ceiling, date_until)
        # sudo: who releases need not be one who sells; the gate looks at each order
        orders = self.sudo().order_id.filtered(lambda order: order.state in ("draft", "sent"))
        result = orders.action_confirm()
        return result if isinstance(result, dict) else True

    def action_refuse(self, sentence=""):
        """Refuse to release documents; the salesperson reads why.

        :param str sentence: one sentence for the salesperson, not blank
        :return: True
        :raise UserError: without a sentence, or for what is not held any more
        :raise AccessError: for whoever does not decide on them
        """
        self._check_decides()
        sentence = arguments.text(self.env, self._get_label("refusal"), sentence)
        if not sentence:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty: write one sentence for the salesperson.",
                    field=self._get_label("refusal"),
                )
            )
        for hold in self:
            hold._serialise()
            hold._check_decides()
            refused = hold.sudo()  # sudo: protected; who decides was checked
            refused._end(REFUSED, refusal=sentence)
            refused._record_event("refused", sentence)
            refused._tell_salesperson()
        return True

    def action_check_again(self):
        """Look again at what holds documents; what is covered by now is cleared.

        :return: an action that says how many are still held
        :raise AccessError: for whoever does not decide on them
        """
        self._check_decides()
        self._serialise()
        left = self._refresh()
        return self._notify(
            len(self) - len(left),
            [
                wording.labelled(
                    self.env,
                    hold.document_name,
                    wording.listed(self.env, hold.reason_note.split("\n")),
                )
                for hold in left
            ],
        )

    # ------------------------------------------------------------------
    # what follows
    # ------------------------------------------------------------------

    def _refresh(self, is_releasing=False):
        """Look at holds on fresh data: reasons are brought up to date, what is covered is cleared.

        Each is looked at as if it were the only one: who comes first is found when they are
        confirmed. What is released takes the room of the others, and so does what was released
        before and waits to be confirmed.

        :param bool is_releasing: whether all of them are about to be released
        :return: those that are still held
        """
        left = self.browse()
        for documents, field in self._get_document_fields().items():
            holds = self.filtered(field)
            by_document = {hold.sudo()[field].id: hold for hold in holds}
            wanted = {
                document_id: Decimal(str(hold.value))
                for document_id, hold in by_document.items()
                if hold.kind == CHANGE
            }
            asked, verdicts = (
                self.env[documents].browse(by_document)._judge_held(wanted, is_releasing)
            )
            found = {one.document.id: one for one in asked}
            for document_id, hold in by_document.items():
                one = found.get(document_id)
                if not one:
                    # nobody looks at documents of this debtor any more
                    hold.sudo()._clear()  # sudo: the process
                elif hold._is_still_held(one, verdicts[one.document]):
                    left |= hold
        return left

    def _is_still_held(self, one, verdict):
        """Bring a hold up to date, and tell whether anything holds the document."""
        self.ensure_one()
        # sudo: the process
        hold = self.sudo()
        is_held = verdict.holds(one.get_policy(self._get_policies()[hold.kind]))
        if hold.kind == HORIZON:
            # it was confirmed whatever else there is: only that it does not fit counts
            is_held = is_held and verdict.is_beyond()
        if not is_held or hold.profile_id != one.profile:
            hold._clear()
            return False
        hold._protected_write(
            {
                "value": float(one.value),
                "amount": float(max(one.needed, 0)),
                "stake": float(verdict.stake),
            }
        )
        hold._set_reasons(verdict)
        return True

    def _release(self, role, vals):
        """Let the document pass; who may was checked."""
        self.ensure_one()
        hold = self.sudo()  # sudo: protected; who decides was checked
        release = self.env["kam.credit.release"]._append(
            [
                {
                    "hold_id": hold.id,
                    "profile_id": hold.profile_id.id,
                    "company_id": hold.company_id.id,
                    **{name: hold[name].id for name in self._get_document_fields().values()},
                    "document_name": hold.document_name,
                    "user_id": self.env.uid,
                    "role": role,
                    "stake": hold.stake,
                    **vals,
                }
            ]
        )
        hold._end("released")
        hold._record_event("released", release.sudo().reason_id.name)
        hold._tell_salesperson()
        return release

    def _clear(self):
        """End holds of which the cause is gone; the salesperson is told. As superuser."""
        for hold in self:
            hold._end("cleared", by=False)
            hold._tell_salesperson()

    def _cancel_open(self):
        """End holds of documents that are not wanted any more; as superuser."""
        for hold in self._find_stopping():
            hold._end("cancelled", by=False)

    def _end(self, state, by=True, **vals):
        """Let the hold be in a state that somebody decided, or that came by itself."""
        self._protected_write(
            {
                "state": state,
                "date_end": fields.Datetime.now(),
                "decided_by_id": self.env.uid if by else False,
                **vals,
            }
        )
        self._end_duty(is_decided=by)

    def _record_event(self, kind, reason):
        """Write into the customer's credit history what was decided."""
        profile = self.profile_id
        self.env["kam.credit.event"]._record(
            profile, kind, reason, tier_from=profile.tier_id, document=self
        )

    def _tell_salesperson(self):
        """Tell who sells, in one neutral sentence, what became of the document."""
        self.ensure_one()
        user = self.salesperson_id or self.attempted_by_id
        document = self._get_document()
        if document is None or not user:
            return
        reader = document.with_context(lang=user.lang)
        texts = {
            "released": reader.env._("The credit release was given: go on."),
            "cleared": reader.env._("No credit release is needed any more: go on."),
            REFUSED: reader.env._("The credit release was refused: %s", self.refusal),
        }
        reader.message_notify(
            body=texts[self.state],
            subject=wording.labelled(
                reader.env, self.document_name, reader.env._("Credit Release")
            ),
            partner_ids=user.partner_id.ids,
        )

    @api.model
    def _notify_one(self, sentence):
        """Return the action that tells what the only document waits for."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": sentence,
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _notify(self, done, failures):
        """Return the action that tells how many documents went on, and what the others wait for."""
        return transactions.notify_done(self.env, done, failures)


def _as_stake(release, other):
    """Return what was released before as a stake of the same customer."""
    return Stake(Decimal(str(release.stake)), other.limit)


def _in_own_transaction(registry, uid, kind, values):
    """Hold documents after the transaction that wanted to go on with them was given up."""
    with registry.cursor() as cr:
        env = api.Environment(cr, uid, {})
        retrying(partial(env["kam.credit.hold"]._hold_apart, kind, values), env)
