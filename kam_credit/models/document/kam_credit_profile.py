from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.kam_management import arguments, relations
from odoo.addons.kam_management.searching import by_tick
from odoo.addons.kam_management.wording import listed

from ...rules import credit_documents as rules
from ..profile.kam_position import CREDIT_ROLES

# What a missing document blocks, and the field of its kind that says so.
BLOCKED = {"assessment": "blocks_assessment", "orders": "blocks_orders"}


class KamCreditProfile(models.Model):
    """The documents of a customer's credit file, and whether it is complete.

    ``kam_credit_profile_facts``: what is known of the customer, for the forms of the file.
    """

    _inherit = "kam.credit.profile"

    document_ids = relations.One2many("kam.credit.document", "profile_id", readonly=True)
    document_count = fields.Integer(string="Documents", compute="_compute_document_count")
    is_file_complete = fields.Boolean(
        string="File Complete",
        compute="_compute_is_file_complete",
        search="_search_is_file_complete",
        help="Every document that the company requires is verified and not out of date.",
    )
    date_file_complete = fields.Date(
        string="File First Complete On",
        readonly=True,
        copy=False,
        help="From this day on a document that is missing or out of date blocks what its kind "
        "says.",
    )
    file_note = fields.Char(
        string="Documents Owed",
        compute="_compute_is_file_complete",
        help="The kinds of documents that are missing, to be verified or out of date.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"date_file_complete"}

    @api.depends("document_ids")
    @api.depends_context("uid")
    def _compute_document_count(self):
        counts = dict(
            self.env["kam.credit.document"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.document_count = counts.get(profile._origin, 0)

    # ------------------------------------------------------------------
    # what is owed, and what it blocks
    # ------------------------------------------------------------------

    @api.depends(
        "document_ids.verification", "document_ids.successor_id", "document_ids.date_valid_until"
    )
    @api.depends_context("lang")
    def _compute_is_file_complete(self):
        status = self._origin._get_document_status()
        for profile in self:
            rows = status.get(profile._origin, [])
            lacking = [row["kind"].display_name for row in rows if row["status"] in rules.LACKING]
            profile.is_file_complete = bool(rows) and not lacking
            profile.file_note = listed(self.env, lacking)

    @api.model
    def _search_is_file_complete(self, operator, value):
        return by_tick(operator, value, self._get_complete_domain())

    @api.model
    def _get_complete_domain(self, companies=None):
        """Return the domain of the profiles whose file is complete today.

        :param res.company companies: of which to look at; None for all
        """
        # sudo: kinds and days are settings
        kinds = self.env["kam.credit.document.kind"].sudo().search([("is_required", "=", True)])
        by_company = kinds.grouped("company_id")
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain.AND(
                Domain(
                    "document_ids",
                    "any",
                    Domain("kind_id", "=", kind.id)
                    & Domain("verification", "=", rules.VERIFIED)
                    & Domain("successor_id", "=", False)
                    & (
                        Domain("date_valid_until", "=", False)
                        | Domain("date_valid_until", ">=", company._kam_today())
                    ),
                )
                for kind in required
            )
            for company, required in by_company.items()
            if companies is None or company in companies
        )

    @api.model
    def _note_complete_files(self, companies):
        """Write down since when files are complete that never were before.

        :param res.company companies: of which files may have become complete
        """
        # sudo: what is required may make any file complete
        profiles = self.sudo().search(
            self._get_complete_domain(companies) & Domain("date_file_complete", "=", False)
        )
        for company, complete in profiles.grouped("company_id").items():
            complete._protected_write({"date_file_complete": company._kam_today()})

    def _get_document_status(self, day=None):
        """Return how the required documents of customers are on a day, in one statement.

        The caller has checked who may know it.

        :param date day: the day; None for today in the company of each
        :return: dict profile -> list of dicts, one per required kind in the order of kinds:
            ``kind``, ``status`` (missing, to_verify, valid, expiring, expired, stale),
            ``document`` (the one it rests on, or an empty one), ``date_valid_until`` and
            ``date_owed`` (last day of the period of which statements are owed; None for what is
            not there), ``blocks`` (list of ``assessment`` and ``orders``; empty unless the
            document is lacking)
        """
        if not self.ids:
            return {}
        owed = self.env["kam.credit.document.owed"]
        status = {profile: [] for profile in self}
        for row in owed._fetch_rows(self, day):
            is_lacking = row["status"] in rules.LACKING
            status[self.browse(row["profile_id"])].append(
                {
                    "kind": self.env["kam.credit.document.kind"].browse(row["kind_id"]),
                    "status": row["status"],
                    "document": self.env["kam.credit.document"].browse(row["document_id"] or ()),
                    "date_valid_until": row["date_valid_until"],
                    "date_owed": row["date_owed"],
                    "blocks": [what for what, name in BLOCKED.items() if is_lacking and row[name]],
                }
            )
        return status

    def _get_blocking_documents(self, day=None):
        """Return the documents for want of which orders of customers are held on a day.

        Only of customers whose file was complete once, or from the day on which the company asks
        for documents. The caller has checked who may know it.

        :param date day: the day; None for today in the company of each
        :return: dict profile -> list of rows of :meth:`_get_document_status`, without the profiles
            of which nothing blocks
        """
        blocking = {}
        asked = self._filter_asked_for_documents(day)
        for profile, rows in asked._get_document_status(day).items():
            found = [row for row in rows if "orders" in row["blocks"]]
            if found:
                blocking[profile] = found
        return blocking

    def _filter_asked_for_documents(self, day=None):
        """Return the customers of whom what is missing holds something on a day.

        :param date day: the day; None for today
        """
        asked = self.browse()
        for company, profiles in self.grouped("company_id").items():
            today = day or company._kam_today()
            # sudo: a setting
            first = company.sudo().kam_credit_documents_from
            if first and first <= today:
                asked |= profiles
                continue
            asked |= profiles.filtered(
                lambda profile, today=today: (
                    profile.date_file_complete and profile.date_file_complete <= today
                )
            )
        return asked

    # ------------------------------------------------------------------
    # who keeps the file
    # ------------------------------------------------------------------

    @api.model
    def _has_keeper_group(self):
        """Tell whether the user has a credit role anywhere."""
        return any(self.env.user.has_group(f"kam_credit.group_{role}") for role in CREDIT_ROLES)

    def _may_keep_file(self):
        """Tell whether the user keeps the customer's credit file."""
        return self.env.su or self._is_looked_after()

    def _check_may_keep_file(self):
        """Refuse for whoever does not keep the credit files of customers.

        :raise AccessError: naming the customer
        """
        if self and not self.env.su:
            self.check_access("read")
        for profile in self:
            if not profile._may_keep_file():
                raise AccessError(
                    self.env._(
                        "The credit file of %(customer)s is kept by credit officers, reviewers and "
                        "approvers of its units, and never by its account manager.",
                        customer=profile.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # the way to what belongs to the file
    # ------------------------------------------------------------------

    def action_view_documents(self):
        """Open the customer's documents.

        :return: a window action
        """
        return self._open_of_file("kam_credit.action_kam_credit_document")

    def action_view_owed(self):
        """Open how the customer's required documents are.

        :return: a window action
        """
        return self._open_of_file("kam_credit.action_kam_credit_document_owed")

    def action_view_basic_sheets(self):
        """Open the customer's basic information sheets.

        :return: a window action
        """
        return self._open_of_file("kam_credit.action_kam_credit_basic_sheet")

    def action_view_content_tables(self):
        """Open the customer's assessment content tables.

        :return: a window action
        """
        return self._open_of_file("kam_credit.action_kam_credit_content_table")

    def _open_of_file(self, xmlid):
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_profile_id": self.id, "hide_profile": True},
        }

    def action_ask_for_documents(self):
        """Open the dialog that asks the customer by mail for what its file lacks.

        :return: a window action
        :raise AccessError: for whoever does not keep the file
        """
        arguments.one(self)
        self._check_may_keep_file()
        rows = self._get_document_status()[self]
        wanted = [row["kind"].id for row in rows if row["status"] not in (rules.VALID,)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for Documents"),
            "res_model": "kam.credit.document.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.id, "default_kind_ids": wanted},
        }
