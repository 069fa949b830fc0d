from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kam_management import arguments, relations, transactions, wording

from ...queries import gate
from ...rules import checks, limits
from ..exposure.kam_credit_tier_mixin import OVERDUE_DAYS
from .kam_credit_hold import STOPPING

# For so many days a temporary limit that ended explains why there is no room any more.
FORMER_DAYS = 90
# Which policy of tiers ordinary customers have one of their own for, set by the company.
ORDINARY_POLICY = "order_policy"


class KamCreditProfile(models.Model):
    """Whether a customer's orders are stopped by hand, and what is held of it."""

    _inherit = "kam.credit.profile"

    is_blocked = fields.Boolean(
        string="Stopped",
        readonly=True,
        copy=False,
        help="Somebody stopped all orders of the customer by hand, whatever its limit.",
    )
    block_reason = fields.Text(string="Why Stopped", readonly=True, copy=False)
    blocked_by_id = fields.Many2one(
        "res.users", string="Stopped By", readonly=True, copy=False, ondelete="restrict"
    )
    hold_ids = relations.One2many(
        "kam.credit.hold", "profile_id", string="Credit Holds", readonly=True
    )
    hold_count = fields.Integer(string="Open Holds", compute="_compute_hold_count")
    can_block = fields.Boolean(compute="_compute_can_block")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"is_blocked", "block_reason", "blocked_by_id"}

    @api.depends("hold_ids.state")
    @api.depends_context("uid")
    def _compute_hold_count(self):
        counts = dict(
            self.env["kam.credit.hold"]._read_group(
                [("profile_id", "in", self.ids), ("state", "in", STOPPING)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.hold_count = counts.get(profile._origin, 0)

    @api.depends("account_id.unit_id", "account_id.manager_id")
    @api.depends_context("uid")
    def _compute_can_block(self):
        for profile in self:
            profile.can_block = profile._is_looked_after()

    # ------------------------------------------------------------------
    # what the check asks
    # ------------------------------------------------------------------

    def _with_group(self):
        """Return the customers with all members of their credit groups; as superuser."""
        groups = self.credit_group_id
        return self | groups.all_member_ids if groups else self

    @api.model
    def _get_checked_domain(self, policy):
        """Return the domain of the customers whose documents are looked at: as a domain what
        :func:`checks.is_looked_at` says of one.

        Only those of key accounts that hold a tier, and orders of ordinary customers where the
        company says so; what is stopped by hand is stopped for everybody.

        :param str policy: the field of the tier that says what is done
        """
        is_asked = Domain("account_id.state", "=", "key") & Domain(
            f"tier_id.{policy}", "in", checks.LOOKING
        )
        if policy == ORDINARY_POLICY:
            is_asked |= Domain("account_id.state", "=", "ordinary") & Domain(
                "company_id.kam_credit_ordinary_policy", "in", checks.LOOKING
            )
        return Domain("account_id", "!=", False) & (Domain("is_blocked", "=", True) | is_asked)

    def _get_policy(self, name):
        """Return what is done with a document of the customer; false where nothing says so.

        :param str name: the field of the tier that says so
        """
        self.ensure_one()
        if self.tier_id:
            return self.tier_id._get_policy(name)
        # asked of the few without a tier only
        if name == ORDINARY_POLICY and self.account_state == "ordinary":
            # sudo: what holds a document does not depend on who asks
            return self.company_id.sudo().kam_credit_ordinary_policy
        return False

    def _get_overdue_rule(self):
        """Return how much may be overdue, as Decimal, and for more than how many days."""
        self.ensure_one()
        if self.tier_id:
            tolerated = self._get_policy("overdue_tolerated")
            return Decimal(str(tolerated)), self._get_policy("overdue_days")
        company = self.company_id.sudo()  # sudo: as above
        return Decimal(str(company.kam_credit_ordinary_tolerated)), OVERDUE_DAYS

    def _get_checked_limits(self, used, has_temporary=True):
        """Return the limits that documents are checked against; see :meth:`_get_limits`.

        Those of ordinary customers are the company's, if it has set one.

        :param dict used: profile -> dict source of a limit -> Decimal
        :param bool has_temporary: see :meth:`_get_limits`
        """
        found = self._get_limits(exposures=used, has_temporary=has_temporary)
        for profile in self:
            if profile.tier_id or profile.account_state != "ordinary":
                continue
            company = profile.company_id.sudo()  # sudo: as _get_policy
            if company.kam_credit_ordinary_is_limited:
                amount = Decimal(str(company.kam_credit_ordinary_limit))
                own = limits.Held(limits.TIER, amount, False, company)
                found[profile] = found[profile]._replace(own=own)
        return found

    def _get_facts(self, orders):
        """Return what is known of customers when documents are decided on; as superuser.

        One statement for each legal entity.

        :param sale.order orders: orders of these customers, in whatever state
        :return: the exposures of the customers and of all members of their groups, as
            :meth:`_get_exposures` returns them; dict order id -> Decimal, what the order takes, as
            :meth:`sale.order._get_commitments` says; what there is to ask besides
        :rtype: tuple
        """
        exposures, needed, there_is = {}, {}, gate.Questions()
        # sudo: what an order takes does not depend on who asks
        by_root = orders.sudo().grouped(lambda order: order.company_id.root_id)
        for company, profiles in self.grouped("company_id").items():
            today = company._kam_today()
            everybody = profiles._with_group()
            asked_ids = {*profiles._filter_asked_for_documents(today).ids}
            own = by_root.get(company, orders.browse())
            by_debtor, by_order, of_company = self.env["kam.credit.ledger"]._facts(
                company,
                today,
                everybody._as_asked(today),
                [gate.Looked(one_id, one_id in asked_ids) for one_id in profiles.ids],
                own.ids,
                own._get_rates_on(today),
            )
            exposures.update(everybody._assign_exposures(by_debtor))
            needed.update(by_order)
            there_is = gate.Questions(*map(any, zip(there_is, of_company, strict=True)))
        return exposures, needed, there_is

    def _find_former_limits(self):
        """Return the temporary limits that ended lately: dict profile -> the last one."""
        # sudo: what explains a hold does not depend on who asks
        forms = self.env["kam.credit.temporary.limit"].sudo()
        found = {}
        for company, profiles in self.grouped("company_id").items():
            today = company._kam_today()
            rows = forms.search(
                Domain("profile_id", "in", profiles.ids)
                & Domain("approval_state", "=", "approved")
                & Domain("is_unlimited", "=", False)
                & Domain("date_last", "<", today)
                & Domain("date_last", ">=", fields.Date.subtract(today, days=FORMER_DAYS)),
                order="date_last, id",
            )
            # the latest one stays
            found.update((form.profile_id, form) for form in rows)
        return found

    def _get_granted_term(self):
        """Return the payment term that the customer is granted; as superuser."""
        self.ensure_one()
        return self.tier_id.payment_term_id or self.own_payment_term_id

    def _get_granted_pricelist(self):
        """Return the price list that the customer is granted, or what Odoo gives it."""
        self.ensure_one()
        return (
            self.tier_id.pricelist_id
            or self.own_pricelist_id
            or self.partner_id.with_company(self.company_id).property_product_pricelist
        )

    # ------------------------------------------------------------------
    # stopped by hand
    # ------------------------------------------------------------------

    def _check_decides_on_credit(self):
        """Refuse everybody who does not decide on the credit of the customers.

        :raise AccessError: naming the customer
        """
        self.check_access("read")
        for profile in self:
            if not profile._is_looked_after():
                raise AccessError(
                    self.env._(
                        "The credit of %(customer)s is a matter of those who look after it: "
                        "officer, reviewer or approver over its unit, and never its own account "
                        "manager.",
                        customer=profile.display_name,
                    )
                )

    def action_block(self, reason=""):
        """Stop all orders of customers by hand.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, or for a customer that is stopped already
        :raise AccessError: for everybody but credit roles over the customer's unit
        """
        self._check_decides_on_credit()
        reason = self._require_reason(reason)
        for profile in self:
            if profile.is_blocked:
                raise UserError(
                    self.env._("Orders of %s are stopped already.", profile.display_name)
                )
            profile._set_blocked(reason)
        return True

    def action_unblock(self, reason=""):
        """Let orders of customers go again; they are checked as ever.

        :param str reason: why, not blank
        :return: True
        :raise UserError: without a reason, or for a customer that is not stopped
        :raise AccessError: for everybody but credit roles over the customer's unit
        """
        self._check_decides_on_credit()
        reason = self._require_reason(reason)
        for profile in self:
            if not profile.is_blocked:
                raise UserError(self.env._("Orders of %s are not stopped.", profile.display_name))
            profile._set_blocked(False, reason)
        self.env["kam.credit.hold"]._trigger_recheck()
        return True

    def _require_reason(self, reason):
        reason = arguments.text(self.env, self._get_label("block_reason"), reason)
        if not reason:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty: say why in a few words.",
                    field=self._get_label("block_reason"),
                )
            )
        return reason

    def _set_blocked(self, reason, why=None):
        """Stop the customer's orders, or let them go, and write it down.

        :param reason: why they are stopped; a false value lets them go
        :param str why: why they are let go
        """
        transactions.serialise(self)
        # sudo: protected fields; who decides was checked
        profile = self.sudo()
        profile._protected_write(
            {
                "is_blocked": bool(reason),
                "block_reason": reason or False,
                "blocked_by_id": self.env.uid if reason else False,
            }
        )
        self.env["kam.credit.event"]._record(
            profile,
            "blocked" if reason else "unblocked",
            reason or why,
            tier_from=profile.tier_id,
        )

    # ------------------------------------------------------------------
    # the way to what is held
    # ------------------------------------------------------------------

    def action_view_holds(self):
        """Open what is and was held of the customer.

        :return: a window action
        """
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_credit.action_kam_credit_hold")
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {"search_default_stopping": 1},
        }

    def action_open_block(self):
        """Open the dialog that stops the customers' orders, or lets them go.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stop Orders, or Let Them Go"),
            "res_model": "kam.credit.block",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_ids": self.ids},
        }
