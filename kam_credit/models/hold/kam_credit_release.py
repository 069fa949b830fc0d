from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain


class KamCreditRelease(models.Model):
    """Who let a document pass that the customer's credit does not cover, and why 放行.

    Nobody changes it. It holds for the document up to its ceiling, until its last day.
    """

    _name = "kam.credit.release"
    _description = "Credit Release"
    _inherit = ["kam.history.mixin", "kam.credit.amount.mixin", "kam.credit.logged.mixin"]
    _logs_openings = False
    _order = "date desc, id desc"
    _rec_name = "document_name"

    hold_id = fields.Many2one(
        "kam.credit.hold", required=True, readonly=True, index=True, ondelete="restrict"
    )
    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Partner")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    document_name = fields.Char(string="Document", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Released By", required=True, readonly=True, ondelete="restrict"
    )
    role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        readonly=True,
        help="By whose authority.",
    )
    date = fields.Datetime(
        string="Released On", required=True, readonly=True, default=fields.Datetime.now
    )
    reason_id = fields.Many2one(
        "kam.credit.release.reason", required=True, readonly=True, ondelete="restrict"
    )
    note = fields.Text(readonly=True)
    stake = fields.Monetary(
        string="Beyond What Is Granted",
        readonly=True,
        help="By so much the customer's credit did not cover the document.",
    )
    ceiling = fields.Monetary(
        string="Released Up To",
        readonly=True,
        aggregator=None,
        help="What the document may be worth, with tax, in company currency.",
    )
    date_until = fields.Date(
        string="Released Until", required=True, readonly=True, help="Last day of the release."
    )

    @api.model
    def _find_covered(self, asked):
        """Return the documents that a release covers, as they are now.

        :param list asked: of :class:`Asked`, all orders or all invoices
        :return: set of documents
        """
        by_id = {one.document.id: one for one in asked}
        if not by_id:
            return set()
        field = self.env["kam.credit.hold"]._get_document_fields()[asked[0].document._name]
        today = fields.Date.today()
        # sudo: whether a document passes does not depend on who asks
        releases = self.sudo().search(
            Domain(field, "in", list(by_id))
            # today is another day elsewhere
            & Domain("date_until", ">=", fields.Date.subtract(today, days=1))
        )
        found = set()
        for release in releases:
            one = by_id[release[field].id]
            if release._covers(one):
                found.add(one.document)
        return found

    def _covers(self, one):
        """Tell whether the release holds for a document today.

        :param Asked one: the document, of the debtor for whom it was released, up to its ceiling
        """
        self.ensure_one()
        return (
            self.profile_id == one.profile
            and self.date_until >= self.company_id._kam_today()
            and one.value <= Decimal(str(self.ceiling))
        )

    def _find_outcomes(self):
        """Return what became of released documents: dict release -> a word.

        ``paid``, ``overdue`` or ``open``; of an order that is its posted invoices.
        """
        return {release: release._get_outcome() for release in self}

    def _get_outcome(self):
        self.ensure_one()
        # sudo: how it ended, for whoever may read the release
        source = self.sudo()
        moves = (source.order_id.invoice_ids | source.move_id).filtered(
            lambda move: move.state == "posted"
        )
        today = self.company_id._kam_today()
        unpaid = moves.filtered("amount_residual")
        if moves and not unpaid:
            return "paid"
        days = [move.invoice_date_due or today for move in unpaid]
        return "overdue" if days and min(days) < today else "open"
