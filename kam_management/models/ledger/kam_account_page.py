from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...rules import account_figures


class KamAccount(models.Model):
    """What the ledgers add to the page of an account: a figure, measures, rows of the time line."""

    _inherit = "kam.account"

    def _get_figures(self):
        """See the base method: also when the last contact was."""
        figures = super()._get_figures()
        if self.env["kam.account.contact"].has_access("read"):
            for account in self:
                figures[account.id]["contact"] = account._prepare_contact_figure()
        return figures

    def _prepare_contact_figure(self):
        text, note, days = self.env._("None yet"), self.env._("no contact written down"), None
        if self.last_contact:
            days = self.days_since_contact
            text = self._format_age(days)
            note = self.env._(
                "%(day)s, %(count)s in all",
                day=self._format_day(self.company_id._kam_day_of(self.last_contact)),
                count=self.contact_count,
            )
        return {
            "key": "contact",
            "sequence": 50,
            "label": self.env._("Last Contact"),
            "text": text,
            "note": note,
            "tone": account_figures.tone_of_age(days),
            "help": self.env._("Green up to 30 days, amber up to 90, red after that."),
            "action": "action_view_contacts",
        }

    def _format_age(self, days):
        """Return an age in days as people say it."""
        if days <= 0:
            return self.env._("Today")
        if days == 1:
            return self.env._("Yesterday")
        return self.env._("%s days ago", days)

    def _get_measure_sql(self, alias, name):
        """See the base method: contacts, how long ago the last was, and costs."""
        if name == "contact_count":
            contacts = self.env["kam.account.contact"]
            contacts.check_access("read")
            return self._get_count_sql(alias, contacts, contacts._get_counted_domain())
        if name == "days_since_contact":
            return self._get_contact_age_sql(alias)
        if name in ("cost_count", "cost_amount"):
            return self._get_costs_sql(alias, name)
        return super()._get_measure_sql(alias, name)

    def _get_contact_age_sql(self, alias):
        contacts = self.env["kam.account.contact"]
        contacts.check_access("read")
        company = self.env.company.root_id
        moment = contacts._field_to_sql(contacts._table, "date")
        last = SQL(
            "%s::date - MAX(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            company._kam_today(),
            moment,
            company._kam_timezone().zone,
        )
        return self._get_count_sql(alias, contacts, contacts._get_counted_domain(), last)

    def _get_costs_sql(self, alias, name):
        costs = self.env["kam.account.cost"]
        costs.check_access("read")
        domain = Domain("is_superseded", "=", False) & Domain("amount", ">", 0)
        amount = costs._field_to_sql(costs._table, "amount_company")
        what = SQL("COALESCE(SUM(%s), 0)", amount) if name == "cost_amount" else None
        return self._get_count_sql(alias, costs, domain, what)

    # ------------------------------------------------------------------
    # time line
    # ------------------------------------------------------------------

    def _get_timeline_sources(self):
        """See the base method: also contacts."""
        sources = super()._get_timeline_sources()
        if self.env["kam.account.contact"].has_access("read"):
            sources["contact"] = {
                "label": self.env._("Contact Records"),
                "icon": "fa-comments-o",
                "date": "date",
                "find": "_find_timeline_contact",
            }
        return sources

    def _find_timeline_contact(self, domain, limit):
        contacts = self.env["kam.account.contact"]
        found = contacts.search_fetch(
            domain & Domain("account_id", "=", self.id) & contacts._get_counted_domain(),
            ["date", "channel", "topic", "result", "user_id", "attitude", "stakeholder_id"],
            limit=limit,
            order="date DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                contact,
                contact.date,
                contact.display_name,
                text=contact.result or "",
                who=contact.user_id,
                tone="danger" if contact.attitude == "cold" else "",
            )
            for contact in found
        ]
