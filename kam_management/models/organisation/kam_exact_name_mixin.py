from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments, values, wording

# How a name is searched for.
OPERATORS = (
    "=",
    "!=",
    "like",
    "not like",
    "ilike",
    "not ilike",
    "=like",
    "not =like",
    "=ilike",
    "not =ilike",
    "in",
    "not in",
)


class KamExactNameMixin(models.AbstractModel):
    """Records that a file names exactly: those of the present company come before others.

    Companies use the same names and codes; a file that is read in one of them means its own.
    """

    _name = "kam.exact.name.mixin"
    _description = "Found by Exact Name"

    # a field that finds a record as well, as long as only one has that value
    _exact_name_fallback = None

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Search by name; an exact name finds records of the present company where it can.

        :param str name: what is searched for
        :param domain: further conditions
        :param str operator: ``=`` asks for the exact name, as imported files do
        :param int limit: how many records at most
        :return: pairs of id and name
        :raise UserError: for what is no name, condition, operator or number
        """
        name, domain = self._check_search(name, domain, operator, limit)
        if operator != "=" or not name:
            return super().name_search(name, domain, operator, limit)
        own = domain & Domain("company_id", "=", self.env.company.root_id.id)
        for conditions in (own, domain):
            found = super().name_search(name, conditions, operator, limit)
            found = found or self._search_exact_fallback(name, conditions)
            if found:
                return found
        return []

    @api.model
    def _check_search(self, name, domain, operator, limit):
        """Refuse what no name is searched by: over RPC it may be anything.

        :return: the name and the conditions
        :raise UserError: naming what is wrong
        """
        if isinstance(name, str) and not values.is_text(name):
            name = None
        if not isinstance(name, str) and name not in (None, False):
            name = arguments.text(self.env, self.env._("Name"), name)
        if operator not in OPERATORS:
            raise UserError(
                self.env._(
                    "Names are not searched by %(value)s. Use one of: %(operators)s.",
                    value=arguments.shown(operator),
                    operators=wording.listed(self.env, OPERATORS),
                )
            )
        is_limit = type(limit) is int and 0 <= limit <= arguments.LAST_ID
        if not is_limit and limit not in (None, False):
            raise UserError(
                self.env._(
                    "%(value)s is no number of records: give a whole number.",
                    value=arguments.shown(limit),
                )
            )
        return name or "", arguments.domain(self, domain)

    @api.model
    def _search_exact_fallback(self, name, domain):
        if not self._exact_name_fallback:
            return []
        records = self.search(domain & Domain(self._exact_name_fallback, "=", name), limit=2)
        return [(record.id, record.display_name) for record in records] if len(records) == 1 else []
