from odoo import api, models

from ... import wording
from ...rules import findings, ranking
from ...wording import format_date

INFORMATION = "visit_information"
PROBLEM = "visit_problem"
PROBLEM_SUPERIOR = "visit_problem_superior"
PROBLEM_KINDS = (PROBLEM, PROBLEM_SUPERIOR)


class KamVisitFinding(models.Model):
    """Who owes what on a finding, and who is told of it."""

    _inherit = "kam.visit.finding"

    def _get_customer(self):
        # sudo: whoever is told of it learns whose customer it is
        return self.sudo().account_id.partner_id.name

    def _get_duty_title(self):
        """See the base method: the customer, and what was found in a few words."""
        return wording.labelled(self.env, self._get_customer(), self.name)

    @api.model
    def _find_superiors(self, visits):
        """Return who is next above those who led visits: nobody, where nobody is above them.

        The nearest who hold a supervising role that ranks above, at the unit of the account or
        above it (scheme, one.2, 7 and 8: 主管领导).

        :param visits: the visits
        :return: dict visit -> users
        """
        positions = self.env["kam.position"]
        supervising = positions._supervising_roles()
        # sudo: where accounts hang counts, whoever asks
        visits_sudo = visits.sudo()
        upward = {
            visit.id: visit.account_id.unit_id._ancestors() if visit.account_id.unit_id else ()
            for visit in visits_sudo
        }
        units = self.env["kam.unit"].sudo().union(*filter(None, upward.values()))
        holders = positions._find_holders(units, supervising) if units else {}
        ranks = positions._find_ranks(visits_sudo.leader_id, visits_sudo.company_id)
        nobody = self.env["res.users"]
        found = {}
        for visit in visits_sudo:
            leader = visit.leader_id
            above = ranking.roles_above(
                ranks[visit.company_id.id, leader.id], supervising, positions._get_ranks()
            )
            found[visits.browse(visit.id)] = next(
                (
                    nobody.browse(users.ids)
                    for unit in upward[visit.id]
                    for roles in above
                    if (users := nobody.union(*(holders[unit.id, role] for role in roles)) - leader)
                ),
                nobody,
            )
        return found

    def _find_department_users(self):
        """Return who works in the departments concerned, and can act."""
        # sudo: who belongs to a department decides who is told, not who reads employees
        members = self.sudo().department_ids.member_ids.user_id
        return self.env["res.users"].browse(members._kam_able(self.company_id).ids)

    def _open_duties(self):
        """Let what was passed on be owed: a problem its solution, information its place."""
        passed = self.company_id._kam_day_of(self.date_passed)
        if self.kind == "information":
            due = self.company_id._kam_due(passed, findings.TAKE_OVER_DAYS)
            duties = [self._prepare_duty_vals(INFORMATION, due, date_open=passed)]
        else:
            due = max(self.date_due, passed)
            duties = [
                self._prepare_duty_vals(
                    PROBLEM,
                    due,
                    slot=str(department.id),
                    department_id=department.id,
                    date_open=passed,
                )
                for department in self.department_ids
            ]
            if self.superior_ids:
                duties.append(
                    self._prepare_duty_vals(
                        PROBLEM_SUPERIOR, due, user_ids=self.superior_ids.ids, date_open=passed
                    )
                )
        self.env["kam.deadline"]._open(duties)

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: the superior of whoever led the visit, as positions are now."""
        people = super()._find_duty_users(deadlines)
        owed = deadlines.filtered(lambda duty: duty.code == PROBLEM_SUPERIOR)
        documents = self._find_duty_documents(owed)
        # sudo: who owes the solution does not read of which visit it is
        visits = self.sudo().browse(owed.mapped("res_id")).visit_id
        superiors = self._find_superiors(visits) if visits else {}
        for duty, finding in documents.items():
            # sudo: as above
            people[duty] = superiors[finding.sudo().visit_id]
        return people

    # ------------------------------------------------------------------
    # telling
    # ------------------------------------------------------------------

    def _tell(self, users, get_subject):
        """Tell people what was found, each in their language; customers are never written to.

        :param res.users users: who is told
        :param get_subject: called with the finding in a language, returns what it is about
        """
        for lang, some in wording.by_language(users):
            own = self.with_context(lang=lang)
            own.env["mail.thread"].sudo()._kam_tell(  # sudo: as the process, whoever visited
                some,
                get_subject(own),
                own.env["ir.qweb"]._render(
                    "kam_management.mail_facts",
                    {"lead": own.name, "facts": own._get_facts()},
                ),
            )

    def _get_facts(self):
        """Return what people are told of a finding: pairs of label and text.

        Nothing that only readers of the account may know: also departments are told.
        """
        names = {
            "opportunity": ("product", "positioning", "next_step"),
            "problem": ("description", "date_due"),
        }.get(self.kind, ("description",))
        facts = []
        for name in names:
            value = self[name]
            if value and name == "date_due":
                value = format_date(self.env, value)
            if value:
                facts.append((self._fields[name]._description_string(self.env), value))
        return facts

    def _tell_solved(self):
        """Tell those who visited that their problems are solved."""
        for finding in self:
            # sudo: whoever visited learns what became of it
            visit = finding.sudo().visit_id
            for lang, some in wording.by_language(visit._get_people() | finding.passed_by_id):
                own = finding.with_context(lang=lang)
                visit.with_context(lang=lang)._kam_tell(
                    some,
                    own.env._("Solved at %s", own._get_customer()),
                    own.env["ir.qweb"]._render(
                        "kam_management.mail_facts",
                        {
                            "lead": own.name,
                            "facts": [
                                (
                                    own._fields["solution"]._description_string(own.env),
                                    own.solution,
                                )
                            ],
                        },
                    ),
                )

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "name", "description"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what is to be solved, or taken over."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, finding in documents.items():
            if duty.code == INFORMATION:
                places = dict(self._get_file_fields())
                told[duty] = {
                    "why": finding.new_text or finding.name,
                    "facts": [places.get(finding.field_name, "")],
                    "actions": [
                        my_day._prepare_action(
                            "take_over", self.env._("Put into the File"), bulk=True
                        ),
                        my_day._prepare_action("decline", self.env._("Leave Out")),
                    ],
                }
            else:
                told[duty] = {
                    "why": finding.description or finding.name,
                    "actions": [my_day._prepare_action("solve", self.env._("Solve"), bulk=True)],
                }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: problems are solved, information is taken over."""
        documents = self.browse(set(deadlines.mapped("res_id")))
        if key == "solve":
            return documents.action_ask_solution()
        if key == "decline":
            return documents.action_ask_why()
        if key == "take_over":
            documents.action_take_over()
            return True
        return super()._settle_duties(deadlines, key)
