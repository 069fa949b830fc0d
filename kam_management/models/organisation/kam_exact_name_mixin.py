from odoo import api, models
from odoo.fields import Domain


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
        """
        if operator != "=" or not name:
            return super().name_search(name, domain, operator, limit)
        domain = Domain(domain or Domain.TRUE)
        own = domain & Domain("company_id", "=", self.env.company.root_id.id)
        for conditions in (own, domain):
            found = super().name_search(name, conditions, operator, limit)
            found = found or self._search_exact_fallback(name, conditions)
            if found:
                return found
        return []

    @api.model
    def _search_exact_fallback(self, name, domain):
        if not self._exact_name_fallback:
            return []
        records = self.search(domain & Domain(self._exact_name_fallback, "=", name), limit=2)
        return [(record.id, record.display_name) for record in records] if len(records) == 1 else []
