import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.kam_management.migration import open_rules_to_branches

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """What belongs to a company is shown in its branches, which have its settings."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    open_rules_to_branches(env, "kam_management")
    companies = env["res.company"].with_context(active_test=False)
    names = [
        name for name in companies._get_company_root_delegated_field_names() if name[:4] == "kam_"
    ]
    for branch in companies.search([("parent_id", "!=", False)], order="parent_path"):
        root = branch.root_id
        branch.write({name: root[name] for name in names if branch[name] != root[name]})
        for model in ("kam.unit", "kam.account", "kam.approval.route", "kam.customer.class"):
            records = env[model].with_context(active_test=False)
            if number := records.search_count([("company_id", "=", branch.id)]):
                _logger.warning(
                    "%s: %s records of %s belong to this branch. What concerns key accounts is "
                    "looked for at %s from now on: enter it there.",
                    branch.name,
                    number,
                    model,
                    root.name,
                )
