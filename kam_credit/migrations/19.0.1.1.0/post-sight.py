from odoo import SUPERUSER_ID, api

from odoo.addons.kam_management.migration import (
    change_rule,
    replace_condition,
    unsubscribe_others,
)

VIEWED = "[('{path}account_id.unit_id.viewer_ids', 'in', user.ids)]"
DELEGATED = (
    "('{path}all_review_ids', 'any', [('state', '=', 'pending'), ('delegate_ids', 'in', user.ids)])"
)
VISIBLE = "[('profile_id.is_visible', '=', True)]"

# by the middle of the external id: former domain, and that of this version
RULES = {
    "profile": (VIEWED.format(path=""), "[('is_visible', '=', True)]"),
    "change_sla": (VIEWED.format(path=""), VISIBLE),
    **{
        name: (VIEWED.format(path="profile_id."), VISIBLE)
        for name in ("event", "posting", "snapshot", "instalment", "settlement", "turnover")
    },
    "snapshot_line": (
        VIEWED.format(path="snapshot_id.profile_id."),
        "[('snapshot_id.profile_id.is_visible', '=', True)]",
    ),
    "change": (
        """['|',
    ('account_id.unit_id.viewer_ids', 'in', user.ids),
    ('is_delegated_to_me', '=', True)]""",
        """['|',
    ('profile_id.is_visible', '=', True),
    ('all_review_ids', 'any', [('state', '=', 'pending'), ('delegate_ids', 'in', user.ids)])]""",
    ),
}
# what was said of tier changes holds for all forms of credit: former condition, and the present one
FORMS = {
    "rule_kam_approval_review_credit": (
        "('res_model', '!=', 'kam.credit.change')",
        "('res_model', 'not like', 'kam.credit.')",
    ),
    **dict.fromkeys(
        (
            "rule_kam_approval_review_credit_administrator",
            "rule_kam_archive_entry_credit_administrator",
        ),
        ("('res_model', '=', 'kam.credit.change')", "('res_model', 'like', 'kam.credit.')"),
    ),
}


def migrate(cr, version):
    """Who sees the credit of a customer is said at its profile; the rules refer to it.

    Until now whoever made an account, or took it over, followed its confidential profile.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, (former, domain) in RULES.items():
        change_rule(env, f"kam_credit.rule_kam_credit_{name}_reader", former, domain)
    for name, (former, condition) in FORMS.items():
        rule = env.ref(f"kam_credit.{name}", raise_if_not_found=False)
        if rule:
            rule.domain_force = rule.domain_force.replace(former, condition)
    # what companies have made of them
    replace_condition(env, "team_ids.user_id", "('{path}is_member', '=', True)", "kam.account")
    replace_condition(env, "is_delegated_to_me", DELEGATED)
    for model in ("kam.credit.profile", "kam.credit.change"):
        unsubscribe_others(env, model)
