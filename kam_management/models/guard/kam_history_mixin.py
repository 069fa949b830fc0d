from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ... import protection


class KamHistoryMixin(models.AbstractModel):
    """Rows that are written once and never changed or deleted.

    The ORM refuses for everybody; a trigger refuses what goes past the ORM. Who is
    superuser of the database itself can still switch the trigger off.

    A history model has no stored computed field and gets no new column with a default:
    both make Odoo update existing rows. Its many2one fields are ``ondelete="restrict"``.
    """

    _name = "kam.history.mixin"
    _description = "Append-only History"

    def init(self):
        """Install the triggers on the table of each concrete model."""
        super().init()
        if self._abstract or not self._auto:
            return
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION kam_history_refuse() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION USING
                        ERRCODE = 'restrict_violation',
                        TABLE = TG_TABLE_NAME,
                        MESSAGE = 'The history in ' || TG_TABLE_NAME
                            || ' cannot be changed or deleted (' || TG_OP || ').';
                END
                $$ LANGUAGE plpgsql
                """
            )
        )
        table = SQL.identifier(self._table)
        for suffix, events in (
            ("refuse_row", SQL("UPDATE OR DELETE ON %s FOR EACH ROW", table)),
            ("refuse_truncate", SQL("TRUNCATE ON %s FOR EACH STATEMENT", table)),
        ):
            trigger = SQL.identifier(f"{self._table}_{suffix}")
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", trigger, table))
            self.env.cr.execute(
                SQL(
                    "CREATE TRIGGER %s BEFORE %s EXECUTE FUNCTION kam_history_refuse()",
                    trigger,
                    events,
                )
            )

    @api.model
    def default_get(self, fields):  # pylint: disable=method-required-super
        """Give the defaults of the code, not those of a caller or a user: rows are evidence."""
        values = {name: protection.own_default(self, name) for name in fields}
        return {name: value for name, value in values.items() if value}

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse unless the rows come from :meth:`_append`.

        :raise UserError: for everybody else
        """
        if not protection.is_open(self):
            raise UserError(
                self.env._(
                    "%(model)s is written by the processes only; nobody adds to it by hand.",
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )
        return super(KamHistoryMixin, protection.closed(self)).create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse for everybody.

        :raise UserError: always
        """
        self._refuse_change()

    def unlink(self):  # pylint: disable=method-required-super
        """Refuse for everybody.

        :raise UserError: always, unless there is nothing to delete
        """
        if self:
            self._refuse_change()
        return True

    @api.model
    def _append(self, vals_list):
        """Add rows to the history on behalf of a process.

        :param list vals_list: values of the rows
        :return: the new rows, in the environment of the caller
        """
        # sudo: the process has checked who may do what it records; nobody has the
        # right to create history rows
        rows = protection.opened(self.sudo().with_context({})).create(vals_list)
        return rows.with_env(self.env)

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(model)s is a history: what happened stays as it was written and cannot be "
                "changed or deleted. Add what is new through the process it belongs to.",
                model=self.env["ir.model"]._get(self._name).name,
            )
        )
