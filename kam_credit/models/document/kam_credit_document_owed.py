from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kam_management import arguments
from odoo.addons.kam_management.wording import listed

from ...rules import credit_documents as rules

# One row per customer of the scheme and kind that is required. The document that counts is the one
# that was verified last and is not superseded; one that waits to be verified counts only where
# there is none that is still good.
ROWS = """
    WITH clock (company_id, today, warn_days, owed_year, owed_quarter, documents_from) AS (
        %(clock)s
    ),
    kind AS (
        SELECT kind.*,
               row_number() OVER (PARTITION BY kind.company_id ORDER BY kind.id) AS place
          FROM kam_credit_document_kind AS kind
    )
    SELECT profile.id * 64 + kind.place AS id,
           profile.id AS profile_id,
           profile.account_id,
           account.unit_id,
           profile.company_id,
           kind.id AS kind_id,
           kind.sequence,
           CASE WHEN is_good THEN held.id ELSE coalesce(waiting.id, held.id) END AS document_id,
           held.date_valid_until,
           CASE kind.basis WHEN 'year' THEN clock.owed_year
                           WHEN 'quarter' THEN clock.owed_quarter END AS date_owed,
           lacking.status,
           lacking.status IN %(lacking)s AND kind.blocks_assessment AS blocks_assessment,
           lacking.status IN %(lacking)s AND kind.blocks_orders AS blocks_orders,
           lacking.status IN %(lacking)s AND kind.blocks_orders
               AND coalesce(
                       least(profile.date_file_complete, clock.documents_from) <= clock.today, FALSE
                   ) AS is_blocking
      FROM kam_credit_profile AS profile
      JOIN kam_account AS account ON account.id = profile.account_id
      JOIN clock ON clock.company_id = profile.company_id
      JOIN kind ON kind.company_id = profile.company_id AND kind.active AND kind.is_required
 LEFT JOIN LATERAL (
                SELECT document.id, document.date_valid_until
                  FROM kam_credit_document AS document
                 WHERE document.profile_id = profile.id
                   AND document.kind_id = kind.id
                   AND document.verification = 'verified'
                   AND document.successor_id IS NULL
              ORDER BY document.date_valid_until DESC NULLS FIRST, document.id DESC
                 LIMIT 1
           ) AS held ON TRUE
 LEFT JOIN LATERAL (
                SELECT document.id
                  FROM kam_credit_document AS document
                 WHERE document.profile_id = profile.id
                   AND document.kind_id = kind.id
                   AND document.verification = 'to_verify'
              ORDER BY document.id DESC
                 LIMIT 1
           ) AS waiting ON TRUE
CROSS JOIN LATERAL (
                SELECT held.id IS NOT NULL
                       AND coalesce(held.date_valid_until >= clock.today, TRUE) AS is_good
           ) AS good
CROSS JOIN LATERAL (
                SELECT CASE WHEN is_good
                                 AND held.date_valid_until <= clock.today + clock.warn_days
                            THEN 'expiring'
                            WHEN is_good THEN 'valid'
                            WHEN waiting.id IS NOT NULL THEN 'to_verify'
                            WHEN held.id IS NULL THEN 'missing'
                            WHEN kind.basis = 'expiry' THEN 'expired'
                            ELSE 'stale' END AS status
           ) AS lacking
     WHERE account.state IN ('potential', 'key')
"""


class KamCreditDocumentOwed(models.Model):
    """How the documents that the company requires of each customer are today, and what each blocks
    (scheme, credit management, 4.3 ①)."""

    _name = "kam.credit.document.owed"
    _description = "Document Owed"
    _auto = False
    _order = "profile_id, sequence, kind_id, id"
    _rec_name = "kind_id"
    _depends = {
        "kam.account": ["state", "unit_id"],
        "kam.credit.profile": ["account_id", "company_id", "date_file_complete"],
        "kam.credit.document": [
            "date_valid_until",
            "kind_id",
            "profile_id",
            "successor_id",
            "verification",
        ],
        "kam.credit.document.kind": [
            "active",
            "basis",
            "blocks_assessment",
            "blocks_orders",
            "company_id",
            "is_required",
            "sequence",
        ],
    }

    profile_id = fields.Many2one("kam.credit.profile", string="Customer", readonly=True)
    account_id = fields.Many2one("kam.account", readonly=True)
    unit_id = fields.Many2one("kam.unit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind_id = fields.Many2one("kam.credit.document.kind", readonly=True)
    sequence = fields.Integer(readonly=True, aggregator=None)
    document_id = fields.Many2one("kam.credit.document", readonly=True)
    status = fields.Selection(
        [
            (rules.MISSING, "Missing"),
            (rules.TO_VERIFY, "To verify"),
            (rules.EXPIRED, "Expired"),
            (rules.STALE, "Out of date"),
            (rules.EXPIRING, "Expiring"),
            (rules.VALID, "Valid"),
        ],
        string="State",
        readonly=True,
    )
    date_valid_until = fields.Date(string="Good Until", readonly=True)
    date_owed = fields.Date(
        string="Period Owed",
        readonly=True,
        help="Last day of the latest year or quarter of which statements are owed.",
    )
    blocks_assessment = fields.Boolean(string="Blocks the Score Sheet", readonly=True)
    blocks_orders = fields.Boolean(
        string="Would Block Orders",
        readonly=True,
        help="The company wants orders held for want of it.",
    )
    is_blocking = fields.Boolean(
        string="Blocks Orders",
        readonly=True,
        help="Only of customers whose file was complete once, or from the day on which the company "
        "asks for documents.",
    )

    blocked = fields.Char(
        string="Blocks", compute="_compute_blocked", help="What cannot go on for want of it."
    )

    @api.depends("blocks_assessment", "is_blocking")
    @api.depends_context("lang")
    def _compute_blocked(self):
        assessment, orders = self.env._("Score sheet"), self.env._("Orders")
        for row in self:
            blocked = [
                *([assessment] if row.blocks_assessment else []),
                *([orders] if row.is_blocking else []),
            ]
            row.blocked = listed(self.env, blocked)

    @property
    def _table_query(self):
        return self._get_statement()

    def _get_statement(self, day=None):
        """Return the statement of all rows.

        :param date day: the day on which it is asked; None for today in each company
        :rtype: SQL
        """
        # sudo: days and settings of every company; which rows are shown is for the record rules
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        clock = SQL(" UNION ALL ").join(
            self._get_clock(company, day or company._kam_today()) for company in companies
        )
        return SQL(ROWS, clock=clock, lacking=rules.LACKING)

    def _get_clock(self, company, today):
        days = company._kam_credit_statement_days()
        return SQL(
            "SELECT %s::int, %s::date, %s::int, %s::date, %s::date, %s::date",
            company.id,
            today,
            company.kam_credit_warn_days,
            rules.owed_end(rules.YEAR, today, days[rules.YEAR]),
            rules.owed_end(rules.QUARTER, today, days[rules.QUARTER]),
            company.kam_credit_documents_from or None,
        )

    def _fetch_rows(self, profiles, day=None):
        """Return the rows of some customers, in the order of kinds.

        The caller has checked who may know them.

        :param kam.credit.profile profiles: the customers
        :param date day: see :meth:`_get_statement`
        :return: list of dicts
        """
        for name, names in self._depends.items():
            self.env[name].flush_model(names)
        return self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS owed WHERE profile_id IN %s"
                " ORDER BY profile_id, sequence, kind_id",
                self._get_statement(day),
                tuple(profiles.ids),
            )
        )

    def action_open_document(self):
        """Open the document that the row rests on; of one that is missing bring the first.

        Who only reads the file is led to the customer's profile.

        :return: a window action
        """
        arguments.one(self)
        if not self.document_id and not self.profile_id._may_keep_file():
            return self.profile_id.get_formview_action()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.credit.document",
            "res_id": self.document_id.id,
            "view_mode": "form",
            "context": {
                "default_profile_id": self.profile_id.id,
                "default_kind_id": self.kind_id.id,
            },
        }

    def action_ask(self):
        """Open the dialog that asks the customer by mail.

        :return: a window action
        :raise AccessError: for whoever does not keep the file
        """
        arguments.one(self)
        return self.profile_id.action_ask_for_documents()
