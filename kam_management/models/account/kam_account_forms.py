from odoo import api, models


class KamAccount(models.Model):
    """The forms of accounts: how many there are, and the way to them.

    A kind of form adds to ``kam.account`` an integer field computed by ``_compute_form_counts``,
    names it in :meth:`_get_form_counts`, and a button that returns :meth:`_open_forms`.
    """

    _inherit = "kam.account"

    @api.model
    def _get_form_counts(self):
        """Return which field counts the forms of which model. Extend with ``super() | {...}``.

        :return: dict name of a field of the account -> name of a model that has ``account_id``
        """
        return {}

    @api.depends(lambda self: self._get_form_counts_depends())
    @api.depends_context("uid")
    def _compute_form_counts(self):
        """Count the forms that the user may see: one query for all accounts and each kind."""
        for name, model in self._get_form_counts().items():
            forms = self.env[model]
            counts = {}
            if forms.has_access("read"):
                counts = dict(
                    forms._read_group([("account_id", "in", self.ids)], ["account_id"], ["__count"])
                )
            for account in self:
                account[name] = counts.get(account._origin, 0)

    @api.model
    def _get_form_counts_depends(self):
        """Return the one2many fields of the forms that are counted, where the account has them."""
        counted = set(self._get_form_counts().values())
        return [
            name
            for name, field in self._fields.items()
            if field.type == "one2many"
            and field.comodel_name in counted
            and field.inverse_name == "account_id"
        ]

    def _open_forms(self, model, **context):
        """Return the action that shows the account's forms of a model.

        :param str model: name of the model; its window action is called ``action_<table>``
        :param context: defaults and filters of the action, besides the account
        :return: a window action
        """
        self.ensure_one()
        forms = self.env[model]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"{forms._original_module}.action_{forms._table}"
        )
        return {
            **action,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id, "hide_account": True, **context},
        }
