from odoo import models
from odoo.tools import SQL

from ...queries import account_figures as queries
from ...rules import account_figures as rules


class KamAccount(models.Model):
    """Figures of accounts as measures: summed by the database, with the rights of the reader.

    They are not stored: what a reader may know of another customer's invoices differs. A topic adds
    its own in :meth:`_get_measure_sql`.
    """

    _inherit = "kam.account"

    def _field_to_sql(self, alias, field_expr, query=None):
        """See the base method: also the measures, as expressions of their own."""
        measure = self._get_measure_sql(alias, field_expr)
        if measure is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return measure

    def _get_measure_sql(self, alias, name):
        """Return a measure of one account as an expression, None for what is no measure.

        :param str alias: the table of accounts in the statement
        :param str name: name of the field
        :return: SQL or None
        :raise AccessError: for whoever may not read what the measure is made of: the web client
            does not offer it then
        """
        if name == "turnover":
            return self._get_turnover_sql(alias, self.env)
        if name in ("duty_count", "duty_late_count"):
            return self._get_duties_sql(alias, only_late=name == "duty_late_count")
        return None

    def _get_turnover_sql(self, alias, env):
        """Return the turnover of one account, from what may be read in an environment."""
        moves = env["account.move"]
        moves.check_access("read")
        today = self.env.company.root_id._kam_today()
        start = rules.month_starts(today, rules.MONTHS)[0]
        query = moves._search([("state", "=", "posted"), ("move_type", "in", queries.MOVE_TYPES)])
        return queries.turnover_of(alias, moves, query, start, today)

    def _get_duties_sql(self, alias, only_late):
        duties = self.env["kam.deadline"]
        duties.check_access("read")
        domain = [("state", "=", "open")]
        if only_late:
            domain.append(("standing", "=", "late"))
        return self._get_count_sql(alias, duties, domain)

    def _get_count_sql(self, alias, records, domain, what=None):
        """Return how many records of one account there are, as far as the user may read them.

        :param str alias: the table of accounts in the statement
        :param records: an empty recordset of a model with ``account_id``
        :param domain: which of them count
        :param SQL what: what is taken of them instead of their number
        """
        query = records._search(domain)
        query.add_where(
            SQL(
                "%s = %s",
                records._field_to_sql(records._table, "account_id", query),
                SQL.identifier(alias, "id"),
            )
        )
        return SQL("(%s)", query.select(what or SQL("COUNT(*)")))
