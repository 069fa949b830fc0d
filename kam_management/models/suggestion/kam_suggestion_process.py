from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ... import arguments, wording
from ...rules import suggestions


class KamSuggestion(models.Model):
    """How a suggestion goes on: accepted, reported, put on a summary, decided, settled."""

    _inherit = "kam.suggestion"

    def _write_process(self, vals):
        """Write what a process has found out of suggestions, and let the customer know of it.

        :param dict vals: values; a ``state`` that cannot follow is a fault of the process
        """
        following = vals.get("state")
        for suggestion in self:
            if following and not suggestions.may_go(suggestion.state, following):
                suggestion._refuse_state(
                    [state for state, then in suggestions.NEXT_STATES.items() if following in then]
                )
        if "date_promise" in vals:
            # a new promise counts, also of what was answered before
            vals = {"date_returned": False, **vals}
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write(vals)
        self.sudo()._publish()

    def _publish(self):
        """Bring up to date what customers may know of their suggestions. To be extended."""

    def _refuse_state(self, wanted):
        """Refuse what belongs to other states.

        :param wanted: states in which it would be possible
        :raise UserError: naming the suggestion and its state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(suggestion)s is “%(state)s”; this is possible for: %(wanted)s.",
                suggestion=self.display_name,
                state=labels[self.state],
                wanted=wording.listed(self.env, [labels[state] for state in wanted]),
            )
        )

    def _check_state(self, wanted):
        for suggestion in self:
            if suggestion.state not in wanted:
                suggestion._refuse_state(wanted)

    def _check_write(self, vals):
        """See the base method: what is settled stays as it is.

        :raise UserError: naming the suggestion and its state
        """
        super()._check_write(vals)
        if {"kind_id", "author_id", "name", "product_tmpl_id"} & vals.keys():
            self.check_access("write")
            self._check_state(suggestions.OPEN_STATES)
        if "author_id" in vals:
            # the account manager, or whom they name (scheme, one.3, 3)
            for suggestion in self:
                suggestion._check_leads()
        if {"kind_id", "name", "product_tmpl_id"} & vals.keys():
            self._check_not_in_review()

    def write(self, vals):
        """Change suggestions; who handles them owes what is to be done."""
        result = super().write(vals)
        if "author_id" in vals:
            # sudo: what follows belongs to the process; who may change it was checked
            self.sudo()._refresh_duties()
        return result

    def _on_taken_in(self):
        """Do what follows when suggestions were taken in. To be extended."""
        self._open_duties()
        self._publish()

    # ------------------------------------------------------------------
    # accepting (scheme, one.3, 2)
    # ------------------------------------------------------------------

    def action_accept(self):
        """Accept suggestions for handling: they are classified, and somebody handles them.

        :return: True
        :raise UserError: for one that nobody handles or has classified, or that is accepted already
        :raise AccessError: for whoever may not write it
        """
        self.check_access("write")
        self._serialise()
        self._check_state({"received"})
        self._accept()
        return True

    def _accept(self):
        """Accept suggestions, as a process that has checked who may.

        :raise UserError: for one that nobody handles or has classified
        """
        for suggestion in self:
            if not suggestion._is_classified():
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(suggestion)s is “%(kind)s”: choose what it is about "
                        "first.",
                        field=self._get_label("kind_id"),
                        suggestion=suggestion.display_name,
                        # sudo: whoever accepts a suggestion need not read the set-up
                        kind=suggestion.sudo().kind_id.name,
                    )
                )
            if not suggestion.author_id:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(suggestion)s is empty: say who handles it.",
                        field=self._get_label("author_id"),
                        suggestion=suggestion.display_name,
                    )
                )
        self._write_process(
            {
                "state": "accepted",
                "date_accepted": fields.Datetime.now(),
                "accepted_by_id": self.env.uid,
            }
        )

    def _is_classified(self):
        """Tell whether somebody has said what the suggestion is about (scheme, one.3, 2)."""
        self.ensure_one()
        return self.kind_id != self.kind_id._find_first(self.company_id)

    def action_withdraw(self, reason=""):
        """Withdraw suggestions that are none, or were written down by mistake.

        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for one whose summary is in review
        :raise AccessError: for all but those who lead the account or the unit
        """
        self.check_access("write")
        for suggestion in self:
            suggestion._check_leads()
        reason = arguments.text(self.env, self._get_label("cancel_reason"), reason)
        if not reason:
            raise UserError(
                self.env._(
                    "“%s” is empty: say in a few words why.", self._get_label("cancel_reason")
                )
            )
        self._serialise()
        self._take_off_drafts()
        self._write_process({"state": "cancelled", "cancel_reason": reason})
        # sudo: the forms and duties of the process; who may was checked
        own = self.sudo()
        own.report_id._cancel("suggestion_withdrawn")
        self.env["kam.deadline"]._cancel(own, "not_needed")
        return True

    def _leads(self):
        """Tell whether the user leads the account of the suggestion, or its unit."""
        # sudo: who leads counts, whoever asks
        suggestion = self.sudo()
        if suggestion.account_id.unit_id:
            return suggestion.account_id.is_led
        # of who is no key account: the unit of their salesperson
        return self.env.user in suggestion.unit_id.leader_ids

    def _check_leads(self):
        if not self._leads():
            raise AccessError(
                self.env._(
                    "%s: this is for the account manager, and for those who lead its unit.",
                    self.display_name,
                )
            )

    # ------------------------------------------------------------------
    # the report (scheme, one.3, 3 and 4)
    # ------------------------------------------------------------------

    def action_write_report(self):
        """Open the report of the suggestion; the first time it is begun.

        :return: a window action
        :raise UserError: for a suggestion that is not accepted, or of a customer who is no
            potential or key account
        :raise AccessError: for whoever may not write it
        """
        arguments.one(self)
        self.check_access("read")
        if not self.report_id:
            self.check_access("write")
            self._serialise()
            self._begin_report()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.suggestion.report",
            # sudo: the id of the form; whether it may be read is asked when it is opened
            "res_id": self.sudo().report_id.id,
            "view_mode": "form",
        }

    def _begin_report(self):
        if not self.is_routed:
            raise UserError(
                self.env._(
                    "%(suggestion)s: %(customer)s is no potential or key account. The supervisor "
                    "decides: choose “Decide” there.",
                    suggestion=self.display_name,
                    customer=self.partner_id.name,
                )
            )
        self._check_state({"accepted"})
        report = self.env["kam.suggestion.report"]._begin(self)
        self._write_process({"state": "reporting", "report_id": report.id})

    def _is_reported(self):
        """Tell whether the report was approved, so that the suggestion can be put on a summary."""
        self.ensure_one()
        # sudo: how the report stands counts, whoever asks
        return self.sudo().report_id.approval_state == "approved"

    def _follow(self, state):
        """Stand where the summary stands.

        :param str state: of those that a suggestion on a summary has
        """
        moving = self._get_covered().filtered(
            lambda suggestion: (
                suggestion.state in suggestions.LISTED_STATES and suggestion.state != state
            )
        )
        if moving:
            moving._write_process({"state": state})

    def _get_covered(self):
        """Return the suggestions that are decided with these: they themselves. To be extended."""
        return self

    # ------------------------------------------------------------------
    # what was decided (scheme, one.3, 7)
    # ------------------------------------------------------------------

    def _decide(self, decision, reason, reply, date_back=False, user=None):
        """Write the decision on suggestions, as a process that has checked who decides.

        :param str decision: adopted, postponed or refused
        :param str reason: why, for colleagues
        :param str reply: what the customer is told of it
        :param date date_back: when what is postponed is put on a summary again
        :param res.users user: who decided; by default the user
        """
        self._write_process(
            {
                "state": "executing" if decision == "adopted" else "decided",
                "decision": decision,
                "decision_reason": reason or False,
                "reply_text": reply or False,
                "date_back": date_back,
                "date_decided": fields.Datetime.now(),
                "decided_by_id": (user or self.env.user).id,
            }
        )
        # sudo: what follows belongs to the process
        self.sudo()._on_decided()

    def _on_decided(self):
        """Do what follows from a decision. To be extended."""

    def action_decide(self, decision="", reply="", reason=""):
        """Decide on suggestions of customers who are no potential or key accounts.

        Those of key accounts are decided by the general manager on a summary.

        :param str decision: adopted, postponed or refused
        :param str reply: what the customer is told of it; required unless it is adopted
        :param str reason: why, for colleagues
        :return: True
        :raise UserError: for a suggestion that follows the scheme, or without an answer
        :raise AccessError: for all but those who lead its unit
        """
        self.check_access("write")
        for suggestion in self:
            suggestion._check_leads()
        if not isinstance(decision, str) or decision not in suggestions.DECISIONS:
            raise UserError(self.env._("“%s” is empty: choose one.", self._get_label("decision")))
        reply = arguments.text(self.env, self._get_label("reply_text"), reply)
        reason = arguments.text(self.env, self._get_label("decision_reason"), reason)
        if decision in suggestions.EXPLAINED_DECISIONS and not reply:
            raise UserError(
                self.env._(
                    "“%s” is empty: write what the customer is told.",
                    self._get_label("reply_text"),
                )
            )
        self._serialise()
        covered = self._get_covered()
        for suggestion in covered:
            suggestion._check_leads()
            if suggestion.is_routed:
                raise UserError(
                    self.env._(
                        "%s is of a potential or key account: it is put on a summary and decided "
                        "there.",
                        suggestion.display_name,
                    )
                )
        covered._check_state({"received", "accepted"})
        covered._decide(decision, reason, reply)
        return True

    @api.model
    def _hand_over_domain(self, users):
        """Return the domain of open suggestions that users handle.

        :param res.users users: who handles them until now
        """
        return [("author_id", "in", users.ids), ("state", "in", suggestions.OPEN_STATES)]
