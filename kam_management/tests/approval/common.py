from unittest.mock import patch

from odoo import api, fields, models
from odoo.fields import Command

from ..common import KamCommon
from .forms import (
    FormHelpers,
    add_form_models,
    add_form_report,
    forget_form_models,
    register_models,
)

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

        def _step_is_large(self):
            """Large amounts"""
            return self.amount > 100

        def _step_is_secret(self):
            return self.is_secret

        @api.model
        def _step_conditions(self):
            return {**super()._step_conditions(), "_step_is_secret": "Secret"}

        def _is_confidential(self):
            return self.is_secret

        def _prepare_archive_vals(self):
            return {**super()._prepare_archive_vals(), "account_id": self.account_id.id}

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


def register_form_models(env):
    """Add the form of the tests to the registry, with its tables.

    :param env: superuser environment of the test
    """
    register_models(env, *make_form_models())


def add_test_form(env):
    """Add the form of the tests to the registry, with its tables, rights and report.

    :param env: superuser environment of the test
    """
    add_form_models(env, *make_form_models())
    env["ir.sequence"].create({"name": "Test form", "code": FORM, "prefix": "TF", "padding": 3})
    add_form_report(
        env,
        FORM,
        """
        <h3 t-out="o.number"/><p t-out="o.name"/><p t-field="o.approval_state"/>
        <p t-foreach="o.line_ids" t-as="line" t-out="line.name"/>
        """,
    )


class ApprovalCommon(FormHelpers, KamCommon):
    """A form that only the tests define, on the organisation of :class:`KamCommon`.

    Its route: supervisor of the area, manager of the region, director of headquarters, three
    calendar days each. ``rep_shanghai`` writes the forms of Shanghai. North has ``manager_north``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_form(cls.env)
        cls.addClassCleanup(forget_form_models, cls.env, LINE, FORM)
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

    @classmethod
    def _old_route(cls, steps, **vals):
        """Replace the route by one from before somebody had to decide by it: it stays so."""
        route_class = cls.registry["kam.approval.route"]
        with patch.object(route_class, "_find_lack_of_consent", lambda route: False):
            return cls._route(steps, **vals)

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

    def _approve_all(self, form):
        for user in (self.supervisor_shanghai, self.manager_east, self.director):
            self._decide(user, form)

    def _duties(self, form, code="review"):
        """Return the open deadlines of a form."""
        return self.env["kam.deadline"].search(
            [
                ("res_model", "=", form._name),
                ("res_id", "=", form.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )
