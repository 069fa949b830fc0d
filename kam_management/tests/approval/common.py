from contextlib import contextmanager
from datetime import datetime

import pytz
from freezegun import freeze_time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.orm.model_classes import add_to_registry

from ..common import KamCommon

FORM, LINE = "kam.test.form", "kam.test.form.line"
# code, name, unit level, role, days
STEPS = (
    ("Area", "area", "supervisor", 3),
    ("Region", "region", "manager", 3),
    ("Centre", "headquarters", "director", 3),
)


def make_form_models():
    """Return the definitions of a form and its lines: all that a form needs to be approved."""

    class KamTestForm(models.Model):
        _module = None
        _name = FORM
        _description = "Test Form"
        _inherit = ["kam.form.mixin"]
        _form_report = "kam_management.action_report_kam_test_form"
        _form_sequence = FORM
        _form_line_fields = ("line_ids",)
        _in_charge_fields = ("in_charge_id",)
        _follows_account = True

        name = fields.Char(required=True)
        amount = fields.Float()
        decision = fields.Char()
        is_secret = fields.Boolean()
        company_id = fields.Many2one(
            "res.company", required=True, default=lambda self: self.env.company
        )
        unit_id = fields.Many2one("kam.unit")
        account_id = fields.Many2one("kam.account")
        in_charge_id = fields.Many2one("res.users")
        line_ids = fields.One2many(LINE, "form_id", copy=True)
        happened = fields.Char(copy=False)

        def _get_protected_fields(self):
            return super()._get_protected_fields() | {"happened"}

        def _get_approval_departments(self):
            return self.executing_department_id | self.supervising_department_id

        def _is_confidential(self):
            return self.is_secret

        def _on_submitted(self):
            super()._on_submitted()
            self._protected_write({"happened": "submitted"})

        def _on_approved(self):
            super()._on_approved()
            self._protected_write({"happened": "approved"})

        def _on_returned(self):
            super()._on_returned()
            self._protected_write({"happened": "returned"})

        def _on_rejected(self):
            super()._on_rejected()
            self._protected_write({"happened": "rejected"})

    class KamTestFormLine(models.Model):
        _module = None
        _name = LINE
        _description = "Line of a Test Form"
        _inherit = ["kam.approval.line.mixin"]
        _approval_form_field = "form_id"
        _approval_lines_field = "line_ids"

        form_id = fields.Many2one(FORM, required=True, ondelete="cascade")
        name = fields.Char()
        decision = fields.Char()

    return KamTestForm, KamTestFormLine


def add_form_models(env):
    """Add the form of the tests to the registry, with its tables, rights and report.

    :param env: superuser environment of the test
    """
    registry = env.registry
    for definition in make_form_models():
        add_to_registry(registry, definition)
    registry._setup_models__(env.cr, [FORM, LINE])
    registry.init_models(env.cr, [FORM, LINE], {"models_to_check": True})
    env["ir.model.access"].create(
        [
            {
                "name": name,
                "model_id": env["ir.model"]._get_id(name),
                "group_id": env.ref("base.group_user").id,
                **{f"perm_{right}": True for right in ("read", "write", "create", "unlink")},
            }
            for name in (FORM, LINE)
        ]
    )
    env["ir.sequence"].create({"name": "Test form", "code": FORM, "prefix": "TF", "padding": 3})
    env["ir.ui.view"].create(
        {
            "type": "qweb",
            "name": FORM,
            "key": "kam_management.report_kam_test_form",
            "arch": """
                <t t-name="kam_management.report_kam_test_form"><t t-call="web.html_container">
                  <t t-foreach="docs" t-as="o"><t t-call="web.basic_layout"><div class="page">
                    <h3 t-out="o.number"/><p t-out="o.name"/><p t-field="o.approval_state"/>
                    <p t-foreach="o.line_ids" t-as="line" t-out="line.name"/>
                  </div></t></t>
                </t></t>
            """,
        }
    )
    report = env["ir.actions.report"].create(
        {
            "name": "Test Form",
            "model": FORM,
            "report_type": "qweb-pdf",
            "report_name": "kam_management.report_kam_test_form",
        }
    )
    env["ir.model.data"].create(
        {
            "module": "kam_management",
            "name": "action_report_kam_test_form",
            "model": report._name,
            "res_id": report.id,
        }
    )


def remove_form_models(env):
    """Take the form of the tests out of the registry again; its tables go with the transaction.

    The registry is to be set up anew afterwards, as test classes of Odoo do when they have changed
    it.
    """
    for name in (LINE, FORM):
        del env.registry[name]


class ApprovalCommon(KamCommon):
    """A form that only the tests define, on the organisation of :class:`KamCommon`.

    Its route: supervisor of the area, manager of the region, director of headquarters, three
    calendar days each. ``rep_shanghai`` writes the forms of Shanghai. North has ``manager_north``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_form_models(cls.env)
        cls.addClassCleanup(remove_form_models, cls.env)
        cls.manager_north = cls._user("manager_north")
        cls._position(cls.manager_north, cls.north, "manager")
        cls.route = cls._route()

    @classmethod
    def _route(cls, steps=None, **vals):
        """Replace the route of the form in the company."""
        routes = cls.env["kam.approval.route"]
        model_id = cls.env["ir.model"]._get_id(FORM)
        routes.search([("model_id", "=", model_id)]).active = False
        routes.flush_model()
        return routes.create(
            {
                "name": "Test route",
                "model_id": model_id,
                "step_ids": [
                    Command.create(cls._step(sequence, *step) if isinstance(step, tuple) else step)
                    for sequence, step in enumerate(STEPS if steps is None else steps, 1)
                ],
                **vals,
            }
        )

    @staticmethod
    def _step(sequence, name, level, role, days=3, **vals):
        return {
            "sequence": sequence,
            "name": name,
            "unit_level": level,
            "role": role,
            "deadline_days": days,
            **vals,
        }

    @classmethod
    def _form(cls, user=None, **vals):
        return (
            cls.env[FORM]
            .with_user(user or cls.rep_shanghai)
            .create({"name": "Form", "unit_id": cls.shanghai.id, **vals})
            .sudo()
        )

    def _submitted(self, user=None, **vals):
        form = self._form(user, **vals)
        self._as(user or self.rep_shanghai, form).action_submit()
        return form

    def _pending(self, form):
        return form.review_ids.filtered(lambda review: review.state == "pending")

    def _decide(self, user, form, decision="approve", opinion="Fine"):
        """Decide what is pending of a form, as a user sees it over RPC."""
        review = self._as(user, self._pending(form))
        getattr(review, f"action_{decision}")(opinion)
        self.env.flush_all()

    def _approve_all(self, form):
        for user in (self.supervisor_shanghai, self.manager_east, self.director):
            self._decide(user, form)

    def _activities(self, form):
        return self.env["mail.activity"].search(
            [("res_model", "=", form._name), ("res_id", "=", form.id)]
        )

    @contextmanager
    def _refused(self, pattern, error=UserError):
        """Expect an error with a message, and undo what was done until then, as a request does."""
        with self.assertRaisesRegex(error, pattern), self.cr.savepoint():
            yield

    @contextmanager
    def _at(self, day, clock="10:00:00", zone="Asia/Shanghai"):
        """Let it be a time of a day in a time zone."""
        local = datetime.fromisoformat(f"{day} {clock}")
        moment = pytz.timezone(zone).localize(local).astimezone(pytz.utc)
        with freeze_time(moment.replace(tzinfo=None)):
            self.env.invalidate_all()
            yield
