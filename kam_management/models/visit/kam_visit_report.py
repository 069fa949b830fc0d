from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ... import arguments, relations
from ...rules import visits
from ...rules.route_table import SUPERIOR, Step
from ..ledger.kam_account_contact import ATTITUDES
from .kam_visit_duties import REPORT

_lt = LazyTranslate(__name__)

# the scheme's columns of the visit record (development, 6.5) and of the summary (one.2, 9)
RECORD_FIELDS = ("main_points", "customer_thoughts", "proposals")
SUMMARY_FIELDS = ("analysis", "lessons", "shortcomings", "improvements")
# all that is asked of a call that nobody else reads of
SHORT_FIELDS = ("attitude", "main_points")


class KamVisitReport(models.Model):
    """The target account visit record 目标客户拜访记录表, with the visit summary 拜访总结.

    One number, one print (development scheme, 6.5; scheme, one.2, 9).

    It is made when the visit ends. Of target accounts, and of visits whose type says so, the
    superior reads it; others are complete when they are written. It is filed together with the plan
    and what was changed of it.
    """

    _name = "kam.visit.report"
    _description = "Visit Report"
    _inherit = ["kam.account.form.mixin"]
    # made by the visit, never by hand
    _protected_except_on_create = frozenset()
    _form_prefix = "VR/%(year)s/"
    _required_to_submit = ("attitude", *RECORD_FIELDS, *SUMMARY_FIELDS)
    _approval_route_name = _lt("Visit report")
    _approval_route = (Step(SUPERIOR, None, _lt("Read by the superior"), days=3),)

    visit_id = fields.Many2one(
        "kam.visit", required=True, index=True, ondelete="restrict", readonly=True, copy=False
    )
    leader_id = fields.Many2one(
        "res.users",
        string="Visit Leader",
        related="visit_id.leader_id",
        store=True,
        index=True,
        readonly=True,
    )
    participant_ids = fields.Many2many(
        related="visit_id.participant_ids", related_sudo=False, string="Participants"
    )
    stakeholder_ids = relations.Many2many(
        related="visit_id.stakeholder_ids", related_sudo=False, string="Persons Visited"
    )
    is_target = fields.Boolean(related="visit_id.is_target", string="Target Account")
    date_started = fields.Datetime(related="visit_id.date_started", string="Begun At")
    date_ended = fields.Datetime(related="visit_id.date_ended", string="Ended At")
    minutes_late = fields.Integer(related="visit_id.minutes_late")
    punctuality = fields.Selection(related="visit_id.punctuality")
    place = fields.Char(related="visit_id.place", string="Visit Place")
    channel = fields.Selection(related="visit_id.channel", string="Visit Channel")
    attitude = fields.Selection(ATTITUDES, help="How the customer was to us.")
    main_points = fields.Text(help="What was talked about.")
    customer_thoughts = fields.Text(
        string="Customer's Thoughts", help="What the customer thinks, wants and fears."
    )
    proposals = fields.Text(help="How the customer is to be developed further.")
    latest_information = fields.Text(help="What is new at the customer.")
    promises = fields.Text(help="What we promised, by when; what they promised.")
    analysis = fields.Text(string="Analysis of the Visit", help="How it went, and why.")
    lessons = fields.Text(help="What went well, to be done again.")
    shortcomings = fields.Text(help="What did not go well.")
    improvements = fields.Text(help="What is done better on the next visit.")
    can_finish = fields.Boolean(compute="_compute_can")

    _visit_uniq = models.Constraint("UNIQUE(visit_id)", "This visit has its report already.")

    def _get_print_name(self):
        """Return what the print is called: the record is one of target accounts only."""
        self.ensure_one()
        if self.is_target:
            return self.env._("Target Account Visit Record / Visit Summary")
        return self.env._("Visit Summary")

    def _get_printed_findings(self):
        """Return what was found on the visit, by kind, as the print lists it.

        :return: list of ``(kind, label, findings)``
        """
        self.ensure_one()
        # the latest information stands above, as somebody wrote it: here what went into the file
        labels = {"information": self.env._("Information for the Account's File")}
        found_by_kind = self.visit_id._get_findings_by_kind()
        return [(kind, labels.get(kind, label), found) for kind, label, found in found_by_kind]

    def _get_label(self, name):
        """See the base method: of target accounts the thoughts are called as in the scheme."""
        return self._word_label(name, self.is_target)

    @api.model
    def _word_label(self, name, is_target):
        """Return what a field is called, of a target account and of others.

        :param str name: of the field
        :param bool is_target: whether the customer is a target account
        """
        if name == "customer_thoughts" and is_target:
            return self.env._("Target Customer's Thoughts")
        return self._fields[name]._description_string(self.env)

    @api.model
    def _get_missing_depends(self):
        """See the base method: a field is called otherwise for target accounts."""
        return super()._get_missing_depends() | {"is_target"}

    @api.model
    def _get_step_titles(self):
        """See the base method: what the superior has written on reading it."""
        return {
            **super()._get_step_titles(),
            "Read by the superior": self.env._("Opinion of the Superior on the Report"),
        }

    def action_view_visit(self):
        """Open the visit of the report.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.visit",
            "res_id": self.visit_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"visit_id", "leader_id"}

    def _needs_approval(self):
        """See the base method: of target accounts, and of types that say so."""
        self.ensure_one()
        visit = self.visit_id
        return visit.needs_rank or visit.type_id.is_read

    @api.model
    def _get_approval_needed_depends(self):
        """See the base method, and :meth:`_needs_approval`."""
        depends = super()._get_approval_needed_depends()
        return depends | {"visit_id.needs_rank", "visit_id.type_id.is_read"}

    def _says_missing(self):
        """See the base method: also before it is completed."""
        return True

    def _compute_can(self):
        super()._compute_can()
        for report in self:
            is_own = report.approval_state == "draft" and not report._needs_approval()
            report.can_finish = is_own and report.has_access("write")

    def _get_mail_facts(self):
        """See the base method: of which visit it tells."""
        return self.visit_id._get_mail_facts()

    def _get_required_to_submit(self):
        """See the base method: a call that nobody else reads of is told in a few words."""
        visit = self.visit_id
        is_short = visits.is_short_report(visit.purpose, visit.channel)
        if is_short and not self._needs_approval():
            return SHORT_FIELDS
        return super()._get_required_to_submit()

    def _get_authors(self):
        """See the base method: whoever led the visit answers for its report, too."""
        return super()._get_authors() | self.leader_id

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: reports are made by visits that end.

        :raise UserError: for everybody but the process
        """
        raise UserError(
            self.env._("A visit report is made when its visit ends: choose “End Visit” there.")
        )

    def action_complete(self):
        """Complete reports that nobody else reads: they are filed.

        :return: True
        :raise UserError: for a report that is to be submitted instead, or lacks something
        :raise AccessError: for whoever may not write the report
        """
        for report in self:
            report.check_access("write")
            report._serialise()
            report._check_state("draft")
            if report._needs_approval():
                raise UserError(
                    self.env._(
                        "%(report)s is read by the superior: submit it.",
                        report=report.display_name,
                    )
                )
            report._check_complete()
            # sudo: the engine's own fields; who may was checked
            report.sudo()._complete()
        return True

    @api.model
    def _get_in_charge_fields(self):
        """See the base method: whoever led the visit, also when others follow in the account."""
        return (*super()._get_in_charge_fields(), "leader_id")

    def _check_may_be_given_up(self):
        """Refuse to give up what the visit cannot be closed without.

        :raise UserError: naming the report
        """
        raise UserError(
            self.env._(
                "%(report)s cannot be given up: the visit was made, and is closed with its report. "
                "Correct it and submit it.",
                report=self.display_name,
            )
        )

    def _check_decision(self, review, decision, opinion):
        """See the base method: what was found is not refused, but put right."""
        super()._check_decision(review, decision, opinion)
        if decision == "rejected":
            raise UserError(
                self.env._(
                    "%(report)s cannot be rejected: the visit was made. Return it for correction.",
                    report=self.display_name,
                )
            )

    def _find_correctors(self):
        """See the base method: whoever led the visit, as long as they can act."""
        return self.leader_id._kam_able(self.company_id) or super()._find_correctors()

    def _on_withdrawn(self):
        """See the base method: the report is owed as before."""
        super()._on_withdrawn()
        # sudo: what is owed follows the report, whoever takes it back
        self.sudo().visit_id._open_report_duty()

    def _on_submitted(self):
        """See the base method: whoever owes the report has written it."""
        super()._on_submitted()
        self.env["kam.deadline"]._close(self.visit_id, REPORT, by=self.env.user)

    def _on_all_approved(self):
        """See the base method: then the visits are closed, as far as all is said."""
        super()._on_all_approved()
        # sudo: the visit follows its report, whoever decides
        self.sudo().visit_id._on_report_complete()

    def _file(self):
        """See the base method: with the plan, its changes and the files of both, as one entry."""
        archive = self.env["kam.archive.entry"]
        entries = archive
        for report in self:
            visit = report.visit_id
            entries |= archive._file_process(
                report,
                [
                    (self.env._("Visit plan"), visit),
                    (self.env._("Files of the visit"), archive._get_documents(visit)),
                ],
            )
        return entries
