from odoo import SUPERUSER_ID, api

from odoo.addons.kam_management.models.approval.kam_approval_review import OPEN_REVIEW_STATES


def migrate(cr, version):
    """Addons of forms that were uninstalled before this version left reviews that waited.

    They end, no later record takes the ids of what they and the archive name, and reviews that an
    addon installed again has given to other forms end as well.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    removed_model = env["kam.removed.model"]
    named = removed_model._get_named_ids()
    known = set(env["ir.model"].search([("model", "in", list(named))]).mapped("model"))
    removed_model._retire([model for model in named if model not in known])
    for model in known & set(env.registry):
        removed_model._raise_ids(model, named[model])
    _end_taken_over(env)


def _end_taken_over(env):
    """End open reviews that are older than the record of their id, or whose record is gone."""
    reviews = env["kam.approval.review"].search([("state", "in", OPEN_REVIEW_STATES)])
    for model, of_model in reviews.grouped("res_model").items():
        if model not in env:
            continue
        forms = env[model].browse(of_model.mapped("res_id")).exists()
        made = {form.id: form.create_date for form in forms}
        own = of_model.filtered(
            lambda review, made=made: (
                review.res_id in made and made[review.res_id] <= review.create_date
            )
        )
        (of_model - own)._cancel_open("form_gone")
