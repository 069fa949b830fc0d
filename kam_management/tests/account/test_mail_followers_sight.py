from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from ..common import KamCommon

MISSING = 2**31 - 1
# What of others' points to records of any model, and what makes it safe for ours.
REFERENCES = {
    # Odoo asks for the right to read the record
    "ir.attachment": "res_id",
    # ours ask as well, beside what Odoo asks
    "mail.activity": "res_id",
    "mail.followers": "res_id",
    "mail.message": "res_id",
    # whoever planned it, alone
    "mail.scheduled.message": "res_id",
    # a meeting holds which record its author chose, and no name of it
    "calendar.event": "res_id",
}


@tagged("post_install", "-at_install")
class TestMailFollowersSight(KamCommon):
    """Rows beside a record tell nobody of it who may not read it."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"))

    def _rows(self, user, domain=(), **context):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["mail.followers"].with_user(user).with_context(**context)
        return rows.search([*domain]).sudo()

    def _follow(self, *records):
        for record in records:
            record.message_subscribe(self.director.partner_id.ids)
        return self.env["mail.followers"].search(
            [("res_model", "=", "kam.account"), ("res_id", "in", [each.id for each in records])]
        )

    # ------------------------------------------------------------------
    # followers
    # ------------------------------------------------------------------

    def test_only_readers_find_them(self):
        rows = self._follow(self.mill)
        of_mill = [("res_model", "=", "kam.account"), ("res_id", "=", self.mill.id)]
        for domain in (
            of_mill,
            [("id", "in", rows.ids)],
            ["|", ("partner_id", "in", rows.partner_id.ids), ("res_model", "=", "res.partner")],
            ["!", ("res_model", "!=", "kam.account")],
            [("res_model", "in", ["kam.account", "kam.unit"]), ("res_id", "!=", 0)],
            [],
        ):
            with self.subTest(domain=domain):
                for user in (self.rep_beijing, self.employee, self.env.ref("base.user_admin")):
                    self.assertFalse(self._rows(user, domain) & rows)
                self.assertLessEqual(rows, self._rows(self.rep_shanghai, domain))

    def test_counts_groups_and_reads(self):
        (self.rep_beijing | self.rep_shanghai).group_ids |= self.env.ref("base.group_allow_export")
        rows = self._follow(self.mill)
        theirs = rows.with_user(self.rep_beijing)
        domain = [("id", "in", rows.ids)]
        self.assertEqual(theirs.search_count(domain), 0)
        self.assertFalse(theirs.formatted_read_group(domain, ["partner_id"], ["__count"]))
        self.assertFalse(theirs.name_search("", domain))
        for read in (
            lambda: theirs.read(["partner_id"]),
            lambda: theirs.read(["display_name"]),
            lambda: theirs.export_data(["partner_id/name", "res_model"]),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                read()
        own = rows.with_user(self.rep_shanghai)
        self.env.invalidate_all()
        self.assertEqual(len(own.export_data(["res_model"])["datas"]), len(rows))

    def test_of_a_model_without_any_right(self):
        row = self.env["mail.followers"].create(
            {
                "res_model": "kam.screening",
                "res_id": MISSING,
                "partner_id": self.director.partner_id.id,
            }
        )
        for user in (self.employee, self.director):
            self.assertFalse(self._rows(user, [("id", "=", row.id)]))

    def test_pages_are_whole(self):
        """Hidden rows neither take a place on a page nor leave a gap."""
        self._follow(self.mill, self.shop, self.yard)
        domain = [("res_model", "=", "kam.account")]
        rows = self.env["mail.followers"].with_user(self.rep_beijing)
        found = rows.search(domain, order="id")
        self.assertTrue(found)
        self.assertEqual(rows.search(domain, order="id", limit=len(found)), found)
        self.assertEqual(set(found.mapped("res_id")), {self.yard.id})

    def test_companies_that_are_not_chosen(self):
        rows = self._follow(self.mill)
        self.director.company_ids |= self.other_company
        chosen = {"allowed_company_ids": self.other_company.ids}
        self.assertLessEqual(rows, self._rows(self.director, [("id", "in", rows.ids)], **chosen))

    def test_of_others_nothing_changes(self):
        self.stranger.message_subscribe(self.employee.partner_id.ids)
        domain = [("res_model", "=", "res.partner"), ("res_id", "=", self.stranger.id)]
        self.assertTrue(self._rows(self.rep_beijing, domain))

    def test_entered_and_changed_by_readers_only(self):
        """Neither an index nor a message tells administrators of Odoo what is there."""
        rows = self.env["mail.followers"].with_user(self.env.ref("base.user_admin"))
        partner = self.director.partner_id
        self._follow(self.mill)
        other = self.env["mail.followers"].create(
            {"res_model": "res.partner", "res_id": self.stranger.id, "partner_id": partner.id}
        )
        said = set()
        for number in (self.mill.id, MISSING):
            vals = {"res_model": "kam.account", "res_id": number}
            for change in (
                lambda vals=vals: rows.create({**vals, "partner_id": partner.id}),
                lambda vals=vals: other.with_env(rows.env).write(vals),
            ):
                with self.assertRaises(AccessError) as caught, self.cr.savepoint():
                    change()
                said.add(str(caught.exception))
        self.assertEqual(len(said), 1)

    def test_queries_do_not_grow(self):
        counts = []
        for accounts in (self.mill, self.mill | self.shop):
            rows = self._follow(*accounts)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            mine = self.env["mail.followers"].with_user(self.rep_shanghai)
            mine.search([("id", "in", rows.ids)]).read(["partner_id", "display_name"])
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # ------------------------------------------------------------------
    # what else stands beside a record
    # ------------------------------------------------------------------

    def test_notifications(self):
        message = self.mill.message_post(body="Look", partner_ids=self.director.partner_id.ids)
        row = message.notification_ids
        self.assertTrue(row)
        self.env.invalidate_all()
        for user, sees in (
            (self.rep_beijing, False),
            (self.employee, False),
            (self.rep_shanghai, True),
            (self.director, True),
        ):
            mine = row.with_user(user)
            with self.subTest(user=user.login):
                self.assertIs(bool(mine.search([("id", "in", row.ids)])), sees)
                self.assertEqual(bool(mine.search_count([("id", "in", row.ids)])), sees)
                self.assertIs(mine.has_access("read"), sees)

    def test_tracked_values(self):
        self.mill.with_context(tracking_disable=False).message_post(body="x")
        message = self.mill.message_ids[:1]
        value = self.env["mail.tracking.value"].create(
            {
                "mail_message_id": message.id,
                "field_id": self.env["ir.model.fields"]._get("kam.account", "state").id,
                "old_value_char": "1000",
            }
        )
        admin = value.with_user(self.env.ref("base.user_admin"))
        self.env.invalidate_all()
        self.assertFalse(admin.search([("id", "in", value.ids)]))
        with self.assertRaises(AccessError):
            admin.read(["old_value_char"])

    def test_activities_and_documents(self):
        activity = self.mill.activity_schedule(user_id=self.rep_shanghai.id, summary="Call")
        document = self.env["ir.attachment"].create(
            {"name": "Offer", "raw": b"x", "res_model": "kam.account", "res_id": self.mill.id}
        )
        self.env.invalidate_all()
        for record in (activity, document):
            for domain in ([("id", "in", record.ids)], [("res_model", "=", "kam.account")]):
                with self.subTest(record=str(record), domain=domain):
                    self.assertFalse(record.with_user(self.rep_beijing).search(domain) & record)
                    self.assertTrue(record.with_user(self.rep_shanghai).search(domain) & record)
            self.assertFalse(record.with_user(self.rep_beijing).has_access("read"))

    def test_activities_of_those_who_may_not_read(self):
        """An activity holds the name of its record: it is nobody's who may not read that."""
        self.env["res.partner"].browse(self.mill.partner_id.id).name = "Secret Mill"
        activity = self.mill.activity_schedule(user_id=self.rep_beijing.id, summary="Call")
        self.assertIn("Secret", activity.res_name)
        self.env.flush_all()
        self.env.invalidate_all()
        mine = activity.with_user(self.rep_beijing)
        for domain in ([("id", "=", activity.id)], [("res_name", "ilike", "Secret")]):
            self.assertFalse(mine.search(domain))
            self.assertFalse(mine.search_count(domain))
        with self.assertRaises(AccessError):
            mine.read(["res_name"])
        own = self.yard.activity_schedule(user_id=self.rep_beijing.id, summary="Call")
        self.assertTrue(own.with_user(self.rep_beijing).search([("id", "=", own.id)]))
        of_others = self.stranger.activity_schedule(user_id=self.rep_beijing.id, summary="Call")
        self.assertTrue(of_others.with_user(self.rep_beijing).search([("id", "=", of_others.id)]))

    def test_activities_are_given_to_those_who_may_read(self):
        mill = self._as(self.rep_shanghai, self.mill)
        with self.assertRaisesRegex(UserError, "Rep Beijing"), self.cr.savepoint():
            mill.activity_schedule(user_id=self.rep_beijing.id, summary="Call")
        activity = mill.activity_schedule(user_id=self.director.id, summary="Call")
        with self.assertRaisesRegex(UserError, "Rep Beijing"), self.cr.savepoint():
            activity.user_id = self.rep_beijing
        activity.summary = "Call again"

    def test_names_of_conversations(self):
        """Who has written there, or was told, reads what was said, and no name of the record."""
        message = self.mill.message_post(
            body="Mine", author_id=self.rep_beijing.partner_id.id, message_type="comment"
        )
        for user, sees in ((self.rep_beijing, False), (self.rep_shanghai, True)):
            mine = message.with_user(user)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                self.assertTrue(mine.has_access("read"))
                name = mine.read(["record_name"])[0]["record_name"]
                self.assertEqual(name, self.mill.display_name if sees else False)
                store = Store().add(mine)
                self.assertEqual(self.mill.display_name in str(store.get_result()), sees)

    def test_meetings_name_no_record(self):
        """Which record a meeting is linked to tells nothing of it; who opens it needs the right."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": "2026-11-30 08:00:00",
                "stop": "2026-11-30 09:00:00",
                "res_model_id": self.env["ir.model"]._get_id("kam.account"),
                "res_id": self.mill.id,
                "partner_ids": [(6, 0, self.rep_beijing.partner_id.ids)],
                "user_id": self.rep_shanghai.id,
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        mine = meeting.with_user(self.rep_beijing)
        spec = {"display_name": {}, "res_id": {"fields": {"display_name": {}}}, "activity_ids": {}}
        answer = str(mine.web_read({**spec, "res_model_name": {}, "res_model": {}}))
        self.assertIn("Talk", answer)
        self.assertNotIn(self.mill.display_name, answer)

    def test_documents_name_no_record(self):
        """Whoever added a document reads of which record it is as long as they may read that."""
        document = self.env["ir.attachment"].create(
            {"name": "Offer", "raw": b"x", "res_model": "kam.account", "res_id": self.mill.id}
        )
        self.env.invalidate_all()
        self.assertEqual(
            document.with_user(self.rep_shanghai).read(["res_name"])[0]["res_name"],
            self.mill.display_name,
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            document.with_user(self.rep_beijing).read(["res_name"])

    def test_every_reference_was_looked_at(self):
        """What colleagues without a right of ours may read, and what points to any record."""
        found = {
            name: field.name
            for name, model in self.env.registry.items()
            if not name.startswith("kam.") and not model._transient and not model._abstract
            for field in model._fields.values()
            if field.type in ("many2one_reference", "reference")
            and field.store
            and self.env[name].with_user(self.employee).has_access("read")
            and "kam." in self._find_models(field)
        }
        self.assertLessEqual(found.items(), REFERENCES.items())
        self.assertFalse(
            self.env["bus.bus"].with_user(self.employee).has_access("read"),
            "what is sent to a browser is read by nobody else",
        )

    def _find_models(self, field):
        """Return what a field may point to, as one text; anything where it says nothing."""
        if field.type == "many2one_reference":
            return "kam."
        choices = field.get_description(self.env, ["selection"]).get("selection") or []
        return " ".join(name for name, _label in choices)
