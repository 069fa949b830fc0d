from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kam_management import relations, wording

ACCOUNTING_GROUP = "account.group_account_invoice"


class KamCreditCollectionMixin(models.AbstractModel):
    """What is about open instalments of a customer: disputes, promises to pay.

    Written by accounting, and by those who look after the credit of the customer; never by its own
    account manager. Accounting chooses the customer and reads no credit profile: nothing here holds
    a figure of the evaluation, a tier or a limit.
    """

    _name = "kam.credit.collection.mixin"
    _description = "About Instalments of a Customer"

    profile_id = fields.Many2one(
        "kam.credit.profile", string="Customer", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Partner",
        related=None,
        compute="_compute_partner_id",
        compute_sudo=True,
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        copy=False,
        domain="[('parent_id', '=', False)]",
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    receivable_ids = relations.Many2many(
        "kam.credit.receivable",
        string="Instalments",
        domain="[('partner_id', '=', partner_id), ('amount_open', '>', 0)]",
        copy=False,
    )
    amount_open = fields.Monetary(
        string="Still Open",
        compute="_compute_amount_open",
        aggregator=None,
        help="What is open now of the instalments chosen.",
    )

    @api.depends("profile_id")
    def _compute_partner_id(self):
        for record in self:
            record.partner_id = record.profile_id.partner_id or record.partner_id

    @api.depends("receivable_ids")
    @api.depends_context("uid")
    def _compute_amount_open(self):
        for record in self:
            record.amount_open = sum(record.receivable_ids.mapped("amount_open"))

    # ------------------------------------------------------------------
    # the instalments
    # ------------------------------------------------------------------

    def _find_line_ids(self):
        """Return the ids of the journal items that records are about: dict id -> set of ids.

        Read where they are kept: what shows instalments goes by the companies that a reader has
        chosen, what processes do does not.
        """
        field = self._fields["receivable_ids"]
        found = {record_id: set() for record_id in self.ids}
        rows = self.env.execute_query(
            SQL(
                "SELECT %(own)s, %(line)s FROM %(relation)s WHERE %(own)s = ANY(%(ids)s)",
                own=SQL.identifier(field.column1),
                line=SQL.identifier(field.column2),
                relation=SQL.identifier(field.relation),
                ids=self.ids,
            )
        )
        for record_id, line_id in rows:
            found[record_id].add(line_id)
        return found

    def _find_lines(self):
        """Return the journal items that records are about, as superuser: dict record -> lines."""
        # sudo: what is owed counts, whoever asks; what is told of it is for the caller to say
        lines = self.env["account.move.line"].sudo()
        ids = self._find_line_ids()
        present = set(lines.browse(set().union(*ids.values())).exists().ids)
        return {record: lines.browse(sorted(ids[record.id] & present)) for record in self}

    @api.constrains("receivable_ids", "profile_id")
    def _check_instalments(self):
        for record, lines in self._find_lines().items():
            # sudo: whose instalments they are counts, whoever may see the profile
            profile = record.sudo().profile_id
            strange = lines.filtered(
                lambda line, profile=profile: (
                    line.company_id.root_id != profile.company_id
                    or (line.move_id.commercial_partner_id or line.partner_id.commercial_partner_id)
                    != profile.partner_id
                )
            )
            if strange:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: %(invoice)s is not owed by %(customer)s. Choose open "
                        "instalments of this customer.",
                        field=self._get_label("receivable_ids"),
                        invoice=strange[:1].move_id.name,
                        customer=profile.partner_id.name,
                    )
                )

    def _list_invoices(self):
        """Return the names of the invoices, as a text for people."""
        names = dict.fromkeys(line.move_id.name for line in self._find_lines()[self])
        return wording.listed(self.env, names)

    # ------------------------------------------------------------------
    # who writes it
    # ------------------------------------------------------------------

    def _is_of_credit(self):
        """Tell whether the user looks after the credit of the customer."""
        return self.profile_id._is_looked_after()

    @api.model
    def _may_collect(self, profile):
        """Tell whether the user writes what is about the instalments of a customer.

        :param kam.credit.profile profile: the customer
        """
        if self.env.user.has_group(ACCOUNTING_GROUP):
            # sudo: whose account it is counts, whoever may see it
            return profile.sudo().account_id.manager_id != self.env.user
        return profile._is_looked_after()

    @api.model
    def _check_may_collect(self, profiles):
        """Refuse everybody else.

        :param kam.credit.profile profiles: the customers
        :raise AccessError: naming the customer
        """
        for profile in profiles:
            if not (self.env.su or self._may_collect(profile)):
                # sudo: the customer was chosen by whoever is refused
                self._refuse_collecting(profile.sudo().partner_id)

    @api.model
    def _refuse_collecting(self, customer):
        raise AccessError(
            self.env._(
                "“%(kind)s” of %(customer)s: written by accounting, and by those who look after "
                "its credit (officer, reviewer or approver over its unit), never by its own "
                "account manager.",
                kind=self.env["ir.model"]._get(self._name).name,
                customer=customer.name,
            )
        )

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: accounting chooses the customer, credit roles its profile.

        :raise AccessError: for everybody else
        :raise UserError: for a customer without a credit profile
        """
        vals_list = super()._complete_create([self._choose_profile(vals) for vals in vals_list])
        ids = {vals["profile_id"] for vals in vals_list if vals.get("profile_id")}
        self._check_may_collect(self.env["kam.credit.profile"].browse(ids))
        return vals_list

    @api.model
    def _choose_profile(self, vals):
        """Return values with the profile of the customer; whose profile it is follows from it."""
        partner_id = vals.get("partner_id")
        vals = {name: value for name, value in vals.items() if name != "partner_id"}
        if vals.get("profile_id") or not partner_id:
            return vals
        company = self.env.company.root_id
        partner = self.env["res.partner"].browse(partner_id)
        # sudo: accounting reads no profile; that a customer has one is no figure
        profile = (
            self.env["kam.credit.profile"]
            .sudo()
            .search(
                Domain("partner_id", "=", partner.commercial_partner_id.id)
                & Domain("company_id", "=", company.id)
            )
        )
        if not profile.account_id:
            # whether a customer has a file is told to accounting only
            if not (self.env.su or self.env.user.has_group(ACCOUNTING_GROUP)):
                self._refuse_collecting(partner)
            raise UserError(
                self.env._(
                    "“%(field)s”: %(customer)s has no key-account file in %(company)s. Choose a "
                    "customer who has one.",
                    field=self._get_label("partner_id"),
                    customer=partner.display_name,
                    company=company.name,
                )
            )
        return {**vals, "profile_id": profile.id}
