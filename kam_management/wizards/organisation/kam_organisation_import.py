from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_list

from ... import arguments, relations, wording
from ...rules import organisation_list
from ...rules.keys import exact_key

# what lists call the levels, whatever a label is translated to
USUAL_LEVELS = {
    "总部": "headquarters",
    "集团总部": "headquarters",
    "大区": "region",
    "区域": "area",
}
# how many problems one message names
SHOWN_PROBLEMS = 20


class KamOrganisationImport(models.TransientModel):
    """Enters units and positions from a list: a line for each unit, and for each person in it.

    What is there already stays as it is, so that a list can be read again after it was added to.
    People who are no users yet become users, if whoever enters the list may create users.
    """

    _name = "kam.organisation.import"
    _description = "Units and Positions from a File"
    _inherit = ["kam.table.file.mixin"]

    _identifying_columns = frozenset({"unit", "code"})
    _date_columns = frozenset({"since"})
    _usual_titles = {
        "code": "编号|代码|部门编号|部门代码|unit code|code",
        "unit": "单位|部门|部门名称|单位名称|unit name|department",
        "level": "级别|类型|kind",
        "parent": "上级|上级部门|上级单位|belongs to|parent unit",
        "person": "姓名|人员|员工|login|user|name|employee",
        "email": "邮箱|电子邮箱|电子邮件|邮件|email|mail",
        "role": "职位|岗位名称|position",
        "since": "任职日期|开始日期|since|start date",
    }

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.root_id,
    )
    line_ids = relations.One2many("kam.organisation.import.line", "import_id", string="Lines")
    may_create_users = fields.Boolean(
        compute="_compute_may_create_users", help="Whether people who are no users become users."
    )
    line_count = fields.Integer(compute="_compute_counts")
    problem_count = fields.Integer(string="Lines with Problems", compute="_compute_counts")

    def _compute_may_create_users(self):
        self.may_create_users = self._may_create_users()

    @api.depends("line_ids.level")
    def _compute_counts(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)
            wizard.problem_count = len(
                wizard.line_ids.filtered(lambda line: line.level == "problem")
            )

    @api.model
    def _get_columns(self):
        """See the base method."""
        return {
            "code": self.env._("Unit code"),
            "unit": self.env._("Unit"),
            "level": self.env._("Level"),
            "parent": self.env._("Belongs to (code or name)"),
            "person": self.env._("Person (login, e-mail or name)"),
            "email": self.env._("E-mail (of a new user)"),
            "role": self.env._("Role"),
            "since": self.env._("From"),
        }

    def _get_choices(self):
        """See the base method."""
        return {
            "level": self._get_labels("kam.unit", "level"),
            "role": self._get_labels("kam.position", "role"),
        }

    @api.model
    def _get_template_name(self):
        """See the base method."""
        return self.env._("units_and_positions")

    def action_read_file(self):
        """Show what would come of each line of the file.

        :return: a window action that shows the dialog again
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: when the file is no table, or its first line names no columns
        """
        self.ensure_one()
        self._check_rights()
        records, plan = self._plan()
        self.line_ids = [
            Command.clear(),
            *(Command.create(vals) for vals in self._prepare_lines(records, plan)),
        ]
        return self._reopen()

    def action_import(self):
        """Enter the units and positions of the file: all of them, or none.

        :return: an action that says what was entered and closes the dialog
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: when the file is no table, or a line has a problem
        """
        self.ensure_one()
        self._check_rights()
        _records, plan = self._plan()
        self._check_no_problem(plan)
        units = self._create_units(plan)
        self._create_positions(plan, units, self._create_users(plan))
        # one stays where one came from, such as the guide
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Entered. Units: %(units)s, positions: %(positions)s, users: %(users)s.",
                    units=len(plan.units),
                    positions=sum(not position.is_known for position in plan.positions),
                    users=len(plan.new_users),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_rights(self):
        self.env["kam.unit"].check_access("create")
        self.env["kam.position"].check_access("create")
        if not self.env.su and self.company_id not in self.env.companies.root_id:
            raise AccessError(self.env._("Enter the units of a company that you have chosen."))

    # ------------------------------------------------------------------
    # what the list means
    # ------------------------------------------------------------------

    def _plan(self):
        """Return the lines of the file, and what would come of them."""
        records = self._read_records()
        plan = organisation_list.plan(records, self._get_lookup(records))
        known_units = self.env["kam.unit"].browse(plan.known.values())
        held = self._find_held(known_units)
        for position in plan.positions:
            unit_id = plan.known.get(position.unit)
            position.is_known = (unit_id, position.user_id, position.role) in held
        return records, plan

    def _get_lookup(self, records):
        units = (
            self.env["kam.unit"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
        )
        found = defaultdict(list)
        for unit in units:
            for key in {exact_key(unit.code), exact_key(unit.name), exact_key(unit.complete_name)}:
                if key:
                    found[key].append(unit.id)
        return organisation_list.Lookup(
            units=dict(found),
            levels_of={unit.id: unit.level for unit in units},
            levels={**USUAL_LEVELS, **self._get_words("kam.unit", "level")},
            roles=self._get_words("kam.position", "role"),
            users=self._find_users(
                {
                    str(values.get(name) or "")
                    for _line, values in records
                    for name in ("person", "email")
                }
            ),
            headquarters=tuple(
                unit.name for unit in units if unit.active and unit.level == "headquarters"
            ),
            taken=self._find_taken_logins(),
            may_create_users=self._may_create_users(),
        )

    def _get_words(self, model, field):
        """Return what the values of a selection may be called, in every language installed."""
        words = {}
        for code, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=code).env
            for value, label in env[model]._fields[field]._description_selection(env):
                words[exact_key(label)] = words[exact_key(value)] = value
        return words

    def _find_users(self, texts):
        """Return the users of the company by login, else e-mail, else name."""
        keys = {exact_key(text) for text in texts} - {""}
        users = self.env["res.users"].search(
            Domain("share", "=", False) & Domain("company_ids", "child_of", self.company_id.ids)
        )
        found = {}
        for field in ("name", "email", "login"):
            by_key = users.grouped(lambda user: exact_key(user[field]))  # noqa: B023
            found |= {key: by_key[key].ids for key in keys & by_key.keys()}
        return found

    @api.model
    def _may_create_users(self):
        """Tell whether the user may create users, with the contact that each of them is."""
        return all(self.env[model].has_access("create") for model in ("res.users", "res.partner"))

    def _find_taken_logins(self):
        """Return the logins, as keys, that a new user cannot have."""
        if not self._may_create_users():
            return frozenset()
        # sudo: a login exists once in the database, also where one does not read the user; whoever
        # may create users learns as much by trying
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        return frozenset(exact_key(login) for login in users_sudo.search([]).mapped("login"))

    def _find_held(self, units):
        """Return who holds what in units already, now or later."""
        today = self.company_id._kam_today()
        positions = self.env["kam.position"].search(
            Domain("unit_id", "in", units.ids)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        return {(held.unit_id.id, held.user_id.id, held.role) for held in positions}

    # ------------------------------------------------------------------
    # what is shown, and what is done
    # ------------------------------------------------------------------

    def _prepare_lines(self, records, plan):
        units = {unit.line: unit for unit in plan.units}
        positions = {position.line: position for position in plan.positions}
        levels = dict(self.env["kam.unit"]._fields["level"]._description_selection(self.env))
        for line, values in records:
            # longer ones are refused
            cells = {
                name: str(value)[: organisation_list.LONGEST] for name, value in values.items()
            }
            problems = plan.problems.get(line)
            unit, position = units.get(line), positions.get(line)
            messages = [self._word_problem(code, value) for code, value in problems or ()]
            if not problems and unit:
                messages.append(self.env._("New unit: %s.", levels[unit.level]))
            if not problems and position and position.new_user:
                messages.append(self.env._("New user, who is invited by e-mail."))
            if not problems and position and not position.is_known:
                messages.append(self.env._("New position."))
            level = "new" if messages else "known"
            yield {
                "row": line,
                "unit": " ".join(filter(None, (cells.get("code"), cells.get("unit")))),
                "person": cells.get("person") or cells.get("email"),
                "role": cells.get("role"),
                "level": "problem" if problems else level,
                "message": "\n".join(messages) or self.env._("Stays as it is."),
            }

    def _word_problem(self, code, value):
        """Return a problem of a line in words, see :class:`rules.organisation_list.Plan`."""
        if isinstance(value, tuple):
            return self._word_odds(code, [arguments.shown(part) for part in value])
        value = arguments.shown(value)
        words = {
            "no_unit": self.env._("No unit is named. Enter its name or its code."),
            "unit_ambiguous": self.env._("Several units are called “%s”. Name its code.", value),
            "no_name": self.env._("The new unit %s has no name. Enter it under “Unit”.", value),
            "level_unknown": self.env._(
                "“%(value)s” is no level of a unit. Choose from: %(known)s.",
                value=value,
                known=self._list_labels("kam.unit", "level"),
            ),
            "contradiction": self.env._(
                "Another line says something else about the unit “%s”. Let them agree.", value
            ),
            "no_person": self.env._("A role is named, but nobody who has it. Enter the person."),
            "person_ambiguous": self.env._(
                "Several users are called “%s”. Name the login instead.", value
            ),
            "person_unknown": self.env._(
                "No user of the company is called “%s”. Create the user first.", value
            ),
            "person_without_email": self.env._(
                "No user of the company is called “%s”. Enter the e-mail, by which a user is made.",
                value,
            ),
            "login_taken": self.env._(
                "“%s” is the login of a user who is archived or does not work for the company. "
                "Open the user under Settings / Users, and allow the company.",
                value,
            ),
            "name_differs": self.env._(
                "Another line gives “%s” another name with the same e-mail. Let them agree.", value
            ),
            "no_email": self.env._(
                "“%(field)s” is no e-mail address: correct it, or leave it empty.", field=value
            ),
            "no_role": self.env._("A person is named without a role. Enter the role."),
            "role_unknown": self.env._(
                "“%(value)s” is no role. Choose from: %(known)s.",
                value=value,
                known=self._list_labels("kam.position", "role"),
            ),
            "no_date": self.env._("“%s” is no date. Write it like 2026-03-01.", value),
            "twice": self.env._("Another line gives the same person the same role here."),
            "parent_unknown": self.env._("No unit is called “%s”, to which it belongs.", value),
            "parent_ambiguous": self.env._(
                "Several units are called “%s”, to which it belongs. Name its code.", value
            ),
            "parent_refused": self.env._("The unit above “%s” has a problem itself.", value),
            "cycle": self.env._("“%s” would belong to itself, by way of other units.", value),
            "no_parent": self.env._("“%s” needs a unit above it. Enter “Belongs to”.", value),
            "too_deep": self.env._(
                "“%s” would belong to an area office, below which there is no level.", value
            ),
        }
        return words[code]

    def _word_odds(self, code, parts):
        """Return a problem that several values tell in words."""
        if code == "too_long":
            name, length = parts
            return self.env._(
                "“%(field)s” is %(length)s characters long: at most %(most)s are taken.",
                field=self._get_columns()[name],
                length=length,
                most=organisation_list.LONGEST,
            )
        if code == "headquarters_there":
            unit, other = parts
            return self.env._(
                "“%(unit)s” would be a second headquarters beside “%(other)s”, and a company has "
                "one. Enter “%(other)s” under “Belongs to”.",
                unit=unit,
                other=other,
            )
        unit, other, line = parts
        return self.env._(
            "“%(unit)s” and “%(other)s” (line %(line)s) would both be headquarters, and a "
            "company has one. Enter under “Belongs to” what one of them belongs to.",
            unit=unit,
            other=other,
            line=line,
        )

    def _get_labels(self, model, field):
        labels = self.env[model]._fields[field]._description_selection(self.env)
        return [label for _value, label in labels]

    def _list_labels(self, model, field):
        return format_list(self.env, self._get_labels(model, field))

    def _check_no_problem(self, plan):
        if not plan.problems:
            return
        shown = [
            self.env._(
                "• Line %(line)s: %(problem)s",
                line=line,
                problem=wording.sentences(
                    self.env, [self._word_problem(*problem) for problem in problems]
                ),
            )
            for line, problems in sorted(plan.problems.items())[:SHOWN_PROBLEMS]
        ]
        if len(plan.problems) > SHOWN_PROBLEMS:
            shown.append(
                self.env._("… and %(count)s more", count=len(plan.problems) - SHOWN_PROBLEMS)
            )
        raise UserError(
            self.env._(
                "Nothing has been entered, because some lines have problems. Correct the file and "
                "read it again:\n%s",
                "\n".join(shown),
            )
        )

    def _create_units(self, plan):
        """Create the units, one level after the other, and return the id of each by its key."""
        ids = dict(plan.known)
        left = list(plan.units)
        while left:
            ready = [unit for unit in left if not unit.parent or unit.parent in ids]
            created = self.env["kam.unit"].create(
                [
                    {
                        "name": unit.name,
                        "code": unit.code or False,
                        "level": unit.level,
                        "parent_id": ids.get(unit.parent, False),
                        "company_id": self.company_id.id,
                    }
                    for unit in ready
                ]
            )
            ids |= {unit.key: record.id for unit, record in zip(ready, created, strict=True)}
            left = [unit for unit in left if unit.key not in ids]
        return ids

    def _create_users(self, plan):
        """Create the users who are new, and return the id of each by its key.

        Odoo invites them by mail, as whenever a user is created.
        """
        keys = list(plan.new_users)
        created = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": address,
                    "email": address,
                    "company_id": self.company_id.id,
                    "company_ids": [Command.set(self.company_id.ids)],
                    "tz": self.company_id._kam_timezone().zone,
                }
                for name, address in plan.new_users.values()
            ]
        )
        return dict(zip(keys, created.ids, strict=True))

    def _create_positions(self, plan, units, users):
        today = self.company_id._kam_today()
        self.env["kam.position"].create(
            [
                {
                    "unit_id": units[position.unit],
                    "user_id": position.user_id or users[position.new_user],
                    "role": position.role,
                    "date_from": position.day or today,
                }
                for position in plan.positions
                if not position.is_known
            ]
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Units and Positions from a File"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
