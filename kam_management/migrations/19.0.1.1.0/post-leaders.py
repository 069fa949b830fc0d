from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let those work on accounts who lead their units, no longer all who see them.

    Record rules are not updated with the addon: companies may have changed them.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    # one rule for reading and one for writing took its place
    rule = env.ref("kam_management.rule_kam_account_representative", raise_if_not_found=False)
    if rule:
        rule.unlink()
    rule = env.ref(
        "kam_management.rule_kam_account_team_representative_write", raise_if_not_found=False
    )
    if rule:
        rule.domain_force = rule.domain_force.replace("viewer_ids", "leader_ids")
