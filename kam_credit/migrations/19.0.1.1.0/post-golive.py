import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Companies whose key accounts were downgraded by themselves go on so.

    Until this version every company was evaluated every night, and acted upon. Where that has
    happened, automatic downgrades are on; where nothing was evaluated yet, they begin switched off.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    evaluated = env["kam.credit.profile"]._read_group(
        [("date_figures", "!=", False), ("account_id", "!=", False)], ["company_id"]
    )
    companies = env["res.company"].union(*(company for (company,) in evaluated)).root_id
    companies.filtered(lambda company: not company.kam_credit_auto_downgrade).write(
        {"kam_credit_auto_downgrade": True}
    )
    for company in companies:
        _logger.info("%s: automatic downgrades stay switched on", company.name)
