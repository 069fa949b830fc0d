from odoo import api, models

from ...queries import gate
from ...rules.promises import LACKING

# What the questions of the gate read: flushed before they are asked.
QUESTION_FIELDS = {
    "kam.credit.document": [
        "date_valid_until",
        "kind_id",
        "profile_id",
        "successor_id",
        "verification",
    ],
    "kam.credit.document.kind": ["active", "blocks_orders", "company_id", "is_required"],
    "kam.credit.promise": ["profile_id", "state"],
    "kam.credit.release": ["date_until", "order_id"],
    "kam.credit.temporary.limit": ["approval_state", "date_first", "date_last", "profile_id"],
}


class KamCreditLedger(models.AbstractModel):
    """What is known of debtors when documents are decided on, in one statement."""

    _inherit = "kam.credit.ledger"

    def init(self):
        """Make the function that says what there is to ask besides the ledger."""
        super().init()
        self.env.cr.execute(gate.definition())

    @api.model
    def _facts(self, company, day, debtors, looked, order_ids, rates):
        """Return what debtors owe, what orders add to that, and what there is to ask besides.

        :param res.company company: the root company
        :param date day: the day it is there
        :param debtors: list of :class:`queries.parties.Asked`, each debtor once
        :param looked: list of :class:`queries.gate.Looked`: the customers that are asked about
        :param order_ids: ids of orders of these customers, in whatever state
        :param rates: as for :meth:`_commitments`
        :return: what :meth:`_exposures` and :meth:`_commitments` return, and what there is
        :rtype: tuple
        """
        for name, fnames in QUESTION_FIELDS.items():
            self.env[name].flush_model(fnames)
        exposures = self._prepare_exposures(company, day, debtors, order_ids, rates)
        rows = self.env.execute_query(
            gate.facts(gate.Company(company.id, day), looked, LACKING, order_ids, exposures)
        )
        width = len(gate.Questions._fields)
        there_is = gate.Questions(*rows[0][:width])
        found, added = self._split_exposures([row[width:] for row in rows])
        return found, added, there_is
