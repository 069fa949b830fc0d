from odoo import models


class KamAccount(models.Model):
    """What one process asks of another, or tells it, by way of the account.

    No process reaches into another's tables: each answers here for what it knows.
    """

    _inherit = "kam.account"

    def _get_risk_share(self):
        """Return the risk of the customer as the last analysis has it. To be overridden.

        :return: 0 (none) to 1, or None where it was never analysed
        """
        self.ensure_one()

    def _is_being_screened(self):
        """Tell whether a screening of the customer is open, and has begun. To be overridden."""
        self.ensure_one()
        return False

    def _on_developed(self, document):
        """Do what follows when a development has won the customer. To be overridden.

        :param document: the record that says so, as superuser
        """

    def _collect_papers(self, date_from, date_to):
        """Return what processes have filed, or hold, of the account in a period. To be extended.

        :param datetime date_from: when it began
        :param datetime date_to: when it ended
        :return: list of ``(heading, things)`` as for ``kam.archive.entry._file_process``
        """
        self.ensure_one()
        return []
