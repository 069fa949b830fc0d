from odoo import api, fields, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """Orders that the credit of their customers covers, and some that it does not."""

    _inherit = "kam.demo"

    @api.model
    def _set_up_control(self, policies):
        """Let tiers check orders.

        :param dict policies: code -> values of the tier
        """
        for code, vals in policies.items():
            self._find_tier(code).write(vals)

    @api.model
    def _try_order(self, partner, beyond, text, promised=0):
        """Try to confirm an order of a customer, as the user who loads the data.

        :param res.partner partner: the customer
        :param float beyond: by how much it goes beyond what is left of the limit, company currency;
            a negative one fits
        :param str text: what is ordered
        :param int promised: in how many days the customer gets it
        """
        # sudo: who sells knows nothing of the limit that the story goes beyond
        profile = self.sudo()._find_profile(partner)
        used = profile._get_used(profile._get_exposures())
        limit = profile._get_limits(exposures=used)[profile].valid
        left = limit.amount - used[profile][limit.source] if limit else 0
        price = max(round(float(left) + beyond, 2), 1000)
        day = fields.Datetime.add(fields.Datetime.now(), days=promised)
        self._sell_goods(partner, price, text, day).action_confirm()

    @api.model
    def _sell_goods(self, partner, price, text, day):
        """Return a new quotation of one line.

        :param res.partner partner: the customer
        :param float price: company currency
        :param str text: what is ordered
        :param datetime day: when the customer gets it
        """
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self._demo_company().id,
                "commitment_date": day,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.env.ref("kam_credit.demo_product_goods").id,
                            "name": text,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    @api.model
    def _find_demo_hold(self, partner):
        return self.env["kam.credit.hold"].search(
            [("partner_id", "=", partner.id), ("state", "=", "held")], limit=1
        )

    @api.model
    def _release_order(self, partner, note):
        """Release and confirm what is held of a customer."""
        hold = self._find_demo_hold(partner)
        reason = self.env["kam.credit.release.reason"].search(
            [("company_id", "=", hold.company_id.id)], limit=1
        )
        hold.action_release_and_confirm(reason.id, note)

    @api.model
    def _refuse_order(self, partner, sentence):
        """Refuse to release what is held of a customer."""
        self._find_demo_hold(partner).action_refuse(sentence)

    @api.model
    def _bring_forward(self, partner, price, text, days):
        """Confirm an order of which nothing counts yet, and let its delivery come nearer.

        :param res.partner partner: the customer
        :param float price: company currency
        :param str text: what is ordered
        :param tuple days: days from today to the delivery, as it was agreed on last week and as it
            is by now; the first one is beyond the horizon
        """
        now = fields.Datetime.now()
        agreed, wanted = (fields.Datetime.add(now, days=number) for number in days)
        order = self._sell_goods(partner, price, text, agreed)
        order.action_confirm()
        # sudo: a person who sells would be refused, because of the credit; days pass for everybody
        coming = order.sudo()
        coming.write(
            {"date_order": fields.Datetime.subtract(now, days=7), "commitment_date": wanted}
        )
        self.env["kam.credit.hold"].sudo()._watch_horizon(coming)
