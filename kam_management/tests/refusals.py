from urllib.parse import urljoin

from odoo.tests import HttpCase

# What submitting, and beginning, a form writes besides the form itself.
TRACES = (
    "ir.attachment",
    "kam.account",
    "kam.account.event",
    "kam.approval.review",
    "kam.archive.entry",
    "kam.deadline",
    "mail.activity",
    "mail.followers",
    "mail.mail",
    "mail.message",
    "mail.notification",
)


class Refused(Exception):
    """What the server answers instead of a result."""


class RefusalCase(HttpCase):
    """Submitting over RPC, as the web client does, in a request that ends as requests do."""

    def submit_over_rpc(self, user, form, vals=None):
        """Submit a form as a user: with ``save_and_submit`` where something was entered.

        :param form: one form, or none for one that is not stored yet
        :param dict vals: what was entered
        :return: what the method returns
        :raise Refused: with what the user is told
        """
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        method, args = "action_submit", [form.ids]
        if vals is not None:
            method, args = "save_and_submit", [form.ids, vals]
        response = self.opener.post(
            urljoin(self.base_url(), f"/web/dataset/call_kw/{form._name}/{method}"),
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {"model": form._name, "method": method, "args": args, "kwargs": {}},
            },
            timeout=60,
        ).json()
        self.env.invalidate_all()
        if "error" in response:
            raise Refused(response["error"]["data"]["message"])
        return response["result"]

    def look(self, model):
        """Return what there is of a form and of all that submitting writes."""
        # what follows at the end of a transaction, such as what is tracked
        self.cr.flush()
        self.env.invalidate_all()
        env = self.env["base"].sudo().with_context(active_test=False).env
        forms = env[model].search([], order="id")
        names = [
            name
            for name, field in forms._fields.items()
            if field.store and field.column_type and field.type != "json"
        ]
        return {
            "forms": [tuple(str(form[name]) for name in names) for form in forms],
            "lines": [
                line.ids for field in forms._form_line_fields for line in forms.mapped(field)
            ],
            **{trace: env[trace].search_count([]) for trace in TRACES},
        }

    def next_number(self, model):
        """Return the number that the next form will draw."""
        self.env.invalidate_all()
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .search([("code", "=", model), ("company_id", "in", (False, self.company.id))], limit=1)
        )
        return sequence.number_next_actual

    def assertLeavesNothing(self, user, form, pattern, vals=None):
        """Assert that submitting is refused, and that afterwards all is as it was before."""
        self.env.flush_all()
        before = self.look(form._name)
        with self.assertRaises(Refused) as refusal:
            self.submit_over_rpc(user, form, vals)
        self.assertRegex(str(refusal.exception), pattern)
        self.assertEqual(self.look(form._name), before)


def forms_of(registry, addon):
    """Return the names of the forms with approval that an addon defines."""
    return {
        name
        for name in registry.descendants(["kam.approval.mixin"], "_inherit")
        if not registry[name]._abstract and registry[name]._original_module == addon
    }
