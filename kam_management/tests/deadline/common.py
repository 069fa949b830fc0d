from contextlib import contextmanager
from datetime import datetime, timedelta

import pytz
from freezegun import freeze_time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.orm.model_classes import add_to_registry

from ..common import KamCommon

DOCUMENT = "kam.test.document"


def make_document_model():
    """Return the definition of a document that duties are about."""

    class KamTestDocument(models.Model):
        _module = None
        _name = DOCUMENT
        _description = "Document with Deadlines"
        _inherit = ["kam.deadline.mixin"]
        _log_access = True

        account_id = fields.Many2one("kam.account")
        company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

        passed = []
        failing = set()

        def _on_deadline_passed(self, deadline):
            if self.id in self.failing:
                raise ValueError("This one fails")
            self.passed.append((self.id, deadline.code))

    return KamTestDocument


class KamDeadlineCommon(KamCommon):
    """Duties on documents of a model that only these tests have, of three kinds.

    ``asked`` is owed by people, ``led`` by the supervisor, ``answered`` by a department.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.definition = make_document_model()
        add_to_registry(cls.registry, cls.definition)
        cls.registry._setup_models__(cls.env.cr, [DOCUMENT])
        cls.registry.init_models(cls.env.cr, [DOCUMENT], {"models_to_check": True})
        cls.addClassCleanup(cls._remove_document_model)
        cls.kinds = cls.env["kam.deadline.kind"].create(
            [
                {"code": "asked", "name": "Asked", "assign": "people", "audience": "people"},
                {
                    "code": "led",
                    "name": "Led",
                    "assign": "role",
                    "role": "supervisor",
                    "audience": "people",
                },
                {
                    "code": "answered",
                    "name": "Answered",
                    "assign": "department",
                    "audience": "people",
                },
            ]
        )
        cls.document = cls.env[DOCUMENT].create({})
        cls.duties = cls.env["kam.deadline"]

    def setUp(self):
        super().setUp()
        self.definition.passed.clear()
        self.definition.failing.clear()

    @classmethod
    def _remove_document_model(cls):
        del cls.registry[DOCUMENT]
        # so that what is left of the registry is set up when the class has ended
        cls.registry.registry_invalidated = True

    @classmethod
    def day(cls, number):
        """Return the day a number of days after today."""
        return cls.today + timedelta(days=number)

    @contextmanager
    def at(self, number, hour=9):
        """Be in the company at an hour of the day a number of days after today."""
        zone = self.company._kam_timezone()
        moment = zone.localize(datetime.combine(self.day(number), datetime.min.time()))
        moment = (moment + timedelta(hours=hour)).astimezone(pytz.utc)
        with freeze_time(moment):
            yield

    def run_job(self, is_failing=False):
        """Run the job; an expected error leaves what was done before, as for a real job."""
        self.env.flush_all()
        error = None
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            try:
                self.duties.with_env(self.env(cr=cr))._cron_watch()
            except UserError as refusal:
                error = refusal
        self.env.invalidate_all()
        self.assertEqual(bool(error), is_failing, error)

    def open(self, kind="asked", days=3, document=None, **vals):
        """Open one duty."""
        document = document or self.document
        has_account = document._name == "kam.account" or document.account_id
        return self.duties._open(
            [
                {
                    "kind": kind,
                    "res_model": document._name,
                    "res_id": document.id,
                    "title": "Paper",
                    "company_id": self.company.id,
                    **({} if has_account else {"unit_id": self.shanghai.id}),
                    "date_due": self.day(days),
                    **({"user_ids": self.rep_shanghai.ids} if kind == "asked" else {}),
                    **vals,
                }
            ]
        )
