from odoo.tools import SQL

from odoo.addons.kam_management.migration import rename_model


def migrate(cr, version):
    """What is remembered of a posting is no invoice; a request in review is in review."""
    rename_model(cr, "kam.credit.invoice", "kam.credit.posting")
    cr.execute(SQL("UPDATE kam_credit_change SET stage = 'review' WHERE stage = 'region'"))
    # filters that people have saved
    cr.execute(
        SQL(
            """
            UPDATE ir_filters SET domain = replace(domain, %s, %s)
            WHERE model_id = 'kam.credit.change' AND domain ~ 'stage'
            """,
            "'region'",
            "'review'",
        )
    )
