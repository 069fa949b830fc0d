import importlib.util
from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.kam_management import removal

from .common import FORM, LINE, ApprovalCommon, register_form_models
from .forms import remove_form_models

MIGRATION = "migrations/19.0.1.2.0/end-removed.py"


def load_migration():
    """Return the module of the migration's step."""
    folder = importlib.util.find_spec("odoo.addons.kam_management").submodule_search_locations[0]
    specification = importlib.util.spec_from_file_location("end_removed", f"{folder}/{MIGRATION}")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@tagged("post_install", "-at_install")
class TestKamRemovedModel(ApprovalCommon):
    """A form goes with its addon, and comes back: nothing waits, nothing is taken over."""

    def _remove(self, names=(FORM, LINE)):
        """Remove models as uninstalling their addon does; they come back when the test ends."""
        self.env.flush_all()
        models = self.env["ir.model"].search([("model", "in", names)])
        models.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self._forget()

    def _forget(self):
        """Take the form out of the registry, as after loading without its addon."""
        remove_form_models(self.env, LINE, FORM)
        self.env.invalidate_all()
        self.addCleanup(self._register)

    def _register(self):
        if FORM not in self.registry:
            register_form_models(self.env)

    def _install_again(self):
        self._register()
        self.env["ir.model.access"].create(
            [
                {
                    "name": name,
                    "model_id": self.env["ir.model"]._get_id(name),
                    "group_id": self.env.ref("base.group_user").id,
                    **{f"perm_{right}": True for right in ("read", "write", "create", "unlink")},
                }
                for name in (FORM, LINE)
            ]
        )

    def _rows(self, records):
        """Return what the database holds of records, in full."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT to_jsonb(kept) FROM %s AS kept WHERE id = ANY(%s) ORDER BY id",
                SQL.identifier(records._table),
                records.ids,
            )
        )
        return self.env.cr.fetchall()

    def _removed(self, model=FORM):
        return self.env["kam.removed.model"].search([("model", "=", model)])

    # ------------------------------------------------------------------
    # going
    # ------------------------------------------------------------------

    def test_open_reviews_end_with_a_reason(self):
        form = self._submitted()
        self._decide(self.supervisor_shanghai, form)
        reviews = form.review_ids.sorted("sequence")
        approved, pending, waiting = reviews
        self.assertEqual((pending.state, waiting.state), ("pending", "waiting"))
        duties = self._duties(form)
        self.assertEqual(len(duties), 1)
        before = self._rows(approved)
        self._remove()
        for review in (pending, waiting):
            self.assertRecordValues(
                review, [{"state": "cancelled", "cancel_reason": "form_gone", "is_mine": False}]
            )
            self.assertTrue(review.date_decided)
        self.assertEqual(pending.candidate_ids, self.manager_east, "who was asked stays")
        self.assertEqual(self._rows(approved), before)
        self.assertEqual((duties.state, duties.reason), ("cancelled", "form_gone"))
        self.assertEqual(set(reviews.mapped("form_label")), {"Test Form"})
        with self._refused("is not installed"):
            self._as(self.manager_east, pending).action_approve("Fine")

    def test_other_forms_go_on(self):
        other = self._pending(self._submitted())
        other_model = "kam.other.form"
        self.env["kam.removed.model"]._retire([other_model])
        self.assertEqual(other.state, "pending")
        self.assertFalse(self._removed(other_model), "nothing names it")

    def test_a_round_that_ends_gives_no_reason(self):
        form = self._submitted()
        self._as(self.rep_shanghai, form).action_withdraw()
        self.assertEqual(set(form.review_ids.mapped("state")), {"cancelled"})
        self.assertEqual(set(form.review_ids.mapped("cancel_reason")), {False})

    def test_routes_go_with_what_belongs_to_them(self):
        archived = self.route.copy({"active": False})
        routes = self.route | archived
        steps = routes.step_ids
        self.route.message_subscribe(self.director.partner_id.ids)
        self._remove()
        self.assertFalse(routes.exists())
        self.assertFalse(steps.exists())
        self.assertFalse(
            self.env["mail.followers"].search(
                [("res_model", "=", routes._name), ("res_id", "in", routes.ids)]
            )
        )

    def test_documents_that_were_filed_stay_with_what_was_filed(self):
        form = self._form(line_ids=[Command.create({"name": "First line"})])
        owners = {"Licence": form, "Drawing": form.line_ids}
        documents = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": name.encode(), "res_model": owner._name, "res_id": owner.id}
                for name, owner in owners.items()
            ]
        )
        self._as(self.rep_shanghai, form).action_submit()
        self._approve_all(form)
        later = self.env["ir.attachment"].create(
            [
                {"name": "Later", "res_model": FORM, "res_id": form.id, **content}
                for content in ({"raw": b"Later"}, {"type": "url", "url": "https://example.com"})
            ]
        )
        entry = form.archive_entry_ids
        before = self._rows(entry)
        removed_model = self.env["kam.removed.model"]
        removed_model._retire([FORM, LINE])
        self._remove()
        self.assertEqual(self._rows(entry), before)
        self.assertFalse(later.exists())
        self.assertEqual(entry.kept_document_ids, documents)
        self.assertEqual(documents.mapped("raw"), [b"Licence", b"Drawing"])
        kept = self._as(self.supervisor_shanghai, documents)
        self.assertEqual(kept.mapped("name"), ["Licence", "Drawing"])
        with self._refused("“Licence” belongs to"):
            documents[0].unlink()

    def test_what_is_noted(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.model"]._get(FORM).with_context(lang="zh_CN").name = "测试表"
        forms = self._submitted() | self._form()
        self._remove()
        removed = self._removed()
        self.assertRecordValues(
            removed,
            [{"name": "Test Form", "last_id": max(forms.ids), "sequence_code": FORM}],
        )
        self.assertEqual(removed.with_context(lang="zh_CN").name, "测试表")
        self.assertFalse(self._removed(LINE), "nothing names lines")

    def test_not_when_everything_goes(self):
        form = self._submitted()
        self.env["ir.module.module"].search([("name", "=", "kam_management")]).state = "to remove"
        self.env["kam.removed.model"]._retire([FORM])
        self.assertEqual(self._pending(form).state, "pending")

    def test_an_update_without_the_model(self):
        """Odoo removes the model's description and leaves its table; a later version finds it."""
        form = self._submitted()
        pending = self._pending(form)
        self.env.flush_all()
        self._forget()
        models = self.env["ir.model"].search([("model", "in", (FORM, LINE))])
        models.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self.assertEqual((pending.state, pending.cancel_reason), ("cancelled", "form_gone"))
        self.assertEqual(self._removed().last_id, form.id)
        self._install_again()
        self.assertGreater(self._form().id, form.id)
        self._as(self.rep_shanghai, self.env[FORM].browse(form.id)).action_withdraw()

    # ------------------------------------------------------------------
    # coming back
    # ------------------------------------------------------------------

    def test_no_later_form_takes_the_place_of_an_earlier_one(self):
        approved, pending = self._submitted(), self._submitted()
        self._approve_all(approved)
        last = self._form()
        reviews, entry = approved.review_ids | pending.review_ids, approved.archive_entry_ids
        old = pending.review_ids.sorted("sequence")[:1]
        self._remove()
        self._install_again()
        self._route()
        new = self._submitted()
        self.assertGreater(new.id, last.id)
        self.assertEqual(new.approval_round, 1)
        self.assertEqual(len(new.review_ids), 3)
        self.assertFalse(new.review_ids & reviews)
        self.assertFalse(new.archive_entry_ids & entry)
        with self._refused("is not to be decided now"):
            self._as(self.supervisor_shanghai, old).action_approve("Fine")
        action = self._as(self.supervisor_shanghai, old).action_open_form()
        self.assertEqual((action["res_model"], action["res_id"]), (old._name, old.id))
        self._approve_all(new)
        self.assertEqual(new.archive_entry_ids.res_id, new.id)

    def test_ids_go_on_however_often(self):
        for _time in range(2):
            form = self._submitted()
            self._remove()
            self._install_again()
            self._route()
            self.assertGreater(self._form().id, form.id)
        # checking a table again, as every update does, leaves its ids alone
        ahead = self._form()
        self.env["kam.removed.model"]._continue_ids([FORM, "kam.unknown"])
        self.assertEqual(self._form().id, ahead.id + 1)

    def test_numbers_go_on_behind_what_is_filed(self):
        with patch.object(self.registry[FORM], "_form_prefix", "TF/%(year)s/"):
            company, form_model = self.company, self.env[FORM]
            self.env["ir.sequence"].search([("code", "=", FORM)]).unlink()
            self.env["kam.approval.route"]._ensure_sequence(form_model, company)
            for _time in range(3):
                filed = self._submitted()
            self._approve_all(filed)
            sequence = self.env["ir.sequence"].search([("code", "=", FORM)])
            self.env["kam.approval.route"]._ensure_sequence(form_model, company)
            self.assertEqual(self.env["ir.sequence"].search([("code", "=", FORM)]), sequence)
            sequence.unlink()
            self.env["kam.approval.route"]._ensure_sequence(form_model, company)
            self.assertEqual(filed.number[-4:], "0003")
            self.assertEqual(self._form().number[-4:], "0004")

    def test_documents_of_histories(self):
        """A model made by hand, deleted and made again: the account's history names the first."""
        vals = {"name": "Minutes", "model": "x_minutes"}
        self.addCleanup(self._forget_model, "x_minutes")
        self.env["ir.model"].create(vals)
        minutes = self.env["x_minutes"].create([{"x_name": "One"}, {"x_name": "Two"}])
        self.farm._enter_potential(
            "manual", "Agreed", self.beijing, self.rep_beijing, document=minutes[1]
        )
        event = self.farm.event_ids[:1]
        before = self._rows(event)
        self.env["ir.model"]._get("x_minutes").unlink()
        self.assertEqual(self._removed("x_minutes").last_id, minutes[1].id)
        self.assertEqual(event.document_name, "Two")
        self.env["ir.model"].create(vals)
        again = self.env["x_minutes"].create({"x_name": "Another"})
        self.assertGreater(again.id, event.res_id)
        self.assertEqual(self._rows(event), before)

    def _forget_model(self, name):
        if name in self.registry:
            del self.registry[name]
            self.registry._setup_models__(self.env.cr)

    # ------------------------------------------------------------------
    # addons that were uninstalled before any of this
    # ------------------------------------------------------------------

    def test_the_migration_ends_what_an_earlier_removal_left(self):
        filed, waiting = self._submitted(), self._submitted()
        self._approve_all(filed)
        reviews = waiting.review_ids
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM ir_model WHERE model = ANY(%s)", [FORM, LINE]))
        self.env.cr.execute(SQL("DROP TABLE kam_test_form_line, kam_test_form"))
        self._forget()
        load_migration().migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(set(reviews.mapped("state")), {"cancelled"})
        self.assertEqual(set(reviews.mapped("cancel_reason")), {"form_gone"})
        self.assertRecordValues(self._removed(), [{"name": "Test Form", "last_id": waiting.id}])
        self._install_again()
        self.assertGreater(self._form().id, waiting.id)

    def test_the_migration_ends_what_other_forms_have_taken_over(self):
        own, taken_over, lost = (self._submitted() for _time in range(3))
        reviews = {form: form.review_ids for form in (own, taken_over, lost)}
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE kam_test_form SET create_date = create_date + %s WHERE id = %s",
                timedelta(days=1),
                taken_over.id,
            )
        )
        self.env.cr.execute(SQL("DELETE FROM kam_test_form WHERE id = %s", lost.id))
        self.env.cr.execute(SQL("SELECT setval('kam_test_form_id_seq', 1)"))
        self.env.invalidate_all()
        load_migration().migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        self.assertEqual(
            reviews[own].sorted("sequence").mapped("state"), ["pending", "waiting", "waiting"]
        )
        for form in (taken_over, lost):
            self.assertEqual(set(reviews[form].mapped("cancel_reason")), {"form_gone"})
        self.assertGreater(self._form().id, lost.id)

    # ------------------------------------------------------------------
    # uninstall hooks
    # ------------------------------------------------------------------

    def test_what_people_made_for_models_that_go(self):
        own = self.env["ir.filters"].create({"name": "Mine", "model_id": "kam.competitor"})
        foreign = self.env["ir.filters"].create({"name": "Mine", "model_id": "res.partner"})
        export = self.env["ir.exports"].create({"name": "List", "resource": "kam.competitor"})
        duty = self._duties(self._submitted())
        module = self.env["ir.module.module"].search([("name", "=", "kam_management")])
        removal.forget(self.env, "kam_management")
        self.assertTrue(own.exists() and export.exists(), "the addon stays")
        module.state = "to remove"
        removal.forget(self.env, "kam_management")
        self.assertFalse(own.exists() or export.exists())
        self.assertTrue(foreign.exists())
        self.assertEqual((duty.state, duty.reason), ("cancelled", "uninstalled"))

    def test_numberings_go_with_everything(self):
        self.env["kam.removed.model"].create(
            {"model": "kam.gone", "name": "Gone", "last_id": 3, "sequence_code": "kam.gone"}
        )
        codes = ("kam.account", "kam.screening", FORM, "kam.gone")
        for code in codes:
            self.env["ir.sequence"].create({"name": code, "code": code})
        removal.forget_numberings(self.env)
        self.assertFalse(self.env["ir.sequence"].search([("code", "in", codes)]))
