from odoo.tools import SQL

from odoo.addons.kam_management.migration import align_drafts, rename_steps


def migrate(cr, version):
    """Requests that came back follow their account; the clock of a revision has not begun."""
    align_drafts(cr, "kam_credit_change", follows_unit=True)
    cr.execute(
        SQL(
            "UPDATE kam_credit_change SET date_stage_due = date_submission_due"
            " WHERE approval_state = 'draft' AND date_first_submitted IS NULL"
        )
    )
    # a step still to be done is not named in the past
    rename_steps(
        cr,
        {
            "Verified by the region": "Verification by the region",
            "Signed by headquarters": "Signature by headquarters",
        },
    )
