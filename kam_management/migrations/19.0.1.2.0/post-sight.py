from odoo import SUPERUSER_ID, api

from odoo.addons.kam_management.migration import (
    change_rule,
    replace_condition,
    split_rule,
    unsubscribe_others,
)

SEEN = """['|', '|',
    ('{path}manager_id', '=', user.id),
    ('{path}team_ids.user_id', '=', user.id),
    ('{path}unit_id.{people}', 'in', user.ids)]"""
KEPT = """['|',
    ('account_id.manager_id', '=', user.id),
    ('account_id.unit_id.leader_ids', 'in', user.ids)]"""
FACTS = """['|', '|',
    ('account_id.manager_id', '=', user.id),
    ('account_id.unit_id.leader_ids', 'in', user.ids),
    '&',
    ('kind', 'not in', ('economy', 'health')),
    ('account_id.team_ids.user_id', '=', user.id)]"""
FILED = """['&', ('is_confidential', '=', False), '|', '|',
    ('account_id.manager_id', '=', user.id),
    ('account_id.team_ids.user_id', '=', user.id),
    ('unit_id.viewer_ids', 'in', user.ids)]"""
SCREENED = """['|', '|', '|', '|',
    ('{path}account_id.manager_id', '=', user.id),
    ('{path}account_id.team_ids.user_id', '=', user.id),
    ('{path}account_id.unit_id.viewer_ids', 'in', user.ids),
    ('{path}is_delegated_to_me', '=', True),
    '&', '|',
    ('{path}approval_state', 'in', ('draft', 'in_review')),
    ('{path}account_id.unit_id', '=', False),
    '|',
    ('{path}manager_id', '=', user.id),
    ('{path}unit_id.viewer_ids', 'in', user.ids)]"""
SCREENED_BY = """['|', '|', '|',
    ('{path}account_id.manager_id', '=', user.id),
    ('{path}account_id.unit_id.leader_ids', 'in', user.ids),
    ('{path}is_delegated_to_me', '=', True),
    '&', '|',
    ('{path}approval_state', 'in', ('draft', 'in_review')),
    ('{path}account_id.unit_id', '=', False),
    '|',
    ('{path}manager_id', '=', user.id),
    ('{path}unit_id.leader_ids', 'in', user.ids)]"""

DELEGATED = (
    "('{path}all_review_ids', 'any', [('state', '=', 'pending'), ('delegate_ids', 'in', user.ids)])"
)
VISIBLE = "[('account_id.is_visible', '=', True)]"
LED = "[('account_id.is_led', '=', True)]"
SERVED = """['|',
    ('account_id.is_led', '=', True),
    ('account_id.is_member', '=', True)]"""
SCREENING = """['|', '|',
    ('{path}account_id.{sight}', '=', True),
    ('{path}all_review_ids', 'any', [('state', '=', 'pending'), ('delegate_ids', 'in', user.ids)]),
    '&', '|',
    ('{path}approval_state', 'in', ('draft', 'in_review')),
    ('{path}account_id.unit_id', '=', False),
    '|',
    ('{path}manager_id', '=', user.id),
    ('{path}unit_id.{people}', 'in', user.ids)]"""

# by the end of the external id: former domain, and that of this version
RULES = {
    "account_representative_read": (
        SEEN.format(path="", people="viewer_ids"),
        "[('is_visible', '=', True)]",
    ),
    "account_representative_write": (
        SEEN.format(path="", people="leader_ids"),
        "['|', ('is_led', '=', True), ('is_member', '=', True)]",
    ),
    **{
        name: (SEEN.format(path="account_id.", people="viewer_ids"), VISIBLE)
        for name in (
            "account_event_representative",
            "account_team_representative_read",
            "account_handover_representative",
            "financial_statement_representative_read",
            "financial_ratio_representative",
            "competitor_representative_read",
            "information_table_representative_read",
            "stakeholder_representative_read",
        )
    },
    **{
        name: (SEEN.format(path="account_id.", people="leader_ids"), SERVED)
        for name in ("competitor_representative_write", "stakeholder_representative_write")
    },
    **dict.fromkeys(
        (
            "account_team_representative_write",
            "financial_statement_representative_write",
            "information_table_representative_write",
            "stakeholder_representative_unlink",
        ),
        (KEPT, LED),
    ),
    "stakeholder_fact_representative": (
        FACTS,
        """['|',
    ('account_id.is_led', '=', True),
    '&',
    ('kind', 'not in', ('economy', 'health')),
    ('account_id.is_member', '=', True)]""",
    ),
    "archive_entry_representative": (
        FILED,
        """['&', ('is_confidential', '=', False), '|',
    ('account_id.is_visible', '=', True),
    ('unit_id.viewer_ids', 'in', user.ids)]""",
    ),
    **{
        f"{model}_representative_{operation}": (
            former.format(path=path),
            SCREENING.format(path=path, sight=sight, people=people),
        )
        for model, path in (
            ("screening", ""),
            ("screening_line", "screening_id."),
            ("screening_need", "screening_id."),
        )
        for operation, former, sight, people in (
            ("read", SCREENED, "is_visible", "viewer_ids"),
            ("write", SCREENED_BY, "is_led", "leader_ids"),
        )
    },
}


def migrate(cr, version):
    """Who sees and who leads an account is said at the account; the rules refer to it."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, (former, domain) in RULES.items():
        change_rule(env, f"kam_management.rule_kam_{name}", former, domain)
    # what companies have made of them: former members are in the team's list, too
    replace_condition(env, "team_ids.user_id", "('{path}is_member', '=', True)", "kam.account")
    replace_condition(env, "is_delegated_to_me", DELEGATED)
    # each form brings its own
    split_rule(
        env,
        "kam_management.rule_kam_approval_review_administrator",
        "[('res_model', 'in', ('kam.screening', 'kam.information.table'))]",
        [
            "kam_management.rule_kam_approval_review_screening_administrator",
            "kam_management.rule_kam_approval_review_information_table_administrator",
        ],
    )
    for model in (
        "kam.account",
        "kam.competitor",
        "kam.financial.statement",
        "kam.information.table",
        "kam.screening",
        "kam.stakeholder",
    ):
        unsubscribe_others(env, model)
