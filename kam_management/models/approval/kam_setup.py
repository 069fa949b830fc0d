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
        found = self._word_gaps(len(gaps)) if has_units else env._("Enter units first.")
        return [
            *super()._collect(company, gaps),
            self._step(
                "routes",
                60,
                env._("Approval routes"),
                env._("Who approves each kind of form, within how many days. Made for you."),
                can_tick=True,
                found=env._("1 route") if routes == 1 else env._("%s routes", routes),
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
                found=env._("1 kind of form with a setting")
                if settings == 1
                else env._("%s kinds of form with a setting", settings),
                actions=[(env._("Controlled Forms"), "kam_management.action_kam_form_setting")],
            ),
            self._step(
                "check",
                110,
                env._("Check: can everything be decided?"),
                env._(
                    "Looks wherever forms begin whether every step of their route finds somebody. "
                    "A click on a gap begins the position that is missing."
                ),
                is_done=bool(routes) and has_units and not gaps,
                found=found,
            ),
        ]

    @api.model
    def _get_department_step(self, company):
        """See the base method: where a route asks departments, somebody has to answer for one."""
        step = super()._get_department_step(company)
        routes = self.env["kam.approval.route"].search([("company_id", "=", company.id)])
        return {**step, "is_optional": not routes.step_ids.filtered("per_department")}

    @api.model
    def _find_gaps(self, company):
        """See the base method: steps that nobody could decide, by unit."""
        routes = self.env["kam.approval.route"].search([("company_id", "=", company.id)])
        units = self.env["kam.unit"].search([("company_id", "=", company.id)])
        steps = routes.step_ids.filtered(lambda step: step.assign == "role")
        forms = {route: self.env[route.model] for route in routes if route.model in self.env}
        roles = {role for step in steps for role in step._get_roles()}
        roles |= {role for form in forms.values() for role in form._origin_roles}
        holders = self.env["kam.position"]._find_holders(units, roles)
        # while nobody is there yet, forms are expected of the lowest units
        lowest = units - units.parent_id
        asked = [
            (unit, step)
            for route, form in forms.items()
            for unit in form._find_origins(units, holders) or lowest
            for step in route.step_ids & steps
        ]
        found = {
            (unit, step): self.env["res.users"].union(
                *(
                    holders[above.id, role]
                    for above in step._get_unit(unit)._ancestors()
                    for role in step._get_roles()
                )
            )
            for unit, step in asked
        }
        gaps = [
            *self._find_silent_routes(company, routes),
            *self._find_empty_steps(found),
            *self._find_shared_deciders(found),
            *self._find_silent_departments(company, routes),
        ]
        return super()._find_gaps(company) + gaps[:SHOWN_GAPS]

    def _find_empty_steps(self, found):
        """Return the steps whose roles nobody holds at a unit or above.

        :param dict found: (unit in which forms begin, step) -> who could decide it
        """
        # what one position mends is one gap
        missing = defaultdict(self.env["kam.approval.step"].browse)
        for (unit, step), users in found.items():
            if not users:
                missing[step._get_unit(unit), step._get_roles()[0]] |= step
        for (unit, role), steps in missing.items():
            above = unit._ancestors() - unit
            if any((other, role) in missing for other in above):
                continue
            common = [
                each
                for each in steps[0]._get_roles()
                if all(each in step._get_roles() for step in steps)
            ]
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
                    roles=self.env["kam.position"]._describe_roles(common),
                ),
            )

    def _find_shared_deciders(self, found):
        """Return the routes for which one person would have to decide two steps of a round.

        :param dict found: (unit in which forms begin, step) -> who could decide it
        """
        rounds = defaultdict(dict)
        for (unit, step), users in found.items():
            if (
                not step.route_id.allow_same_reviewer
                and step.kind == "decide"
                and step.on_due != "lapse"
                and not step.condition
            ):
                rounds[unit, step.route_id][step] = users
        # what one position mends is one gap
        told = set()
        for (unit, route), deciders in rounds.items():
            steps, users = list(deciders), list(deciders.values())
            stuck = routing.find_unassignable([each.ids for each in users]) if all(users) else None
            if stuck is None:
                continue
            place = steps[stuck]._get_unit(unit)
            if (place, steps[stuck]) in told:
                continue
            told.add((place, steps[stuck]))
            yield self._gap(
                place,
                steps[stuck],
                self.env._(
                    "%(users)s would have to decide “%(step)s” of “%(route)s” and another step as "
                    "well: enter one more position.",
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
                    "context": {},
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
