from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.kam_management import wording

from ...rules import rates

# the mark before the name of a tier; the name is always beside it
TIER_COLORS = {"green": "#1b6e37", "yellow": "#ffd54a", "red": "#b3261e", "black": "#202124"}


class KamAccount(models.Model):
    """What credit adds to the page of an account, for readers of its credit profile and no others.

    Whoever reads the profile may know every invoice of the customer: the figures of the page are
    then complete, whichever documents of sales the reader opens.
    """

    _inherit = "kam.account"

    def _get_figures(self):
        """See the base method: also the tier and the contract fulfilment rate."""
        figures = super()._get_figures()
        for account in self.filtered("credit_profile_id"):
            figures[account.id]["tier"] = account._prepare_tier_figure()
            figures[account.id]["fulfilment"] = account._prepare_fulfilment_figure()
        return figures

    def _prepare_tier_figure(self):
        profile = self.credit_profile_id
        tier, led = profile.tier_id, profile.tier_led_id
        note, tone = self.env._("as the figures say"), "muted"
        if not profile.date_figures:
            note = self.env._("no figures yet")
        elif profile.is_incomplete:
            note, tone = self.env._("figures incomplete"), "warning"
        elif tier != led:
            tone = "warning"
            note = self.env._(
                "figures lead to: %s", led.display_name if led else self.env._("no tier")
            )
        return {
            "key": "tier",
            "sequence": 40,
            "label": self.env._("Credit Tier"),
            "text": tier.display_name if tier else self.env._("No tier"),
            "color": TIER_COLORS.get(tier.code, ""),
            "note": note,
            "tone": tone,
            "help": self.env._("The tier the customer holds. Confidential."),
            "action": "action_open_credit_profile",
        }

    def _prepare_fulfilment_figure(self):
        profile = self.credit_profile_id
        # sudo: the threshold is the policy of the company, which readers of credit may know
        threshold = self.company_id.sudo().kam_credit_threshold
        text = self.env._("No rate yet")
        if profile.has_rate:
            text = self._format_rate(profile.fulfilment_rate)
        note = self.env._("threshold %s", self._format_rate(threshold))
        tone = "muted"
        if profile.has_rate and profile.is_incomplete:
            note, tone = self.env._("%s, figures incomplete", note), "warning"
        elif profile.has_rate:
            tone = "danger" if profile.is_below_threshold else "success"
        return {
            "key": "fulfilment",
            "sequence": 30,
            "label": self.env._("Contract Fulfilment Rate"),
            "text": text,
            "note": note,
            "tone": tone,
            "help": profile._fields["fulfilment_rate"]._description_help(self.env),
            "action": "action_view_instalments",
        }

    @api.model
    def _format_rate(self, rate):
        """Return a rate as the overview writes it: never shown as more than it is."""
        return wording.percentage(self.env, rates.shown_percent(rate), digits=2)

    # ------------------------------------------------------------------
    # turnover and open money, complete for readers of the profile
    # ------------------------------------------------------------------

    def _get_ledger_parts(self):
        """See the base method: readers of the profile know all invoices of the customer."""
        known = self.filtered("credit_profile_id")
        parts = super(KamAccount, self - known)._get_ledger_parts()
        if known:
            # sudo: the invoices behind the figures are listed to them (kam.credit.turnover)
            parts.append((known, known.sudo().env, True))
        return parts

    def _get_turnover_sql(self, alias, env):
        """See the base method: complete for the accounts whose profile the user reads."""
        profiles = self.env["kam.credit.profile"]
        if not profiles.has_access("read"):
            return super()._get_turnover_sql(alias, env)
        query = profiles._search([("account_id", "!=", False)])
        own = SQL("0")
        if env["account.move"].has_access("read"):
            own = super()._get_turnover_sql(alias, env)
        return SQL(
            "CASE WHEN %s IN %s THEN %s ELSE %s END",
            SQL.identifier(alias, "id"),
            query.subselect(profiles._field_to_sql(profiles._table, "account_id", query)),
            # sudo: as in _get_ledger_parts
            super()._get_turnover_sql(alias, self.sudo().env),
            own,
        )

    def action_view_turnover(self):
        """See the base method: what stands behind the profile's figure, for its readers."""
        self._check_page()
        if self.credit_profile_id:
            return self.credit_profile_id.action_open_turnover()
        return super().action_view_turnover()

    def action_view_open_invoices(self):
        """See the base method: readers of credit who open some invoices only get to the profile."""
        self._check_page()
        if self.credit_profile_id and not self._opens_all_invoices():
            return self.action_open_credit_profile()
        return super().action_view_open_invoices()

    def action_view_instalments(self):
        """Open the instalments behind the contract fulfilment rate.

        :return: a window action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the credit profile
        """
        self._check_page()
        if not self.credit_profile_id:
            raise AccessError(
                self.env._("You may not see credit figures of %s.", self.display_name)
            )
        return self.credit_profile_id.action_open_instalments()

    # ------------------------------------------------------------------
    # time line
    # ------------------------------------------------------------------

    def _get_timeline_sources(self):
        """See the base method: also the history of credit."""
        sources = super()._get_timeline_sources()
        if self.env["kam.credit.event"].has_access("read"):
            sources["credit"] = {
                "label": self.env._("Credit History"),
                "icon": "fa-credit-card",
                "date": "date",
                "find": "_find_timeline_credit",
            }
        return sources

    def _find_timeline_credit(self, domain, limit):
        events = self.env["kam.credit.event"]
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        found = events.search_fetch(
            domain & Domain("profile_id.account_id", "=", self.id),
            ["date", "kind", "reason", "user_id", "tier_to_id"],
            limit=limit,
            order="date DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                event,
                event.date,
                wording.labelled(self.env, kinds[event.kind], event.tier_to_id.display_name),
                text=event.reason,
                who=event.user_id,
                tone="danger" if event.kind in ("ended", "downgraded") else "",
            )
            for event in found
        ]
