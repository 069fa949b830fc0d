from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ... import wording
from ...rules import developments
from ...wording import format_date

# what is read of contacts
READ = [
    "account_id",
    "attitude",
    "attitude_score",
    "date",
    "development_method",
    "minutes",
    "progress",
    "remarks",
    "stakeholder_id",
]


class KamDevelopment(models.Model):
    """What the contacts since the start say: how far the customer is, and who turns cold."""

    _inherit = "kam.development"

    def _find_contacts(self):
        """Return the contacts that count from the start until the end, as the user sees them.

        One query, however many developments.

        :return: dict development -> contacts, the oldest first
        """
        contacts = self.env["kam.account.contact"]
        found = dict.fromkeys(self, contacts)
        started = self.filtered("date_started")
        if not started or not contacts.has_access("read"):
            return found
        of_accounts = contacts.search_fetch(
            Domain("account_id", "in", started.account_id._origin.ids)
            & Domain("date", ">=", min(started.mapped("date_started")))
            & contacts._get_counted_domain(),
            READ,
            order="date, id",
        ).grouped("account_id")
        for development in started:
            first, last = development.date_started, development.date_ended
            found[development] = of_accounts.get(development.account_id._origin, contacts).filtered(
                lambda contact: (
                    first <= contact.date and (not last or contact.date <= last)  # noqa: B023
                )
            )
        return found

    def _get_contact_domain(self):
        """Return the domain of the contacts from the start until the end of one development."""
        self.ensure_one()
        domain = Domain("account_id", "=", self.account_id.id)
        domain &= Domain("date", ">=", self.date_started)
        if self.date_ended:
            domain &= Domain("date", "<=", self.date_ended)
        return domain & self.env["kam.account.contact"]._get_counted_domain()

    def _follow_contacts(self):
        """Bring developments that go on up to date with their contacts.

        Once a fall, whoever develops the customer and the account manager are told of it.
        """
        # sudo: all contacts count, whoever wrote the last one down
        for development, contacts in self.sudo()._find_contacts().items():
            fallen = contacts._find_fallen()
            wanted = {
                "progress": developments.furthest(contacts.mapped("progress")),
                "is_attitude_falling": bool(fallen),
            }
            vals = {name: value for name, value in wanted.items() if development[name] != value}
            if vals:
                development._write_process(vals)
            if vals.get("is_attitude_falling"):
                development._tell_falling(fallen)

    def _tell_falling(self, fallen):
        """Tell who develops the customer, and the account manager, that somebody turns cold.

        :param list fallen: the contacts with each person whose attitude has fallen
        """
        users = self.developer_id | self.account_id.manager_id
        for lang, some in wording.by_language(users):
            own = self.with_context(lang=lang)
            own._kam_tell(
                some,
                own.env._("The attitude at %s is falling", own.partner_id.name),
                Markup("").join(Markup("<p>%s</p>") % own._word_fall(one) for one in fallen),
            )

    def _word_fall(self, contacts):
        """Return whose attitude has fallen, from when to when.

        :param kam.account.contact contacts: those with one person, the oldest first
        """
        last = contacts[-1:]
        best = max(contacts, key=lambda contact: (contact.attitude_score, contact.date))
        attitudes = dict(contacts._fields["attitude"]._description_selection(self.env))
        day_of = self.company_id._kam_day_of
        return self.env._(
            "%(person)s: %(before)s on %(day_before)s, %(now)s on %(day)s",
            person=last.stakeholder_id.display_name or self.env._("Without a person"),
            before=attitudes[best.attitude],
            day_before=format_date(self.env, day_of(best.date)),
            now=attitudes[last.attitude],
            day=format_date(self.env, day_of(last.date)),
        )

    # ------------------------------------------------------------------
    # the curve
    # ------------------------------------------------------------------

    @api.depends(
        "date_started",
        "date_ended",
        "account_id.contact_ids.attitude",
        "account_id.contact_ids.date",
        "account_id.contact_ids.is_superseded",
        "account_id.contact_ids.state",
        "account_id.contact_ids.stakeholder_id",
    )
    @api.depends_context("uid", "lang")
    def _compute_attitude_curve(self):
        for development, contacts in self._find_contacts().items():
            development.contact_count = len(contacts)
            curves = contacts._draw_attitude()
            if len(curves) > 1:
                curves.insert(
                    0,
                    {
                        "key": "all",
                        "name": development.partner_id.name,
                        "is_falling": False,
                        "points": contacts._draw_points(),
                    },
                )
            development.attitude_curve = curves or False
            fallen = contacts._find_fallen()
            development.falling_note = (
                "\n".join(development._word_fall(one) for one in fallen) or False
            )

    def action_view_contacts(self):
        """Open the contacts since the start of the development.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["kam.account.contact"]._open_of(self.account_id)
        if not self.date_started:
            return {**action, "domain": [("id", "=", False)]}
        return {**action, "domain": list(self._get_contact_domain())}
