from odoo import api, models
from odoo.exceptions import UserError

EVENT = "calendar.event"


class MailFollowers(models.Model):
    """Whoever follows the meeting of a visit is one of us: no customer learns of it."""

    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        """Create followers; of the meeting of a visit nobody from outside.

        :raise UserError: naming the meeting
        """
        followers = super().create(vals_list)
        followers._kam_check_of_visit()
        return followers

    def write(self, vals):
        """Change followers, see :meth:`create`."""
        result = super().write(vals)
        if {"res_model", "res_id", "partner_id"} & vals.keys():
            self._kam_check_of_visit()
        return result

    def _kam_check_of_visit(self):
        # sudo: whoever is the cause of it
        of_events = self.sudo().filtered(lambda follower: follower.res_model == EVENT)
        for follower in of_events:
            event = self.env[EVENT].browse(follower.res_id)
            if self._kam_find_outsiders(event, follower.partner_id):
                raise UserError(event._kam_word_outsiders())

    @api.model
    def _kam_find_outsiders(self, events, partners):
        """Return who from outside would hear of meetings that stand for visits.

        :return: set of pairs (id of the partner, id of the meeting)
        """
        of_visits = events._kam_find_visits()
        if not of_visits:
            return set()
        # sudo: whether a partner is one of us is asked for whoever is the cause of it
        outside = partners.sudo().filtered(
            lambda partner: not any(user.active and not user.share for user in partner.user_ids)
        )
        return {
            (partner.id, event.id)
            for event, visit in of_visits.items()
            for partner in outside - visit._get_event_partners()
        }

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        """See the base method: nobody from outside is told of the meeting of a visit."""
        result = super()._get_recipient_data(records, message_type, subtype_id, pids=pids)
        if not records or records._name != EVENT:
            return result
        partners = self.env["res.partner"].browse(
            {partner_id for recipients in result.values() for partner_id in recipients}
        )
        for partner_id, res_id in self._kam_find_outsiders(records, partners):
            result[res_id].pop(partner_id, None)
        return result
