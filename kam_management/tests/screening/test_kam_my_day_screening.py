from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..my_day import MyDayOracle
from .common import ScreeningCommon


@tagged("post_install", "-at_install")
class TestKamMyDayScreening(MyDayOracle, ScreeningCommon):
    """Everything that an account brings along, for each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist = cls._user("archivist")
        cls._position(cls.archivist, cls.centre, "archivist")
        cls.company.write({"kam_archive_days": 4, "kam_statement_months": 18})
        cls.everybody = (
            cls.director
            | cls.manager_east
            | cls.supervisor_shanghai
            | cls.rep_shanghai
            | cls.rep_hangzhou
            | cls.supervisor_north
            | cls.rep_beijing
            | cls.archivist
            | cls.administrator
            | cls.accountant
            | cls.employee
        )

    def _stakeholder(self, account, **vals):
        contact = self._partner(
            f"Contact {account.id}", parent_id=account.partner_id.id, is_company=False
        )
        return self.env["kam.stakeholder"].create(
            {"account_id": account.id, "partner_id": contact.id, **vals}
        )

    def _make_files(self):
        """Give accounts what is to be kept up to date."""
        stakeholder = self._stakeholder(
            self.mill,
            relationship_now=1,
            relationship_wanted=4,
            relationship_date=self._days(-2),
        )
        self.env["kam.stakeholder.fact"].create(
            {
                "stakeholder_id": stakeholder.id,
                "kind": "interest",
                "text": "Chess",
                "purpose": "Choose a present",
                "date_review": self._days(0),
            }
        )
        self._stakeholder(
            self.shop,
            relationship_now=0,
            relationship_wanted=3,
            relationship_date=self._days(4),
            relationship_user_id=self.rep_shanghai.id,
        )
        self.env["kam.financial.statement"].create(
            {"account_id": self.yard.id, "date_from": "2020-01-01", "period_type": "year"}
        )
        return stakeholder

    def _row(self, user, code, document):
        self.env.flush_all()
        self.env.invalidate_all()
        day = self.env["kam.my.day"].with_user(user).get_day()
        (row,) = [
            row
            for row in day["rows"]
            if (row["code"], row["res_model"], row["res_id"]) == (code, document._name, document.id)
        ]
        return row

    def _settle(self, user, row, key):
        return self.env["kam.my.day"].with_user(user).settle([row["id"]], key)

    def test_each_role_finds_what_the_processes_say(self):
        self._make_files()
        self._screening()
        self._submitted(partner=self._partner("In Review"))
        self._decide(
            self.supervisor_shanghai, self._submitted(partner=self._partner("With the Manager"))
        )
        self._decide(
            self.supervisor_shanghai,
            self._submitted(partner=self._partner("Returned")),
            "return",
            "The price is missing",
        )
        approved = self._submitted(partner=self._partner("Filed"))
        self._approve(approved)
        expected = self.assertDays(self.everybody, self.company)
        kinds = {user_id: {item[0] for item in items} for user_id, items in expected.items()}
        self.assertEqual(
            kinds[self.rep_shanghai.id],
            {"candidate", "correction", "fact_review", "relationship"},
        )
        self.assertEqual(kinds[self.supervisor_shanghai.id], {"review"})
        self.assertEqual(kinds[self.manager_east.id], {"review"})
        self.assertEqual(kinds[self.rep_beijing.id], {"statement"})
        self.assertEqual(kinds[self.archivist.id], {"archive"})

    def test_each_role_finds_what_goes_on_without_somebody(self):
        """A candidate of nobody is with the leaders; who acts for somebody has the decision too."""
        nobody = self._screening(self.supervisor_shanghai, self._partner("Nobody's"))
        nobody.manager_id = False
        self._submitted(partner=self._partner("In Review"))
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.supervisor_shanghai.id,
                "delegate_id": self.supervisor_north.id,
                "company_id": self.company.id,
                "date_from": self._days(0),
                "date_to": self._days(5),
            }
        )
        self.env.flush_all()
        expected = self.expected_days(self.company)
        for code in ("candidate", "review"):
            self.assertIn(code, {item[0] for item in expected[self.supervisor_shanghai.id]})
        shown = self.shown_day(self.supervisor_north, self.company)
        self.assertIn("review", {item[0] for item in shown})
        self.assertEqual(
            self.shown_day(self.supervisor_shanghai, self.company),
            expected[self.supervisor_shanghai.id],
        )

    def test_facts_of_a_decision(self):
        screening = self._submitted()
        row = self._row(self.supervisor_shanghai, "review", screening)
        self.assertIn(screening.class_id.display_name, row["facts"])
        self.assertTrue(any("Risk" in fact for fact in row["facts"]), row["facts"])
        self.assertEqual(row["customer"], "Stranger")

    def test_who_assigns_reads_nothing_of_submitting(self):
        """What a form lacks is said to whoever submits it: not of a candidate of nobody."""

        def is_told(user, screening):
            mine = self._as(user, screening)
            arch = etree.fromstring(mine.get_view(view_type="form")["arch"])
            (banner,) = arch.xpath("//div[@name='missing']")
            self.assertTrue(mine.missing)
            values = {name: mine[name] for name in ("id", "missing", "can_submit")}
            return not safe_eval(banner.get("invisible"), values)

        nobody = self._screening(self.supervisor_shanghai, self._partner("Nobody's"))
        nobody.manager_id = False
        self.assertFalse(is_told(self.supervisor_shanghai, nobody))
        self.assertTrue(is_told(self.rep_shanghai, self._started()))

    def test_candidates_are_begun_or_assigned(self):
        screening = self._screening()
        row = self._row(self.rep_shanghai, "candidate", screening)
        self.assertEqual([action["key"] for action in row["actions"]], ["start"])
        action = self._settle(self.rep_shanghai, row, "start")
        self.assertEqual((action["res_model"], action["res_id"]), ("kam.screening", screening.id))
        self.assertTrue(screening.date_started)
        other = self._screening(self.supervisor_shanghai, self._partner("Nobody's"))
        other.manager_id = False
        row = self._row(self.supervisor_shanghai, "candidate", other)
        self.assertEqual([action["key"] for action in row["actions"]], ["open"])
        self.assertIn("nobody looks after it yet", row["why"])
        self.assertEqual(self._settle(self.supervisor_shanghai, row, "open")["res_id"], other.id)

    def test_files_say_what_is_wanted(self):
        stakeholder = self._make_files()
        row = self._row(self.rep_shanghai, "relationship", stakeholder)
        self.assertEqual((row["why"], row["section"]), ("From 1 to 4 of 5", "late"))
        row = self._row(self.rep_beijing, "statement", self.yard)
        self.assertIn("2020", row["why"])
        self.assertEqual(row["actions"], [])
        action = self._settle(self.rep_beijing, row, "open")
        self.assertEqual(action["res_model"], "kam.financial.statement")

    def test_a_high_risk_asks_for_the_reason(self):
        screening = self._submitted(scores=(5, 5))
        self._decide(self.supervisor_shanghai, screening)
        row = self._row(self.manager_east, "review", screening)
        action = self._settle(self.manager_east, row, "approve")
        self.assertIn("high risk", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["res_model"], "kam.approval.decide")
        self.assertEqual(screening.approval_state, "in_review")
