from operator import methodcaller

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ... import arguments, transactions, wording
from .kam_visit_finding_duties import INFORMATION, PROBLEM_KINDS


class KamVisitFinding(models.Model):
    """What is passed on: into the account's file, to CRM, to departments and superiors."""

    _inherit = "kam.visit.finding"

    def action_pass_on(self):
        """Pass findings on: each becomes what its kind asks for.

        Scheme, one.2, 6 to 8: information goes into the account's file, an opportunity to CRM, a
        problem to the departments concerned and the superior; a suggestion to the customer's
        suggestions.

        :return: True
        :raise UserError: for a finding that lacks something, or was passed on already
        :raise AccessError: for whoever may not write the finding
        """
        self.check_access("write")
        self._serialise()
        for finding in self:
            finding._check_draft()
            gaps = finding._get_gaps()
            if gaps:
                raise UserError("\n".join(gaps))
            finding._pass_on()
        return True

    def _pass_on_each(self):
        """Pass findings on one by one; what cannot be passed on is named, the others stand.

        For server actions: alone a finding is refused as ever, among several it is reported.

        :return: True for one finding, otherwise an action that tells what was done and what not
        """
        if len(self) == 1:
            return self.action_pass_on()
        _results, refused = transactions.run_each(self, methodcaller("action_pass_on"))
        failures = [str(error) for _finding, error in refused]
        return transactions.notify_done(self.env, len(self) - len(failures), failures)

    def _pass_on(self):
        """Pass one finding on. The caller has checked that it is complete, and who may."""
        self.ensure_one()
        superiors = self._find_superiors(self.visit_id)[self.visit_id]
        is_told = self.kind in ("opportunity", "problem")
        self._settle(
            "open",
            date_passed=fields.Datetime.now(),
            passed_by_id=self.env.uid,
            superior_ids=[Command.set(superiors.ids if is_told else [])],
        )
        getattr(self, f"_pass_{self.kind}")()
        self._note_at_visit()

    def _settle(self, state, **vals):
        # sudo: the process's own fields; who may was checked
        self.sudo()._protected_write({"state": state, **vals})

    def _end(self, **vals):
        self._settle("done", date_done=fields.Datetime.now(), done_by_id=self.env.uid, **vals)

    def _note_at_visit(self):
        """Say in the conversation of the visit what was passed on."""
        # sudo: the visit tells what became of it, whoever passes it on
        visit = self.visit_id.sudo()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        visit._message_log(
            body=Markup("<p>%s</p>")
            % self.env._(
                "%(kind)s passed on: %(finding)s", kind=kinds[self.kind], finding=self.name
            )
        )

    # ------------------------------------------------------------------
    # information: the account's file (scheme, one.2, 6)
    # ------------------------------------------------------------------

    def _pass_information(self):
        if self._may_take_over():
            self._take_over()
        else:
            self._open_duties()

    def _may_take_over(self):
        """Tell whether the user keeps the account's file: asked of the person, not the process."""
        # sudo: taken away; a process that passes it on has no say of its own
        account = self.account_id.with_user(self.env.uid)
        return account.has_access("write") and account._may_write_information()

    def action_take_over(self):
        """Take information over into the account's file.

        :return: True
        :raise UserError: for what does not wait for that
        :raise AccessError: for whoever does not keep the file
        """
        self.check_access("read")
        self._serialise()
        for finding in self:
            finding._check_waits("information")
            # which says itself who keeps the file
            finding._take_over()
        return True

    def _take_over(self):
        """Write the information into the file, with the rights of the user."""
        account = self.account_id.with_user(self.env.uid)
        before = account[self.field_name]
        day = self.company_id._kam_day_of(self.visit_id.sudo().date_started)
        account._take_information({self.field_name: self.new_text}, day, self.write_mode)
        self._end(text_before=before)
        self.env["kam.deadline"]._close(self, INFORMATION, by=self.env.user)

    def action_decline(self, why=""):
        """Leave information out of the account's file.

        :param str why: why it is not taken over
        :return: True
        :raise UserError: without a reason, or for what does not wait for that
        :raise AccessError: for whoever does not keep the file
        """
        self.check_access("read")
        why = self._check_said(why)
        self._serialise()
        for finding in self:
            finding._check_waits("information")
            if not finding._may_take_over():
                finding._refuse_others(self.env._("whoever keeps the account's file"))
            finding._end(is_declined=True, solution=why)
        self.env["kam.deadline"]._close(self, INFORMATION, by=self.env.user)
        return True

    def _check_waits(self, kind):
        """Refuse unless the finding waits for what settles its kind.

        :raise UserError: naming the finding
        """
        if self.kind != kind or self.state != "open":
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(finding)s” (%(kind)s) is “%(state)s”: nothing of it waits for that.",
                    finding=self.name,
                    kind=kinds[self.kind],
                    state=states[self.state],
                )
            )

    def _check_said(self, value):
        """Return what somebody wrote of how a finding ends.

        :raise UserError: for a blank one, or what is no text
        """
        label = self._fields["solution"]._description_string(self.env)
        said = arguments.text(self.env, label, value)
        if not said:
            raise UserError(
                self.env._("“%(field)s” is empty: say in a few words what was done.", field=label)
            )
        return said

    # ------------------------------------------------------------------
    # an opportunity: CRM (scheme, one.2, 7)
    # ------------------------------------------------------------------

    def _pass_opportunity(self):
        # sudo: the visit makes the opportunity of the account manager, also for people without
        # rights in CRM; who may read it there sees it here
        lead = self.env["crm.lead"].sudo().create(self._prepare_lead_vals())
        self._end(crm_lead_id=lead.id)
        self._tell(
            self._find_department_users() | self.superior_ids,
            lambda own: own.env._("An opportunity at %s", own._get_customer()),
        )

    def _prepare_lead_vals(self):
        # sudo: whose customer it is, whoever visited
        account = self.account_id.sudo()
        # Odoo lets only users of the very company keep its opportunities
        own = account.manager_id._kam_companies_of(account.company_id)
        company = (own & account.company_id) or own[:1] or account.company_id
        rows = [
            (self._fields[name]._description_string(self.env), self[name])
            for name in ("product", "positioning", "next_step", "description")
            if self[name]
        ]
        return {
            "name": wording.labelled(self.env, account.partner_id.name, self.name.strip()[:80]),
            "type": "opportunity",
            "partner_id": account.partner_id.id,
            "company_id": company.id,
            "user_id": account.manager_id.id,
            # sudo: the amount goes to the opportunity, whoever passes it on
            "expected_revenue": self.sudo().expected_revenue,
            "description": Markup().join(Markup("<p>%s: %s</p>") % row for row in rows),
        }

    def action_view_lead(self):
        """Open the opportunity that was made.

        :return: a window action
        :raise UserError: where there is none that the user may read
        """
        arguments.one(self)
        self.check_access("read")
        if not self.lead_id:
            raise UserError(
                self.env._("“%s”: there is no opportunity that you may open.", self.name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # a problem: departments and superior, until it is solved (scheme, one.2, 8)
    # ------------------------------------------------------------------

    def _pass_problem(self):
        self._open_duties()
        self._tell(
            self._find_department_users() | self.superior_ids,
            lambda own: own.env._("A problem at %s", own._get_customer()),
        )

    def _may_solve(self):
        """Tell whether the user says that the problem is solved.

        The departments and the superior do, delegates of theirs, and whoever leads the account.
        """
        if self.env.su:
            return True
        # sudo: who owes the solution settles it, whether or not they see the account
        finding = self.sudo()
        owing = finding.open_deadline_ids.filtered(lambda duty: duty.code in PROBLEM_KINDS)
        if self.env.user in owing.worker_ids:
            return True
        account = finding.account_id.with_user(self.env.uid)
        return account.has_access("read") and account.is_led

    def action_solve(self, solution=""):
        """Say how problems were solved: nobody owes a solution any more.

        :param str solution: how
        :return: True
        :raise UserError: without a solution, or for what is no open problem
        :raise AccessError: for everybody but the departments, the superior and whoever leads the
            account
        """
        self.check_access("read")
        solution = self._check_said(solution)
        self._serialise()
        for finding in self:
            finding._check_waits("problem")
            if not finding._may_solve():
                finding._refuse_others(
                    self.env._(
                        "the departments concerned, the superior, and whoever leads the account"
                    )
                )
            finding._end(solution=solution)
        self.env["kam.deadline"]._close(self, PROBLEM_KINDS, by=self.env.user)
        self._tell_solved()
        return True

    # ------------------------------------------------------------------
    # a suggestion: goes on as one of the customer's (scheme, one.3, 1)
    # ------------------------------------------------------------------

    def _pass_suggestion(self):
        """Let it go on as a suggestion; where nothing takes it up, it stays in progress."""
        # sudo: whether to thank them was ticked by whoever visited
        self._take_up(self.sudo().thanks_by_mail)

    def _take_up(self, thanks_by_mail):
        account = self.account_id
        vals = self._prepare_suggestion_vals()
        if account._take_suggestion({**vals, "thanks_by_mail": thanks_by_mail}, self):
            self._end()

    def _prepare_suggestion_vals(self):
        # sudo: who said it goes along, whoever may see the stakeholder
        finding = self.sudo()
        contact = finding.stakeholder_id.partner_id
        channel = finding.visit_id.channel
        return {
            "name": finding.name.strip(),
            "description": finding.description or finding.name,
            "contact": contact,
            "contact_name": "" if contact else finding.stakeholder_id.display_name or "",
            "channel": channel if channel in ("person", "phone") else "phone",
        }

    def action_take_up(self):
        """Let suggestions that were only kept go on as the customer's suggestions.

        Nobody is thanked by mail: it was said some time ago.

        :return: True
        :raise UserError: for what is no suggestion that was kept
        :raise AccessError: for whoever does not look after the account
        """
        self.check_access("read")
        self._serialise()
        for finding in self:
            finding._check_waits("suggestion")
            if not finding._may_take_over():
                finding._refuse_others(self.env._("whoever keeps the account's file"))
            finding._take_up(thanks_by_mail=False)
        return True

    def _take_up_each(self):
        """Take suggestions up one by one, for server actions: what is refused is named.

        :return: True for one finding, otherwise an action that tells what was done and what not
        """
        if len(self) == 1:
            return self.action_take_up()
        _results, refused = transactions.run_each(self, methodcaller("action_take_up"))
        failures = [str(error) for _finding, error in refused]
        return transactions.notify_done(self.env, len(self) - len(failures), failures)

    def _tell_outcome(self):
        """Tell those who visited what became of what was suggested to them."""
        for finding in self:
            # sudo: whoever visited learns what became of it
            visit = finding.sudo().visit_id
            for lang, some in wording.by_language(visit._get_people() | finding.passed_by_id):
                own = finding.sudo().with_context(lang=lang)  # sudo: as above
                own.invalidate_recordset(["outcome"])
                visit.with_context(lang=lang)._kam_tell(
                    some,
                    own.env._("Decided on: a suggestion of %s", own._get_customer()),
                    own.env["ir.qweb"]._render(
                        "kam_management.mail_facts",
                        {
                            "lead": own.name,
                            "facts": [
                                (
                                    own._fields["outcome"]._description_string(own.env),
                                    own.outcome,
                                )
                            ],
                        },
                    ),
                )

    # ------------------------------------------------------------------
    # the dialog
    # ------------------------------------------------------------------

    def action_ask_solution(self):
        """Open the dialog that asks how problems were solved.

        :return: a window action
        """
        return self._ask("solve", self.env._("Solve"))

    def action_ask_why(self):
        """Open the dialog that asks why information is left out of the account's file.

        :return: a window action
        """
        return self._ask("decline", self.env._("Leave Out"))

    def _ask(self, decision, title):
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "kam.visit.settle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_finding_ids": self.ids, "default_decision": decision},
        }
