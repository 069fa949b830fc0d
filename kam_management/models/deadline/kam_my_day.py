from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ... import arguments, wording
from ...queries import my_day as queries
from ...reading import fetch_together
from ...wording import format_date

# How many duties are shown at first, and at most.
PAGE, MOST = 80, 2000
# How many of those that were done today are named; the others are counted.
DONE_SHOWN = 40
COUNTED = ("late", "today", "week", "later")


class KamMyDay(models.AbstractModel):
    """What waits for a person, day by day, with what settles it: the home of the application.

    It has no table. Everything is read with the rights of whoever looks.

    - ``kam_my_day_settle``: what is done from the page
    """

    _name = "kam.my.day"
    _description = "My Day"

    # ------------------------------------------------------------------
    # the day of one person
    # ------------------------------------------------------------------

    @api.model
    def get_day(self, user_id=False, limit=PAGE):
        """Return what waits for a person, the most urgent first, and what they did today.

        :param user_id: id of somebody who holds a position in a unit that the user leads; None
            or False for the user
        :param int limit: how many of the open duties
        :return: dict of ``person`` (the name of somebody else), ``is_own``, ``today``,
            ``week_days``, ``counts``, ``rows``, ``done``, ``done_count``, ``elsewhere`` (what
            waits in companies that are not chosen) and ``needs_setup`` (whether the user is to set
            the company up, see ``kam.setup.get_progress``)
        :raise AccessError: for whoever reads no deadlines, or asks for somebody else's day without
            leading them
        :raise UserError: for arguments of other types
        """
        self.env["kam.deadline"].check_access("read")
        person = self._find_person(user_id)
        limit = self._check_limit(limit)
        todays = self._get_todays(self.env.companies.root_id)
        found, counts = self._read_page(person, todays, limit)
        done = self._find_done(person, todays)
        duties = self.env["kam.deadline"].browse(found)
        named = done[:DONE_SHOWN]
        is_own = person == self.env.user
        seen = self._read_documents(duties, named)
        rows = self._prepare_rows(duties | named, seen)
        for duty, description in self._describe(duties, is_own, seen, named).items():
            rows[duty.id].update(description, **found.get(duty.id, {}))
        return {
            # sudo: whom the user may ask for is no secret to them, and who they are they know
            "person": False if is_own else person.sudo().name,
            "is_own": is_own,
            "today": fields.Date.to_string(self._get_own_today(todays)),
            "week_days": queries.WEEK_DAYS,
            "counts": counts,
            "rows": [rows[duty.id] for duty in duties],
            "done": [rows[duty.id] for duty in named],
            "done_count": len(done),
            "elsewhere": self._count_elsewhere(person),
            "needs_setup": is_own and self.env["kam.setup"]._is_pending(),
        }

    @api.model
    def _find_person(self, user_id):
        """Return whose day is asked for.

        :param user_id: as a caller gave it
        :raise AccessError: for everybody whom the user does not lead, whether or not they exist
        """
        if user_id is None or user_id is False or user_id == self.env.uid:
            return self.env.user
        if type(user_id) is not int or not 0 < user_id <= arguments.LAST_ID:
            raise UserError(
                self.env._(
                    "“Person” is %(value)s: enter the id of a user.", value=arguments.shown(user_id)
                )
            )
        person = self._find_led_positions().user_id.filtered(lambda user: user.id == user_id)
        if not person:
            raise AccessError(
                self.env._(
                    "You look at the day of people who hold a position in a unit that you lead."
                )
            )
        return person.with_env(self.env)

    @api.model
    def _check_limit(self, limit):
        if type(limit) is not int or not 0 < limit <= MOST:
            raise UserError(
                self.env._(
                    "“Limit” is %(value)s: enter a whole number from 1 to %(most)s.",
                    value=arguments.shown(limit),
                    most=MOST,
                )
            )
        return limit

    @api.model
    def _get_todays(self, companies):
        """Return which day it is in companies: dict id -> date."""
        # sudo: people of a branch need not read its root; which day it is there is no secret
        return {company.id: company._kam_today() for company in companies.sudo()}

    @api.model
    def _get_own_today(self, todays):
        own = self.env.company.root_id
        return todays.get(own.id) or next(iter(todays.values()))

    @api.model
    def _get_readable(self, persons):
        """Return the statement of the open duties that wait for people, as the user may read them.

        :param persons: users
        :rtype: odoo.tools.SQL
        """
        duties = self.env["kam.deadline"]
        duties.flush_model()
        query = duties._search(
            Domain("state", "=", "open") & Domain("worker_ids", "in", persons.ids), order="id"
        )
        return query.subselect()

    @api.model
    def _read_page(self, person, todays, limit):
        """Return the first open duties of a person, and how many there are.

        :return: dict id -> dict of ``days``, ``section`` and ``acting_for`` (names of who owes it,
            when others do), in order; dict section -> number
        """
        mine = queries.my_day(person.id, todays, self._get_readable(person))
        statement = queries.page(mine, person.id, limit)
        found, counts, acting = {}, dict.fromkeys(COUNTED, 0), []
        for duty_id, days, is_late, is_acting, *numbers in self.env.execute_query(statement):
            found[duty_id] = {
                "days": days,
                "section": self._get_section(days, is_late),
                "acting_for": False,
            }
            counts = dict(zip(COUNTED, numbers, strict=True))
            if is_acting:
                acting.append(duty_id)
        # sudo: for whom somebody acts is told to whoever reads it
        for duty in self.env["kam.deadline"].sudo().browse(acting):
            found[duty.id]["acting_for"] = wording.listed(self.env, duty.user_ids.mapped("name"))
        return found, counts

    @api.model
    def _get_section(self, days, is_late):
        if is_late:
            return "late"
        if not days:
            return "today"
        return "week" if days <= queries.WEEK_DAYS else "later"

    @api.model
    def _find_done(self, person, todays):
        """Return what a person settled today, the last first, as far as the user may read it."""
        today = Domain.OR(
            Domain("company_id", "=", company_id) & Domain("date_done", "=", day)
            for company_id, day in todays.items()
        )
        return self.env["kam.deadline"].search(
            Domain("state", "in", ("kept", "late")) & Domain("done_by_id", "=", person.id) & today,
            order="write_date desc, id desc",
        )

    @api.model
    def _count_elsewhere(self, person):
        """Return what waits for the user in companies that are not chosen now.

        :return: list of dicts of ``name`` and ``count``
        """
        # sudo: the user works in these companies, or in branches of them
        own = self.env["res.company"].sudo().browse(self.env.user._get_company_ids())
        others = own.root_id - self.env.companies.sudo().root_id
        if not others or person != self.env.user:
            return []
        mine = queries.my_day(person.id, self._get_todays(others))
        return [
            {"name": others.browse(company_id).name, "count": number}
            for company_id, number in self.env.execute_query(queries.by_company(mine))
        ]

    # ------------------------------------------------------------------
    # what is said of a duty
    # ------------------------------------------------------------------

    @api.model
    def _get_row_fields(self):
        """Return the fields of a deadline that its row is made of. To be extended."""
        return [
            "code",
            "company_id",
            "date_due",
            "date_open",
            "days_late_before",
            "kind_id",
            "on_behalf_of_id",
            "res_id",
            "res_model",
            "slot",
            "state",
            "title",
        ]

    @api.model
    def _get_read_with(self, duties, done):
        """Return what the rows of duties are worded from. To be extended.

        :param duties: open duties that the user may read
        :param done: duties that were settled
        :return: dict name of a model -> domain of its records, and names of their fields
        """
        read = {
            model._name: (
                Domain("id", "in", of_model.mapped("res_id")),
                model._get_described_fields(),
            )
            for model, of_model in duties._group_by_documents()
        }
        read["kam.deadline.kind"] = (Domain("id", "in", (duties | done).kind_id.ids), ["name"])
        return read

    @api.model
    def _read_documents(self, duties, done=None):
        """Read duties, and of what they are about what the user may read, all models together.

        :param duties: open duties that the user may read
        :param done: duties that were settled
        :return: dict name of a model -> those of its records that the user may read, for the
            models of :meth:`_get_read_with`
        """
        done = done or duties.browse()
        (duties | done).fetch(self._get_row_fields())
        wanted = self._get_read_with(duties, done)
        found = fetch_together([(self.env[name], *how) for name, how in wanted.items()])
        return {records._name: records for records in found}

    @api.model
    def _prepare_rows(self, duties, seen):
        """Return what holds of duties of all kinds: dict id -> dict. To be extended.

        :param duties: duties that the user may read
        :param dict seen: what :meth:`_read_documents` found
        """
        # sudo: people of a branch need not read its root, whose name is no secret
        companies = self.env.companies.sudo().root_id
        names = {company.id: company.name for company in companies} if len(companies) > 1 else {}
        return {
            duty.id: {
                "id": duty.id,
                "kind": duty.kind_id.name,
                "code": duty.code,
                "title": duty.title,
                "customer": False,
                "res_model": duty.res_model,
                "res_id": duty.res_id,
                "company": names.get(duty.company_id.id, False),
                "date_due": fields.Date.to_string(duty.date_due),
                "days_late_before": duty.days_late_before,
                "state": duty.state,
                "outcome": False,
            }
            for duty in duties
        }

    @api.model
    def _describe(self, duties, is_own, seen, ended=None):
        """Return why duties are owed, and what settles them. To be extended.

        :param duties: open duties that the user may read
        :param bool is_own: whether they wait for the user; others are only looked at
        :param dict seen: what :meth:`_read_documents` found
        :param ended: duties that were settled, of which ``outcome`` may be told
        :return: dict duty -> dict of ``why`` (text), ``facts`` (list of texts), ``actions`` (list
            of :meth:`_prepare_action`) and ``batch`` (what is settled together has the same)
        """
        told = {
            duty: {
                "why": self.env._("Since %s", format_date(self.env, duty.date_open)),
                "facts": [],
                "actions": [],
                "batch": f"{duty.code},{duty.res_model}",
            }
            for duty in duties
        }
        for model, of_model in duties._group_by_documents():
            ids = set(seen[model._name].ids)
            documents = {
                duty: document
                for duty, document in model._find_duty_documents(of_model).items()
                if document.id in ids
            }
            for duty, description in model._describe_duties(of_model, documents).items():
                told[duty].update(description)
        return told if is_own else {duty: {**told[duty], "actions": []} for duty in duties}

    @api.model
    def _prepare_action(self, key, label, bulk=False):
        """Return one thing that can be done about a duty.

        :param str key: what :meth:`settle` is called with
        :param str label: what its button is called
        :param bool bulk: whether it can be done to several at once
        """
        return {"key": key, "label": label, "bulk": bulk}

    # ------------------------------------------------------------------
    # whoever leads people looks at their days
    # ------------------------------------------------------------------

    @api.model
    def _find_led_positions(self):
        """Return the positions of others in units that the user leads, in the companies chosen."""
        return (
            self.env["kam.position"]
            # sudo: who holds a position is known in the organisation
            .sudo()
            .search(
                Domain("is_current", "=", True)
                & Domain("unit_id.leader_ids", "in", self.env.user.ids)
                & Domain("company_id", "in", self.env.companies.root_id.ids)
                & Domain("user_id", "!=", self.env.uid)
            )
        )

    @api.model
    def get_people(self):
        """Return whom the user leads, with how much waits for each, as far as the user may read it.

        :return: list of dicts of ``id``, ``name``, ``place``, ``late``, ``today``, ``week`` and
            ``later``; who is late most comes first
        :raise AccessError: for whoever reads no deadlines
        """
        self.env["kam.deadline"].check_access("read")
        positions = self._find_led_positions()
        if not positions:
            return []
        roles = dict(self.env["kam.position"]._role_selection())
        todays = self._get_todays(self.env.companies.root_id)
        persons = positions.user_id
        counts = {
            user_id: dict(zip(COUNTED, numbers, strict=True))
            for user_id, *numbers in self.env.execute_query(
                queries.by_person(persons.ids, todays, self._get_readable(persons))
            )
        }
        nothing = dict.fromkeys(COUNTED, 0)
        people = [
            {
                "id": person.id,
                "name": person.name,
                "place": wording.listed(
                    self.env,
                    (
                        wording.noted(
                            self.env, roles[position.role], position.unit_id.complete_name
                        )
                        for position in held
                    ),
                ),
                **counts.get(person.id, nothing),
            }
            for person, held in positions.grouped("user_id").items()
        ]
        return sorted(
            people, key=lambda each: (-each["late"], -each["today"], -each["week"], each["name"])
        )
