"""Whose ledger is read."""

from typing import NamedTuple

from odoo.tools import SQL


class Scope(NamedTuple):
    """The companies, and their accounts as literals that let PostgreSQL use Odoo's indexes.

    A payment's debit on one of ``harmless_ids`` is money or a claim; on any other account it is
    written off.
    """

    company_ids: tuple
    receivable_ids: tuple
    payable_ids: tuple
    harmless_ids: tuple


def debtors(partner_ids):
    """Return the condition that limits ``partner`` to some debtors.

    :param partner_ids: ids of commercial partners; None for all
    :rtype: SQL
    """
    if partner_ids is None:
        return SQL("TRUE")
    return SQL("partner.commercial_partner_id = ANY(%s)", list(partner_ids))
