from odoo.tests import HttpCase, tagged

from ..common import KamCommon

LIST = "/odoo/action-kam_management.action_kam_deadline_mine"


@tagged("post_install", "-at_install")
class TestKamDeadlineLink(KamCommon, HttpCase):
    """A line of the mail of the day leads to what settles the duty, for who may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = {"name": "Asked", "assign": "people", "audience": "people"}
        cls.env["kam.deadline.kind"].create(
            [
                {**kind, "code": "asked"},
                {**kind, "code": "listed", "action": "action_view_handovers"},
            ]
        )

    def _open(self, kind, account, users):
        return self.env["kam.deadline"]._open(
            [
                {
                    "kind": kind,
                    "res_model": "kam.account",
                    "res_id": account.id,
                    "title": "Paper",
                    "company_id": self.company.id,
                    "date_due": self.today,
                    "user_ids": users.ids,
                }
            ]
        )

    def _follow(self, duty):
        answer = self.url_open(f"/kam_management/duty/{duty.id}", allow_redirects=False)
        self.assertIn(answer.status_code, (302, 303))
        return answer.headers["Location"]

    def test_links(self):
        form = self._open("asked", self.mill, self.rep_shanghai)
        listed = self._open("listed", self.shop, self.rep_shanghai)
        self.env.flush_all()
        self.assertIn("/web/login", self._follow(form))
        login = self.rep_shanghai.login
        self.authenticate(login, login.ljust(8, "x"))
        self.assertIn(f"/mail/view?model=kam.account&res_id={self.mill.id}", self._follow(form))
        self.assertTrue(self._follow(listed).endswith(f"{LIST}/{listed.id}"))
        gone = self.env["kam.deadline"].browse(form.id + 1000)
        self.assertTrue(self._follow(gone).endswith(LIST))
        login = self.rep_beijing.login
        self.authenticate(login, login.ljust(8, "x"))
        self.assertTrue(self._follow(form).endswith(LIST))
