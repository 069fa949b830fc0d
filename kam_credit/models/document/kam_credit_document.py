from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.kam_management.rules import texts
from odoo.addons.kam_management.searching import by_tick
from odoo.addons.kam_management.wording import format_date

from ...rules import credit_documents as rules

# What a document says: whoever changes it brings it anew.
CONTENT_FIELDS = (
    "name",
    "issuer",
    "date_issued",
    "date_expiry",
    "date_period_to",
    "statement_id",
    "file_ids",
    "copy_upload",
)


class KamCreditDocument(models.Model):
    """A document of a customer's credit file 相关资料 (scheme, credit management, 4.3 ①).

    Somebody brings it, somebody else verifies it. It is good until it expires, or until the
    statement of a later period is owed; a later one of its kind that is verified supersedes it.

    ``kam_credit_document_process``: verified, rejected, taken back, superseded.
    ``kam_credit_document_files``: its files, their checksum, and what follows from a change.
    ``kam_credit_document_copy``: copies of identity documents, which are no field and no file.
    ``kam_credit_document_duties``: until when it is to be renewed.
    """

    _name = "kam.credit.document"
    _description = "Credit Document"
    _inherit = [
        "kam.root.company.mixin",
        "kam.deadline.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
        "kam.protected.mixin",
    ]
    _order = "profile_id, kind_id, date_period_to desc, id desc"
    _rec_name = "kind_id"
    _check_company_auto = True
    # to credit officers, whoever leads the unit
    _is_left_to_owners = True
    # who may read the document may talk about it
    _mail_post_access = "read"

    _protected_fields = frozenset(
        {
            "profile_id",
            "kind_id",
            "account_id",
            "company_id",
            "unit_id",
            "date_valid_until",
            "verification",
            "verified_by_id",
            "date_verified",
            "reject_reason",
            "successor_id",
            "checksum",
            "brought_by_id",
            "date_brought",
            "author_ids",
            "has_copy",
            "date_erased",
            "erased_by_id",
        }
    )
    # whose document it is, and which, stays
    _protected_except_on_create = frozenset({"profile_id", "kind_id"})

    profile_id = fields.Many2one(
        "kam.credit.profile", string="Customer", required=True, index=True, ondelete="restrict"
    )
    kind_id = fields.Many2one(
        "kam.credit.document.kind",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    basis = fields.Selection(related="kind_id.basis")
    is_identity = fields.Boolean(related="kind_id.is_identity")
    account_id = fields.Many2one(
        related="profile_id.account_id", store=True, precompute=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(related="account_id.unit_id")
    manager_id = fields.Many2one(related="account_id.manager_id")
    name = fields.Char(
        string="Document Number",
        copy=False,
        tracking=True,
        help="As the document says. The number of an identity document stands on its copy only.",
    )
    issuer = fields.Char(string="Issued By", copy=False, tracking=True)
    date_issued = fields.Date(string="Issued On", copy=False, tracking=True)
    date_expiry = fields.Date(
        string="Expires On",
        copy=False,
        tracking=True,
        help="Last day on which it is good. Empty: without end.",
    )
    statement_id = fields.Many2one(
        "kam.financial.statement",
        string="Statement Entered",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('account_id', '=', account_id)]",
        help="The figures of this statement, as they were entered at the account.",
    )
    date_period_to = fields.Date(
        string="Period Ends On",
        compute="_compute_date_period_to",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        tracking=True,
        help="Last day of the period of the statements.",
    )
    date_valid_until = fields.Date(
        string="Good Until",
        compute="_compute_date_valid_until",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The day on which it expires, or the last one before later statements are owed.",
    )
    file_ids = fields.Many2many(
        "ir.attachment",
        relation="kam_credit_document_file_rel",
        column1="document_id",
        column2="attachment_id",
        string="Files",
        copy=False,
        bypass_search_access=True,
    )
    checksum = fields.Char(copy=False, help="SHA-256 over all files, as they are now.")
    note = fields.Text(string="Remarks", copy=False)
    brought_by_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        copy=False,
    )
    date_brought = fields.Date(string="Brought On", copy=False)
    author_ids = fields.Many2many(
        "res.users",
        relation="kam_credit_document_author_rel",
        column1="document_id",
        column2="user_id",
        string="Entered By",
        copy=False,
        help="Everybody who has brought or changed it: none of them verifies it.",
    )
    verification = fields.Selection(
        [
            (rules.TO_VERIFY, "To verify"),
            (rules.VERIFIED, "Verified"),
            (rules.REJECTED, "Rejected"),
        ],
        required=True,
        default=rules.TO_VERIFY,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    verified_by_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        copy=False,
        help="Who looked at it last: verified or rejected.",
    )
    date_verified = fields.Datetime(string="Verified On", copy=False)
    reject_reason = fields.Char(string="Why Rejected", copy=False)
    successor_id = fields.Many2one(
        "kam.credit.document",
        string="Superseded By",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    state = fields.Selection(
        [
            (rules.TO_VERIFY, "To verify"),
            (rules.VALID, "Valid"),
            (rules.EXPIRING, "Expiring"),
            (rules.EXPIRED, "Expired"),
            (rules.STALE, "Out of date"),
            (rules.SUPERSEDED, "Superseded"),
            (rules.REJECTED, "Rejected"),
        ],
        compute="_compute_state",
        search="_search_state",
        help="As of today in the company. Out of date: later statements are owed.",
    )
    has_copy = fields.Boolean(
        string="Copy Stored", copy=False, help="A copy of the identity document is stored."
    )
    date_erased = fields.Datetime(string="Copy Erased On", copy=False)
    erased_by_id = fields.Many2one(
        "res.users", string="Copy Erased By", copy=False, ondelete="restrict"
    )
    copy_upload = fields.Binary(
        string="Store a Copy",
        compute="_compute_copy_upload",
        inverse="_inverse_copy_upload",
        groups="kam_credit.group_credit_officer,kam_credit.group_credit_reviewer,"
        "kam_credit.group_credit_approver",
        help="PDF, JPEG or PNG, at most 10 MB. It is not shown here: “Open Copy” delivers it, and "
        "logs who opened it.",
    )
    can_keep = fields.Boolean(compute="_compute_can", help="I keep this customer's file.")
    can_verify = fields.Boolean(compute="_compute_can", help="I may verify it.")
    is_mine_to_verify = fields.Boolean(
        string="I Can Verify It",
        compute="_compute_is_mine_to_verify",
        search="_search_is_mine_to_verify",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._(
            "It follows from who brought and who verified the document: use the buttons."
        )

    # ------------------------------------------------------------------
    # what follows from what the document says
    # ------------------------------------------------------------------

    @api.depends("kind_id.name", "name", "date_period_to", "basis")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for document in self:
            detail = document.name or (
                document.basis != rules.EXPIRY and format_date(self.env, document.date_period_to)
            )
            kind = document.kind_id.name or self.env._("Credit Document")
            document.display_name = f"{kind} · {detail}" if detail else kind

    @api.depends("statement_id")
    def _compute_date_period_to(self):
        for document in self:
            document.date_period_to = document.statement_id.date_to or document.date_period_to

    @api.depends(
        "kind_id.basis",
        "date_expiry",
        "date_period_to",
        "company_id.kam_credit_year_days",
        "company_id.kam_credit_quarter_days",
    )
    def _compute_date_valid_until(self):
        days = {company: company._kam_credit_statement_days() for company in self.company_id}
        for document in self:
            period, last = document._get_period(), document.date_period_to
            until = not period and document.date_expiry
            if period and last and document.company_id:
                until = rules.statement_good_until(period, last, days[document.company_id][period])
            document.date_valid_until = until

    def _get_period(self):
        """Return the kind of period of statements, a false value for what expires."""
        return bool(self.kind_id) and self.kind_id._get_period()

    @api.depends("verification", "successor_id", "date_valid_until", "kind_id.basis")
    def _compute_state(self):
        clock = {
            company: (company._kam_today(), company.sudo().kam_credit_warn_days)  # sudo: a setting
            for company in self.company_id
        }
        for document in self:
            today, warn_days = clock.get(document.company_id) or (fields.Date.today(), 0)
            document.state = rules.standing(
                document.verification,
                # sudo: that there is a later one is no secret to who reads the earlier one
                bool(document.sudo().successor_id),
                document.date_valid_until,
                bool(document._get_period()),
                today,
                warn_days,
            )

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only days and settings are asked; which documents are found is for the rules to say
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        return Domain.OR(
            Domain("company_id", "=", company.id) & self._get_state_domain(company, state)
            for company in companies
            for state in set(value) & set(self._get_state_domains(company))
        )

    @api.model
    def _get_state_domain(self, company, state):
        return self._get_state_domains(company)[state]

    @api.model
    def _get_state_domains(self, company):
        """Return where each state holds today in a company, as :func:`rules.standing` has it.

        :param res.company company: a root, as superuser
        :return: dict state -> domain
        """
        today = company._kam_today()
        warned = fields.Date.add(today, days=company.kam_credit_warn_days)
        until, expires = "date_valid_until", Domain("kind_id.basis", "=", rules.EXPIRY)
        verified = Domain("verification", "=", rules.VERIFIED)
        held = verified & Domain("successor_id", "=", False)
        return {
            rules.TO_VERIFY: Domain("verification", "=", rules.TO_VERIFY),
            rules.REJECTED: Domain("verification", "=", rules.REJECTED),
            rules.SUPERSEDED: verified & Domain("successor_id", "!=", False),
            rules.EXPIRED: held & expires & Domain(until, "<", today),
            rules.STALE: held & ~expires & Domain(until, "<", today),
            rules.EXPIRING: held & Domain(until, ">=", today) & Domain(until, "<=", warned),
            rules.VALID: held & (Domain(until, "=", False) | Domain(until, ">", warned)),
        }

    # ------------------------------------------------------------------
    # what is refused
    # ------------------------------------------------------------------

    @api.constrains("name", "kind_id")
    def _check_no_identity_number(self):
        for document in self:
            if document.is_identity and texts.trimmed(document.name):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(kind)s” stays empty: the number of an identity "
                        "document stands on its copy only, where it can be erased.",
                        field=self._get_label("name"),
                        kind=document.kind_id.name,
                    )
                )

    @api.constrains("date_issued", "date_expiry", "date_period_to")
    def _check_days(self):
        for document in self:
            issued, expiry = document.date_issued, document.date_expiry
            if issued and expiry and expiry < issued:
                raise ValidationError(
                    self.env._(
                        "“%(document)s” expires on %(expiry)s, before it was issued on %(issued)s. "
                        "Correct one of the days.",
                        document=document.display_name,
                        expiry=format_date(self.env, expiry),
                        issued=format_date(self.env, issued),
                    )
                )
            today = document.company_id._kam_today()
            for name in ("date_issued", "date_period_to"):
                if document[name] and document[name] > today:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” %(day)s of “%(document)s” lies in the future: enter the "
                            "day that the document says.",
                            field=self._get_label(name),
                            day=format_date(self.env, document[name]),
                            document=document.display_name,
                        )
                    )

    @api.constrains("statement_id", "profile_id", "date_period_to", "kind_id")
    def _check_statement(self):
        for document in self:
            # sudo: whose statement it is counts, whoever may see it
            statement = document.sudo().statement_id
            if statement and (
                statement.account_id != document.account_id
                or statement.date_to != document.date_period_to
                or statement.period_type != document.basis
            ):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” %(statement)s is not of this customer, kind and period. "
                        "Choose another one, or none.",
                        field=self._get_label("statement_id"),
                        statement=statement.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # who keeps the file
    # ------------------------------------------------------------------

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: files are kept by credit roles over the unit.

        :raise AccessError: for everybody else
        """
        vals_list = super()._complete_create(vals_list)
        profiles = self.env["kam.credit.profile"].browse(
            {vals["profile_id"] for vals in vals_list if vals.get("profile_id")}
        )
        profiles._check_may_keep_file()
        today = {profile.id: profile.company_id._kam_today() for profile in profiles}
        return [
            {
                **vals,
                "author_ids": [fields.Command.set(self.env.user.ids)],
                "date_brought": today.get(vals.get("profile_id")),
            }
            for vals in vals_list
        ]

    def _check_write(self, vals):
        """See the base method: files are kept by credit roles over the unit.

        :raise AccessError: for everybody else
        """
        self.profile_id._check_may_keep_file()
        super()._check_write(vals)

    def _check_unlink(self):
        """See the base method: what somebody has looked at stays.

        :raise AccessError: for who does not keep the file
        :raise UserError: naming the document
        """
        super()._check_unlink()
        self.profile_id._check_may_keep_file()
        for document in self:
            if document.verification != rules.TO_VERIFY or document.date_verified:
                raise UserError(
                    self.env._(
                        "“%(document)s” was looked at and stays in the file. Bring the right one "
                        "beside it: once verified it supersedes this one.",
                        document=document.display_name,
                    )
                )

    @api.depends("verification", "author_ids", "profile_id")
    @api.depends_context("uid")
    def _compute_can(self):
        keeps = {profile: profile._may_keep_file() for profile in self.profile_id}
        for document in self:
            document.can_keep = keeps.get(document.profile_id, True)
            document.can_verify = (
                document.can_keep
                and document.verification == rules.TO_VERIFY
                and self.env.user not in document.author_ids
            )

    @api.depends("verification", "author_ids")
    @api.depends_context("uid")
    def _compute_is_mine_to_verify(self):
        mine = self.filtered_domain(self._get_mine_domain())
        for document in self:
            document.is_mine_to_verify = document in mine

    @api.model
    def _search_is_mine_to_verify(self, operator, value):
        return by_tick(operator, value, self._get_mine_domain())

    @api.model
    def _get_mine_domain(self):
        """Return the domain of what waits for somebody, and was not brought by the user."""
        if not self.env["kam.credit.profile"]._has_keeper_group():
            return Domain.FALSE
        return (
            Domain("verification", "=", rules.TO_VERIFY)
            & Domain("author_ids", "not in", [self.env.uid])
            & Domain("account_id.manager_id", "!=", self.env.uid)
        )
