from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.kam_management.rules import findings

from .common import REPORT, FindingCommon

# nothing of it is seen
UNSEEN = "\u200b \ufeff\u2060\u3164"


@tagged("post_install", "-at_install")
class TestKamVisitKeeping(FindingCommon):
    """What of visits is not deleted, copied, added to, shared or shown."""

    def _file(self, record, user=None, **vals):
        files = self.env["ir.attachment"].with_user(user or self.rep_hangzhou)
        return files.create(
            {"name": "Photo", "raw": b"1", "res_model": record._name, "res_id": record.id, **vals}
        )

    def _report(self):
        """Let the visit end, and return its report."""
        self.visit.with_user(self.rep_hangzhou).action_end({"attitude": "warm"})
        return self.visit.report_ids

    # ------------------------------------------------------------------
    # plans of others
    # ------------------------------------------------------------------

    def test_who_deletes_a_plan(self):
        for user in (self.rep_hangzhou, self.rep_shanghai):
            plan = self._planned(self.manager_east, leader_id=self.manager_east.id)
            self.assertFalse(self.seen_by(user, plan).can_delete)
            with self.subTest(user=user.login), self._refused("is deleted by", AccessError):
                self.seen_by(user, plan).unlink()
        self.seen_by(self.manager_east, plan).unlink()
        self.assertFalse(plan.exists())
        for user in (self.rep_shanghai, self.rep_hangzhou, self.director):
            plan = self._planned(self.rep_shanghai, leader_id=self.rep_hangzhou.id)
            self.assertTrue(self.seen_by(user, plan).can_delete)
            self.seen_by(user, plan).unlink()
            self.assertFalse(plan.exists(), user.login)
        self.assertFalse(self.seen_by(self.rep_hangzhou, self.visit).can_delete)

    def test_a_copy_is_a_plan_of_its_own(self):
        mine = self.seen_by(self.rep_hangzhou, self.visit)
        with self._refused("at its own time"):
            mine.copy()
        start = self._soon(days=3)
        copy = mine.copy({"date_start": start})
        self.assertEqual((copy.state, copy.approval_state), ("planned", "draft"))
        self.assertEqual((copy.date_start, copy.goal), (start, self.visit.goal))
        self.assertNotEqual(copy.number, self.visit.number)
        self.assertFalse(copy.date_started or copy.report_ids)
        self.assertEqual(len(copy.item_ids), len(self.visit.type_id.item_ids))

    def test_the_bin_is_offered_for_drafts(self):
        draft, passed = self._found("suggestion"), self._passed("suggestion")
        self.assertTrue(self.seen_by(self.rep_hangzhou, draft).can_change)
        self.assertFalse(self.seen_by(self.rep_hangzhou, passed).can_change)
        arch = etree.fromstring(self.visit_model.get_view(view_type="form")["arch"])
        (field,) = arch.xpath("//field[@name='finding_ids']")
        self.assertEqual(field.get("widget"), "kam_findings")
        views = self.env["kam.visit.finding"]
        for name, path in (
            ("list", "//field[@name='can_change']"),
            ("kanban", "//control/delete[contains(@invisible, 'can_change')]"),
        ):
            view = self.env.ref(f"kam_management.view_kam_visit_finding_{name}_visit")
            arch = etree.fromstring(views.get_view(view.id, name)["arch"])
            self.assertTrue(arch.xpath(path), name)

    # ------------------------------------------------------------------
    # files
    # ------------------------------------------------------------------

    def test_nothing_is_added_to_what_is_filed(self):
        report = self._report()
        for record in (self.visit, report):
            self._file(record)
        mine = self.seen_by(self.rep_hangzhou, report)
        mine.write(REPORT)
        mine.action_complete()
        for record in (self.visit, report):
            for user in (self.rep_hangzhou, self.manager_east):
                with self.subTest(record=record._name, user=user.login):
                    with self._refused("cannot be added"):
                        self._file(record, user)
                    loose = self.env["ir.attachment"].with_user(user)
                    loose = loose.create({"name": "Late", "raw": b"2"})
                    with self._refused("cannot be added"):
                        loose.write({"res_model": record._name, "res_id": record.id})
            message = self.seen_by(self.rep_hangzhou, record).message_post(
                body="What came later", attachments=[("Later", b"3")]
            )
            self.assertEqual(message.attachment_ids.name, "Later")

    def test_no_link_opens_files_to_others(self):
        report = self._report()
        for record in (self.visit, report, self.shop, self._found("suggestion")):
            document = self._file(record)
            for user in (self.rep_hangzhou, self.env.ref("base.user_root")):
                mine = self.seen_by(user, document)
                for name, value in (("public", True), ("access_token", "open")):
                    with (
                        self.subTest(record=record._name, name=name, user=user.login),
                        self._refused("and nobody else"),
                    ):
                        mine.write({name: value})
                self.assertEqual(mine.generate_access_token(), [False])
            with self._refused("and nobody else"):
                self._file(record, public=True)
            self.assertFalse(document.public or document.access_token)
        loose = self.env["ir.attachment"].with_user(self.rep_hangzhou)
        loose = loose.create({"name": "Poster", "raw": b"1", "public": True})
        self.assertTrue(loose.generate_access_token()[0])
        with self._refused("and nobody else"):
            loose.write({"res_model": self.visit._name, "res_id": self.visit.id})

    # ------------------------------------------------------------------
    # a department reads the problem
    # ------------------------------------------------------------------

    def test_a_department_reads_the_problem_only(self):
        finding = self._passed("problem")
        mine = self.seen_by(self.employee, finding)
        values = mine.read()[0]
        for name in ("name", "description", "date_due", "outcome", "customer_name", "can_solve"):
            self.assertTrue(values[name], name)
        self.assertEqual(mine.customer_name, self.shop.partner_id.name)
        self.assertFalse({"visit_id", "account_id", "stakeholder_id"} & values.keys())
        self.assertNotIn(self.visit.number, str(values))
        self.assertNotIn(self.shop.number, str(values))
        for name in ("visit_id", "account_id"):
            with self.subTest(name):
                with self._refused("", AccessError):
                    mine.read([name])
                with self._refused("", AccessError):
                    mine.search([(f"{name}.number", "=like", "%")])
                with self._refused("", AccessError):
                    mine.formatted_read_group([], [name])
        for view_type in ("form", "list", "kanban", "search"):
            arch = etree.fromstring(mine.get_view(view_type=view_type)["arch"])
            self.assertFalse(arch.xpath("//field[@name='visit_id' or @name='account_id']"))
            self.assertNotIn("'visit_id'", etree.tostring(arch).decode())
        mine.action_solve("Packed anew")
        self.assertEqual(finding.state, "done")
        whole = self.seen_by(self.rep_hangzhou, finding)
        self.assertEqual((whole.visit_id, whole.account_id), (self.visit, self.shop))

    # ------------------------------------------------------------------
    # customers
    # ------------------------------------------------------------------

    def test_no_customer_follows_the_meeting(self):
        event = self.visit._find_events()[self.visit]
        mine = self.seen_by(self.rep_hangzhou, event).sudo(False)
        customers = self.boss.partner_id | self.shop.partner_id | self.portal.partner_id
        for customer in customers:
            with self.subTest(customer=customer.name):
                with self._refused("only colleagues follow it"):
                    mine.message_subscribe(partner_ids=customer.ids)
                with self._refused("only colleagues follow it"):
                    self.env["mail.followers"].create(
                        {
                            "res_model": event._name,
                            "res_id": event.id,
                            "partner_id": customer.id,
                        }
                    )
                recipients = self.env["mail.followers"]._get_recipient_data(
                    event, "comment", self.env.ref("mail.mt_comment").id, pids=customer.ids
                )
                self.assertNotIn(customer.id, recipients[event.id])
        mine.message_subscribe(partner_ids=self.rep_shanghai.partner_id.ids)
        self.assertIn(self.rep_shanghai.partner_id, event.sudo().message_partner_ids)
        other = self.env["calendar.event"].create(
            {"name": "Fair", "start": self._soon(), "stop": self._soon(hours=2)}
        )
        other.message_subscribe(partner_ids=self.boss.partner_id.ids)
        self.assertIn(self.boss.partner_id, other.message_partner_ids)

    # ------------------------------------------------------------------
    # texts and days that say nothing
    # ------------------------------------------------------------------

    def test_what_is_not_seen_is_no_text(self):
        with self._refused("is blank", ValidationError):
            self._found("suggestion", name=" ")
        for model, vals in (
            ("kam.visit.finding", self._finding_vals("suggestion")),
            ("kam.visit.item", {"visit_id": self._planned().id}),
        ):
            with self.subTest(model), self._refused("a text that is seen", ValidationError):
                self.env[model].with_user(self.rep_hangzhou).create({**vals, "name": UNSEEN})
        blank = self._found("suggestion", description=UNSEEN)
        with self._refused("is empty"):
            self.seen_by(self.rep_hangzhou, blank).action_pass_on()
        self.seen_by(self.rep_hangzhou, blank).unlink()
        visit = self._planned()
        for call in (
            lambda mine: mine.action_cancel(UNSEEN),
            lambda mine: mine.action_reschedule(self._soon(days=1), reason=UNSEEN),
        ):
            with self._refused("is empty"):
                call(self.seen_by(self.rep_hangzhou, visit))
        report = self._report()
        mine = self.seen_by(self.rep_hangzhou, report)
        mine.write({**REPORT, "lessons": UNSEEN})
        self.assertIn("Lessons", mine.missing)
        with self._refused("Lessons"):
            mine.action_complete()
        mine.lessons = "Samples help"
        mine.action_complete()
        self.seen_by(self.rep_hangzhou, self.visit).no_finding_reason = UNSEEN
        with self._refused("Nothing was found"):
            self.seen_by(self.rep_hangzhou, self.visit).action_close()

    def test_a_day_on_which_nobody_waits_any_more(self):
        first = self.company._kam_day_of(self.visit.date_started)
        last = first + timedelta(days=findings.LONGEST_DAYS)
        self._found("problem", date_due=last)
        for day in (last + timedelta(days=1), fields.Date.to_date("2999-12-31"), "9999-12-31"):
            with self.subTest(day=day), self._refused("To Be Solved By", ValidationError):
                self._found("problem", date_due=day)
