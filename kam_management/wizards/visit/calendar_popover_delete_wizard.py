from odoo import models


class CalendarPopoverDeleteWizard(models.TransientModel):
    """The meeting of a visit is not deleted: nobody is written to that it were."""

    _inherit = "calendar.popover.delete.wizard"

    def action_send_mail_and_delete(self):
        """Write to the attendees and delete the meeting; of visits neither.

        :return: as the base method
        :raise AccessError: for whoever may not change the visit
        :raise UserError: for a meeting that stands for a visit
        """
        self.calendar_event_id._unlink_except_of_visit()
        return super().action_send_mail_and_delete()
