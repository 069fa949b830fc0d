from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.wording import format_date

from .kam_credit_proposal import OPEN_STAGES

# Who answers for the headquarters centre.
CENTRE_ROLES = ("credit_approver", "director", "general_manager")


class KamCreditProposal(models.Model):
    """Sending proposals, answering them, and what takes them up."""

    _inherit = "kam.credit.proposal"

    @api.depends("stage", "author_id")
    @api.depends_context("uid")
    def _compute_can_answer_it(self):
        for proposal in self:
            is_own = proposal.author_id == self.env.user
            proposal.can_send = proposal.stage == "draft" and is_own
            proposal.can_take_back = proposal.stage == "submitted" and is_own
            proposal.can_answer_it = proposal._may_answer()
            proposal.can_link = proposal.stage == "answered" and proposal._is_of_centre()

    # ------------------------------------------------------------------
    # sending
    # ------------------------------------------------------------------

    def action_send(self):
        """Send proposals to the headquarters centre, which answers them within some days.

        :return: True
        :raise UserError: for a proposal that lacks something, or was sent already
        :raise AccessError: for everybody but the author
        """
        for proposal in self:
            proposal.check_access("write")
            proposal._serialise()
            proposal._check_author()
            proposal._check_stage("draft")
            proposal._check_complete()
            # sudo: the process; the author is who sends
            proposal.sudo()._send()
        return True

    def _send(self):
        company = self.company_id
        today = company._kam_today()
        due = company._kam_due(today, company.kam_credit_proposal_days, "working")
        self._protected_write(
            {
                "stage": "submitted",
                "date_answer_due": due,
                "approval_round": self.approval_round + 1,
                "submitted_by_id": self.env.uid,
                "date_submitted": fields.Datetime.now(),
                "date_first_submitted": self.date_first_submitted or today,
            }
        )
        self._on_submitted()
        self._open_answer()

    def action_take_back(self):
        """Take proposals back that nobody has answered, to correct them.

        :return: True
        :raise UserError: for a proposal that does not wait for its first answer
        :raise AccessError: for everybody but the author
        """
        for proposal in self:
            proposal.check_access("read")
            proposal._serialise()
            proposal._check_author()
            proposal._check_stage("submitted")
            # sudo: the process; the author is who takes it back
            proposal.sudo()._protected_write({"stage": "draft", "date_answer_due": False})
            proposal._cancel_answer()
        return True

    # ------------------------------------------------------------------
    # answering
    # ------------------------------------------------------------------

    @api.model
    def _find_centre(self, company, roles=CENTRE_ROLES):
        """Return who holds one of the roles at headquarters.

        :param res.company company: a root
        :param roles: roles of the headquarters centre
        """
        # sudo: how the company is organised is no secret
        units = (
            self.env["kam.unit"]
            .sudo()
            .search([("company_id", "=", company.id), ("level", "=", "headquarters")])
        )
        return self.env["kam.position"]._holders(units, roles)

    def _is_of_centre(self):
        """Tell whether the user answers proposals of this company."""
        return self.env.user in self._find_centre(self.company_id)

    def _may_answer(self):
        """Tell whether the user answers the proposal: of the centre, and not its author."""
        self.ensure_one()
        return (
            self.stage in OPEN_STAGES
            and self.env.user not in self._find_authors()
            and self._is_of_centre()
        )

    def _find_authors(self):
        """Return who wrote or sent the proposal: they never answer it."""
        return self.author_id | self.create_uid | self.submitted_by_id

    def _check_may_answer(self):
        self.check_access("read")
        for proposal in self:
            if self.env.user in proposal._find_authors():
                raise AccessError(
                    self.env._(
                        "%s is yours: somebody else of the headquarters centre answers it.",
                        proposal.display_name,
                    )
                )
            if not proposal._is_of_centre():
                raise AccessError(
                    self.env._(
                        "%s is answered by the headquarters centre: marketing director, general "
                        "manager or credit approver at headquarters.",
                        proposal.display_name,
                    )
                )

    def action_ask_answer(self):
        """Open the dialog that answers proposals.

        :return: a window action
        :raise UserError: for a proposal that does not wait for an answer
        :raise AccessError: for everybody but the headquarters centre, and for the author
        """
        self._check_may_answer()
        for proposal in self:
            proposal._check_stage(*OPEN_STAGES)
        return self._open_dialog("answer", self.env._("Answer the Proposal"))

    def action_ask_link(self):
        """Open the dialog that says in what answered proposals are taken up.

        :return: a window action
        :raise UserError: for a proposal that was not answered
        :raise AccessError: for everybody but the headquarters centre
        """
        self._check_may_answer()
        for proposal in self:
            proposal._check_stage("answered")
        return self._open_dialog("link", self.env._("Taken Up In"))

    def _open_dialog(self, purpose, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.credit.proposal.answer",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_proposal_ids": self.ids, "default_purpose": purpose},
        }

    def action_answer(self, decision="", reason="", date_deferred=False):
        """Answer proposals for the headquarters centre (scheme, credit management, 2 and 6.2).

        :param str decision: ``adopted``, ``partly``, ``not_adopted`` or ``deferred``
        :param str reason: why, not blank
        :param date_deferred: of what is deferred, the day until which it is answered for good
        :return: True
        :raise UserError: without one of these, for a day that is past, or for a proposal that
            does not wait for an answer
        :raise AccessError: for everybody but the headquarters centre, and for the author
        """
        self._check_may_answer()
        answer = arguments.text(self.env, self._get_label("answer"), reason)
        label = self._get_label("date_deferred")
        day = arguments.day(self.env, label, date_deferred)
        self._check_answer(decision, answer)
        for proposal in self:
            proposal._serialise()
            proposal._check_stage(*OPEN_STAGES)
            if decision == "deferred":
                proposal._check_day(day, label)
            # sudo: the process; who answers was checked
            proposal.sudo()._take_answer(decision, answer, day)
        self._tell_answer()
        return True

    @api.model
    def _check_answer(self, decision, answer):
        known = dict(self._fields["decision"]._description_selection(self.env))
        if not isinstance(decision, str) or decision not in known:
            raise UserError(
                self.env._(
                    "“%(field)s” is %(value)s: choose one of %(known)s.",
                    field=self._get_label("decision"),
                    value=arguments.shown(decision),
                    known=wording.listed(self.env, known.values()),
                )
            )
        if not answer:
            raise UserError(
                self.env._(
                    "“%s” is empty: whoever proposes something is told why.",
                    self._get_label("answer"),
                )
            )

    def _check_day(self, day, label):
        today = self.company_id._kam_today()
        if not day or day <= today:
            raise UserError(
                self.env._(
                    "“%(field)s” is a day after today, %(today)s: until then it is answered for "
                    "good.",
                    field=label,
                    today=format_date(self.env, today),
                )
            )

    def _take_answer(self, decision, answer, day):
        """Write down what the user answered, and what follows."""
        today = self.company_id._kam_today()
        is_deferred = decision == "deferred"
        self._protected_write(
            {
                "stage": "deferred" if is_deferred else "answered",
                "decision": decision,
                "answer": answer,
                "answered_by_id": self.env.uid,
                "date_answered": today,
                "date_deferred": day if is_deferred else False,
                "date_answer_due": day if is_deferred else self.date_answer_due,
            }
        )
        self._close_answer()
        if is_deferred:
            self._open_answer()
        elif decision == "not_adopted":
            self._end_round("rejected")
            self._sign_answer()
            self._on_all_rejected()
        else:
            self._end_round("approved")
            self._on_all_approved()

    def _on_approved(self):
        """See the base method: signed by who answered."""
        super()._on_approved()
        self._sign_answer()

    def _sign_answer(self):
        self._protected_write(
            {"approved_by_id": self.answered_by_id.id, "date_approved": self.date_answered}
        )

    def _tell_answer(self):
        """Tell the authors what was answered, each in their language."""
        for proposal in self:
            for lang, users in wording.by_language(proposal.author_id):
                own = proposal.with_context(lang=lang)
                own._kam_tell(
                    users.with_env(own.env),
                    own.env._("%s was answered", own.display_name),
                    Markup("<p>%s</p>")
                    % wording.labelled(own.env, own._word_decision(), own.answer),
                )

    def _word_decision(self):
        """Return the answer in words, with the day of one that is deferred."""
        labels = dict(self._fields["decision"]._description_selection(self.env))
        text = labels.get(self.decision, "")
        if self.decision == "deferred":
            text = wording.noted(self.env, text, format_date(self.env, self.date_deferred))
        return text

    # ------------------------------------------------------------------
    # what takes it up
    # ------------------------------------------------------------------

    @api.model
    def _get_taking_models(self):
        """Return the models whose records may take proposals up. To be extended."""
        return ["kam.credit.tier"]

    def action_link(self, model="", record=0):
        """Say in which record answered proposals are taken up.

        :param str model: one of the models that take proposals up
        :param int record: id of the record
        :return: True
        :raise UserError: for another model, no record, or a proposal that was not answered
        :raise AccessError: for everybody but the headquarters centre, and for a hidden record
        """
        self._check_may_answer()
        label = self._get_label("taken_up_name")
        if not isinstance(model, str) or model not in self._get_taking_models():
            raise UserError(
                self.env._(
                    "“%(field)s” is %(value)s: choose a record of credit management.",
                    field=label,
                    value=arguments.shown(model),
                )
            )
        taker = self.env[model].browse(arguments.ids(self.env, label, [record]))
        taker.check_access("read")
        taker = arguments.one(taker.exists())
        for proposal in self:
            proposal._check_stage("answered")
            # sudo: the process; who links was checked
            proposal.sudo()._protected_write(
                {
                    "taken_up_model": model,
                    "taken_up_id": taker.id,
                    "taken_up_name": taker.display_name,
                }
            )
        return True

    def action_view_taken_up(self):
        """Open what takes the proposal up.

        :return: a window action
        :raise UserError: when nothing does
        """
        arguments.one(self)
        self.check_access("read")
        taker = self.env.get(self.taken_up_model)
        if taker is None or not taker.browse(self.taken_up_id).exists():
            raise UserError(self.env._("What takes %s up is not there.", self.display_name))
        return taker.browse(self.taken_up_id).get_formview_action()
