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

    def _take_suggestion(self, vals, document):
        """Take in what the customer has suggested, as a process found it. To be overridden.

        :param dict vals: ``name`` and ``description``, in the words of the customer; ``channel``
            (person, phone, web, mail), ``contact`` (a partner who works there, or none),
            ``contact_name`` and ``thanks_by_mail`` (whether the person is thanked)
        :param document: the record that says so
        :return: whether it was taken in: something goes on with it
        """
        self.ensure_one()
        return False

    def _word_suggestions(self, documents):
        """Return what became of suggestions that were made of documents. To be overridden.

        :param documents: records of one model
        :return: dict document -> text, in the reader's language; those of which none was made are
            left out
        """
        return {}

    def _get_open_suggestions(self):
        """Return what the customer has suggested and was not answered yet. To be overridden.

        As far as the user may read it, the oldest first.

        :return: list of dicts of ``name``, ``date`` (the day it was received) and ``text`` (where
            it stands)
        """
        self.ensure_one()
        return []

    def _collect_papers(self, date_from, date_to):
        """Return what processes have filed, or hold, of the account in a period. To be extended.

        :param datetime date_from: when it began
        :param datetime date_to: when it ended
        :return: list of ``(heading, things)`` as for ``kam.archive.entry._file_process``
        """
        self.ensure_one()
        return []
