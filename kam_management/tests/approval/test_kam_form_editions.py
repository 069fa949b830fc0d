from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import KamCommon
from .forms import FormHelpers, add_form_models, add_form_report, forget_form_models

SCHEME, PART, STEP = "kam.test.scheme", "kam.test.scheme.part", "kam.test.scheme.step"


def make_scheme_models():
    """Return a form that is revised by copies, and of which approval binds a part only."""

    class KamTestScheme(models.Model):
        _module = None
        _name = SCHEME
        _description = "Test Scheme"
        _inherit = ["kam.form.mixin"]
        _form_report = "kam_management.action_report_kam_test_scheme"
        _form_line_fields = ("part_ids", "step_ids")
        _revise = "copy"
        _approval_binds = ("name", "part_ids")

        name = fields.Char(required=True)
        progress = fields.Char()
        company_id = fields.Many2one(
            "res.company", required=True, default=lambda self: self.env.company
        )
        unit_id = fields.Many2one("kam.unit")
        part_ids = fields.One2many(PART, "scheme_id")
        step_ids = fields.One2many(STEP, "scheme_id")

    class KamTestSchemePart(models.Model):
        _module = None
        _name = PART
        _description = "Part of a Test Scheme"
        _inherit = ["kam.approval.line.mixin"]
        _approval_form_field = "scheme_id"
        _approval_lines_field = "part_ids"

        scheme_id = fields.Many2one(SCHEME, required=True, ondelete="cascade")
        name = fields.Char(copy=False)

    class KamTestSchemeStep(models.Model):
        _module = None
        _name = STEP
        _description = "Step of a Test Scheme"
        _inherit = ["kam.approval.line.mixin"]
        _approval_form_field = "scheme_id"
        _approval_lines_field = "step_ids"

        scheme_id = fields.Many2one(SCHEME, required=True, ondelete="cascade")
        name = fields.Char()

    return KamTestScheme, KamTestSchemePart, KamTestSchemeStep


class SchemeCommon(FormHelpers, KamCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_form_models(cls.env, *make_scheme_models())
        cls.addClassCleanup(forget_form_models, cls.env, PART, STEP, SCHEME)
        cls.env["ir.sequence"].create({"name": "Test scheme", "code": SCHEME, "prefix": "TS"})
        add_form_report(
            cls.env,
            SCHEME,
            '<h3 t-out="o.number"/><p t-out="o.name"/><p t-field="o.control_status"/>',
        )
        cls.env["kam.approval.route"].create(
            {
                "name": "Test route",
                "model_id": cls.env["ir.model"]._get_id(SCHEME),
                "step_ids": [
                    Command.create(
                        {
                            "sequence": 1,
                            "name": "Area",
                            "unit_level": "area",
                            "role": "supervisor",
                            "deadline_days": 3,
                        }
                    )
                ],
            }
        )
        cls.rep, cls.supervisor = cls.rep_shanghai, cls.supervisor_shanghai

    def setUp(self):
        super().setUp()
        self.scheme = (
            self.env[SCHEME]
            .with_user(self.rep)
            .create(
                {
                    "name": "Scheme",
                    "unit_id": self.shanghai.id,
                    "part_ids": [Command.create({"name": name}) for name in ("One", "Two")],
                    "step_ids": [Command.create({"name": "Call"})],
                }
            )
            .sudo()
        )

    def _approved(self, scheme=None):
        scheme = self.scheme if scheme is None else scheme
        self.submit(scheme, self.rep)
        self.approve(scheme, self.supervisor)
        return scheme

    def _revised(self, scheme=None):
        """Revise a scheme, and return the edition that was made."""
        scheme = self.scheme if scheme is None else scheme
        before = scheme.edition_ids
        self.revise(scheme, self.rep)
        return scheme.edition_ids - before


@tagged("post_install", "-at_install")
class TestKamFormEditions(SchemeCommon):
    def test_another_form_with_the_same_number_and_content(self):
        attachment = {"name": "Drawing", "raw": b"1", "res_model": SCHEME}
        self.env["ir.attachment"].create({**attachment, "res_id": self.scheme.id})
        self._approved()
        self.scheme.with_user(self.rep).progress = "Half done"
        edition = self._revised()
        self.assertRecordValues(
            self.scheme | edition,
            [
                {
                    "number": self.scheme.number,
                    "revision_mark": False,
                    "approval_state": "approved",
                    "control_status": "controlled",
                    "edition_of_id": False,
                    "create_uid": self.rep.id,
                },
                {
                    "number": self.scheme.number,
                    "revision_mark": "A",
                    "approval_state": "draft",
                    "control_status": "controlled",
                    "edition_of_id": self.scheme.id,
                    "create_uid": self.rep.id,
                },
            ],
        )
        self.assertEqual((edition.name, edition.progress), ("Scheme", "Half done"))
        self.assertEqual(edition.part_ids.mapped("name"), ["One", "Two"])
        self.assertEqual(edition.step_ids.mapped("name"), ["Call"])
        self.assertFalse(edition.part_ids & self.scheme.part_ids)
        self.assertFalse(edition.approval_round or edition.submitted_by_id or edition.documents)
        self.assertFalse(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", SCHEME), ("res_id", "=", edition.id)]
            )
        )

    def test_the_approved_one_is_valid_until_the_next_is_approved(self):
        self._approved()
        edition = self._revised()
        self.submit(edition, self.rep)
        self.assertEqual(self.scheme.control_status, "controlled")
        self.approve(edition, self.supervisor)
        self.assertEqual(
            (self.scheme | edition).mapped("control_status"), ["obsolete", "controlled"]
        )
        self.assertEqual(self.scheme.approval_state, "approved")
        report = self.env.ref("kam_management.action_report_kam_test_scheme")
        page = report._render_qweb_html(report.id, self.scheme.ids)[0]
        self.assertIn(b"Obsolete", page)
        # what was filed of it stays as it was
        self.assertNotIn(b"Obsolete", self.scheme.archive_entry_ids._get_page())
        self.assertEqual(edition.archive_entry_ids.revision_mark, "A")

    def test_changes_are_counted_against_the_edition_before(self):
        self._approved()
        for change, places in (
            ({}, 0),
            ({"name": "Better"}, 1),
            ({"progress": "Nobody's business"}, 0),
        ):
            with self.subTest(change=change):
                edition = self._revised(self.scheme._get_editions()[-1])
                edition.with_user(self.rep).write(change)
                self._approved(edition)
                self.assertEqual(edition.revision_places, places)
        edition = self._revised(edition)
        edition.with_user(self.rep).write(
            {
                "name": "Best",
                "part_ids": [
                    Command.update(edition.part_ids[0].id, {"name": "First"}),
                    Command.delete(edition.part_ids[1].id),
                ],
                "step_ids": [Command.create({"name": "Visit"})],
            }
        )
        self._approved(edition)
        self.assertEqual((edition.revision_mark, edition.revision_places), ("D", 3))
        self.assertEqual(self.scheme._get_editions().mapped("revision_mark")[0], False)
        self.assertEqual(edition.edition_count, 5)

    def test_a_rejected_one_leaves_the_approved_one_in_force(self):
        self._approved()
        edition = self._revised()
        self.submit(edition, self.rep)
        self.reject(edition, self.supervisor)
        self.assertEqual(self.scheme.control_status, "controlled")
        with self._refused("is “Rejected”; this is possible for “Approved” only"):
            self.revise(edition, self.rep)
        self.assertOffered(edition, self.rep)
        self.assertEqual(self._revised().revision_mark, "B")

    def test_one_that_is_given_up_leaves_the_approved_one_in_force(self):
        self._approved()
        edition = self._revised()
        self.submit(edition, self.rep)
        self.withdraw(edition, self.rep)
        self.assertOffered(edition, self.rep, "submit", "give_up")
        self.give_up(edition, self.rep)
        self.assertEqual(edition.approval_state, "cancelled")
        self.assertEqual(self.scheme.control_status, "controlled")
        self.assertOffered(self.scheme, self.rep, "revise")

    def test_a_draft_that_was_never_submitted_may_be_deleted(self):
        self._approved()
        self._revised().with_user(self.rep).unlink()
        self.assertEqual(self._revised().revision_mark, "A")

    def test_one_revision_at_a_time(self):
        self._approved()
        self.assertOffered(self.scheme, self.rep, "revise")
        edition = self._revised()
        self.assertOffered(self.scheme, self.rep)
        for _state in ("draft", "in_review"):
            with self._refused("is being revised already: go on with revision A"):
                self.revise(self.scheme, self.rep)
            if edition.approval_state == "draft":
                self.submit(edition, self.rep)

    def test_what_is_obsolete_is_not_revised(self):
        self._approved()
        edition = self._approved(self._revised())
        self.assertOffered(self.scheme, self.rep)
        self.assertOffered(edition, self.rep, "revise")
        with self._refused("is obsolete: another edition was approved"):
            self.revise(self.scheme, self.rep)

    def test_what_an_edition_rests_on_stays(self):
        self._approved()
        edition = self._revised()
        with self.assertRaises(UserError):
            edition.with_user(self.rep).write({"edition_of_id": False})
        with self.assertRaises(UserError):
            self.env[SCHEME].create({"name": "Forged", "edition_of_id": self.scheme.id})

    def test_the_buttons_open_the_editions(self):
        self._approved()
        action = self.seen_by(self.rep, self.scheme).action_revise()
        edition = self.scheme.edition_ids
        self.assertEqual((action["res_model"], action["res_id"]), (SCHEME, edition.id))
        action = self.seen_by(self.rep, edition).action_view_editions()
        self.assertEqual(
            self.env[SCHEME].search(action["domain"], order="id"), self.scheme | edition
        )


@tagged("post_install", "-at_install")
class TestKamFormBinds(SchemeCommon):
    """What approval binds is locked, counted and signed; the rest follows the form's own rules."""

    def _check_lock(self):
        scheme = self.seen_by(self.rep, self.scheme)
        for vals in (
            {"name": "Forged"},
            {"unit_id": self.beijing.id},
            {"executing_department_id": self.env["hr.department"].create({"name": "New"}).id},
            {"part_ids": [Command.create({"name": "Forged"})]},
            {"part_ids": [Command.delete(scheme.part_ids[0].id)]},
            {"part_ids": [Command.update(scheme.part_ids[0].id, {"name": "Forged"})]},
            {"progress": "Together", "name": "Forged"},
        ):
            with (
                self.subTest(state=self.scheme.approval_state, vals=vals),
                self.assertRaisesRegex(UserError, "cannot be changed"),
                self.cr.savepoint(),
            ):
                scheme.write(vals)

    def _check_free(self, text):
        scheme = self.seen_by(self.rep, self.scheme)
        scheme.progress = text
        scheme.step_ids[0].name = text
        scheme.write({"step_ids": [Command.create({"name": "Short"})]})
        scheme.step_ids.filtered(lambda step: step.name == "Short").unlink()
        self.assertEqual((scheme.progress, scheme.step_ids.mapped("name")), (text, [text]))

    def test_in_every_state(self):
        self.submit(self.scheme, self.rep)
        self._check_lock()
        self._check_free("In review")
        self.approve(self.scheme, self.supervisor)
        self._check_lock()
        self._check_free("Approved")
        content = self.scheme._get_content()
        self.assertIn("name", content)
        self.assertTrue(any(place.startswith("part_ids.") for place in content))
        self.assertFalse([place for place in content if place.split(".")[0] == "step_ids"])
        self.assertNotIn("progress", content)

    def test_documents_of_lines(self):
        documents = self.env["ir.attachment"].create(
            [
                {"name": line._name, "raw": b"1", "res_model": line._name, "res_id": line.id}
                for line in (self.scheme.part_ids[0], self.scheme.step_ids[0])
            ]
        )
        self._approved()
        self.assertEqual([document["name"] for document in self.scheme.documents], [PART])
        with self._refused("belongs to Scheme"):
            documents[0].write({"name": "Forged"})
        documents[1].write({"name": "Better"})
        documents[1].unlink()
