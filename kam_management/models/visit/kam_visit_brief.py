from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ... import arguments, wording
from ...rules import periods, visit_brief
from ...rules.visit_brief import Gap
from ...wording import format_date

FINDING = "kam.visit.finding"

# So much of each stands on one page.
CONTACTS, PROMISES, FINDINGS, PERSONS = 5, 3, 3, 4
# A promise is looked for in so many reports.
REPORTS = 10
# So much of a text is shown.
EXCERPT = 150
PERSON_FIELDS = [
    "account_id",
    "active",
    "partner_id",
    "position",
    "decision_role",
    "stance",
    "to_avoid",
    "preferred_channel",
    "preferred_time",
    "relationship_now",
    "relationship_wanted",
    "relationship_gap",
    "is_vacant",
    "write_date",
]


class KamVisit(models.Model):
    """The brief 拜访简报: what to know before one goes there, on a phone and on one page of paper.

    Everything is read with the rights of the reader, and dated. Personal facts have a print of
    their own.

    ``kam_visit_brief_suggestions``: what the customer has suggested.
    """

    _inherit = "kam.visit"

    def action_open_brief(self):
        """Open the brief of the visit.

        :return: a client action
        :raise AccessError: for whoever may not read the visit
        """
        return self._open_page("action_kam_visit_brief")

    def get_brief(self):
        """Return what to know before the visit, as far as the user may read it.

        :return: dict ``id``, ``name``, ``customer``, ``day`` (of the brief), ``facts`` (label and
            text), ``questions`` (text, reason, date), ``sections`` (key, label, empty, lines with
            date, title and text), ``money`` (label, tone and the line that says it), or False for
            whoever may not see what the customer owes
        :raise UserError: for none, or several visits
        :raise AccessError: for whoever may not read the visit
        """
        arguments.one(self)
        # what others are read together with is not asked for
        visit = self.with_prefetch()
        visit.check_access("read")
        today = visit.company_id._kam_today()
        persons = visit._find_brief_persons()
        names = dict(zip(persons.ids, persons.mapped("display_name"), strict=True))
        found = visit._find_brief_findings()
        suggested = visit._find_brief_suggestions(found)
        return {
            "id": visit.id,
            "name": visit.display_name,
            "customer": visit.partner_id.name,
            "day": format_date(self.env, today),
            "facts": visit._describe_appointment(),
            "questions": visit._prepare_questions(persons, suggested, today),
            "sections": [
                visit._prepare_persons(persons),
                visit._prepare_contacts(names),
                visit._prepare_promises(),
                visit._prepare_problems(found),
                visit._prepare_suggestions(suggested),
            ],
            "money": visit._prepare_money(today),
        }

    # ------------------------------------------------------------------
    # what is read
    # ------------------------------------------------------------------

    def _find_brief_persons(self):
        """Return the stakeholders of the account, those who are visited first."""
        persons = self.env["kam.stakeholder"]
        if not persons.has_access("read"):
            return persons
        found = persons.search_fetch(Domain("account_id", "=", self.account_id.id), PERSON_FIELDS)
        # the names of the customer and of all its people at once
        (self.partner_id | found.partner_id).mapped("name")
        visited = set(self.stakeholder_ids.ids)
        return found.sorted(lambda person: person.id not in visited)

    def _find_brief_findings(self):
        """Return what was found at the customer and is not done: problems and suggestions."""
        if FINDING not in self.env or not self.env[FINDING].has_access("read"):
            return []
        return self.env[FINDING].search_fetch(
            Domain("account_id", "=", self.account_id.id)
            & Domain("kind", "in", ("problem", "suggestion"))
            & Domain("state", "!=", "done"),
            ["kind", "name", "date_due", "create_date"],
            order="create_date, id",
        )

    def _find_brief_reports(self):
        """Return the reports of the other visits to the customer, the last visit first."""
        reports = self.env["kam.visit.report"]
        if not reports.has_access("read"):
            return reports
        made = self.search_fetch(
            Domain("account_id", "=", self.account_id.id)
            & Domain("id", "!=", self.id)
            & Domain("date_ended", "!=", False),
            ["date_ended"],
            limit=REPORTS,
            order="date_ended DESC, id DESC",
        )
        found = reports.search_fetch(Domain("visit_id", "in", made.ids), ["visit_id", "promises"])
        place = {visit_id: place for place, visit_id in enumerate(made.ids)}
        return found.sorted(lambda report: place[report.visit_id.id])

    # ------------------------------------------------------------------
    # what is shown
    # ------------------------------------------------------------------

    def _word_day(self, moment):
        """Return the day of a moment, where the company works, as people write it."""
        return format_date(self.env, self.company_id._kam_day_of(moment))

    def _prepare_persons(self, persons):
        labels = {
            name: field._description_string(self.env) for name, field in persons._fields.items()
        }
        texts = {
            name: dict(persons._fields[name]._description_selection(self.env))
            for name in ("decision_role", "stance", "preferred_channel")
        }
        visited = set(self.stakeholder_ids.ids)
        lines = []
        for person in persons.filtered(lambda person: person.id in visited)[:PERSONS]:
            likes = [
                texts["preferred_channel"].get(person.preferred_channel),
                person.preferred_time,
            ]
            lines.append(
                {
                    "date": self._word_day(person.write_date),
                    "title": person.display_name,
                    "text": " · ".join(
                        filter(
                            None,
                            [
                                person.position,
                                texts["decision_role"].get(person.decision_role),
                                texts["stance"].get(person.stance),
                                self.env._("likes: %s", wording.phrased(self.env, likes))
                                if any(likes)
                                else "",
                            ],
                        )
                    ),
                    "warning": wording.labelled(
                        self.env,
                        labels["to_avoid"],
                        visit_brief.excerpt(person.to_avoid, EXCERPT),
                    )
                    if person.to_avoid
                    else "",
                }
            )
        return {
            "key": "persons",
            "label": self._fields["stakeholder_ids"]._description_string(self.env),
            "empty": self.env._("Nobody that you may see."),
            "lines": lines,
        }

    def _prepare_contacts(self, names):
        """Return the last contacts, with whom of those that the reader may know."""
        contacts = self.env["kam.account.contact"]
        if contacts.has_access("read"):
            contacts = contacts.search_fetch(
                Domain("account_id", "=", self.account_id.id) & contacts._get_counted_domain(),
                ["date", "channel", "attitude", "topic", "result", "stakeholder_id"],
                limit=CONTACTS,
                order="date DESC, id DESC",
            )
        texts = {
            name: dict(contacts._fields[name]._description_selection(self.env))
            for name in ("channel", "attitude")
        }
        return {
            "key": "contacts",
            "label": self.env._("Last Contact Records"),
            "empty": self.env._("No contact written down yet."),
            "lines": [
                {
                    "date": self._word_day(contact.date),
                    "title": " · ".join(
                        filter(
                            None,
                            [
                                texts["channel"].get(contact.channel),
                                names.get(contact.stakeholder_id.id),
                                texts["attitude"].get(contact.attitude),
                            ],
                        )
                    ),
                    "text": visit_brief.excerpt(
                        wording.labelled(self.env, contact.topic, contact.result), EXCERPT
                    ),
                }
                for contact in contacts
            ],
        }

    def _prepare_promises(self):
        """What was promised on other visits; open until a later report says what became of it.

        A promise is of the day of its visit, whenever its report was begun.
        """
        reports = self._find_brief_reports()
        days = [self.company_id._kam_day_of(report.visit_id.date_ended) for report in reports]
        lines = [
            {
                "date": format_date(self.env, day),
                "title": self.env._(
                    "Spoken of again? A later report is of %s", format_date(self.env, later)
                )
                if later
                else self.env._("In progress"),
                "is_open": not later,
                "text": visit_brief.excerpt(report.promises, EXCERPT),
            }
            for report, day, later in zip(
                reports, days, visit_brief.promise_states(days), strict=True
            )
            if report.promises
        ]
        return {
            "key": "promises",
            "label": reports._fields["promises"]._description_string(self.env),
            "empty": self.env._("Nothing promised on earlier visits."),
            "lines": lines[:PROMISES],
        }

    def _prepare_problems(self, found):
        """What was found and is not solved."""
        lines = [
            {
                "date": self._word_day(finding.create_date),
                "title": finding.name,
                "text": self.env._("to be solved by %s", format_date(self.env, finding.date_due))
                if finding.date_due
                else "",
            }
            for finding in found
            if finding.kind == "problem"
        ]
        return {
            "key": "problem",
            "label": self.env._("Open Problems"),
            "empty": self.env._("No open problem."),
            "lines": lines[:FINDINGS],
        }

    def _prepare_money(self, today):
        """Return what the customer owes, for whoever may see it on the account's page."""
        figures = defaultdict(dict)
        account = self.account_id
        account._add_open_money(figures, account._find_ledger("open_money")["open_money"])
        figure = figures[self.account_id.id].get("open_money")
        if not figure:
            return False
        parts = [figure["text"], figure["note"], format_date(self.env, today)]
        return {
            "label": figure["label"],
            "tone": figure["tone"],
            "line": wording.phrased(self.env, parts),
        }

    def _word_brief_footer(self, day):
        """Return for whom and when the brief is printed, and that others may see another one.

        :param str day: the day of the brief, in words
        """
        return self.env._(
            "Printed for %(user)s on %(day)s, as far as this reader may see it.",
            user=self.env.user.name,
            day=day,
        )

    # ------------------------------------------------------------------
    # what to ask
    # ------------------------------------------------------------------

    def _prepare_questions(self, persons, suggested, today):
        """Return the questions to bring back, each with its reason and its date."""
        asked = {
            **self._ask_about_suggestions(suggested),
            **self._ask_about_roles(persons, today),
            **self._ask_about_statement(today),
            **self._ask_about_persons(persons),
        }
        return [
            {
                "text": asked[gap][0],
                "reason": asked[gap][1],
                "date": format_date(self.env, gap.day),
            }
            for gap in visit_brief.choose(asked)
        ]

    def _ask_about_roles(self, persons, today):
        roles = self.env["kam.stakeholder.requirement"]
        if not (roles.has_access("read") and persons.browse().has_access("read")):
            return {}
        labels = dict(roles._fields["decision_role"]._description_selection(self.env))
        held = {person.decision_role for person in persons if not person.is_vacant}
        required = roles.search_fetch(
            Domain("company_id", "=", self.company_id.id), ["decision_role"]
        )
        return {
            Gap("missing_role", label, today): (
                self.env._("Who has the role “%s”?", label),
                self.env._("nobody is known for this role"),
            )
            for role in required
            if role.decision_role not in held and (label := labels[role.decision_role])
        }

    def _ask_about_statement(self, today):
        statements = self.env["kam.financial.statement"]
        # sudo: how old a statement may grow holds for everybody
        months = self.company_id.sudo().kam_statement_months
        if not months or not statements.has_access("read"):
            return {}
        [[newest]] = statements._read_group(
            [("account_id", "=", self.account_id.id)], [], ["date_to:max"]
        )
        until = newest and periods.outdated_on(newest, months)
        if not until or not visit_brief.is_asked_for(until, today):
            return {}
        return {
            Gap("statement", "", until): (
                self.env._("May we have a newer financial statement?"),
                self.env._("the newest one is of %s", format_date(self.env, newest)),
            )
        }

    def _ask_about_persons(self, persons):
        roles = dict(persons._fields["decision_role"]._description_selection(self.env))
        asked = {}
        for person in persons:
            day = self.company_id._kam_day_of(person.write_date)
            if person.is_vacant:
                post = person.position or roles[person.decision_role]
                asked[Gap("vacant", post, day)] = (
                    self.env._("Who is “%s” there?", post),
                    self.env._("the role is entered, the person is not known"),
                )
            elif person.relationship_gap:
                asked[Gap("relationship", person.display_name, day)] = (
                    self.env._("What would %s need from us?", person.display_name),
                    self.env._(
                        "relationship %(now)s, wanted %(wanted)s",
                        now=person.relationship_now,
                        wanted=person.relationship_wanted,
                    ),
                )
        return asked
