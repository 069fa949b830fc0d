from odoo import SUPERUSER_ID, api

from odoo.addons.kam_management.rules.review_states import OPEN_REVIEW_STATES


def migrate(cr, version):
    """Addons of forms that were uninstalled before this version left reviews that waited.

    They end, no later record takes the ids of what they and the archive name, and reviews that an
    addon installed again has given to other forms end as well.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    removed_model = env["kam.removed.model"]
    named = removed_model._get_named_ids()
    known = _get_installed_models(env)
    removed_model._retire([model for model in named if model not in known])
    for model in named.keys() & set(env.registry):
        removed_model._raise_ids(model, named[model])
    _end_taken_over(env)


def _get_installed_models(env):
    """Return the models of addons that are installed, whether or not the server has their code."""
    installed = env["ir.module.module"].search([("state", "in", ("installed", "to upgrade"))])
    data = env["ir.model.data"].search(
        [("model", "=", "ir.model"), ("module", "in", installed.mapped("name"))]
    )
    models = env["ir.model"].browse(data.mapped("res_id")).exists()
    return {*env.registry, *models.mapped("model")}


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
