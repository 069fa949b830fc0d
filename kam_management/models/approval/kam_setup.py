from collections import defaultdict

from odoo import api, models
from odoo.tools import format_list

from ... import wording
from ...rules import routing

# more are not shown: the first ones are mended first
SHOWN_GAPS = 100


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        of_company = [("company_id", "=", company.id)]
        routes = env["kam.approval.route"].search_count(of_company)
        settings = env["kam.form.setting"].search_count(of_company)
        has_units = bool(env["kam.unit"].search_count(of_company, limit=1))
        if not has_units:
            found = env._("Enter units first.")
        else:
            found = env._("%s gaps", len(gaps)) if gaps else env._("No gap")
        return [
            *super()._collect(company, gaps),
            self._step(
                "routes",
                60,
                env._("Approval routes"),
                env._("Who approves each kind of form, within how many days. Made for you."),
                can_tick=True,
                found=env._("%s routes", routes),
                actions=[(env._("Routes"), "kam_management.action_kam_approval_route")],
            ),
            self._step(
                "forms",
                65,
                env._("Controlled forms"),
                env._(
                    "Numbers, logo, years kept, and the departments at the head of each kind of "
                    "form. Without a setting, numbers are made for you and forms are kept 10 years."
                ),
                is_optional=True,
                is_done=bool(settings),
                found=env._("%s kinds of form with a setting", settings),
                actions=[(env._("Controlled Forms"), "kam_management.action_kam_form_setting")],
            ),
            self._step(
                "check",
                110,
                env._("Check: can everything be decided?"),
                env._(
                    "Looks in each unit whether every step of every route finds somebody. A click "
                    "on a gap begins the position that is missing."
                ),
                is_done=bool(routes) and has_units and not gaps,
                found=found,
            ),
        ]

    @api.model
    def _find_gaps(self, company):
        """See the base method: steps that nobody could decide, by unit."""
        routes = self.env["kam.approval.route"].search([("company_id", "=", company.id)])
        units = self.env["kam.unit"].search([("company_id", "=", company.id)])
        steps = routes.step_ids.filtered(lambda step: step.assign == "role")
        asked = {
            (unit, step): step._get_unit(unit)._ancestors() for unit in units for step in steps
        }
        roles = {role for step in steps for role in step._get_roles()}
        holders = self.env["kam.position"]._find_holders(units, roles)
        found = {
            (unit, step): self.env["res.users"].union(
                *(holders[above.id, role] for above in ancestors for role in step._get_roles())
            )
            for (unit, step), ancestors in asked.items()
        }
        gaps = [
            *self._find_silent_routes(company, routes),
            *self._find_empty_steps(routes, units, found),
            *self._find_shared_deciders(routes, units, found),
            *self._find_silent_departments(company, routes),
        ]
        return super()._find_gaps(company) + gaps[:SHOWN_GAPS]

    def _find_empty_steps(self, routes, units, found):
        """Return the steps whose roles nobody holds at a unit or above.

        A unit speaks for those below it where none of them has anybody either.
        """
        # what one position mends is one gap
        missing = defaultdict(self.env["kam.approval.step"].browse)
        for step in routes.step_ids.filtered(lambda step: step.assign == "role"):
            empty = units.filtered(lambda unit: not found[unit, step])  # noqa: B023
            served = units.browse().union(*(unit._ancestors() for unit in units - empty))
            for unit in empty.filtered(
                lambda unit: unit.parent_id not in empty or unit.parent_id in served  # noqa: B023
            ):
                missing[unit, tuple(step._get_roles())] |= step
        for (unit, _roles), steps in missing.items():
            named = [
                self.env._("“%(step)s” of “%(route)s”", step=step.name, route=step.route_id.name)
                for step in steps
            ]
            yield self._gap(
                unit,
                steps[0],
                self.env._(
                    "Nobody decides %(steps)s: enter a position as %(roles)s here or above.",
                    steps=format_list(self.env, named),
                    roles=steps[0].who,
                ),
            )

    def _find_shared_deciders(self, routes, units, found):
        """Return the routes for which one person would have to decide two steps of a round."""
        for route in routes.filtered(lambda route: not route.allow_same_reviewer):
            steps = route.step_ids.filtered(
                lambda step: (
                    step.assign == "role"
                    and step.kind == "decide"
                    and step.on_due != "lapse"
                    and not step.condition
                )
            )
            for unit in units:
                users = [found[unit, step] for step in steps]
                if not all(users):
                    continue
                stuck = routing.find_unassignable([each.ids for each in users])
                if stuck is not None:
                    yield self._gap(
                        unit,
                        steps[stuck],
                        self.env._(
                            "%(users)s would have to decide “%(step)s” of “%(route)s” and "
                            "another step as well: enter one more position.",
                            users=wording.listed(self.env, users[stuck].mapped("name")),
                            step=steps[stuck].name,
                            route=route.name,
                        ),
                    )

    def _find_silent_routes(self, company, routes):
        """Return the routes, older than the rule, by which nobody would consent."""
        for route in routes:
            lack = route._find_lack_of_consent()
            if lack:
                yield {
                    "name": company.name,
                    "message": lack,
                    "action": "kam_management.action_kam_approval_route",
                }

    def _find_silent_departments(self, company, routes):
        """Return the steps that ask departments where no department could answer."""
        steps = routes.step_ids.filtered("per_department")
        if steps and not self._count_answering_departments(company):
            yield {
                "name": company.name,
                "message": self.env._(
                    "“%(step)s” of “%(route)s” asks departments, and none has an employee with a "
                    "user.",
                    step=steps[0].name,
                    route=steps[0].route_id.name,
                ),
                "action": "hr.hr_department_kanban_action",
                "context": {},
            }

    @api.model
    def _gap(self, unit, step, message):
        """Return a gap; the position that closes it is begun where the step looks first."""
        return {
            "name": unit.complete_name,
            "message": message,
            "action": "kam_management.action_kam_position",
            "context": {
                "default_unit_id": step._get_unit(unit).id,
                "default_role": step._get_roles()[0],
            },
        }
