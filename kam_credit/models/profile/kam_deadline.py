from odoo import models


class KamDeadline(models.Model):
    """Duties about the credit of a customer: what is open tells of a tier that is to change.

    Besides who owes them only credit readers over the unit see them, and are told that they are
    late.
    """

    _inherit = "kam.deadline"

    def _keep_readers(self, users):
        """Return those of the users who read credit figures."""
        # sudo: which groups people hold is asked for whoever refreshes the duty
        readers = users.sudo().filtered(
            lambda user: user.has_group("kam_credit.group_credit_reader")
        )
        return self.env["res.users"].browse(readers.ids)

    def _find_workers(self, people):
        """See the base method: for somebody else only credit readers work on them."""
        workers = super()._find_workers(people)
        for duty in self:
            if duty.audience == "credit":
                acting = workers[duty] - people[duty]
                workers[duty] = people[duty] | duty._keep_readers(acting)
        return workers

    def _find_ladders(self):
        """See the base method: only credit readers over the unit are told."""
        ladders = super()._find_ladders()
        for duty in self:
            if duty.audience == "credit":
                viewers = duty.account_id.unit_id.viewer_ids
                told = [duty._keep_readers(users & viewers) for users in ladders[duty]]
                ladders[duty] = [users for users in told if users]
        return ladders
