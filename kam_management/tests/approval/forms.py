from contextlib import contextmanager
from datetime import datetime

import pytz
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.orm.model_classes import add_to_registry

from odoo.addons.kam_management.rules.route_table import prepare_steps


class FormHelpers:
    """What people do to a form, for the tests of any form with approval.

    ``make_route`` gives a company another route; ``submit``, ``approve``, ``return_``, ``reject``,
    ``answer``, ``complete``, ``extend``, ``withdraw``, ``give_up``, ``revise`` are what users do,
    each called over RPC, as it were; ``at`` moves the clock, ``refused`` expects an error.
    """

    zone = "Asia/Shanghai"

    @classmethod
    def make_route(cls, model, *steps, company=None, **vals):
        """Replace the route of a form in a company.

        :param str model: name of the form's model
        :param steps: a table of :class:`Step`, named by plain texts
        :param company: the user's company by default
        :return: the new route
        """
        routes = cls.env["kam.approval.route"]
        company = company or cls.env.company
        model_id = cls.env["ir.model"]._get_id(model)
        routes.search([("model_id", "=", model_id), ("company_id", "=", company.id)]).active = False
        routes.flush_model()
        return routes.create(
            {
                "name": "Test route",
                "model_id": model_id,
                "company_id": company.id,
                "step_ids": [Command.create(step) for step in prepare_steps(steps, str)],
                **vals,
            }
        )

    def seen_by(self, user, records):
        """Return records as an RPC call of a user sees them, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)

    def _pending(self, form):
        return form.sudo().review_ids.filtered(lambda review: review.state == "pending")

    def _decide(self, user, form, decision="approve", opinion="Fine"):
        """Decide what is pending of a form, as a user sees it over RPC."""
        review = self.seen_by(user, self._pending(form))
        getattr(review, f"action_{decision}")(opinion)
        self.env.flush_all()

    def submit(self, form, user):
        self.seen_by(user, form).action_submit()

    def approve(self, form, *users, opinion="Fine"):
        """Let users approve one step after the other."""
        for user in users:
            self._decide(user, form, "approve", opinion)

    def return_(self, form, user, opinion="Not yet"):
        self._decide(user, form, "return", opinion)

    def reject(self, form, user, opinion="No"):
        self._decide(user, form, "reject", opinion)

    def answer(self, form, user, opinion="I see"):
        self._decide(user, form, "answer", opinion)

    def complete(self, form, user, opinion=""):
        self._decide(user, form, "complete", opinion)

    def extend(self, form, user, days=0, reason="Waiting for papers"):
        self.seen_by(user, self._pending(form)).action_extend(days, reason)

    def withdraw(self, form, user):
        self.seen_by(user, form).action_withdraw()

    def give_up(self, form, user):
        self.seen_by(user, form).action_give_up()

    def revise(self, form, user):
        self.seen_by(user, form).action_revise()

    def assertOffered(self, form, user, *buttons):
        """Assert which buttons of a form a user is offered, for example ``"submit"``."""
        form = self.seen_by(user, form)
        names = (
            "submit",
            "decide",
            "answer",
            "complete",
            "extend",
            "withdraw",
            "give_up",
            "revise",
        )
        offered = {name for name in names if form[f"can_{name}"]}
        self.assertEqual(offered, set(buttons))

    @contextmanager
    def _refused(self, pattern, error=UserError):
        """Expect an error with a message, and undo what was done until then, as a request does."""
        with self.assertRaisesRegex(error, pattern), self.cr.savepoint():
            yield

    @contextmanager
    def _at(self, day, clock="10:00:00", zone=None):
        """Let it be a time of a day in a time zone, by default where the company works."""
        local = datetime.fromisoformat(f"{day} {clock}")
        moment = pytz.timezone(zone or self.zone).localize(local).astimezone(pytz.utc)
        with freeze_time(moment.replace(tzinfo=None)):
            self.env.invalidate_all()
            yield


def register_models(env, *definitions):
    """Add models that only the tests define to the registry, with tables.

    :param env: superuser environment of the test
    :param definitions: model classes, each with ``_module = None``
    :return: names of the models
    """
    registry, names = env.registry, [definition._name for definition in definitions]
    for definition in definitions:
        add_to_registry(registry, definition)
    registry._setup_models__(env.cr, names)
    registry.init_models(env.cr, names, {"models_to_check": True})
    return names


def add_form_models(env, *definitions):
    """Add models that only the tests define to the registry, with tables and rights.

    :param env: superuser environment of the test
    :param definitions: as in :func:`register_models`
    """
    names = register_models(env, *definitions)
    env["ir.model.access"].create(
        [
            {
                "name": name,
                "model_id": env["ir.model"]._get_id(name),
                "group_id": env.ref("base.group_user").id,
                **{f"perm_{right}": True for right in ("read", "write", "create", "unlink")},
            }
            for name in names
        ]
    )


def add_form_report(env, model, body):
    """Give a form that only the tests define its print.

    :param str model: name of the form's model
    :param str body: QWeb that prints the form ``o``
    :return: external id of the report
    """
    xmlid = f"kam_management.action_report_{model.replace('.', '_')}"
    env["ir.ui.view"].create(
        {
            "type": "qweb",
            "name": model,
            "key": xmlid.replace("action_", ""),
            "arch": f"""
                <t t-name="{xmlid.replace("action_", "")}"><t t-call="web.html_container">
                  <t t-foreach="docs" t-as="o"><t t-call="web.basic_layout"><div class="page">
                    {body}
                  </div></t></t>
                </t></t>
            """,
        }
    )
    report = env["ir.actions.report"].create(
        {
            "name": env["ir.model"]._get(model).name,
            "model": model,
            "report_type": "qweb-pdf",
            "report_name": xmlid.replace("action_", ""),
        }
    )
    module, name = xmlid.split(".")
    env["ir.model.data"].create(
        {"module": module, "name": name, "model": report._name, "res_id": report.id}
    )
    return xmlid


def remove_form_models(env, *names):
    """Take models of the tests out of the registry again; tables go with the transaction.

    :param names: names of the models, lines before their form
    """
    forget_form_models(env, *names)
    env.registry._setup_models__(env.cr)


def forget_form_models(env, *names):
    """The same when a class of tests ends: then Odoo sets up what is left of the registry.

    It does so only for a registry marked as changed, and a request that failed meanwhile took the
    mark away.
    """
    for name in names:
        del env.registry[name]
    env.registry.registry_invalidated = True
