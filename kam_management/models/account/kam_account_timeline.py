from datetime import datetime
from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments, wording
from ...rules.timeline import Cursor, at_that_moment, newest_first
from ...values import FIRST_YEAR, LAST_YEAR
from ...wording import format_date, format_datetime

# rows of a page, unless more are asked for, and the most that a call returns
PAGE, MOST = 40, 200


class KamAccount(models.Model):
    """What happened at an account, from every source, newest first, read page by page.

    A source is read with the rights of the user, through its own model, in one query. A topic adds
    one: an entry in :meth:`_get_timeline_sources`, and the method it names, which gets a domain
    and a limit and returns rows (:meth:`_prepare_timeline_row`). Those of this topic stand in
    ``kam_account_timeline_sources``.
    """

    _inherit = "kam.account"

    def get_timeline(self, kinds=None, limit=PAGE, before=None):
        """Return one page of what happened.

        :param list kinds: names of sources; nothing for all that the user may read
        :param int limit: how many rows, 200 at most
        :param list before: ``before`` of the page that comes before this one
        :return: dict ``rows``; ``before``, for the next page, False when there is none; ``kinds``,
            the sources that the user may read, each with ``kind``, ``label`` and ``icon``;
            ``account``, the name of the account
        :raise AccessError: for whoever may not read the account
        :raise UserError: for arguments that are not as described
        """
        account = arguments.one(self)
        account.check_access("read")
        sources = account._get_timeline_sources()
        chosen = self._check_timeline_kinds(kinds, sources)
        if type(limit) is not int or not 0 < limit <= MOST:
            raise UserError(
                self.env._(
                    "“Limit” is %(value)s: enter a number from 1 to %(most)s.",
                    value=arguments.shown(limit),
                    most=MOST,
                )
            )
        cursor = self._check_timeline_cursor(before, sources)
        rows = []
        for rank, (kind, source) in enumerate(sources.items()):
            if kind in chosen:
                domain = account._get_timeline_domain(source, rank, cursor)
                for row in getattr(account, source["find"])(domain, limit + 1):
                    rows.append({**row, "kind": kind, "rank": rank, "icon": source["icon"]})
        rows = newest_first(rows, itemgetter("moment", "rank", "id"))
        page = rows[:limit]
        return {
            "rows": account._finish_timeline_rows(page),
            "before": len(rows) > limit
            and [
                fields.Datetime.to_string(page[-1]["moment"]),
                page[-1]["kind"],
                page[-1]["id"],
            ],
            "kinds": [
                {"kind": kind, "label": source["label"], "icon": source["icon"]}
                for kind, source in sources.items()
            ],
            "account": account.display_name,
        }

    def action_view_timeline(self):
        """Open the time line of the account.

        :return: a client action
        :raise UserError: for none, or several accounts
        :raise AccessError: for whoever may not read the account
        """
        self._check_page()
        action = self.env["ir.actions.client"]._for_xml_id(
            "kam_management.action_kam_account_timeline"
        )
        return {
            **action,
            "display_name": self.env._("Time Line: %s", self.name),
            "context": {"active_id": self.id, "active_model": self._name},
        }

    # ------------------------------------------------------------------
    # what is asked for
    # ------------------------------------------------------------------

    @api.model
    def _check_timeline_kinds(self, kinds, sources):
        """Return the sources that are asked for.

        :raise UserError: for what is no list of names of sources
        """
        if kinds is None or kinds is False or kinds == []:
            return set(sources)
        known = isinstance(kinds, (list, tuple)) and all(
            isinstance(kind, str) and kind in sources for kind in kinds
        )
        if not known:
            raise UserError(
                self.env._(
                    "“Kinds” is %(value)s: enter a list of some of %(names)s.",
                    value=arguments.shown(kinds),
                    names=wording.listed(self.env, sources),
                )
            )
        return set(kinds)

    @api.model
    def _check_timeline_cursor(self, before, sources):
        """Return the last row of the page before, or None.

        :raise UserError: for what no page has returned
        """
        if before is None or before is False:
            return None
        try:
            moment, kind, row_id = before
            cursor = Cursor(fields.Datetime.to_datetime(moment), list(sources).index(kind), row_id)
            is_cursor = (
                type(row_id) is int
                and abs(row_id) <= arguments.LAST_ID
                and FIRST_YEAR < cursor.moment.year < LAST_YEAR
            )
        except (AttributeError, TypeError, ValueError):
            is_cursor = False
        if not is_cursor:
            raise UserError(
                self.env._(
                    "“Before” is %(value)s: enter what the page before has returned as such.",
                    value=arguments.shown(before),
                )
            )
        return cursor

    def _get_timeline_domain(self, source, rank, cursor):
        """Return the domain of the rows of a source that come after the cursor."""
        name = source["date"]
        if not cursor:
            return Domain(name, "!=", False)
        moment = cursor.moment
        if source.get("is_day"):
            # what has only a day stands where that day begins
            day = self.company_id._kam_day_of(moment)
            start = self.company_id._kam_day_start(day)
            earlier = Domain(name, "<", day)
            if start < moment:
                return earlier | Domain(name, "=", day)
            same = Domain(name, "=", day)
        else:
            earlier = Domain(name, "<", moment)
            same = Domain(name, "=", moment)
        below = at_that_moment(cursor, rank)
        if below == "none":
            return earlier
        return earlier | (same if below == "all" else same & Domain("id", "<", below))

    # ------------------------------------------------------------------
    # rows
    # ------------------------------------------------------------------

    def _prepare_timeline_row(self, record, moment, title, **values):
        """Return one row.

        :param record: what the row opens
        :param moment: datetime, or a date
        :param str title: what happened
        :param values: ``text``, ``who`` (a user or partner), ``amount`` as text, ``tone``
        """
        is_day = not isinstance(moment, datetime)
        return {
            "id": record.id,
            "model": record._name,
            "res_id": record.id,
            "moment": self.company_id._kam_day_start(moment) if is_day else moment,
            "day": moment if is_day else None,
            "title": title,
            "text": "",
            "who": record.browse(),
            "amount": "",
            "tone": "",
            **values,
        }

    def _finish_timeline_rows(self, rows):
        """Return rows as the web client shows them: names of people, dates in words."""
        people = {}
        for row in rows:
            who = row["who"]
            if who._name in ("res.users", "res.partner"):
                people[who._name] = people.get(who._name, who.browse()) | who
        names = {
            # sudo: names of colleagues, and of whoever wrote a message that the user may read
            (model, person.id): person.name
            for model, persons in people.items()
            for person in persons.sudo()
        }
        return [
            {
                **{key: value for key, value in row.items() if key not in ("rank", "day")},
                "key": f"{row['kind']}-{row['id']}",
                "moment": fields.Datetime.to_string(row["moment"]),
                "when": format_date(self.env, row["day"])
                if row["day"]
                else format_datetime(self.env, row["moment"], dt_format="medium"),
                "who": names.get((row["who"]._name, row["who"].id), ""),
            }
            for row in rows
        ]
