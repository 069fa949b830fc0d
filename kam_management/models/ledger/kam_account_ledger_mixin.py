from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ... import wording
from ...wording import format_date
from ..organisation.kam_root_company_mixin import COLLEAGUES

# before this day nobody wrote anything down: a date that lies before is a slip
EARLIEST = date(2000, 1, 1)


class KamAccountLedgerMixin(models.AbstractModel):
    """A line of a ledger of an account: something that happened, and where that is written down.

    A line is a fact. It is not rewritten and not deleted: a further line that names it corrects it,
    and takes its place in figures. A model that inherits this defines ``corrects_id`` and
    ``correction_ids``, both of which lead to itself.
    """

    _name = "kam.account.ledger.mixin"
    _description = "Line of an Account's Ledger"
    _inherit = ["kam.account.record.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _kam_own_days = frozenset({"date"})
    _entity_fields = ("user_id",)

    _protected_except_on_create = frozenset({"account_id", "user_id", "corrects_id"})
    # aggregates that are made of the lines that count
    _counted_aggregates = frozenset()
    # what a correction starts with
    _corrected_fields = ("user_id", "stakeholder_id", "date")

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who of Us",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=COLLEAGUES,
        copy=False,
        help="Who of us it was.",
    )
    stakeholder_id = fields.Many2one(
        comodel_name="kam.stakeholder",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
        copy=False,
    )
    res_model = fields.Char(string="Source Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Source", model_field="res_model", readonly=True, copy=False
    )
    document_name = fields.Char(
        string="Written Down In",
        readonly=True,
        copy=False,
        help="The document that says so. Empty: entered by hand.",
    )
    is_superseded = fields.Boolean(
        string="Corrected",
        compute="_compute_is_superseded",
        store=True,
        copy=False,
        help="A later line says it right; this one does not count.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "user_id",
            "corrects_id",
            "res_model",
            "res_id",
            "document_name",
            "is_superseded",
        }

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "A line of a ledger stays as it is: “Correct” adds one that says it right."
        )

    @api.depends("correction_ids")
    def _compute_is_superseded(self):
        for line in self:
            line.is_superseded = bool(line.correction_ids)

    def _is_fact(self):
        """Tell whether the line has become a fact."""
        self.ensure_one()
        return True

    def _read_group_select(self, aggregate_spec, query):
        """See the base method: what does not count stays out of sums, whatever is filtered."""
        aggregate = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec not in self._counted_aggregates:
            return aggregate
        return SQL("%s FILTER (WHERE %s)", aggregate, self._get_counted_sql(query))

    @api.model
    def _get_counted_sql(self, query):
        """Return the condition of the lines that count. To be extended."""
        return SQL("NOT %s", self._field_to_sql(self._table, "is_superseded", query))

    @api.constrains("stakeholder_id", "account_id")
    def _check_stakeholder(self):
        # sudo: whose stakeholder it is counts whether or not the user sees it
        for line in self.sudo():
            stakeholder = line.stakeholder_id
            if stakeholder and stakeholder.account_id != line.account_id:
                if not self._may_name(stakeholder):
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: whoever was named is no stakeholder of %(account)s. "
                            "Choose one of %(account)s.",
                            field=self._get_label("stakeholder_id"),
                            account=line.account_id.name,
                        )
                    )
                raise ValidationError(
                    self.env._(
                        "%(stakeholder)s is a stakeholder of %(other)s, not of %(account)s. "
                        "Choose one of %(account)s.",
                        stakeholder=stakeholder.display_name,
                        other=stakeholder.account_id.name,
                        account=line.account_id.name,
                    )
                )

    @api.constrains("user_id")
    def _check_user(self):
        for line in self:
            user = line.user_id
            if user.share:
                raise ValidationError(
                    self.env._(
                        "“Who of Us”: “%(user)s” is a portal user. Choose an internal user.",
                        user=user.name,
                    )
                )
            # Whoever has left stays who it was, and what the system does it writes down itself.
            if not user.active and user not in self.env.user | line.corrects_id.user_id:
                raise ValidationError(
                    self.env._(
                        "“Who of Us”: “%(user)s” is archived. Choose a user who is active.",
                        user=user.name,
                    )
                )

    @api.constrains("date")
    def _check_not_long_ago(self):
        for line in self:
            if fields.Date.to_date(line.date) < EARLIEST:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of %(line)s is %(date)s, before %(earliest)s. Enter the day "
                        "on which it was.",
                        field=self._get_label("date"),
                        line=line.display_name,
                        date=format_date(self.env, fields.Date.to_date(line.date)),
                        earliest=format_date(self.env, EARLIEST),
                    )
                )

    @api.constrains("corrects_id")
    def _check_corrected(self):
        for line in self:
            corrected = line.corrects_id
            if not corrected:
                continue
            if corrected.account_id != line.account_id or not corrected._is_fact():
                if not self._may_name(corrected):
                    raise ValidationError(
                        self.env._(
                            "“Corrects”: what was named is no line of %(account)s that could be "
                            "corrected. Choose “Correct” at the line itself.",
                            account=line.account_id.name,
                        )
                    )
                raise ValidationError(
                    self.env._(
                        "“Corrects”: %(line)s is no line of %(account)s that could be corrected. "
                        "Choose “Correct” at the line itself.",
                        line=corrected.display_name,
                        account=line.account_id.name,
                    )
                )

    def _may_name(self, record):
        """Tell whether a message may name a record: whether the user, too, may read it."""
        return record.with_user(self.env.user).has_access("read")

    # ------------------------------------------------------------------
    # entered
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; what is asked of them is asked of defaults as well, whoever set them.

        :raise ValidationError: for what cannot name a record
        :raise AccessError: for records that the user may not see, or that do not exist
        """
        self.check_access("create")
        self._check_shape(vals_list)
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        self._check_references(vals_list)
        self._check_named(vals_list)
        self._before_create(vals_list)
        return super().create(vals_list)

    @api.model
    def _before_create(self, vals_list):
        """Do what has to be done before lines are created. To be extended.

        :param list vals_list: values that are going to be stored, defaults among them
        """

    @api.model
    def _check_named(self, vals_list):
        """Refuse to name records that the user may not see; a message would tell about them.

        :param list vals_list: values, one dict per line
        :raise AccessError: naming the field, and nothing of the record
        """
        for name, field in self._fields.items():
            if field.type != "many2one":
                continue
            ids = {vals[name] for vals in vals_list if vals.get(name)}
            named = self.env[field.comodel_name].browse(ids)
            hidden = named - named.exists()._filtered_access("read")
            if hidden:
                raise AccessError(
                    self.env._(
                        "“%(field)s”: number %(numbers)s does not exist, or you may not see it. "
                        "Choose what you can see.",
                        field=self._get_label(name),
                        numbers=wording.listed(self.env, map(str, sorted(hidden.ids))),
                    )
                )

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: people write down what they did; who leads, also what others did.

        :raise AccessError: for what somebody else did, or a correction of somebody else's line
        """
        vals_list = super()._complete_create(vals_list)
        if self.env.su:
            return vals_list
        for vals in vals_list:
            account = self.env["kam.account"].browse(vals.get("account_id") or [])
            corrected = self.browse(vals.get("corrects_id") or [])
            people = {vals.get("user_id") or self.env.uid, *corrected.user_id.ids}
            if people != {self.env.uid} and not account.is_led:
                raise AccessError(
                    self.env._(
                        "%(account)s: you write down what you did yourself. What others did is "
                        "entered and corrected by them, or by whoever leads the account.",
                        account=account.display_name,
                    )
                )
        return vals_list

    def _check_write(self, vals):
        """See the base method: what has become a fact stays.

        :raise UserError: for a line that is a fact
        :raise ValidationError: for what cannot name a record
        :raise AccessError: for records that the user may not see, or that do not exist
        """
        self._check_references([vals])
        super()._check_write(vals)
        self._check_named([vals])
        for line in self:
            if vals and line._is_fact():
                self.check_access("write")
                line._refuse_fact()

    def _refuse_fact(self):
        raise UserError(
            self.env._(
                "%(line)s of %(account)s is a fact and stays as it was written. Choose “Correct”: "
                "a further line says it right, and this one does not count any more.",
                line=self.display_name,
                account=self.account_id.name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fact(self):
        for line in self:
            if line._is_fact():
                line._refuse_fact()

    def action_correct(self):
        """Open a further line that says it right.

        :return: a window action
        :raise UserError: for a line that has been corrected already
        """
        self.ensure_one()
        self.check_access("read")
        if self.is_superseded:
            raise UserError(
                self.env._(
                    "%(line)s was corrected already: correct the later line.",
                    line=self.display_name,
                )
            )
        values = self.read(self._corrected_fields, load=None)[0]
        values.pop("id")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_account_id": self.account_id.id,
                "default_corrects_id": self.id,
                **{f"default_{name}": value for name, value in values.items()},
            },
        }

    def action_view_source(self):
        """Open the document that says so.

        :return: a window action
        :raise UserError: for a line that was entered by hand
        :raise AccessError: for whoever may not read the document
        """
        self.ensure_one()
        self.check_access("read")
        document = self._get_source()
        if not document:
            raise UserError(self.env._("%s was entered by hand.", self.display_name))
        if not document.has_access("read"):
            raise AccessError(
                self.env._(
                    "%(line)s is written down in a document that you may not see. Ask %(user)s.",
                    line=self.display_name,
                    user=self.user_id.name,
                )
            )
        return document.get_formview_action()

    def _get_source(self):
        """Return the document that says so, or None."""
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    # ------------------------------------------------------------------
    # written by processes
    # ------------------------------------------------------------------

    @api.model
    def _note(self, accounts, vals, document=None):
        """Write one line for each of some accounts; the process has checked who may.

        :param kam.account accounts: the accounts
        :param dict vals: values of the lines
        :param document: the record that says so
        :return: the lines, in the environment of the caller
        """
        source = {}
        if document:
            source = {
                "res_model": document._name,
                "res_id": document.id,
                # sudo: the name of the document belongs to the line
                "document_name": document.sudo().display_name,
            }
        # what a process leaves out is empty, whatever the user has stored as a default
        own = {"user_id": self.env.uid, "corrects_id": False, "stakeholder_id": False}
        # sudo: see above
        lines_sudo = self.sudo()._protected_create(
            [{**own, **vals, **source, "account_id": account.id} for account in accounts]
        )
        return lines_sudo.with_env(self.env)
