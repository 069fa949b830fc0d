from collections.abc import Iterable

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_attachment import condition_values

# how the names of our models begin
OURS = "kam."
LIKE_OURS = OURS + "%"


class MailFollowers(models.Model):
    """Who follows a record of ours is known to those who may read the record.

    Odoo lets every employee read all followers: by them anybody would learn that a record exists,
    and who takes part in it.
    """

    _inherit = "mail.followers"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """See the base method: of our records those that the user may read."""
        if not (self.env.su or bypass_access):
            # in the statement itself, so that pages and counts are whole
            domain = Domain(domain) & self._kam_get_sight(Domain(domain))
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    @api.model
    def _kam_get_sight(self, domain):
        """Return the condition that a row is about none of our records, or one that may be read.

        :param Domain domain: what is looked for: where it names models and records, only these are
            asked for
        """
        seen = Domain("res_model", "not =like", LIKE_OURS)
        named = _find_values(self, "res_model", domain)
        for name in self._kam_get_internal_models():
            if named and name not in named:
                continue
            documents = self._kam_look_at(name)
            if not documents.has_access("read"):
                continue
            of_model = Domain("res_model", "=", name)
            asked = Domain.TRUE
            if named:
                ids = _find_values(self, "res_id", _among(self, domain, name))
                asked = Domain("id", "in", ids) if ids else asked
            seen |= of_model & Domain("res_id", "in", documents._search(asked))
        return seen

    @api.model
    def _kam_look_at(self, name):
        """Return a model as the user may read it, whatever companies are chosen."""
        companies = self.env.user.company_ids
        return self.env[name].with_context(active_test=False, allowed_company_ids=companies.ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Create followers; by hand none of a record that cannot be read.

        :raise AccessError: whether or not the record is there
        """
        if not self.env.su:
            for vals in vals_list:
                self._kam_check_named(vals.get("res_model"), vals.get("res_id"))
        return super().create(vals_list)

    def write(self, vals):
        """Change followers; by hand to none of a record that cannot be read.

        :raise AccessError: whether or not the record is there
        """
        if not self.env.su and {"res_model", "res_id"} & vals.keys():
            self.check_access("write")
            for follower in self:
                self._kam_check_named(
                    vals.get("res_model", follower.res_model), vals.get("res_id", follower.res_id)
                )
        return super().write(vals)

    @api.model
    def _kam_check_named(self, res_model, res_id):
        """Refuse to name a record of ours that the user may not read, before anything is stored."""
        if not (isinstance(res_model, str) and res_model.startswith(OURS)):
            return
        document = res_model in self.env and self.env[res_model].browse(res_id or ()).exists()
        if not (document and self._kam_filter_readable(document, self.env.user)):
            raise self._kam_make_refusal()

    @api.model
    def _kam_make_refusal(self):
        return AccessError(
            self.env._(
                "Only who may read a record of key accounts is shown, and says, who follows it."
            )
        )

    def _check_access(self, operation):
        """See the base method: who follows a record of ours only with the right to read it."""
        result = super()._check_access(operation)
        hidden = (self - result[0] if result else self)._kam_find_unseen_rows()
        if hidden:
            forbidden = result[0] + hidden if result else hidden
            return forbidden, result[1] if result else self._kam_make_refusal
        return result

    def _kam_find_unseen_rows(self):
        """Return the rows of our records that the user may not read."""
        if not self.ids:
            return self.browse()
        self.flush_recordset(["res_model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT res_model, res_id, array_agg(id) FROM mail_followers"
                " WHERE id = ANY(%s) AND res_model LIKE %s GROUP BY res_model, res_id",
                list(self.ids),
                LIKE_OURS,
            )
        )
        rows_of = {}
        for res_model, res_id, ids in rows:
            rows_of.setdefault(res_model, {})[res_id] = ids
        hidden = set()
        for res_model, by_id in rows_of.items():
            readable = set()
            if self._kam_is_internal(res_model):
                documents = self.env[res_model].browse(filter(None, by_id)).exists()
                readable.update(self._kam_filter_readable(documents, self.env.user).ids)
            for res_id in by_id.keys() - readable:
                hidden.update(by_id[res_id])
        return self.filtered(lambda row: row.id in hidden)


def _find_values(model, name, domain):
    """Return the values of which a field must have one for a domain; None where it may have any."""
    values = condition_values(model, name, domain)
    return [*values] if isinstance(values, Iterable) else None


def _among(model, domain, res_model):
    """Return what a domain asks for of the rows of one model."""
    of_model = Domain("res_model", "=", res_model)
    return domain.optimize(model).map_conditions(
        lambda leaf: of_model & leaf if leaf.field_expr == "res_model" else leaf
    )
