from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ... import transactions
from ...rules import visit_due

# two weeks at most, this one and the next
WEEKS_DAYS = 14
# how many customers a message names; the rest is counted
SHOWN_NAMES = 15


class KamVisitDue(models.Model):
    """Putting what is due into the week: planned visits, as many as fit in."""

    _inherit = "kam.visit.due"

    def action_put_into_week(self):
        """Plan visits of the chosen accounts, led by the user, in this week and the next.

        Each may still be moved within its week. What finds no place is named, with the reason.

        :return: a notification, which then opens the week
        :raise UserError: when nothing is chosen
        :raise AccessError: for accounts that the user does not see
        """
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose the accounts that are to be visited."))
        planned, refused = self._put_into_week(self.env.user)
        return self._tell_week(planned, refused)

    def _put_into_week(self, user):
        """Plan a visit of each account, the most urgent first, led by somebody.

        :param res.users user: who leads the visits
        :return: the visits, and a list of pairs of an account and why it was left out
        """
        planned, refused = self.env["kam.visit"], []
        for company, rows in self.sorted("urgency").grouped("company_id").items():
            visits, others = rows._put_into_week_of(company, user)
            planned |= visits
            refused += others
        self.env["kam.visit.due"].invalidate_model()
        return planned, refused

    def _put_into_week_of(self, company, user):
        texts = self._get_refusals()
        open_rows = self.filtered(lambda row: not row.next_planned)
        refused = [(row.account_id, texts["planned"]) for row in self - open_rows]
        accounts = open_rows.sorted(lambda row: (row.urgency, row.days_left)).account_id
        kinds = accounts._get_visit_types()
        today = company._kam_today()
        left = WEEKS_DAYS - 1 - today.weekday()
        days = accounts._get_days(company, user, today, left)
        placed, left_out = visit_due.spread(
            [account._as_wish(kinds[account].duration) for account in accounts if account in kinds],
            days,
        )
        refused += [
            (account, texts[left_out.get(account.id, "type")])
            for account in accounts
            if account.id not in placed
        ]
        vals = {
            account.id: self._prepare_visit(account, kinds[account], user, *placed[account.id])
            for account in accounts
            if account.id in placed
        }
        visits, errors = transactions.run_together(
            accounts.browse(vals),
            lambda some: self.env["kam.visit"].create([vals[number] for number in some.ids]),
        )
        refused += [(account, str(error)) for account, error in errors]
        return self.env["kam.visit"].union(*visits), refused

    def _prepare_visit(self, account, kind, user, day, hour):
        start = account.company_id._kam_moment_of(day, hour)
        return {
            "account_id": account.id,
            "type_id": kind.id,
            "leader_id": user.id,
            "date_start": start,
            "date_stop": start + timedelta(hours=kind.duration),
            "leeway": "week",
            "place": account.partner_id.contact_address_inline or False,
        }

    def _get_refusals(self):
        """Return why an account finds no place: code of ``rules.visit_due.spread`` -> text."""
        return {
            "planned": self.env._("a visit is planned already"),
            "closed": self.env._("the customer receives no visits in this season"),
            "window": self.env._("it is outside the customer's visiting times"),
            "full": self.env._("no free visit is left in this week and the next"),
            "type": self.env._("the company has no type of visit for it"),
        }

    def _word_refused(self, refused):
        """Return what was left out, one line per account."""
        lines = [
            self.env._("%(account)s: %(why)s", account=account.display_name, why=why)
            for account, why in refused[:SHOWN_NAMES]
        ]
        if more := len(refused[SHOWN_NAMES:]):
            lines.append(self.env._("and %s more", more))
        return "\n".join(lines)

    def _tell_week(self, planned, refused):
        action = {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "success",
                "sticky": bool(refused),
                "title": self.env._("Visits put into the week: %s", len(planned)),
                "message": self._word_refused(refused),
            },
        }
        if planned:
            first = min(planned.mapped("date_start"))
            action["params"]["next"] = {
                **self.env["ir.actions.act_window"]._for_xml_id("kam_management.action_kam_visit"),
                "views": [(False, "calendar"), (False, "list"), (False, "form")],
                "context": {
                    "search_default_mine": 1,
                    "initial_date": fields.Datetime.to_string(first),
                },
            }
        return action
