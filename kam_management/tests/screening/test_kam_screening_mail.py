from odoo.tests import tagged

from ..mails import MailHelpers
from .common import ScreeningCommon

FEW, MANY = 5, 25


@tagged("post_install", "-at_install")
class TestKamScreeningMail(MailHelpers, ScreeningCommon):
    """What mails say of screenings, and who hears what is given to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._by_mail(
            cls, cls.rep_shanghai, cls.supervisor_shanghai, cls.manager_east, cls.rep_hangzhou
        )

    def test_a_request_names_class_fit_and_risk(self):
        screening = self._filled()
        since = self._mark()
        self._as(self.rep_shanghai, screening).action_submit()
        mail = self._mails(self.supervisor_shanghai, since)
        self.assertIn(f"{screening.number} Stranger", mail.subject)
        text = self._as_text(mail)
        self.assertIn("Customer Class: *Big*", text)
        self.assertIn(f"Fit: *{round(screening.fit)}%*", text)
        level = dict(screening._fields["risk_level"].selection)[screening.risk_level]
        self.assertIn(f"Risk Level: *{level} ({round(screening.risk_total)}%)*", text)
        self.assertNotIn("Net Sales", text)

    def test_the_account_manager_hears_of_each_step_and_once_of_the_end(self):
        screening = self._submitted(
            self.administrator, unit_id=self.shanghai.id, manager_id=self.rep_shanghai.id
        )
        since = self._mark()
        self._decide(self._pending(screening).candidate_ids[0], screening)
        self.assertIn("Approved by", self._mails(self.rep_shanghai, since).subject)
        since = self._mark()
        self._decide(self._pending(screening).candidate_ids[0], screening)
        self.assertEqual(screening.stage, "confirmed")
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(mail.subject, "Stranger is a key account now")
        self.assertIn(screening.account_id.number, self._as_text(mail))

    def test_whom_a_screening_is_given_to_hears_of_it(self):
        since = self._mark()
        screening = self._screening(
            self.supervisor_shanghai, unit_id=self.shanghai.id, manager_id=self.rep_shanghai.id
        )
        mail = self._mails(self.rep_shanghai, since)
        self.assertIn(f"You look after {screening.number} Stranger", mail.subject)
        text = self._as_text(mail)
        self.assertIn("Begin by: *", text)
        self.assertIn(f"res_id={screening.id}", text)
        # with what changes nothing, or for oneself, nobody is told
        since = self._mark()
        self._as(self.supervisor_shanghai, screening).manager_id = self.rep_shanghai
        self._screening(partner=self._partner("Own"))
        self.assertFalse(self._mails(self.rep_shanghai, since))

    def test_many_that_are_given_are_one_message(self):
        screenings = self.env["kam.screening"].browse()
        for number in range(3):
            screenings |= self._screening(
                self.supervisor_shanghai,
                self._partner(f"Given {number}"),
                unit_id=self.shanghai.id,
                manager_id=False,
            )
        self.rep_shanghai.lang = self.env["res.lang"]._activate_lang("zh_CN").code
        since = self._mark()
        dialog = (
            self.env["kam.screening.assign"]
            .with_user(self.supervisor_shanghai)
            .create({"screening_ids": screenings.ids, "manager_id": self.rep_shanghai.id})
        )
        dialog.action_apply()
        self.assertEqual(screenings.manager_id, self.rep_shanghai)
        mail = self._mails(self.rep_shanghai, since)
        self.assertEqual(len(mail), 1)
        for screening in screenings:
            self.assertIn(screening.number, mail.body_html)
        self.assertIn('lang="zh_CN"', mail.body_html)
        self.assertFalse(self._mails(self.supervisor_shanghai, since))

    def test_queries_of_many_that_are_given(self):
        def count(size):
            partners = [self._partner(f"{size} {number}") for number in range(size)]
            screenings = (
                self.env["kam.screening"]
                .with_user(self.supervisor_shanghai)
                .create(
                    [
                        {"partner_id": partner.id, "unit_id": self.shanghai.id, "manager_id": False}
                        for partner in partners
                    ]
                )
            )
            screenings.sudo()._protected_write({"approval_state": "draft"})
            screenings.sudo().with_context(mail_auto_subscribe_no_notify=True).write(
                {"manager_id": self.rep_shanghai.id}
            )
            fresh = self._as(self.supervisor_shanghai, screenings)
            before = self.cr.sql_log_count
            fresh._tell_given()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        few, many = count(FEW), count(MANY)
        self.assertGreater(few, 0)
        self.assertLessEqual(many, few + 3)

    def test_an_account_that_is_handed_over(self):
        """The new account manager hears once, of account and open screening."""
        screening = self._started()
        self.env["kam.handover.item"].search([]).active = False
        since = self._mark()
        change = (
            self.env["kam.account.owner.change"]
            .with_user(self.manager_east)
            .create(
                {
                    "account_ids": screening.account_id.ids,
                    "manager_id": self.rep_hangzhou.id,
                    "unit_id": self.hangzhou.id,
                    "reason": "Grows there",
                }
            )
        )
        change.action_apply()
        self.assertEqual(screening.manager_id, self.rep_hangzhou)
        mail = self._mails(self.rep_hangzhou, since)
        self.assertEqual(mail.subject, "You are the account manager of Stranger")
        text = self._as_text(mail)
        self.assertIn("Hangzhou", text)
        # the reason may hold figures
        self.assertNotIn("Grows there", text)
