from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import FORM, LINE, ApprovalCommon


@tagged("post_install", "-at_install")
class TestKamApprovalLock(ApprovalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls._form(
            line_ids=[Command.create({"name": "First"}), Command.create({"name": "Second"})]
        )
        cls.document = cls.env["ir.attachment"].create(
            {"name": "Licence", "raw": b"1", "res_model": FORM, "res_id": cls.form.id}
        )
        cls.line_document = cls.env["ir.attachment"].create(
            {
                "name": "Licence of the line",
                "raw": b"1",
                "res_model": LINE,
                "res_id": cls.form.line_ids[0].id,
            }
        )

    def _attempts(self, user):
        """Return everything that would change the content of the form, by name."""
        form = self._as(user, self.form)
        line = form.line_ids[0]
        other = self._form(name="Other").with_user(user)
        stranger = self.env[LINE].with_user(user).create({"form_id": other.id, "name": "Third"})
        return {
            "field": lambda: form.write({"name": "Forged"}),
            "unit": lambda: form.write({"unit_id": self.beijing.id}),
            "line": lambda: line.write({"name": "Forged"}),
            "line through the form": lambda: form.write(
                {"line_ids": [Command.update(line.id, {"name": "Forged"})]}
            ),
            "line in": lambda: form.write({"line_ids": [Command.create({"name": "Forged"})]}),
            "line out": lambda: form.write({"line_ids": [Command.delete(line.id)]}),
            "all lines out": lambda: form.write({"line_ids": [Command.clear()]}),
            "line made": lambda: line.create({"form_id": form.id, "name": "Forged"}),
            "line deleted": line.unlink,
            "line moved away": lambda: line.write({"form_id": other.id}),
            "line moved in": lambda: stranger.write({"form_id": form.id}),
            "line copied": line.copy,
            "deleted": form.unlink,
            "web_save": lambda: form.web_save({"name": "Forged"}, {}),
        }

    def test_locked_in_every_state_but_draft(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        form = self.form
        content = form._get_content()
        for state, users in (
            ("in_review", (self.rep_shanghai, self.supervisor_shanghai, self.env.user)),
            ("approved", (self.rep_shanghai, self.administrator)),
        ):
            if state == "approved":
                self._approve_all(form)
            self.assertEqual(form.approval_state, state)
            for user in users:
                for name, attempt in self._attempts(user).items():
                    with (
                        self.subTest(state=state, user=user.login, attempt=name),
                        self.assertRaises(UserError),
                    ):
                        attempt()
        self.env.invalidate_all()
        self.assertEqual(form._get_content(), content)

    def test_open_in_draft(self):
        for name, attempt in self._attempts(self.rep_shanghai).items():
            with self.subTest(attempt=name):
                if name not in ("line deleted", "line moved away", "line copied", "deleted"):
                    attempt()
        self.form.unlink()

    def test_the_message_names_field_form_and_remedy(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        with self._refused("“Name” of Form .*“In review”.*Withdraw"):
            self.form.with_user(self.rep_shanghai).write({"name": "Forged"})

    def test_what_was_submitted_is_not_deleted(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        self._as(self.rep_shanghai, self.form).action_withdraw()
        with self._refused("stays in the records"):
            self.form.unlink()

    def test_attachments(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        free = self.env["ir.attachment"].create({"name": "Free", "raw": b"1"})
        for document in (self.document, self.line_document):
            for vals in (
                {"raw": b"2"},
                {"datas": b"Mg=="},
                {"db_datas": b"2"},
                {"name": "Forged"},
                {"res_id": 0, "res_model": False},
                {"type": "url", "url": "https://example.com"},
            ):
                for user in (self.env.user, self.rep_shanghai):
                    with (
                        self.subTest(document=document.name, vals=vals, user=user.login),
                        self.assertRaises(UserError),
                    ):
                        self._as(user, document).write(vals)
            with self._refused("belongs to Form"):
                document.unlink()
        free.write({"raw": b"3"})
        free.unlink()
        self._as(self.rep_shanghai, self.form).action_withdraw()
        self.document.write({"name": "Better"})
        self.document.unlink()
        self.line_document.unlink()

    def test_documents_are_named_to_nobody_who_may_not_read_them(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        for document in (self.document | self.line_document).with_user(self.portal):
            for attempt in (lambda own=document: own.write({"name": "x"}), document.unlink):
                with self.assertRaises(AccessError) as refusal:
                    attempt()
                self.assertNotIn(self.form.name, str(refusal.exception))
                self.assertNotIn(document.sudo().name, str(refusal.exception))

    def test_conversation_goes_on(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        form = self.form.with_user(self.rep_shanghai)
        form.message_post(body="When will it be decided?")
        form.message_subscribe(self.employee.partner_id.ids)
        form.activity_schedule("mail.mail_activity_data_todo", user_id=self.rep_shanghai.id)
        self.assertIn(self.employee.partner_id, form.message_partner_ids)

    def test_protected_fields(self):
        forged = {
            "approval_state": "approved",
            "approval_standing": "approved",
            "approval_round": 7,
            "cancel_code": "Forged",
            "cancel_params": {"user": "Forged"},
            "cancel_reason": "Forged",
            "submitted_by_id": self.employee.id,
            "date_submitted": "2020-01-01 00:00:00",
            "date_first_submitted": "2020-01-01",
            "date_total_due": "2099-01-01",
            "date_closed": "2020-01-01 00:00:00",
            "number": "FORGED",
            "control_status": "obsolete",
            "prepared_by_id": self.employee.id,
            "date_prepared": "2020-01-01",
            "reviewed_by_id": self.employee.id,
            "date_reviewed": "2020-01-01",
            "approved_by_id": self.employee.id,
            "date_approved": "2020-01-01",
            "revision_mark": "Z",
            "revision_places": 9,
            "date_revision": "2020-01-01",
            "content_before": {"a": 1},
            "edition_of_id": self.form.id,
            "documents": [{"name": "forged"}],
            "happened": "approved",
        }
        self.assertEqual(self.form._get_protected_fields(), set(forged))
        context = {"kam_protected_write": True, "tracking_disable": True}
        for name, value in forged.items():
            for user in (self.env.user, self.rep_shanghai):
                forms = self.env[FORM].with_user(user)
                with self.subTest(field=name, user=user.login):
                    with self.assertRaises(UserError):
                        call_kw(
                            forms, "write", [self.form.ids, {name: value}], {"context": context}
                        )
                    with self.assertRaises(UserError):
                        forms.create({"name": "New", name: value})
        defaults = {f"default_{name}": value for name, value in forged.items()}
        new = self.env[FORM].with_context(**defaults).create({"name": "New"})
        self.assertEqual(new.approval_state, "draft")
        self.assertNotEqual(new.number, "FORGED")
        self.assertFalse(new.happened or new.approved_by_id)

    def test_reviews_do_not_come_through_the_form(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        review = self._pending(self.form)
        for command in (
            Command.create({"name": "Forged", "state": "approved"}),
            Command.update(review.id, {"state": "approved"}),
            Command.update(review.id, {"candidate_ids": [Command.set(self.rep_shanghai.ids)]}),
            Command.delete(review.id),
        ):
            for user in (self.env.user, self.rep_shanghai, self.administrator):
                with (
                    self.subTest(command=command, user=user.login),
                    self.assertRaises(UserError),
                ):
                    self._as(user, self.form).write({"review_ids": [command]})

    def test_copy_and_import(self):
        self._as(self.rep_shanghai, self.form).action_submit()
        copy = self._as(self.rep_shanghai, self.form).copy()
        self.assertEqual(copy.approval_state, "draft")
        self.assertFalse(copy.review_ids or copy.submitted_by_id or copy.approval_round)
        self.assertNotEqual(copy.number, self.form.number)
        self.assertEqual(copy.line_ids.mapped("name"), ["First", "Second"])
        forms = self.env[FORM].with_user(self.rep_shanghai)
        for header, row in (
            ([".id", "name"], [str(self.form.id), "Forged"]),
            ([".id", "approval_state"], [str(self.form.id), "approved"]),
            (["name", "approval_state"], ["New", "approved"]),
            ([".id", "line_ids/name"], [str(self.form.id), "Forged"]),
        ):
            with self.subTest(header=header):
                result = forms.load(header, [row])
                self.assertFalse(result["ids"])
        self.assertEqual(self.form.name, "Form")

    # ------------------------------------------------------------------
    # what reviewers fill
    # ------------------------------------------------------------------

    def _open_for(self, names):
        self.route.step_ids[0].writable_fields = names
        self._as(self.rep_shanghai, self.form).action_submit()
        return self._as(self.supervisor_shanghai, self.form)

    def test_reviewers_fill_the_fields_of_their_step(self):
        form = self._open_for("decision, line_ids.decision")
        form.write({"decision": "Yes"})
        form.line_ids[0].write({"decision": "Yes"})
        form.write({"line_ids": [Command.update(form.line_ids[1].id, {"decision": "No"})]})
        self.assertEqual(form.line_ids.mapped("decision"), ["Yes", "No"])
        line = form.line_ids[0]
        for attempt in (
            lambda: form.write({"name": "Forged"}),
            lambda: form.write({"decision": "Yes", "amount": 1}),
            lambda: line.write({"name": "Forged"}),
            lambda: line.write({"decision": "Yes", "name": "Forged"}),
            lambda: form.write({"line_ids": [Command.create({"decision": "Yes"})]}),
            lambda: form.write({"line_ids": [Command.delete(line.id)]}),
            line.unlink,
            lambda: self.form.with_user(self.rep_shanghai).write({"decision": "Mine"}),
            lambda: self.form.line_ids[0].with_user(self.manager_east).write({"decision": "No"}),
            lambda: self.form.sudo().write({"decision": "Mine"}),
        ):
            with self.assertRaises(UserError):
                attempt()
        self._decide(self.supervisor_shanghai, self.form)
        with self.assertRaises(UserError):
            self._as(self.supervisor_shanghai, self.form).write({"decision": "Later"})

    def test_whole_lines(self):
        form = self._open_for("line_ids")
        form.line_ids[0].write({"name": "Better"})
        form.write({"line_ids": [Command.create({"name": "New"})]})
        form.line_ids[0].unlink()
        self.assertEqual(form.line_ids.mapped("name"), ["Second", "New"])
        with self.assertRaises(UserError):
            form.write({"name": "Forged"})
