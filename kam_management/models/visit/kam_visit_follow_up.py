from odoo import api, models
from odoo.fields import Domain

from ...rules import visits
from .kam_visit_duties import FOLLOW_UP


class KamVisit(models.Model):
    """Listening to the customer again within a week (development scheme, 6.6)."""

    _inherit = "kam.visit"

    @api.depends("date_ended")
    @api.depends_context("uid")
    def _compute_is_mine_to_follow_up(self):
        duties = self.env["kam.deadline"]
        owed = set()
        if duties.has_access("read"):
            mine = duties.search_fetch(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "in", self.ids)
                & Domain("code", "=", FOLLOW_UP)
                & Domain("state", "=", "open")
                & Domain("worker_ids", "in", self.env.user.ids),
                ["res_id"],
            )
            owed = set(mine.mapped("res_id"))
        for visit in self:
            visit.is_mine_to_follow_up = visit._origin.id in owed

    def _is_followed_up_by(self, contact, people):
        """Tell whether a contact is the follow-up of the visit.

        :param kam.account.contact contact: a contact that took place
        :param res.users people: whose contact it may be
        :rtype: bool
        """
        self.ensure_one()
        met = contact.user_id
        if contact.res_model == self._name:
            # a visit stands in the ledger for all who made it
            met |= self.browse(contact.res_id).exists()._get_people()
        return (
            bool(met & people)
            and bool(self.date_ended)
            and visits.keeps_follow_up(contact.channel, contact.date, self.date_ended)
        )

    def _find_follow_ups(self, people):
        """Return the contacts that count as follow-up of the visit, the first one first.

        :param res.users people: whose contacts may be
        :rtype: kam.account.contact
        """
        model = self.env["kam.account.contact"]
        contacts = model.search(
            Domain("account_id", "=", self.account_id.id)
            & Domain("date", ">", self.date_ended)
            & model._get_counted_domain(),
            order="date, id",
        )
        return contacts.filtered(lambda contact: self._is_followed_up_by(contact, people))

    def _reopen_follow_up(self, duty):
        """Owe the follow-up again that no contact stands for any more.

        Called as superuser, after the contact that had kept it was corrected.

        :param kam.deadline duty: what was kept
        """
        self.ensure_one()
        deadlines = self.env["kam.deadline"]
        of_visit = (
            Domain("res_model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("code", "=", FOLLOW_UP)
        )
        if duty != deadlines.search(of_visit, order="id desc", limit=1):
            return
        day_of = self.company_id._kam_day_of
        people = self._get_people() | duty.user_ids | duty.worker_ids | duty.done_by_id
        made = self._find_follow_ups(people)
        if made and day_of(made[0].date) <= duty.date_done:
            return
        owed = deadlines._open(
            [
                self._prepare_duty_vals(
                    FOLLOW_UP,
                    duty.date_due,
                    user_ids=self._get_people().ids,
                    date_open=duty.date_open,
                )
            ]
        )
        if made:
            user = made[0].user_id
            owed._end(day=day_of(made[0].date), by=user, on_behalf_of=owed._find_principal(user))
