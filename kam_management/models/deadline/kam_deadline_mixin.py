from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ... import arguments, relations


class KamDeadlineMixin(models.AbstractModel):
    """A document that dated duties may be about."""

    _name = "kam.deadline.mixin"
    _description = "Document with Deadlines"

    # whether duties on it are left to who owes them: nobody stands in for them
    _is_left_to_owners = False

    deadline_ids = relations.One2many(
        "kam.deadline",
        "res_id",
        string="Deadlines",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
        readonly=True,
    )
    open_deadline_ids = relations.One2many(
        "kam.deadline",
        "res_id",
        string="Open Deadlines",
        domain=lambda self: [("res_model", "=", self._name), ("state", "=", "open")],
        copy=False,
        readonly=True,
    )

    # For record rules, which read as superuser: what a relation holds in the cache is the same for
    # everybody. Asking ``deadline_ids`` would then show people duties that they may not read.
    all_deadline_ids = relations.One2many(
        "kam.deadline",
        "res_id",
        string="All Deadlines",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
        readonly=True,
        groups=NO_ACCESS,
    )

    @api.model
    def _find_duty_users(self, deadlines):
        """Return who owes duties of this model now. To be extended.

        :param deadlines: open duties on documents of this model, of kinds owed by people
        :return: dict duty -> users; duties that are left out keep their people
        """
        return {}

    @api.model
    def _find_duty_units(self, deadlines):
        """Return the units that duties of this model belong to now. To be extended.

        :param deadlines: open duties on documents of this model
        :return: dict duty -> unit; duties that are left out keep theirs
        """
        return {}

    @api.model
    def _find_duty_documents(self, deadlines):
        """Return the documents of duties of this model: dict duty -> document.

        Browsed together, so that what is read of one is read of all.

        :param deadlines: duties on documents of this model
        """
        return dict(zip(deadlines, self.browse(deadlines.mapped("res_id")), strict=True))

    def _get_duty_title(self):
        """Return what a duty on the document is called, safe for who owes it. To be overridden."""
        self.ensure_one()
        return self.display_name

    def _get_duty_audience(self):
        """Return who sees duties on the document; a false value for whom their kind says.

        To be overridden.
        """
        return False

    def _prepare_duty_vals(self, kind, date_due, **vals):
        """Return what a duty on the document is opened with.

        :param str kind: code of the kind
        :param date date_due: the last day
        :param vals: further values, see ``kam.deadline._open``
        """
        self.ensure_one()
        return {
            "kind": kind,
            "res_model": self._name,
            "res_id": self.id,
            "title": self._get_duty_title(),
            "audience": self._get_duty_audience(),
            "company_id": self.company_id.id,
            "date_due": date_due,
            **vals,
        }

    def _on_deadline_passed(self, deadline):
        """Do what follows once when the last day of a duty has passed. To be overridden.

        :param deadline: the duty, open
        """

    @api.model
    def _find_seen(self, ids, names):
        """Return those documents that the user may read, with some of their fields in the cache.

        :param list ids: ids of documents
        :param list names: names of fields
        """
        if not self.has_access("read"):
            return self.browse()
        return self.with_context(active_test=False).search_fetch([("id", "in", ids)], names)

    @api.model
    def _get_described_fields(self):
        """Return the names of the fields that My Day words duties of this model from.

        To be extended.
        """
        return []

    @api.model
    def _describe_duties(self, deadlines, documents):
        """Return what My Day says of duties of this model. To be extended.

        :param deadlines: open duties on documents of this model, which the user need not read
        :param dict documents: duty -> document of those that the user may read, with the fields of
            :meth:`_get_described_fields` in the cache
        :return: dict duty -> dict of what is to be said, see ``kam.my.day._describe``; duties that
            are left out are shown by their kind
        """
        return {}

    @api.model
    def _settle_duties(self, deadlines, key):
        """Do what settles duties of one kind, as My Day offers it. To be extended.

        :param deadlines: duties on documents of this model that wait for the user
        :param str key: what is done, as ``_describe_duties`` offers it
        :return: see ``kam.my.day.settle``
        :raise UserError: for what no extension knows
        """
        raise UserError(
            self.env._("“%(key)s” is not what settles what you chose.", key=arguments.shown(key))
        )

    def unlink(self):
        """Delete documents; their open duties are owed no more."""
        self.env["kam.deadline"]._cancel(self, "deleted")
        return super().unlink()
