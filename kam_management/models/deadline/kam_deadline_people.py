import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class KamDeadline(models.Model):
    """Who owes a duty and who works on it: live while it is open, frozen when it ends."""

    _inherit = "kam.deadline"

    @api.model
    def _refresh(self, domain):
        """Bring the people of open duties up to date with positions, delegations and documents.

        :param domain: which of the open duties
        """
        # sudo: the duties of everybody are refreshed, whoever changes what they follow from
        self.sudo().search(Domain("state", "=", "open") & Domain(domain))._assign()

    def _assign(self, named=None):
        """Write who owes these duties, and who works on them today; changes only.

        :param dict named: duty -> ids of the people whom its process names
        """
        named = {duty: self.env["res.users"].browse(ids) for duty, ids in (named or {}).items()}
        self._place()
        people = self._find_people(named)
        nobody = [duty for duty in self if not people[duty]]
        people.update(self.browse().concat(*nobody)._find_substitutes())
        self._set_relation("user_ids", people)
        self._set_relation("worker_ids", self._find_workers(people))

    def _place(self):
        """Write the units that these duties belong to now; changes only."""
        moved = {
            duty: unit for duty, unit in self._find_units().items() if unit and unit != duty.unit_id
        }
        for unit in set(moved.values()):
            self.browse(duty.id for duty, other in moved.items() if other == unit)._protected_write(
                {"unit_id": unit.id}
            )

    def _find_units(self):
        """Return the unit of each duty now: dict duty -> unit; those left out keep theirs.

        Extended by other layers.
        """
        units = {}
        for documents, duties in self._group_by_documents():
            units.update(documents._find_duty_units(duties))
        return units

    def _group_by_documents(self):
        """Yield the models that know of duties, each with these duties on its documents."""
        for model, duties in self.grouped("res_model").items():
            documents = self.env.get(model)
            if isinstance(documents, self.env.registry["kam.deadline.mixin"]):
                yield documents, duties

    def _find_people(self, named):
        """Return who owes each duty: dict duty -> users. Extended by kinds of other layers.

        :param dict named: duty -> users whom its process names
        """
        position = self.env["kam.position"]
        by_role = self.filtered(lambda duty: duty.kind_id.assign == "role")
        nearest = position._find_nearest({duty: (duty.unit_id, duty.role) for duty in by_role})
        asked = self._ask_documents()
        people = {}
        for duty in self:
            if duty.kind_id.assign == "department":
                # sudo: who belongs to a department decides who owes it, not who reads employees
                users = duty.sudo().department_id.member_ids.user_id
            elif duty in nearest:
                users = nearest[duty]
            else:
                users = named.get(duty, asked.get(duty, duty.user_ids))
            people[duty] = duty._keep_able(users)
        return people

    def _ask_documents(self):
        """Return whom documents name for their duties now: dict duty -> users."""
        answers = {}
        for documents, duties in self._group_by_documents():
            answers.update(documents._find_duty_users(duties))
        return answers

    def _keep_able(self, users):
        """Return those of the users who can act: active colleagues of the duty's company."""
        # of the recordset as it comes: with others of its kind it is read at once
        return self.env["res.users"].browse(users._kam_able(self.company_id).ids)

    @api.model
    def _get_exclusive_codes(self):
        """Return the codes of the kinds that only who owes them can settle. To be extended.

        Nobody stands in for them: without anybody they show under “Nobody is left”.

        :rtype: frozenset
        """
        return frozenset()

    def _has_substitutes(self):
        """Tell whether somebody else could settle the duty when nobody is left who owes it."""
        self.ensure_one()
        document = self.env.get(self.res_model)
        is_left = getattr(document, "_is_left_to_owners", False)
        return not is_left and self.code not in self._get_exclusive_codes()

    def _find_substitutes(self):
        """Return who takes a duty of which nobody is left: the nearest who lead its unit."""
        roles = self.env["kam.position"]._supervising_roles()
        others = self.filtered(lambda duty: duty._has_substitutes())
        return {
            **dict.fromkeys(self - others, self.env["res.users"]),
            **self.env["kam.position"]._find_nearest(
                {duty: (duty.unit_id, roles) for duty in others}
            ),
        }

    def _find_successors(self, positions):
        """Return who would owe those duties that somebody owes no more when positions end.

        Not what somebody owes in person who keeps another position.

        :param kam.position positions: positions of one company that are about to end
        :return: dict duty -> users
        """
        position = self.env["kam.position"]
        leaders = position._supervising_roles()
        by_role = self.filtered(lambda duty: duty.kind_id.assign == "role")
        nearest = position._find_nearest(
            {duty: (duty.unit_id, duty.role) for duty in by_role}, without=positions
        )
        leading = position._find_nearest(
            {duty: (duty.unit_id, leaders) for duty in self}, without=positions
        )
        leaving = positions._find_leaving()
        successors = {}
        for duty in self:
            if duty in nearest:
                gone, left = positions.user_id - nearest[duty], nearest[duty]
            else:
                gone, left = leaving, duty.user_ids - leaving
            if gone & duty.user_ids:
                leaders_of = leading[duty] if duty._has_substitutes() else left
                successors[duty] = left or leaders_of
        return successors

    def _find_workers(self, people):
        """Return who works on each duty today. Extended by who acts for somebody else.

        :param dict people: duty -> who owes it
        :return: dict duty -> users
        """
        return dict(people)

    def _set_relation(self, fname, users_by_duty):
        """Write a relation to users of many duties by at most three statements."""
        field = self._fields[fname]
        table, duty_id, user_id = map(
            SQL.identifier, (field.relation, field.column1, field.column2)
        )
        self.env.cr.execute(
            SQL(
                "SELECT %s, %s FROM %s WHERE %s = ANY(%s)",
                duty_id,
                user_id,
                table,
                duty_id,
                self.ids,
            )
        )
        present = set(self.env.cr.fetchall())
        wanted = {(duty.id, user.id) for duty, users in users_by_duty.items() for user in users}
        if wanted == present:
            return
        pairs = SQL(
            "SELECT (pair ->> 0)::int, (pair ->> 1)::int FROM jsonb_array_elements(%s::jsonb) pair",
            json.dumps(sorted(present - wanted)),
        )
        if present - wanted:
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE (%s, %s) IN (%s)", table, duty_id, user_id, pairs)
            )
        if wanted - present:
            pairs = SQL(
                "SELECT (pair ->> 0)::int, (pair ->> 1)::int"
                " FROM jsonb_array_elements(%s::jsonb) pair",
                json.dumps(sorted(wanted - present)),
            )
            self.env.cr.execute(SQL("INSERT INTO %s (%s, %s) %s", table, duty_id, user_id, pairs))
        self.invalidate_recordset([fname], flush=False)
        self.modified([fname])
