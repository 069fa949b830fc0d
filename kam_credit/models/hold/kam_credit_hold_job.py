import logging

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.kam_management import transactions

from ...queries import grown
from .kam_credit_check import NONE
from .kam_credit_hold import GROWN, STOPPING

_logger = logging.getLogger(__name__)

BATCH_SIZE = 200


class KamCreditHold(models.Model):
    """What is looked at again without anybody: as soon as money has come, and every night."""

    _inherit = "kam.credit.hold"

    @api.model
    def _trigger_recheck(self, partners=None):
        """Let the job look at what is held, as soon as this transaction is through.

        :param res.partner partners: only if something of these debtors is held; None for anybody's
        """
        domain = Domain("state", "in", STOPPING)
        if partners is not None:
            if not partners:
                return
            domain &= Domain("partner_id", "in", partners.ids)
        # sudo: whether anything is held does not depend on who books
        if self.sudo().search_count(domain, limit=1):
            # sudo: the job is called, nothing of it is changed
            self.env.ref("kam_credit.ir_cron_kam_credit_hold_recheck").sudo()._trigger()

    @api.model
    def _cron_recheck(self):
        """Clear what is covered by now."""
        job = transactions.as_job(self)
        holds = job.search([("state", "in", STOPPING)], order="id")
        transactions.run_batches(
            self.env,
            [(holds, job._recheck_batch)],
            size=BATCH_SIZE,
            logger=_logger,
        )

    @api.model
    def _recheck_batch(self, holds):
        holds = holds.exists()._find_stopping()
        holds._serialise()
        left = holds._refresh()
        if holds - left:
            _logger.info("%s holds cleared", len(holds - left))

    @api.model
    def _cron_find_grown(self):
        """Hold orders that have become more: by other documents, or because days have passed."""
        job = transactions.as_job(self)
        transactions.run_batches(
            self.env,
            [
                (job._find_grown_orders(), job._hold_grown),
                (job._find_coming_orders(), job._watch_horizon),
            ],
            size=BATCH_SIZE,
            logger=_logger,
        )

    @api.model
    def _find_grown_orders(self):
        """Return confirmed orders that are worth more than they were let pass for, or another's."""
        for name in ("res.partner", "sale.order", "sale.order.line"):
            self.env[name].flush_model()
        orders = self.env["sale.order"]
        moved = orders.browse([row[0] for row in self.env.execute_query(grown.moved())])
        for order in moved:
            # a contact that joined a company owes with it from now on
            company = order.kam_credit_debtor_id.commercial_partner_id
            order._protected_write({"kam_credit_debtor_id": company.id})
        rows = self.env.execute_query(grown.orders())
        return moved | orders.browse([row[0] for row in rows])

    @api.model
    def _hold_grown(self, orders):
        """Hold orders that have grown, where the customer's credit does not cover what they are.

        What caused it is booked. The order is stopped for its next delivery and further changes.
        """
        orders = orders.exists().filtered(
            lambda order: order.state == "sale" and not order.kam_credit_state
        )
        asked = orders._ask(orders._find_checked())
        if not asked:
            return
        released = self.env["kam.credit.release"]._find_covered(asked)
        verdicts = self.env["kam.credit.check"]._judge(asked, taking=NONE)
        for one in asked:
            verdict = verdicts[one.document]
            is_held = verdict.holds(one.get_policy("order_policy"))
            if is_held and one.document not in released:
                self._open(one, GROWN, verdict)
            else:
                one.document._remember_passed(one.value)
