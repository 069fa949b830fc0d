from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ... import arguments, wording
from ...queries.account_figures import open_domain, sales_domain
from ...rules import account_figures as rules


class KamAccount(models.Model):
    """The documents of an account's customer and of its contacts: how many, and the way to them.

    Each is counted and opened with the rights of the user; who may not read a model counts none.
    """

    _inherit = "kam.account"

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_document_counts(self):
        """Count what the user may see: one statement for all accounts and kinds of documents."""
        counts = {}
        if statements := self._origin._get_count_statements():
            counts = {
                tuple(key): number
                for *key, number in self.env.execute_query(SQL(" UNION ALL ").join(statements))
            }
        for account in self:
            of_account = (account.company_id.id, account.partner_id.id)
            for name in ("opportunity_count", "order_count", "invoice_count", "meeting_count"):
                account[name] = counts.get((name, *of_account), 0)

    def _get_count_statements(self):
        """Return the statements that count documents; none of those the user may not read.

        :return: list of SQL with the columns name of the field, id of the company, id of the
            customer, number
        """
        through = "partner_id.commercial_partner_id"
        return [
            statement
            for company, accounts in self.grouped("company_id").items()
            for statement in (
                accounts._count_in(
                    "opportunity_count", "crm.lead", through, self._get_opportunity_domain(company)
                ),
                accounts._count_in(
                    "order_count", "sale.order", through, self._get_order_domain(company)
                ),
                accounts._count_in(
                    "invoice_count",
                    "account.move",
                    "commercial_partner_id",
                    sales_domain(company.id),
                ),
                accounts._count_meetings(),
            )
            if statement
        ]

    def _count_in(self, name, model, path, domain):
        """Return the statement that counts documents of accounts of one company.

        :param str name: the field that tells the number
        :param str model: name of the model
        :param str path: what leads from it to the customer
        :param domain: the documents that count
        :return: an SQL, see :meth:`_get_count_statements`; None without the right to read them
        """
        documents = self.env[model]
        if not documents.has_access("read"):
            return None
        query = documents._search(Domain(domain) & Domain(path, "in", self.partner_id.ids))
        customer = documents._read_group_groupby(documents._table, path, query)
        query.groupby = SQL("3")
        return query.select(
            SQL("%s", name), SQL("%s", self.company_id.id), customer, SQL("COUNT(*)")
        )

    @api.model
    def _get_opportunity_domain(self, company):
        return Domain("type", "=", "opportunity") & (
            Domain("company_id", "=", False) | Domain("company_id", "child_of", company.id)
        )

    @api.model
    def _get_order_domain(self, company):
        return [("state", "!=", "cancel"), ("company_id", "child_of", company.id)]

    def _count_meetings(self):
        """Return the statement that counts the meetings that somebody of the customer attends.

        :return: as :meth:`_count_in`
        """
        meetings = self.env["calendar.event"]
        if not meetings.has_access("read"):
            return None
        customer_ids = self.partner_id.ids
        return SQL(
            "SELECT 'meeting_count', %s, partner.commercial_partner_id,"
            " COUNT(DISTINCT attendee.calendar_event_id)"
            " FROM calendar_event_res_partner_rel AS attendee"
            " JOIN res_partner AS partner ON partner.id = attendee.res_partner_id"
            " WHERE attendee.calendar_event_id IN %s"
            " AND partner.commercial_partner_id = ANY(%s) GROUP BY 3",
            self.company_id.id,
            meetings._search(self._get_meeting_domain(customer_ids)).subselect(),
            customer_ids,
        )

    @api.model
    def _get_meeting_domain(self, customer_ids):
        return [("partner_ids.commercial_partner_id", "in", customer_ids)]

    # ------------------------------------------------------------------
    # the way to them
    # ------------------------------------------------------------------

    def _check_page(self):
        """Refuse unless it is one account, and the user may read it.

        :raise UserError: for none, or several
        :raise AccessError: for whoever may not read the account
        """
        arguments.one(self)
        self.check_access("read")

    def _open_documents(self, action, domain, name, view="list", **context):
        """Return a window action on documents of the account.

        :param str action: external id of the window action
        :param domain: which of them
        :param str name: what they are, for people; completed with the name of the account
        :param str view: the kind of view that comes first
        :param context: defaults and filters
        """
        found = self.env["ir.actions.act_window"]._for_xml_id(action)
        views = sorted(found["views"], key=lambda item: item[1] != view)
        return {
            **found,
            "display_name": wording.labelled(self.env, name, self.name),
            "domain": list(Domain(domain)),
            "context": context,
            "views": views,
        }

    def action_view_opportunities(self):
        """Open the opportunities of the customer and of its contacts.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        domain = self._get_opportunity_domain(self.company_id) & Domain(
            "partner_id.commercial_partner_id", "=", self.partner_id.id
        )
        return self._open_documents(
            "crm.crm_lead_opportunities",
            domain,
            self.env._("Opportunities"),
            default_partner_id=self.partner_id.id,
            default_type="opportunity",
        )

    def action_view_orders(self):
        """Open the quotations and orders of the customer and of its contacts.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        domain = Domain(self._get_order_domain(self.company_id)) & Domain(
            "partner_id.commercial_partner_id", "=", self.partner_id.id
        )
        return self._open_documents(
            "sale.action_quotations_with_onboarding",
            domain,
            self.env._("Orders"),
            default_partner_id=self.partner_id.id,
        )

    def _get_invoices_domain(self):
        return Domain(sales_domain(self.company_id.id)) & Domain(
            "commercial_partner_id", "=", self.partner_id.id
        )

    def action_view_invoices(self):
        """Open the posted invoices and credit notes of the customer.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        return self._open_documents(
            "account.action_move_out_invoice",
            self._get_invoices_domain(),
            self.env._("Invoices"),
            create=False,
        )

    def action_view_turnover(self):
        """Open the invoices and credit notes that make the turnover of 12 months.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        starts = rules.month_starts(self.company_id._kam_today(), rules.MONTHS)
        return self._open_documents(
            "account.action_move_out_invoice",
            self._get_invoices_domain()
            & Domain("invoice_date", ">=", starts[0])
            & Domain("invoice_date", "<", starts[-1]),
            self.env._("Net Sales of 12 Months"),
            create=False,
        )

    def action_view_open_invoices(self):
        """Open the invoices and credit notes that are not settled.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        lines = Domain("move_id.commercial_partner_id", "=", self.partner_id.id)
        found = self.env["account.move.line"].search(
            Domain(open_domain(self.company_id.id)) & lines
        )
        return self._open_documents(
            "account.action_move_out_invoice",
            [("id", "in", found.move_id.ids)],
            self.env._("Open Invoices"),
            create=False,
        )

    def action_view_meetings(self):
        """Open the meetings that somebody of the customer attends.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        return self._open_documents(
            "calendar.action_calendar_event",
            self._get_meeting_domain(self.partner_id.ids),
            self.env._("Meetings"),
            default_partner_ids=[self.partner_id.id, self.env.user.partner_id.id],
        )

    def action_view_duties(self):
        """Open the open duties of the account.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        return self._open_documents(
            "kam_management.action_kam_deadline",
            [("account_id", "=", self.id)],
            self.env._("Deadlines"),
            search_default_open=1,
        )
