from odoo import models
from odoo.fields import Domain

from .kam_visit_duties import FOLLOW_UP


class KamAccount(models.Model):
    """Which contact is the follow-up of a visit (development scheme, 6.6).

    One that took place after the visit, by phone or in person, of somebody who took part, or of
    who acts for them on that day: nothing planned, no mail, and no call of somebody else.

    A contact that is corrected does not count any more. Where it was the follow-up, and the line
    that says it right is none, the customer is owed one again, by the day that was set first. What
    was written down as kept stays in the records beside it: both count.
    """

    _inherit = "kam.account"

    def _find_kept_duties(self, contact, day):
        """See the base method: of visits that were to be followed up, those that it follows up."""
        kept = super()._find_kept_duties(contact, day)
        owed = kept.filtered(lambda duty: duty.code == FOLLOW_UP)
        if not owed:
            return kept
        acting = owed._find_workers({duty: duty.user_ids for duty in owed})
        found = owed.browse()
        for duty, visit in self.env["kam.visit"].sudo()._find_duty_documents(owed).items():
            people = visit._get_people() | duty.user_ids | acting[duty]
            if visit._is_followed_up_by(contact, people):
                found |= duty
        return kept - owed | found

    def _on_contact(self, contacts):
        """See the base method: first, what a corrected contact had kept is owed again."""
        self._reopen_follow_ups(contacts.corrects_id)
        super()._on_contact(contacts)

    def _reopen_follow_ups(self, corrected):
        """Let those follow-ups be owed again that no contact stands for any more.

        :param kam.account.contact corrected: contacts that were corrected, as superuser
        """
        for contact in corrected:
            day = self.company_id._kam_day_of(contact.date)
            # sudo: what was kept by it is owed again, whoever corrects it
            duties = (
                self.env["kam.deadline"]
                .sudo()
                .search(
                    Domain("account_id", "=", self.id)
                    & Domain("code", "=", FOLLOW_UP)
                    & Domain("state", "in", ("kept", "late"))
                    & Domain("done_by_id", "=", contact.user_id.id)
                    & Domain("date_done", "=", day),
                    order="id",
                )
            )
            for duty in duties:
                self.env["kam.visit"].sudo().browse(duty.res_id)._reopen_follow_up(duty)
