from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import REPORT, SuggestionCommon


@tagged("post_install", "-at_install")
class TestKamSuggestionRoles(SuggestionCommon):
    """Who reads, changes, makes and deletes what belongs to a suggestion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.rep_hangzhou
        cls.mill.team_ids = [Command.create({"user_id": cls.member.id, "duty": "sales"})]
        cls.archivist = cls._user("archive_room")
        cls._position(cls.archivist, cls.centre, "archivist")
        # leads another area of the same region
        cls.neighbour = cls._user("neighbour")
        cls._position(cls.neighbour, cls.hangzhou, "supervisor")

    def _table(self, **rights):
        """Return the table of rights; whoever is not named has none."""
        people = {
            "representative": self.rep_shanghai,
            "member": self.member,
            "supervisor": self.supervisor_shanghai,
            "manager": self.manager_east,
            "director": self.director,
            "general": self.general,
            "archivist": self.archivist,
            "administrator": self.administrator,
            "clerk": self.clerk,
            "auditor": self.auditor,
            "elsewhere": self.rep_beijing | self.supervisor_north | self.neighbour,
            "outside": self.accountant | self.employee | self.portal | self.manager_other,
        }
        return {people[name]: rights.get(name, "") for name in people}

    def test_suggestion(self):
        suggestion = self._suggestion()
        leaders = dict.fromkeys(
            ("representative", "member", "supervisor", "manager", "director", "general"), "rwcd"
        )
        self.assertRights(suggestion, self._table(**leaders, administrator="r"))

    def test_report(self):
        suggestion = self._accepted()
        self.seen_by(self.rep_shanghai, suggestion).action_write_report()
        leaders = dict.fromkeys(
            ("representative", "member", "supervisor", "manager", "director", "general"), "rw"
        )
        self.assertRights(suggestion.report_id, self._table(**leaders, administrator="r"))

    def test_summary(self):
        summary = self._asked()
        leaders = dict.fromkeys(("manager", "director", "general"), "rwcd")
        for records in (summary, summary.line_ids):
            self.assertRights(records, self._table(**leaders, administrator="r"))

    def test_opinion(self):
        summary = self._asked()
        for records in (summary.opinion_ids, summary.opinion_ids.line_ids):
            self.assertRights(
                records,
                self._table(manager="r", director="r", general="r", administrator="r", clerk="rw"),
            )

    def test_kinds(self):
        kam = dict.fromkeys(
            ("representative", "member", "supervisor", "manager", "director", "general"), "r"
        )
        table = self._table(**kam, elsewhere="r", administrator="rwcd")
        self.assertRights(self.kind, table)

    def test_whoever_took_it_in_or_handles_it(self):
        suggestion = self._suggestion(user=self.rep_beijing)
        self.assertRights(suggestion, {(self.rep_beijing,): "rc"})
        suggestion = self._suggestion()
        self.assertRights(suggestion, {(self.rep_beijing,): ""})
        self.seen_by(self.rep_shanghai, suggestion).author_id = self.rep_beijing
        self.assertRights(suggestion, {(self.rep_beijing,): "rwcd"})

    def test_a_delegate_reads_what_they_decide(self):
        delegate = self._user("delegate")
        self._position(delegate, self.beijing, "director")
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.director.id,
                "delegate_id": delegate.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        summary = self._asked()
        self._answer_all(summary)
        self.assertRights(summary, {(delegate,): ""})
        self._consolidate(summary)
        self.assertRights(summary.line_ids, {(delegate,): "rwcd"})
        own = self.seen_by(delegate, summary)
        cell = own.matrix["rows"][str(summary.line_ids.id)][str(self.dispatch.id)]
        self.assertEqual(cell["opinion"], "From the first of the month")
        own.line_ids.vote = "adopted"
        self.approve(summary, delegate)
        self.assertRights(summary, {(delegate,): ""})

    def test_what_can_be_derived(self):
        """Searches, counts, groups, names and exports tell nobody of what they may not read."""
        summary = self._asked()
        line, opinion = summary.line_ids, summary.opinion_ids
        everything = (
            line.suggestion_id,
            line.suggestion_id.report_id,
            summary,
            line,
            opinion,
            opinion.line_ids,
        )
        strangers = self.rep_beijing | self.supervisor_north | self.employee | self.portal
        strangers.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        for records in everything:
            for user in strangers:
                mine = self.env[records._name].with_user(user)
                self.env.invalidate_all()
                with self.subTest(model=records._name, user=user.login):
                    if mine.has_access("read"):
                        domain = [("id", "in", records.ids)]
                        self.assertFalse(mine.search(domain))
                        self.assertFalse(mine._read_group(domain, [], ["__count"])[0][0])
                        self.assertFalse(mine.name_search("", domain))
                    with self._refused("", AccessError):
                        mine.browse(records.ids).read(["display_name"])
                    with self._refused("", AccessError):
                        mine.browse(records.ids).export_data(["display_name"])

    def test_a_suggestion_does_not_tell_who_may_not_read_its_summary(self):
        summary = self._asked()
        own = self.seen_by(self.rep_shanghai, summary.line_ids.suggestion_id)
        for path in ("summary_line_id.vote", "summary_line_id.decision", "summary_id.number"):
            with self.subTest(path=path), self._refused("", AccessError):
                own.mapped(path)
        for domain in (
            [("summary_line_id.vote", "=", "adopted")],
            [("summary_line_id", "any", [("decision", "=", False)])],
        ):
            with self.subTest(domain=domain):
                try:
                    found = own.search([("id", "=", own.id), *domain])
                except AccessError:
                    continue
                self.assertFalse(found)

    # ------------------------------------------------------------------
    # forgery over RPC
    # ------------------------------------------------------------------

    def test_nobody_writes_what_processes_write(self):
        summary = self._asked()
        line, opinion = summary.line_ids, summary.opinion_ids
        everybody = (
            self.rep_shanghai,
            self.manager_east,
            self.director,
            self.general,
            self.administrator,
            self.clerk,
        )
        for records, names in (
            (
                line.suggestion_id,
                ("state", "decision", "date_back", "date_returned", "summary_line_id", "unit_id"),
            ),
            (summary, ("approval_state", "number", "approval_round", "company_id")),
            (line, ("suggestion_id", "summary_id")),
            (opinion, ("department_id", "review_id", "company_id")),
            (opinion.line_ids, ("opinion_id", "name", "suggestion_text", "sequence")),
        ):
            for name in names:
                value = 1 if records._fields[name].type in ("many2one", "integer") else "adopted"
                if records._fields[name].type == "date":
                    value = self.today
                for user in everybody:
                    with (
                        self.subTest(model=records._name, name=name, user=user.login),
                        self.assertRaises(UserError),
                        self.cr.savepoint(),
                    ):
                        self.seen_by(user, records).write({name: value})
                        self.env.flush_all()

    def test_sheets_are_made_by_the_process(self):
        summary = self._asked()
        review = summary.opinion_ids.review_id
        vals = {
            "summary_id": summary.id,
            "department_id": self.finance.id,
            "company_id": self.company.id,
            "review_id": review.id,
        }
        for user in (self.manager_east, self.general, self.administrator, self.clerk):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self.env["kam.suggestion.opinion"].with_user(user).create(vals)

    def test_reports_are_begun_by_suggestions(self):
        suggestion = self._accepted()
        for user in (self.rep_shanghai, self.manager_east, self.administrator):
            with self.subTest(user=user.login), self._refused("", AccessError):
                self.env["kam.suggestion.report"].with_user(user).create(
                    {"suggestion_id": suggestion.id, "account_id": self.mill.id, **REPORT}
                )
