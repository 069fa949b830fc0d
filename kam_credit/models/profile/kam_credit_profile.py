from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.kam_management import relations, wording
from odoo.addons.kam_management.searching import by_tick

from ...rules import tiering

# What the evaluation writes; nothing else may.
FIGURE_FIELDS = (
    "transaction_amount",
    "amount_due",
    "amount_on_time",
    "amount_overdue",
    "fulfilment_rate",
    "has_rate",
    "is_below_threshold",
    "count_due",
    "count_honoured",
    "tier_by_amount_id",
    "tier_led_id",
    "reason",
    "tier_next_id",
    "amount_to_next",
    "on_time_to_threshold",
    "date_figures",
    "date_evaluated",
)


class KamCreditProfile(models.Model):
    """What a company knows of one debtor's credit: the tier held, and the latest figures.

    Everything here is confidential: the record rules show a profile only to supervisors and above
    of the account's units (scheme, credit management, section 6.2).

    ``kam_credit_profile_care``: who looks after the credit of a customer.
    ``kam_credit_profile_terms``: the tier held, and the terms that begin and end with it.
    ``evaluation/kam_credit_profile_evaluation``: from the ledger's sums to rate and tier.
    ``evaluation/kam_credit_profile_downgrade``: what follows from a rate below the threshold.
    ``evaluation/kam_credit_profile_job``: the nightly evaluation.
    ``overview/kam_credit_profile_overview``: what stands above the list, and the line of a year.
    """

    _name = "kam.credit.profile"
    _description = "Credit Profile"
    _inherit = [
        "kam.root.company.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
        "kam.deadline.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
        "kam.protected.mixin",
    ]
    _order = "transaction_amount desc nulls last, id"
    _rec_name = "partner_id"
    # who may read the figures may talk about them
    _mail_post_access = "read"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        "kam.account", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    account_state = fields.Selection(related="account_id.state", string="Account State")
    unit_id = fields.Many2one(related="account_id.unit_id")
    manager_id = fields.Many2one(related="account_id.manager_id")

    tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Credit Tier",
        readonly=True,
        ondelete="restrict",
        check_company=True,
        help="The tier the customer holds. It grants payment term, price list and credit limit.",
    )
    tier_code = fields.Selection(related="tier_id.code", string="Held List")
    is_provisional = fields.Boolean(
        compute="_compute_is_provisional",
        help="In its first 12 months a key account is new and its tier provisional.",
    )
    credit_limit = fields.Monetary(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Granted by the tier, in company currency. 0 means no credit.",
    )
    has_unlimited_credit = fields.Boolean(
        readonly=True, copy=False, help="The tier grants credit without a limit."
    )
    own_payment_term_id = fields.Many2one("account.payment.term", readonly=True, copy=False)
    own_pricelist_id = fields.Many2one("product.pricelist", readonly=True, copy=False)
    has_granted_terms = fields.Boolean(readonly=True, copy=False)

    transaction_amount = fields.Monetary(
        readonly=True,
        help="Net sales invoiced in the 12 months up to the day of the figures, credit notes "
        "deducted, in company currency.",
    )
    amount_due = fields.Monetary(
        string="Fallen Due",
        readonly=True,
        help="What had fallen due in the 365 days up to the day of the figures, and older "
        "instalments that were still open.",
    )
    amount_on_time = fields.Monetary(
        string="Honoured on Time",
        readonly=True,
        help="The part of what fell due that was paid or set off by its due date, days of grace "
        "included.",
    )
    amount_overdue = fields.Monetary(
        string="Overdue",
        readonly=True,
        help="What had fallen due and was still open on the day of the figures, days of grace "
        "included.",
    )
    fulfilment_rate = fields.Float(
        string="Contract Fulfilment Rate",
        digits=(12, 10),
        readonly=True,
        aggregator="avg",
        help="Honoured on time / fallen due. Below the company's threshold a key account becomes "
        "an ordinary customer.",
    )
    threshold = fields.Float(
        related="company_id.kam_credit_threshold",
        string="Fulfilment Threshold",
        aggregator=None,
    )
    has_rate = fields.Boolean(
        readonly=True, help="Enough had fallen due for a contract fulfilment rate."
    )
    is_below_threshold = fields.Boolean(string="Below Threshold", readonly=True)
    count_due = fields.Integer(string="Instalments Due", readonly=True)
    count_honoured = fields.Integer(string="Instalments Honoured", readonly=True)
    tier_by_amount_id = fields.Many2one(
        "kam.credit.tier", string="Tier by Amount", readonly=True, ondelete="restrict"
    )
    tier_by_score_id = fields.Many2one(
        "kam.credit.tier", string="Tier by Score", readonly=True, ondelete="restrict"
    )
    has_score = fields.Boolean(readonly=True, help="The customer has an approved assessment.")
    tier_led_id = fields.Many2one(
        "kam.credit.tier",
        string="Tier by Figures",
        readonly=True,
        ondelete="restrict",
        help="The tier that the latest figures lead to.",
    )
    reason = fields.Selection(
        [
            (tiering.BY_AMOUNT, "By transaction amount"),
            (tiering.BY_SCORE, "By assessment score"),
            (tiering.BELOW_LOWEST, "Below the lowest interval"),
            (tiering.BELOW_THRESHOLD, "Fulfilment rate below the threshold"),
        ],
        readonly=True,
        help="Why the figures lead to this tier, or to none.",
    )
    tier_next_id = fields.Many2one(
        "kam.credit.tier", string="Next Tier", readonly=True, ondelete="restrict"
    )
    amount_to_next = fields.Monetary(
        string="Missing to Next Tier",
        readonly=True,
        aggregator=None,
        help="Transaction amount that is missing to the next better tier.",
    )
    on_time_to_threshold = fields.Monetary(
        string="Missing to Threshold",
        readonly=True,
        aggregator=None,
        help="Amount (counting instalments: number) that would have had to be honoured on time "
        "as well to reach the threshold.",
    )
    date_figures = fields.Date(string="Figures As Of", readonly=True, index=True)
    date_evaluated = fields.Datetime(string="Computed On", readonly=True)
    date_allocation_due = fields.Date(
        string="Allocate Receipts By",
        readonly=True,
        help="Open receipts could lift the rate to the threshold: until this day accounting "
        "allocates them before anything happens.",
    )
    event_ids = relations.One2many("kam.credit.event", "profile_id", readonly=True)
    event_count = fields.Integer(compute="_compute_event_count")
    is_other_tier = fields.Boolean(
        string="Figures Lead Elsewhere",
        compute="_compute_is_other_tier",
        search="_search_is_other_tier",
        help="The figures lead to another tier than the one the customer holds.",
    )

    is_visible = fields.Boolean(
        string="In My Sight",
        compute="_compute_is_visible",
        compute_sudo=True,
        search="_search_is_visible",
        help="You supervise the unit of the account, or decide on credit there.",
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)", "A customer has one credit profile per company."
    )

    @api.depends("account_id.state", "account_id.since")
    def _compute_is_provisional(self):
        for profile in self:
            account = profile.account_id
            since = account.state == "key" and account.since
            profile.is_provisional = bool(since) and (
                fields.Date.add(since, months=12) > profile.company_id._kam_today()
            )

    @api.depends("event_ids")
    def _compute_event_count(self):
        counts = dict(
            self.env["kam.credit.event"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.event_count = counts.get(profile._origin, 0)

    @api.depends("tier_id", "tier_led_id")
    def _compute_is_other_tier(self):
        for profile in self:
            profile.is_other_tier = profile.tier_id != profile.tier_led_id

    @api.model
    def _search_is_other_tier(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        tiers = self.env["kam.credit.tier"].with_context(active_test=False).search([])
        return Domain.OR(
            [
                Domain("tier_id", "=", False) & Domain("tier_led_id", "!=", False),
                *(
                    Domain("tier_id", "=", tier.id) & Domain("tier_led_id", "!=", tier.id)
                    for tier in tiers
                ),
            ]
        )

    @api.model
    def _get_visible_domain(self):
        """Return the domain of the profiles in the user's sight: their units', never more.

        The account manager and the service team are left out: figures are not for them (scheme,
        credit management, section 6.2).
        """
        viewed = Domain("unit_id", "any!", Domain("viewer_ids", "in", [self.env.uid]))
        return Domain("account_id", "any!", viewed)

    @api.depends("account_id.unit_id.viewer_ids")
    @api.depends_context("uid")
    def _compute_is_visible(self):
        visible = self.filtered_domain(self._get_visible_domain())
        for profile in self:
            profile.is_visible = profile in visible

    @api.model
    def _search_is_visible(self, operator, value):
        visible = self._get_visible_domain()
        return by_tick(operator, value, visible)

    def _get_logged_profiles(self):
        """See the base method."""
        return {profile: profile for profile in self}

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            *FIGURE_FIELDS,
            "partner_id",
            "company_id",
            "account_id",
            "tier_id",
            "tier_by_score_id",
            "has_score",
            "credit_limit",
            "has_unlimited_credit",
            "own_payment_term_id",
            "own_pricelist_id",
            "has_granted_terms",
            "date_allocation_due",
        }

    @api.model
    def _ensure(self, accounts):
        """Give each key-account file its credit profile.

        :param kam.account accounts: files, potential, key or ordinary
        :return: their profiles
        """
        profiles = self.search(
            [
                ("partner_id", "in", accounts.partner_id.ids),
                ("company_id", "in", accounts.company_id.ids),
            ]
        )
        by_debtor = {(profile.partner_id, profile.company_id): profile for profile in profiles}
        missing = []
        for account in accounts:
            profile = by_debtor.get((account.partner_id, account.company_id))
            if profile is None:
                missing.append(
                    {
                        "partner_id": account.partner_id.id,
                        "company_id": account.company_id.id,
                        "account_id": account.id,
                    }
                )
            elif profile.account_id != account:
                profile._protected_write({"account_id": account.id})
        return profiles | self._protected_create(missing)

    @api.model
    def _find_of_debtors(self, debtors, condition=Domain.TRUE, names=("tier_id",)):
        """Return the profiles of debtors, in one query and with the rights of the caller.

        :param dict debtors: whatever it is asked for, such as a document -> ``(commercial partner,
            company)``; a branch stands for its legal entity
        :param Domain condition: what else holds for the profiles
        :param names: fields that are going to be read of them
        :return: dict of the same keys -> profile, without those whose debtor has none
        """
        if not debtors:
            return {}
        partner_ids = {partner.id for partner, _company in debtors.values()}
        company_ids = {company.root_id.id for _partner, company in debtors.values()}
        profiles = self.search_fetch(
            Domain("partner_id", "in", list(partner_ids))
            & Domain("company_id", "in", list(company_ids))
            & condition,
            ["partner_id", "company_id", *names],
        )
        by_debtor = {
            (profile.partner_id.id, profile.company_id.id): profile for profile in profiles
        }
        return {
            asked: by_debtor[key]
            for asked, (partner, company) in debtors.items()
            if (key := (partner.id, company.root_id.id)) in by_debtor
        }

    @api.model
    def _find_visible(self, partners, companies):
        """Return the profiles of debtors that the reader may see, in one query.

        :param partners: commercial partners
        :param companies: whose profiles
        """
        if not partners or not self.has_access("read"):
            return self.browse()
        return self.search_fetch(
            [("partner_id", "in", partners.ids), ("company_id", "in", companies.root_id.ids)],
            ["partner_id", "company_id", "tier_id"],
        )

    def action_open_instalments(self):
        """Open the instalments behind the contract fulfilment rate.

        :return: a window action
        """
        return self._open_figures("kam_credit.action_kam_credit_instalment")

    def action_open_turnover(self):
        """Open the invoices behind the transaction amount.

        :return: a window action
        """
        return self._open_figures("kam_credit.action_kam_credit_turnover")

    def action_open_events(self):
        """Open the credit history.

        :return: a window action
        """
        return self._open_figures("kam_credit.action_kam_credit_event")

    def action_open_account(self):
        """Open the key-account file of the customer.

        :return: a window action
        """
        self.ensure_one()
        return self.account_id.get_formview_action()

    def action_assign_tier(self):
        """Open the dialog that takes over the tiers customers hold on the day of going live.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Over Credit Tiers"),
            "res_model": "kam.credit.tier.assign",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_profile_ids": self.ids,
                "default_company_id": self.company_id[:1].id,
            },
        }

    def _open_figures(self, xmlid, as_of=None):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        context = {"kam_credit_profile_id": self.id, "create": False}
        if as_of:
            context["kam_credit_as_of"] = fields.Date.to_string(as_of)
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": context,
        }
