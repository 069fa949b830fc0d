from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management.wording import worded

# What the page of an account shows of its profile.
PROFILE_FIELDS = (
    "account_id",
    "tier_id",
    "tier_led_id",
    "has_rate",
    "fulfilment_rate",
    "is_below_threshold",
    "is_incomplete",
    "date_figures",
)


class KamAccount(models.Model):
    """The account and its credit, for whoever reads credit figures.

    ``kam_account_page``: what credit adds to the page of the account.
    ``kam_account_entitlement``: what the tier adds to what it is served with.
    """

    _inherit = "kam.account"

    credit_profile_id = fields.Many2one(
        comodel_name="kam.credit.profile",
        compute="_compute_credit_profile_id",
        help="What the company knows of the customer's credit, as far as you may see it.",
    )
    credit_tier_id = fields.Many2one(
        comodel_name="kam.credit.tier", compute="_compute_credit_profile_id"
    )

    @api.depends_context("uid")
    def _compute_credit_profile_id(self):
        profile_model = self.env["kam.credit.profile"]
        profiles = profile_model
        if profile_model.has_access("read"):
            profiles = profile_model.search_fetch([("account_id", "in", self.ids)], PROFILE_FIELDS)
        by_account = profiles.grouped("account_id")
        for account in self:
            profile = by_account.get(account._origin, profile_model)
            account.credit_profile_id = profile
            account.credit_tier_id = profile.tier_id

    @api.model_create_multi
    def create(self, vals_list):
        """Give each account its credit profile."""
        accounts = super().create(vals_list)
        # sudo: every account has a profile, whoever makes it and whether or not they may see it
        self.env["kam.credit.profile"].sudo()._ensure(accounts.sudo())  # sudo: as above
        return accounts

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_credit_profile(self):
        # sudo: the profile counts, whether or not the user may see it
        profiles_sudo = self.env["kam.credit.profile"].sudo()
        profiles = profiles_sudo.search([("account_id", "in", self.ids)])
        for account in profiles.account_id:
            raise UserError(
                self.env._(
                    "%(account)s has a credit profile and cannot be deleted. Archive it instead.",
                    account=account.display_name,
                )
            )

    @api.model
    def _get_companion_models(self):
        """See the base method: also the credit profile."""
        return super()._get_companion_models() | {"kam.credit.profile"}

    def _find_credit_profiles(self):
        # sudo: the profile counts, whether or not the user may see it
        return self.env["kam.credit.profile"].sudo().search([("account_id", "in", self.ids)])

    def _filter_idle(self):
        """See the base method: nothing was decided on their credit either."""
        profiles = self._find_credit_profiles()
        decided = profiles.filtered(lambda profile: profile.tier_id or profile.event_ids)
        return super()._filter_idle() - decided.account_id.with_env(self.env)

    def _remove_empty(self):
        """See the base method: also the profile, or else it goes on with its figures alone."""
        for profile in self._find_credit_profiles():
            try:
                with self.env.cr.savepoint():
                    profile.unlink()
            except (UserError, psycopg2.IntegrityError):
                profile._protected_write({"account_id": False})
        super()._remove_empty()

    def _move_to_customer(self, customer):
        """See the base method: the history of credit stays with the account."""
        super()._move_to_customer(customer)
        self._find_credit_profiles()._protected_write({"partner_id": customer.id})

    def action_open_credit_profile(self):
        """Open the credit profile of the account.

        :return: a window action
        """
        self.ensure_one()
        return self.credit_profile_id.get_formview_action()

    def _on_downgraded(self):
        """End the credit tier with the state of a key account."""
        result = super()._on_downgraded()
        # sudo: the privileges end, whoever runs the process that ends them
        profiles = self.env["kam.credit.profile"].sudo().search([("account_id", "in", self.ids)])
        for profile in profiles.filtered("tier_id"):
            profile._drop_tier(worded("not_key"))
        return result

    def _get_grades(self, day):
        """Add ``tier_id``, the credit tier at the end of the day, for whoever may read it.

        :param date day: a day where the companies work
        :return: dict account -> dict; ``tier_id`` is empty for everybody else
        """
        grades = super()._get_grades(day)
        events = self.env["kam.credit.event"]
        for grade in grades.values():
            grade["tier_id"] = self.env["kam.credit.tier"]
        if not events.has_access("read"):
            return grades
        for company, accounts in self.grouped("company_id").items():
            for event in events.search(
                [
                    ("profile_id.account_id", "in", accounts.ids),
                    ("date", "<", company._kam_day_start(day + timedelta(days=1))),
                ],
                order="date, id",
            ):
                grades[event.profile_id.account_id]["tier_id"] = event.tier_to_id
        return grades
