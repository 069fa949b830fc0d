from odoo import fields, models

from odoo.addons.kam_management.models.account.kam_account_form_mixin import one_open_form
from odoo.addons.kam_management.rules.route_table import Step

from ..approval.forms import FormHelpers, add_form_models, add_form_report, forget_form_models
from ..common import KamCommon

NOTE = "kam.test.note"


def make_note_model():
    """Return the definition of a form of an account: this is all that a new form costs."""

    class KamTestNote(models.Model):
        _module = None
        _name = NOTE
        _description = "Test Note"
        _inherit = ["kam.account.form.mixin"]
        _form_prefix = "TN/"
        _approval_route_name = "Note"
        _approval_route = (
            Step("supervisor", "area", "Seen", 2, extension_days=5, extension_role="manager"),
            Step("manager", "region", "Confirmed", 3, opinion_required=True),
        )
        _required_to_submit = ("topic", "text")
        _one_open_per_account = one_open_form()

        topic = fields.Char()
        text = fields.Text()
        effort = fields.Integer()

    return KamTestNote


class AccountFormCommon(FormHelpers, KamCommon):
    """A form of an account that only the tests define, with the route it brings.

    ``rep_shanghai`` writes the notes of ``mill``; supervisor_shanghai and manager_east decide.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_form_models(cls.env, make_note_model())
        cls.addClassCleanup(forget_form_models, cls.env, NOTE)
        # as one that a module brings
        cls.env.registry[NOTE]._original_module = "kam_management"
        add_form_report(cls.env, NOTE, '<h3 t-out="o.number"/><p t-out="o.text"/>')
        cls.env["kam.approval.route"]._create_defaults(cls.company)

    @classmethod
    def _note(cls, account=None, user=None, **vals):
        """Let somebody write a note that lacks nothing; returned as superuser."""
        return (
            cls.env[NOTE]
            .with_user(user or cls.rep_shanghai)
            .create({"account_id": (account or cls.mill).id, "topic": "A", "text": "B", **vals})
            .sudo()
        )

    def _submitted(self, **vals):
        note = self._note(**vals)
        self.submit(note, self.rep_shanghai)
        return note

    def _approved(self, **vals):
        note = self._submitted(**vals)
        self.approve(note, self.supervisor_shanghai, self.manager_east)
        return note
