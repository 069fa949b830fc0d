from odoo import api, models


class ResPartner(models.Model):
    """Meetings of visits are attended by those of us who make them, from whichever side."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        """Create contacts; none of them attends the meeting of a visit.

        :raise AccessError: for whoever may not change the visit
        :raise UserError: naming the meeting
        """
        partners = super().create(vals_list)
        if any("meeting_ids" in vals for vals in vals_list):
            partners._kam_check_meetings(partners.browse().meeting_ids)
        return partners

    def write(self, vals):
        """Change contacts, see :meth:`create`."""
        if "meeting_ids" not in vals:
            return super().write(vals)
        before = self._kam_get_meetings()
        result = super().write(vals)
        self._kam_check_meetings(before)
        return result

    def _kam_get_meetings(self):
        # sudo: what they attend counts, whoever changes it
        return self.sudo().meeting_ids.with_env(self.env)

    def _kam_check_meetings(self, before):
        (before | self._kam_get_meetings())._kam_check_people(is_complete=True)
