from odoo import SUPERUSER_ID, api

# What asked people until this version.
FORMER = ("mail_activity_type_change", "mail_activity_type_allocate")


def migrate(cr, version):
    """Deadlines begin on the day of the upgrade: of requests to submit, correct and confirm.

    The tasks of credit officers and of accounting go: deadlines take their place.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    changes = env["kam.credit.change"]
    drafts = changes.search([("approval_state", "=", "draft")])
    drafts._open_submission()
    drafts.filtered("date_first_submitted")._open_correction()
    changes.search([("stage", "=", "confirm")])._open_confirmation()
    for profile in env["kam.credit.profile"].search([("date_allocation_due", "!=", False)]):
        # what accounting was asked for, until the day that was said then
        profile._open_allocation(profile.date_allocation_due)
    for name in FORMER:
        _remove_tasks(env, name)


def _remove_tasks(env, name):
    """Remove a type of activities with its activities."""
    former = env.ref(f"kam_credit.{name}", raise_if_not_found=False)
    if former:
        env["mail.activity"].with_context(active_test=False).search(
            [("activity_type_id", "=", former.id)]
        ).unlink()
        former.unlink()
