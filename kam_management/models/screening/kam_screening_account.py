from odoo import models


class KamScreening(models.Model):
    """The account that a screening has made for its customer, and takes away again."""

    _inherit = "kam.screening"

    def unlink(self):
        """Delete screenings; an account of which nothing is known goes with the last of them."""
        # sudo: what the account holds counts, whether or not the user sees it
        screenings = self.sudo()
        duties = (
            self.env["kam.deadline"]
            .sudo()  # sudo: as above
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "open"),
                ]
            )
        )
        empty = screenings.account_id._filter_empty(besides=(screenings, duties))
        # while they are open: what has ended is never changed
        duties.filtered(lambda duty: duty.account_id in empty)._forget_account()
        result = super().unlink()
        empty._remove_empty()
        return result
