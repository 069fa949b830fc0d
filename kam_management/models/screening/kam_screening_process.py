from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ... import wording
from ...rules.route_table import Step

_lt = LazyTranslate(__name__)
# Where the file of an account keeps its documents, besides the account itself.
FILE_MODELS = ("kam.competitor", "kam.financial.statement")

# What the first reviewer fills.
SUPERVISOR_FIELDS = ("line_ids.review_score", "line_ids.review_note")


class KamScreening(models.Model):
    """From a candidate to a key account: starting, submitting, deciding, and what follows."""

    _inherit = "kam.screening"

    _approval_route_name = _lt("Screening")
    _approval_route = (
        Step(
            "supervisor",
            "area",
            _lt("Review by the supervisor"),
            days=3,
            writable=SUPERVISOR_FIELDS,
        ),
        Step("manager", "region", _lt("Confirmation by the manager"), days=3),
    )

    # ------------------------------------------------------------------
    # what submitting and deciding ask for
    # ------------------------------------------------------------------

    @api.depends("stage")
    @api.depends_context("uid")
    def _compute_can_start(self):
        for screening in self:
            screening.can_start = screening.stage == "candidate" and screening._may_submit()

    @api.depends("approval_state", "review_ids.state", "review_ids.candidate_ids")
    @api.depends_context("uid")
    def _compute_can_review_lines(self):
        for screening in self:
            screening.can_review_lines = (
                screening.approval_state == "in_review"
                and screening._is_writable("line_ids.review_score")
            )

    def _check_submittable(self):
        """See the base method: also what approval could not carry out."""
        super()._check_submittable()
        self._check_account_state()
        self._check_account_unit()

    @api.depends("date_started", "account_id.state")
    def _compute_can(self):
        super()._compute_can()
        for screening in self:
            screening.can_submit = screening.can_submit and bool(screening.date_started)

    def _may_give_up(self):
        """See the base method: a candidate ends as well, and stays in the records."""
        return bool(self._origin) and not self.revision_mark and self._may_submit()

    def _may_revise(self):
        """See the base method: nothing holds of a customer that is no key account any more."""
        # sudo: the state of the account counts, whether or not the user sees it
        return super()._may_revise() and self.account_id.sudo().state == "key"

    def _get_authors(self):
        """See the base method: whoever found a candidate in the invoices has not written the form.

        Those who submit it are its authors, in every round.
        """
        authors = super()._get_authors()
        if self.origin in ("search", "job", "development"):
            return authors - (self.create_uid - self.submitted_by_id - self.review_ids.author_ids)
        return authors

    def _check_account_state(self):
        """Refuse what approval could not carry out: the account has changed on another way."""
        # sudo: the state of the account counts, whoever submits or decides
        account = self.account_id.sudo()
        account._check_customer_active()
        state = account.state
        wanted = "key" if self.revision_mark else "potential"
        if state != wanted:
            states = dict(self.account_id._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(customer)s is “%(state)s” by now, not “%(wanted)s”: this screening has "
                    "nothing left to confirm. Give it up, or let it be rejected.",
                    customer=self.partner_id.name,
                    state=states[state],
                    wanted=states[wanted],
                )
            )

    def _check_account_unit(self):
        """Refuse to submit a screening of another unit than its account; drafts follow it."""
        account = self.account_id.sudo()  # sudo: as above
        if account.unit_id != self.unit_id:
            raise UserError(
                self.env._(
                    "%(customer)s belongs to %(unit)s by now: choose that as “Unit” of the "
                    "screening.",
                    customer=self.partner_id.name,
                    unit=account.unit_id.complete_name,
                )
            )

    def _check_decision(self, review, decision, opinion):
        """See the base method: high risk is confirmed with the written reason of the last step."""
        super()._check_decision(review, decision, opinion)
        if decision != "approved":
            return
        self._check_account_state()
        steps = self._get_round_reviews().filtered(lambda step: step.state != "passed")
        last = max(steps.mapped("sequence"))
        if self.risk_level == "high" and review.sequence == last and not opinion:
            raise UserError(
                self.env._(
                    "%(screening)s carries a high risk (%(total)s): write as “Opinion” why the "
                    "customer becomes a key account nevertheless.",
                    screening=self.display_name,
                    total=wording.percentage(self.env, self.risk_total, digits=2),
                )
            )

    # ------------------------------------------------------------------
    # starting: a candidate becomes a potential key account (scheme, one.1)
    # ------------------------------------------------------------------

    def action_start(self):
        """Begin the analysis of candidates: each becomes a potential key account.

        :return: True
        :raise UserError: when unit or account manager is missing, the analysis has begun already,
            or the customer cannot be screened now
        :raise AccessError: for whoever may not screen the customer
        """
        for screening in self:
            screening._start()
        return True

    def _start(self):
        self.ensure_one()
        self.check_access("write")
        self._serialise()
        self._check_state("draft")
        self._check_startable()
        self._check_owners()
        # sudo: the engine's own fields; who may start was checked
        self.sudo()._protected_write(
            {"date_started": fields.Datetime.now(), "started_by_id": self.env.uid}
        )
        self._renew_lines()
        account = self.account_id
        reason = self._get_reason()
        # sudo: the state of the account counts, whether or not the user sees it yet
        if account.sudo().state == "ordinary":
            account._enter_potential(
                source="screening",
                reason=reason,
                unit=self.unit_id,
                manager=self.manager_id,
                document=self,
            )
        else:
            self._move_account()

    def _check_startable(self):
        if self.date_started:
            raise UserError(
                self.env._(
                    "The analysis of %(screening)s began already.", screening=self.display_name
                )
            )
        for name in ("unit_id", "manager_id"):
            if not self[name]:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(screening)s is empty: say who looks after the customer.",
                        field=self._fields[name]._description_string(self.env),
                        screening=self.display_name,
                    )
                )
        refusals = self._find_refusals(self.company_id, self.partner_id, besides=self)
        if refusals:
            raise UserError("\n".join(refusals.values()))

    def _get_reason(self):
        """Return the reason that the history of the account shows."""
        return wording.worded("screening", number=self.number)

    @api.model
    def _go_on_developed(self, account, document):
        """Let the screening of a customer who was won by development know, or begin one.

        The waiting time after a rejection does not hold: the customer was won meanwhile.

        :param account: a potential key account
        :param document: the record that says so
        """
        screening = self._find_open(account)[:1]
        if not screening:
            # sudo: the process goes on, whoever approved that the customer is won
            screening = self.sudo()._protected_create(
                [
                    {
                        "partner_id": account.partner_id.id,
                        "account_id": account.id,
                        "company_id": account.company_id.id,
                        "unit_id": account.unit_id.id,
                        "manager_id": account.manager_id.id,
                        "class_id": account.class_id.id,
                        "origin": "development",
                        "date_started": fields.Datetime.now(),
                        "started_by_id": self.env.uid,
                    }
                ]
            )
        note = wording.for_readers(screening)
        note._message_log(
            body=note.env._("The customer was won by development: %s.", document.number)
        )

    def _move_account(self):
        """Let a potential key account follow unit and account manager of its screening.

        :raise AccessError: when it has others, and the user may not give it away
        """
        # sudo: as above
        account = self.account_id.sudo()
        if (self.unit_id, self.manager_id) == (account.unit_id, account.manager_id):
            return
        if account.unit_id and account.manager_id:
            self.account_id._check_owner_change_allowed()
        self.account_id._change_owner(self.unit_id, self.manager_id, self._get_reason())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for screening in self.filtered("date_started"):
            raise UserError(
                self.env._(
                    "The analysis of %(screening)s has begun: it stays in the records. Give it up "
                    "instead.",
                    screening=screening.display_name,
                )
            )

    # ------------------------------------------------------------------
    # documents: what was collected is filed with the form (资料汇总保存)
    # ------------------------------------------------------------------

    def _on_submitted(self):
        """Copy the documents of the account's file, so that they are locked and filed."""
        self._collect_documents()
        super()._on_submitted()

    def _collect_documents(self):
        """Copy those documents of the account's file that the form does not have yet."""
        archive = self.env["kam.archive.entry"]
        present = [document._kam_describe() for document in archive._get_documents(self)]
        for document in self._find_file_documents():
            description = document._kam_describe()
            if description not in present:
                present.append(description)
                document.copy({"res_model": self._name, "res_id": self.id})

    def _describe_documents(self):
        """See the base method: those of the account's file are listed by where they come from."""
        lang = self.company_id.partner_id.lang or self.env.lang
        models = self.env["ir.model"].with_context(lang=lang)
        sources = [
            (
                document._kam_describe(),
                {
                    "heading": models._get(document.res_model).name,
                    "heading_model": document.res_model,
                },
            )
            for document in self._find_file_documents()
        ]
        own, collected = [], {}
        for description in super()._describe_documents():
            heading = next((found for source, found in sources if source == description), None)
            if heading:
                collected.setdefault(heading["heading_model"], []).append(description | heading)
            else:
                own.append(description)
        return [*own, *(document for some in collected.values() for document in some)]

    def _find_file_documents(self):
        """Return the documents of the account and of the records in its file."""
        account = self.account_id
        domain = Domain("res_model", "=", account._name) & Domain("res_id", "=", account.id)
        for name in FILE_MODELS:
            # sudo: what the file holds is collected, whoever submits
            records = self.env[name].sudo().search([("account_id", "=", account.id)])
            domain |= Domain("res_model", "=", name) & Domain("res_id", "in", records.ids)
        # sudo: as above
        return self.env["ir.attachment"].sudo().search(domain, order="id")

    # ------------------------------------------------------------------
    # result: a key account, or an ordinary customer as before
    # ------------------------------------------------------------------

    def _on_all_approved(self):
        """Make the customers key accounts, then file everything that was collected."""
        self._confirm_accounts()
        super()._on_all_approved()

    def _on_all_rejected(self):
        """Let the customers be ordinary ones again; the analyses are kept and filed."""
        self._leave_potential("screening_rejected")
        super()._on_all_rejected()

    def _on_returned(self):
        """The account may have moved while the form was in review."""
        super()._on_returned()
        self.account_id._align_screenings()

    def _on_withdrawn(self):
        """See :meth:`_on_returned`."""
        super()._on_withdrawn()
        self.account_id._align_screenings()

    def _on_cancelled(self):
        """Giving a screening up ends what its beginning brought about."""
        super()._on_cancelled()
        self._leave_potential("screening_given_up")

    def _leave_potential(self, code):
        # sudo: the process ends, whoever ends it
        left = self.sudo().filtered(
            lambda screening: screening.date_started and screening.account_id.state == "potential"
        )
        if left:
            left.account_id._return_to_ordinary(
                "screening",
                {
                    screening.account_id.id: wording.worded(code, number=screening.number)
                    for screening in left
                },
                documents={screening.account_id.id: screening for screening in left},
            )

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also what the account has become."""
        return super()._get_cancel_reasons() | {
            "not_key": self.env._("The customer is no key account any more.")
        }

    def _check_revisable(self):
        """See the base method: nothing holds of a customer that is no key account any more."""
        super()._check_revisable()
        # sudo: the state of the account counts, whether or not the user sees it
        if self.account_id.sudo().state != "key":
            raise UserError(
                self.env._(
                    "%(customer)s is no key account any more: nothing of %(screening)s holds "
                    "that could be revised. Start a new screening instead.",
                    customer=self.partner_id.name,
                    screening=self.display_name,
                )
            )

    def _on_revised(self):
        """Unit and account manager of the revision are those of the account.

        Approving it leaves the account a key account; downgrading the account ends the revision.
        """
        super()._on_revised()
        self.account_id._align_screenings()

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "It follows from the customer, its figures, or the buttons of the screening."
        )
