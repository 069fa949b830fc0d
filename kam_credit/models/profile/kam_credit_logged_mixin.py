import logging
from contextlib import contextmanager
from contextvars import ContextVar

from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, models
from odoo.exceptions import UserError

from .kam_credit_opening import EXPORTED, OPENED, PRINTED

_logger = logging.getLogger(__name__)

# What Odoo raises over names of fields, domains and the like that are none.
ODD = (AssertionError, AttributeError, KeyError, TypeError, ValueError)

# Whether what is read is part of something else: of a list, or of a form that is noted already.
_is_part = ContextVar("kam_credit_is_part", default=False)

# What tells whose record it is, and nothing of the credit.
NAMING_FIELDS = frozenset(
    {
        "account_id",
        "active",
        "company_id",
        "currency_id",
        "display_name",
        "manager_id",
        "number",
        "partner_id",
        "profile_id",
        "unit_id",
        *models.MAGIC_COLUMNS,
    }
)

# What these give to a model says nothing of a customer.
GENERAL_MODELS = (
    "kam.deadline.mixin",
    "kam.form.mixin",
    "kam.thread.mixin",
    "mail.activity.mixin",
)


@contextmanager
def _reading_parts():
    token = _is_part.set(True)
    try:
        yield
    finally:
        _is_part.reset(token)


class KamCreditLoggedMixin(models.AbstractModel):
    """What tells of a customer's credit leaves a row in ``kam.credit.opening`` when it is used.

    - **Opened** is a record when somebody reads it alone, and more of it than whose it is: the web
      client does so (``web_read``) to show a form, another program by ``read``. Lists, cards and
      groups (``web_search_read``, ``web_read_group``, ``search_read``, ``read`` of several) are no
      openings, nor are the lines within a form. Models of evidence, which are only ever shown as
      lists, say so in ``_logs_openings``.
    - **Exported** is what ``_export_rows`` is going to read, on whatever way it got here: the
      export of a list, ``export_data`` of a program, or a path of another model's export.
    - **Printed** is what a report of ours renders (``ir.actions.report``), and what a register
      writes into its workbook.

    What runs with the rights of the system is no use by a person: processes, and what they file.
    Refused attempts are undone with their transaction and leave no row.

    On a cursor that cannot write Odoo is asked to repeat the request on one that can, which it does
    by itself: reading never fails, and never goes past the log.
    """

    _name = "kam.credit.logged.mixin"
    _description = "Credit Information Whose Use Is Logged"

    # whether reading one record by itself is an opening
    _logs_openings = True

    def _get_logged_profiles(self):
        """Return whose credit each of the records tells of. To be overridden.

        :return: dict record -> credit profile, both as superuser; an empty profile for nobody's
        """
        return {record: record.profile_id for record in self}

    def _find_profiles_of(self, name):
        """Return the credit profile of the customer that each record names: dict by record.

        :param str name: name of the field that holds the debtor
        """
        profiles = self.env["kam.credit.profile"]
        found = profiles._find_visible(self[name], self.company_id).grouped(
            lambda profile: (profile.partner_id, profile.company_id)
        )
        return {
            record: found.get((record[name], record.company_id.root_id), profiles)
            for record in self
        }

    @contextmanager
    def _refusing(self):
        """Refuse in words what cannot be read: over RPC people may ask for anything.

        :raise UserError: naming the model; why is in the log
        """
        try:
            yield
        except ODD as error:
            _logger.info("%s could not be read", self._name, exc_info=True)
            raise UserError(
                self.env._(
                    "What was asked of “%s” cannot be read: give names of its fields, and a domain "
                    "such as [('id', '=', 7)].",
                    self.env["ir.model"]._get(self._name).name,
                )
            ) from error

    def web_read(self, specification):
        """See the base method: a form that is opened is noted.

        :raise UserError: for what is no specification
        """
        with self._refusing():
            self._log_opening(specification, "form")
            with _reading_parts():
                return super().web_read(specification)

    def read(self, fields=None, load="_classic_read"):
        """See the base method: what another program opens is noted.

        :raise UserError: for what are no names of fields
        """
        with self._refusing():
            self._log_opening(fields, "program")
            return super().read(fields, load)

    @api.model
    def web_search_read(self, domain, specification, *args, **kwargs):
        """See the base method: a list is no opening.

        :raise UserError: for what is no domain or specification
        """
        with self._refusing(), _reading_parts():
            return super().web_search_read(domain, specification, *args, **kwargs)

    @api.model
    def web_read_group(self, domain, groupby, *args, **kwargs):
        """See the base method: nor are the records of groups.

        :raise UserError: for what is no domain or group
        """
        with self._refusing(), _reading_parts():
            return super().web_read_group(domain, groupby, *args, **kwargs)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """See the base method: what is exported is noted."""
        if not self._tells_only_whose(path[0] for path in fields if path):
            self._log_use(EXPORTED, "file")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _log_opening(self, names, through):
        """Note that a record is opened, unless it is read as one of several.

        :param names: names of the fields that are read, a false value for all
        :param str through: a value of ``kam.credit.opening.through``
        """
        if self.env.su or _is_part.get() or not self._logs_openings or len(self) != 1:
            return
        if not self._tells_only_whose(names or self._fields):
            self._log_use(OPENED, through)

    def _tells_only_whose(self, names):
        """Tell whether fields say no more than whose the records are.

        :param names: names of fields
        """
        return self._get_telling_fields().isdisjoint(names)

    @api.model
    def _get_telling_fields(self):
        """Return the names of the fields that tell of the credit: those of no general mixin."""
        general = {name for model in GENERAL_MODELS for name in self.env[model]._fields}
        return self._fields.keys() - general - NAMING_FIELDS - {self._rec_name}

    def _log_use(self, how, through, report_name=False):
        """Note who did what with the records, once in a request.

        :param str how: a value of ``kam.credit.opening.how``
        :param str through: a value of its ``through``
        :param str report_name: technical name of the print
        :raise ReadOnlySqlTransaction: on a read-only cursor; Odoo repeats the request on a cursor
            that can write
        """
        used = self._origin.filtered("id")
        if self.env.su or not used:
            return
        # what is hidden, or not there, is refused by whoever reads it
        used = (used.exists() if self._auto else used)._filtered_access("read")
        if not used:
            return
        if getattr(self.env.cr, "readonly", False):
            raise ReadOnlySqlTransaction("The use of credit information has to be logged")
        # forgotten with the transaction, also when a part of it is rolled back
        noted = self.env.cr.precommit.data.setdefault("kam.credit.opening", set())
        log = self.env["kam.credit.opening"]
        vals_list = [
            vals
            for vals in used._prepare_use_vals(how, through, report_name)
            if (key := (self.env.uid, how, vals["res_model"], vals["res_id"] or vals["profile_id"]))
            not in noted
            and not noted.add(key)
        ]
        if how == OPENED and vals_list:
            present = log._find_open(vals_list)
            vals_list = [
                vals for vals in vals_list if (vals["res_model"], vals["res_id"]) not in present
            ]
        if vals_list:
            log._append(vals_list)

    def _prepare_use_vals(self, how, through, report_name):
        """Return the rows of the log: one for each record that is opened or printed by itself, of
        files and workbooks one for each customer.
        """
        by_profile = {}
        # sudo: whose credit they tell of is written down, whatever the reader may see of it
        records = self.sudo()
        for record, profile in records._get_logged_profiles().items():
            if profile:
                by_profile.setdefault(profile, []).append(record)
        is_single = how == OPENED or (how == PRINTED and through == "paper")
        vals_list = []
        for profile, told in by_profile.items():
            vals = {
                "profile_id": profile.id,
                "company_id": profile.company_id.id,
                "user_id": self.env.uid,
                "how": how,
                "through": through,
                "res_model": self._name,
                "report_name": report_name,
            }
            if is_single:
                vals_list += [
                    {
                        **vals,
                        "res_id": record.id,
                        "row_count": 1,
                        "document_name": record.display_name,
                    }
                    for record in told
                ]
            else:
                vals_list.append({**vals, "res_id": False, "row_count": len(told)})
        return vals_list
