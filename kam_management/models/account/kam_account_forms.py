from odoo import api, models
from odoo.tools import SQL


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
        """Count the forms that the user may see: one statement for all accounts and kinds."""
        kinds = self._get_form_counts()
        counted = [self._count_forms(name, model) for name, model in kinds.items()]
        statements = [statement for statement in counted if statement]
        counts = {}
        if self.ids and statements:
            counts = {
                (name, account_id): number
                for name, account_id, number in self.env.execute_query(
                    SQL(" UNION ALL ").join(statements)
                )
            }
        for account in self:
            for name in kinds:
                account[name] = counts.get((name, account._origin.id), 0)

    def _count_forms(self, name, model):
        """Return the statement that counts the forms of one kind.

        :param str name: the field that tells the number
        :param str model: name of the model
        :return: an SQL with the columns name of the field, id of the account, number; None without
            the right to read the forms
        """
        forms = self.env[model]
        if not forms.has_access("read"):
            return None
        query = forms._search([("account_id", "in", self.ids)])
        account = forms._field_to_sql(query.table, "account_id", query)
        query.groupby = SQL("2")
        return query.select(SQL("%s", name), account, SQL("COUNT(*)"))

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
