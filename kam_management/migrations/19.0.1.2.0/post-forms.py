from odoo.addons.kam_management.migration import align_drafts, rename_steps


def migrate(cr, version):
    """Drafts that came back follow their account; the clock of a revision has not begun."""
    align_drafts(cr, "kam_information_table", follows_unit=True)
    # the unit of a screening follows its account by itself
    align_drafts(cr, "kam_screening")
    # a step still to be done is not named in the past
    rename_steps(
        cr,
        {
            "Reviewed by the supervisor": "Review by the supervisor",
            "Confirmed by the manager": "Confirmation by the manager",
        },
    )
