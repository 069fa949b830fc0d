from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ... import arguments, wording
from ...wording import format_date

# the tick by which My Day leaves the guide out
DONE = "guide"


class KamSetup(models.AbstractModel):
    """What a company does before its people begin: a list of steps, ticked where they are done.

    A step is done when its data are there, or, for what comes ready-made (classes, routes, tiers),
    when somebody has looked at it and says so, see ``kam.setup.tick``. Topics add their steps by
    extending ``_collect``, and what stands in the way of people's work by ``_find_gaps``.
    """

    _name = "kam.setup"
    _description = "Set-Up Guide"

    @api.model
    @api.readonly
    def get_guide(self):
        """Return the steps of the company that is worked in, as they stand now.

        :return: dict with ``company``, ``done`` and ``total`` (optional steps left out),
            ``in_my_day`` (whether My Day leads here), ``steps``, each with ``key``, ``name``,
            ``help``, ``found`` (what is there, in words), ``is_done``, ``is_optional``, ``ticked``
            (who has looked at it and when; empty where nobody has), ``can_tick``, ``tick_label``
            (what one says by it), ``actions`` (list of ``(label, external id)``), ``gaps``, each
            with ``name``, ``message``, ``action`` and ``context`` (what a new record there begins
            with; empty: the list opens), and ``gaps_label`` (how many there are, in words)
        :raise AccessError: for everybody but administrators of key accounts
        """
        company = self._get_company()
        gaps = self._find_gaps(company)
        steps = sorted(self._collect(company, gaps), key=lambda step: step["sequence"])
        self._add_ticks(company, steps)
        counted = [step for step in steps if not step["is_optional"]]
        return {
            "company": company.name,
            "done": sum(step["is_done"] for step in counted),
            "total": len(counted),
            "in_my_day": not self._find_ticks(company, DONE),
            "steps": steps,
            "gaps": gaps,
            "gaps_label": self._word_gaps(len(gaps)),
        }

    @api.model
    def get_progress(self):
        """Return how far the set-up is, as My Day shows it until nothing is left to do.

        :return: dict with ``done``, ``total``, ``next`` (name of the step that comes next, or
            False) and ``gaps`` (how many there are, in words, once it comes to the check; else
            False); False once all is done, which is remembered
        :raise AccessError: for everybody but administrators of key accounts
        """
        guide = self.get_guide()
        if guide["done"] == guide["total"] and not guide["gaps"]:
            self._keep_tick(self._get_company(), DONE, True)
            return False
        left = [step for step in guide["steps"] if not step["is_done"] and not step["is_optional"]]
        # as long as something comes before it, the check finds what is not there yet
        is_checked = not left or left[0]["key"] == "check"
        return {
            "done": guide["done"],
            "total": guide["total"],
            "next": left[0]["name"] if left else False,
            "gaps": guide["gaps_label"] if guide["gaps"] and is_checked else False,
        }

    @api.model
    def show_in_my_day(self, is_shown):
        """Let My Day lead to the guide of the company, or not any more.

        :param bool is_shown: whether it does
        :return: True
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: for what is neither true nor false
        """
        company = self._get_company()
        is_shown = arguments.flag(self.env, self.env._("Show in My Day"), is_shown)
        self._keep_tick(company, DONE, not is_shown)
        return True

    @api.model
    def _is_pending(self):
        """Tell whether My Day leads the user here: administrators, until all is done."""
        if not self.env.user.has_group("kam_management.group_kam_administrator"):
            return False
        return not self._find_ticks(self.env.company.root_id, DONE)

    @api.model
    def _word_gaps(self, count):
        if not count:
            return self.env._("No gap")
        return self.env._("1 gap") if count == 1 else self.env._("%s gaps", count)

    @api.model
    def set_tick(self, key, is_looked_at):
        """Say that somebody has looked at what comes ready-made, or take that back.

        :param str key: the key of a step, see :meth:`get_guide`
        :param bool is_looked_at: whether it was looked at
        :return: True
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: for what is no such step, or neither true nor false
        """
        company = self._get_company()
        key = arguments.text(self.env, self.env._("Step"), key)
        steps = self._collect(company, [])
        if key not in {step["key"] for step in steps if step["can_tick"]}:
            raise UserError(
                self.env._(
                    "“%s” is no step of the set-up that somebody ticks.", arguments.shown(key)
                )
            )
        is_looked_at = arguments.flag(self.env, self.env._("Looked At"), is_looked_at)
        self._keep_tick(company, key, is_looked_at)
        return True

    @api.model
    def _find_ticks(self, company, key):
        # sudo: whether a company is set up is no secret to whoever does it
        ticks_sudo = self.env["kam.setup.tick"].sudo()
        return ticks_sudo.search([("company_id", "=", company.id), ("key", "=", key)])

    @api.model
    def _keep_tick(self, company, key, is_ticked):
        # found as the system: nobody writes ticks on another way
        present = self._find_ticks(company, key)
        if not is_ticked:
            present.unlink()
        elif not present:
            present.create({"company_id": company.id, "key": key, "user_id": self.env.uid})

    @api.model
    def _get_company(self):
        """Return the legal entity that is worked in, after rights were checked."""
        if not self.env.user.has_group("kam_management.group_kam_administrator"):
            raise AccessError(self.env._("Only administrators of key accounts set a company up."))
        return self.env.company.root_id

    @api.model
    def _step(self, key, sequence, name, help_text, **values):
        """Return a step; see :meth:`get_guide` for what it has."""
        return {
            "key": key,
            "sequence": sequence,
            "name": name,
            "help": help_text,
            "found": "",
            "is_done": False,
            "is_optional": False,
            "ticked": "",
            "can_tick": False,
            "tick_label": self.env._("It Fits"),
            "actions": [],
            **values,
        }

    @api.model
    def _links(self, *links):
        """Return those buttons that the user can use: one that ends in an error helps nobody.

        :param links: ``(label, external id, name of the model that one has to be able to add to)``
        :return: list of ``(label, external id)``
        """
        return [
            (label, xmlid) for label, xmlid, model in links if self.env[model].has_access("create")
        ]

    @api.model
    def _add_ticks(self, company, steps):
        ticks = {
            tick.key: tick
            for tick in self.env["kam.setup.tick"].search([("company_id", "=", company.id)])
        }
        for step in steps:
            tick = ticks.get(step["key"])
            if step["can_tick"] and tick:
                step["is_done"] = True
                step["ticked"] = self.env._(
                    "Looked at by %(user)s on %(day)s",
                    user=tick.user_id.name,
                    day=format_date(self.env, company._kam_day_of(tick.create_date)),
                )

    @api.model
    def _collect(self, company, gaps):
        """Return the steps of a company. To be extended by topics.

        :param res.company company: a root company
        :param list gaps: see :meth:`_find_gaps`
        """
        env = self.env
        units = env["kam.unit"].search_count([("company_id", "=", company.id)])
        positions = env["kam.position"]
        held = positions.search(
            positions._get_valid_domain(company) & Domain("company_id", "=", company.id)
        )
        return [
            self._get_calendar_step(company),
            self._step(
                "units",
                20,
                env._("Units"),
                env._(
                    "Headquarters, regions and area offices. Accounts belong to them. The file "
                    "brings units and people together."
                ),
                is_done=bool(units),
                found=env._("1 unit") if units == 1 else env._("%s units", units),
                actions=[
                    (env._("Units"), "kam_management.action_kam_unit"),
                    (env._("From a File"), "kam_management.action_kam_organisation_import"),
                ],
            ),
            self._step(
                "positions",
                30,
                env._("People and their positions"),
                env._(
                    "Who is what in which unit. Rights follow from positions. Whoever has no user "
                    "yet gets one by the file, with name and e-mail: they choose their password "
                    "by the link of the invitation. Where no mail arrives, give them one: under "
                    "“Users”, “Change Password”."
                )
                if env["kam.organisation.import"]._may_create_users()
                else env._(
                    "Who is what in which unit. Rights follow from positions. Users are entered by "
                    "a system administrator; they choose their password by the link of the "
                    "invitation."
                ),
                is_done=bool(held),
                found=self._word_people(len(held.user_id), len(held)),
                actions=[
                    (env._("Positions"), "kam_management.action_kam_position"),
                    (env._("From a File"), "kam_management.action_kam_organisation_import"),
                    *self._links((env._("Users"), "base.action_res_users", "res.users")),
                ],
            ),
            self._get_department_step(company),
        ]

    @api.model
    def _word_people(self, people, positions):
        if positions == 1:
            return self.env._("1 person in 1 position")
        if people == 1:
            return self.env._("1 person in %s positions", positions)
        return self.env._(
            "%(people)s people in %(positions)s positions", people=people, positions=positions
        )

    @api.model
    def _get_calendar_step(self, company):
        # sudo: by which days the company works is no secret to whoever sets it up
        calendar = company.sudo().resource_calendar_id
        return self._step(
            "calendar",
            10,
            self.env._("Working hours and time zone"),
            self.env._(
                "Deadlines are counted by them. Holidays are days off of the calendar, weekend "
                "days worked for them are make-up days."
            ),
            # each company begins with hours, in the zone of whoever made it: somebody looks
            can_tick=bool(calendar),
            found=self.env._(
                "%(calendar)s (%(zone)s), days off still to come: %(days)s",
                calendar=calendar.name,
                zone=calendar.tz,
                days=self._count_days_off(company, calendar),
            )
            if calendar
            else self.env._("None yet: choose “Working Hours” of the company."),
            actions=[
                *self._links(
                    (
                        self.env._("Working Hours"),
                        "resource.action_resource_calendar_form",
                        "resource.calendar",
                    )
                ),
                (self.env._("Make-up Days"), "kam_management.action_kam_makeup_day"),
            ],
        )

    @api.model
    def _count_days_off(self, company, calendar):
        """Return how many days off the calendar has from today on."""
        start = company._kam_day_start(company._kam_today())
        return len(calendar.global_leave_ids.filtered(lambda leave: leave.date_to >= start))

    @api.model
    def _get_department_step(self, company):
        departments = self._count_answering_departments(company)
        help_text = self.env._(
            "Some steps ask departments for their opinion: each needs an employee with a user. "
            "Forms name departments too."
        )
        if not self.env["hr.department"].has_access("create"):
            help_text = wording.sentences(
                self.env,
                [help_text, self.env._("Officers of “Employees” enter departments and employees.")],
            )
        return self._step(
            "departments",
            40,
            self.env._("Departments that are asked"),
            help_text,
            is_done=bool(departments),
            is_optional=True,
            found=self.env._("1 department with users")
            if departments == 1
            else self.env._("%s departments with users", departments),
            actions=self._links(
                (self.env._("Departments"), "hr.hr_department_kanban_action", "hr.department"),
                (self.env._("Employees"), "hr.open_view_employee_list_my", "hr.employee"),
            ),
        )

    @api.model
    def _count_answering_departments(self, company):
        """Return how many departments have an employee with a user, who can answer for them."""
        return self.env["hr.department"].search_count(
            [("company_id", "in", (False, company.id)), ("member_ids.user_id", "!=", False)]
        )

    @api.model
    def _find_gaps(self, company):
        """Return what people could not do as things stand. To be extended by topics.

        :param res.company company: a root company
        :return: list of dicts with ``name`` (where), ``message`` (what is missing and what to do)
            ``action`` (external id of where to do it) and ``context`` (what a new record there
            begins with; empty: the list opens)
        """
        headquarters = self.env["kam.unit"]._find_headquarters(company)
        if len(headquarters) < 2:
            return []
        return [
            {
                "name": company.name,
                "message": self.env._(
                    "There are several headquarters, and a company has one: %s. Move the units to "
                    "one of them and archive the others, or choose another level.",
                    wording.listed(self.env, headquarters.mapped("name")),
                ),
                "action": "kam_management.action_kam_unit",
                "context": {},
            }
        ]
