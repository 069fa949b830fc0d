from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments, wording
from ...wording import format_date


class SaleOrder(models.Model):
    """Orders for which a payment term was granted (scheme, service, two.5).

    What was granted holds for the order that it names, or for orders dated in its period: by the
    day where the company works. It is never copied, and ends by itself; the customer's own term
    stays what it is.
    """

    _inherit = "sale.order"

    kam_concession = fields.Char(
        string="Special Payment Terms",
        compute="_compute_kam_concession",
        help="By which request the payment term was granted, and until when, as far as you may "
        "read it.",
    )

    @api.depends("payment_term_id", "partner_invoice_id", "date_order", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_kam_concession(self):
        concessions = self._find_concessions()
        for order in self:
            concession = concessions.get(order)
            own = concession and concession.with_env(self.env)
            is_shown = own and own.terms_id == order.payment_term_id and own.has_access("read")
            order.kam_concession = is_shown and self.env._(
                "Granted by %(request)s, until %(date_to)s",
                # sudo: the number of the request is what the concession is called
                request=concession.request_id.number,
                date_to=format_date(self.env, concession.date_to),
            )

    def action_view_kam_concession(self):
        """Open the concession by which the order has its payment term.

        :return: a window action
        :raise UserError: for an order without one
        :raise AccessError: for whoever may not read the concession
        """
        arguments.one(self)
        self.check_access("read")
        concession = self._find_concessions().get(self, self.env["kam.service.concession"])
        if not concession:
            raise UserError(
                self.env._("No special payment terms were granted for %s.", self.display_name)
            )
        concession.with_env(self.env).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": concession._name,
            "res_id": concession.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _compute_payment_term_id(self):
        """Let the term that was granted hold, for orders to which it was granted."""
        super()._compute_payment_term_id()
        for order, concession in self._find_concessions().items():
            order.payment_term_id = concession.terms_id.with_env(self.env)

    def _find_concessions(self, is_valid=True):
        """Return what was granted to the orders: dict order -> concession, as superuser.

        :param bool is_valid: only what holds; otherwise also what was taken back
        """
        found = {}
        # sudo: what was granted to the customer holds, whoever writes the order
        orders, concessions = self.sudo(), self.env["kam.service.concession"].sudo()
        customers = orders.partner_invoice_id.commercial_partner_id._origin
        if not customers:
            return found
        domain = Domain("partner_id", "in", customers.ids)
        if is_valid:
            domain &= Domain("state", "=", "granted")
        granted = concessions.search(domain, order="order_id, id desc")
        for order in orders if granted else ():
            company = order.company_id.root_id
            day = order.date_order and company._kam_day_of(order.date_order)
            for concession in granted:
                if day and concession._covers(order, company, day):
                    found[self.browse(order._ids)] = concession
                    break
        return found

    # ------------------------------------------------------------------
    # what is granted to one order is granted to no other, and for no other day
    # ------------------------------------------------------------------

    def copy_data(self, default=None):
        """Give a copy the term that it would have by itself, not the one granted to the order."""
        vals_list = super().copy_data(default)
        conceded = self._find_conceded()
        for order, vals in zip(self, vals_list, strict=True):
            if order in conceded and "payment_term_id" not in (default or {}):
                vals.pop("payment_term_id", None)
        return vals_list

    def write(self, vals):
        """Change orders; one that is dated otherwise keeps no term that is not granted any more."""
        is_moved = bool({"date_order", "partner_invoice_id", "partner_id"} & vals.keys())
        conceded = self._find_conceded() if is_moved else self.browse()
        result = super().write(vals)
        if conceded:
            conceded._drop_ended_terms()
        return result

    def _find_conceded(self):
        """Return those orders whose payment term was granted to them."""
        return self.browse(
            order.id
            for order, concession in self._find_concessions(is_valid=False).items()
            if concession.terms_id.id == order.payment_term_id.id
        )

    def _drop_ended_terms(self):
        """Give orders their own term back to which nothing is granted any more."""
        ended = self - self.browse(order.id for order in self._find_concessions())
        # what is invoiced stays as it was agreed
        ended = ended.filtered(lambda order: order.invoice_status != "invoiced")
        if not ended:
            return
        self.env.add_to_compute(self._fields["payment_term_id"], ended)
        for order in ended:
            # sudo: whoever reads the order is told what changed
            order.sudo()._message_log(
                body=wording.for_readers(order).env._(
                    "The special payment terms do not hold for this order any more: the customer's "
                    "own payment term holds."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_conceded(self):
        # sudo: what was asked for an order stays in the records, whoever may read it
        for model, name in (
            ("kam.service.request", "terms_order_id"),
            ("kam.service.concession", "order_id"),
        ):
            if self.env[model].sudo().search_count([(name, "in", self.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "Special payment terms were asked for with this order, and name it. Cancel "
                        "the order instead of deleting it."
                    )
                )
