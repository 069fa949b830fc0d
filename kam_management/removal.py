"""What the uninstall hooks of both addons take away, or end, beside their own records."""


def forget(env, module):
    """Remove what people made around the models and types of activities that go with an addon.

    Odoo deletes the records, tables and columns of an addon. Filters and lists of exports that
    users saved for its models would stay, and its kinds of duties would be owed for ever; those
    that history names stay as what they were.

    :param env: environment of the uninstall hook
    :param str module: technical name of the addon
    """
    models = _get_models_going(env, module)
    env["ir.filters"].with_context(active_test=False).search([("model_id", "in", models)]).unlink()
    env["ir.exports"].search([("resource", "in", models)]).unlink()
    _end_kinds(env, module)


def _end_kinds(env, module):
    """End the open duties of an addon's kinds; kinds that history names stay, out of use.

    The addon brings kinds of its own again when it comes back.
    """
    kinds = _get_owned(env, module, "kam.deadline.kind")
    duties = env["kam.deadline"].search([("kind_id", "in", kinds.ids)])
    duties.filtered(lambda duty: duty.state == "open")._drop("uninstalled")
    named = duties.kind_id
    named.active = False
    env["ir.model.data"].search(
        [
            ("module", "=", module),
            ("model", "=", "kam.deadline.kind"),
            ("res_id", "in", named.ids),
        ]
    ).unlink()


def forget_numberings(env):
    """Remove the numberings of accounts and forms, which companies were given by code."""
    route_model, removed_model = env["kam.approval.route"], env["kam.removed.model"]
    codes = {getattr(env[name], "_form_sequence", None) for name in route_model._get_form_models()}
    numbered = env.registry.descendants(["kam.numbered.mixin"], "_inherit")
    codes |= {*numbered, *removed_model.search([]).mapped("sequence_code")}
    env["ir.sequence"].with_context(active_test=False).search(
        [("code", "in", list(codes - {None, False}))]
    ).unlink()


def _get_owned(env, module, model):
    """Return the records of a model that have an external id of an addon."""
    data = env["ir.model.data"].search([("module", "=", module), ("model", "=", model)])
    return env[model].browse(data.mapped("res_id"))


def _get_models_going(env, module):
    """Return the technical names of an addon's models that no addon that stays has as well."""
    leaving = env["ir.module.module"].search([("state", "=", "to remove")]).mapped("name")
    going = set(env["ir.model.data"]._kam_get_own_models(leaving))
    return [name for name in _get_owned(env, module, "ir.model").mapped("model") if name in going]
