from odoo.tests import tagged

from .meetings import MeetingCommon

FEW, MANY = 3, 9
MEETING_COLUMNS = (
    "display_name",
    "partner_id",
    "convener_id",
    "participant_ids",
    "date_opinions",
    "written_count",
    "asked_count",
    "methods_text",
    "state",
)
LETTER_COLUMNS = (
    "display_name",
    "way",
    "partner_id",
    "stakeholder_id",
    "subject_sent",
    "date_answer",
    "is_overdue",
    "mail_failure",
)


@tagged("post_install", "-at_install")
class TestKamDevelopmentWinningQueries(MeetingCommon):
    """What is asked of the database does not grow with meetings, letters and developments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["kam.account"].union(
            *(cls._key_account(f"Many {at}", cls.beijing, cls.rep_beijing) for at in range(MANY))
        )
        cls.developments = cls.development_model.union(
            *(cls._development(account) for account in accounts)
        )
        cls.meetings = cls.meeting_model.union(
            *(cls._convened(development=each) for each in cls.developments)
        )
        for meeting in cls.meetings:
            for user in cls.asked:
                meeting.with_user(user).action_give_opinion("favour", "Yes", with_seminar=True)
            meeting.with_user(cls.chief).action_decide("Yes", with_seminar=True)
        people = [
            cls._stakeholder(account, cls._contact("Person", account), "buyer")
            for account in accounts
        ]
        cls.letters = cls.env["kam.development.letter"].create(
            [
                {
                    "development_id": development.id,
                    "way": "letter",
                    "stakeholder_id": person.id,
                }
                for development, person in zip(cls.developments, people, strict=True)
            ]
        )

    def _count(self, records, work):
        work(self.seen_by(self.supervisor_north, records))
        fresh = self.seen_by(self.supervisor_north, records)
        before = self.cr.sql_log_count
        work(fresh)
        return self.cr.sql_log_count - before

    def _assert_constant(self, records, work):
        few, many = (self._count(records[:size], work) for size in (FEW, MANY))
        self.assertGreater(few, 0)
        self.assertLessEqual(many, few)

    def test_lists(self):
        for records, names in (
            (self.meetings, MEETING_COLUMNS),
            (self.letters, LETTER_COLUMNS),
            (self.developments, ("display_name", "group_id", "method_text")),
        ):
            with self.subTest(model=records._name):
                self._assert_constant(records, lambda own, names=names: own.read(names))

    def test_who_convenes(self):
        self._assert_constant(self.developments, lambda own: own._find_conveners())

    def test_which_group_suits(self):
        groups = self.env["kam.account.group"]
        for unit in (self.north, self.beijing):
            groups.create({"name": "Group", "unit_id": unit.id, "company_id": self.company.id})
        self._assert_constant(
            self.developments.account_id,
            lambda own: own.env["kam.account.group"]._find_suiting(own),
        )
