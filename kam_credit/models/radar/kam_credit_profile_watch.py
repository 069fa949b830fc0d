from odoo import SUPERUSER_ID, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..profile.kam_position import CREDIT_ROLES


class KamCreditProfile(models.Model):
    """When somebody has last looked at a customer's credit.

    A look leaves something behind: an event of a person, a decision on a form, a verified document,
    a decided hold, a promise or dispute written down, a signal answered, a contact of somebody who
    holds a credit role. Whoever only opens the page has not looked.
    """

    _inherit = "kam.credit.profile"

    def _get_watches(self):
        """Return what counts as a look at a customer: ``(model, field of its moment, domain)``.

        Each of the models names the profile in ``profile_id``. To be extended.
        """
        decided = Domain("date_closed", "!=", False)
        return [
            ("kam.credit.event", "date", Domain("user_id", "!=", SUPERUSER_ID)),
            ("kam.credit.change", "date_closed", decided),
            ("kam.credit.assessment", "date_closed", decided),
            ("kam.credit.temporary.limit", "date_closed", decided),
            ("kam.credit.measure", "date_closed", decided),
            ("kam.credit.document", "date_verified", Domain("date_verified", "!=", False)),
            ("kam.credit.dispute", "create_date", Domain.TRUE),
            ("kam.credit.promise", "create_date", Domain.TRUE),
            ("kam.credit.release", "date", Domain.TRUE),
            ("kam.credit.hold", "date_end", Domain("decided_by_id", "!=", False)),
            ("kam.credit.signal", "date_looked", Domain("date_looked", "!=", False)),
        ]

    def _find_watched(self):
        """Return the day on which somebody last looked at customers: dict profile -> date.

        For whom nobody ever did, the day since when it is a key account, or on which its profile
        was made. Two statements and the holders of credit roles, whatever the number of customers.
        """
        moments = dict(self.env.execute_query(self._get_watch_query())) if self else {}
        contacts = self._find_contacts()
        watched = {}
        for profile in self:
            account = profile.account_id
            looks = [*filter(None, (moments.get(profile.id), contacts.get(account)))]
            if not looks and account.since:
                watched[profile] = account.since
            else:
                last = max(looks, default=profile.create_date)
                watched[profile] = profile.company_id._kam_day_of(last)
        return watched

    def _get_watch_query(self):
        parts = []
        for model, name, domain in self._get_watches():
            # sudo: whether somebody has looked does not depend on who asks
            records = self.env[model].sudo().with_context(active_test=False)
            query = records._search(Domain("profile_id", "in", self.ids) & domain)
            parts.append(
                query.select(
                    SQL(
                        "%s AS profile_id, %s AS moment",
                        records._field_to_sql(query.table, "profile_id", query),
                        records._field_to_sql(query.table, name, query),
                    )
                )
            )
        return SQL(
            "SELECT profile_id, MAX(moment) FROM (%s) AS look GROUP BY profile_id",
            SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
        )

    def _find_contacts(self):
        """Return when holders of credit roles last met customers: dict account -> moment."""
        # sudo: as in _get_watch_query
        holders = (
            self.env["kam.position"]
            .sudo()
            .search([("role", "in", CREDIT_ROLES), ("is_current", "=", True)])
            .user_id
        )
        if not holders:
            return {}
        return dict(
            self.env["kam.account.contact"]
            .sudo()  # sudo: as in _get_watch_query
            ._read_group(
                Domain("account_id", "in", self.account_id.ids)
                & Domain("state", "=", "done")
                & Domain("user_id", "in", holders.ids),
                ["account_id"],
                ["date:max"],
            )
        )
