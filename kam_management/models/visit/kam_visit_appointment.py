from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rules import visits
from ...wording import worded

# What says that the customer agreed: a confirmed visit keeps it.
AGREED_FIELDS = ("appointment_channel", "appointment_stakeholder_id", "date_appointment")


class KamVisit(models.Model):
    """What was agreed with the customer holds, until the customer agrees to something else."""

    _inherit = "kam.visit"

    @api.depends("state", "date_start")
    def _compute_can_change_leeway(self):
        now = fields.Datetime.now()
        for visit in self:
            visit.can_change_leeway = not visit._origin or visit._origin._is_to_begin(now)

    def _is_to_begin(self, now):
        """Tell whether the time for which the visit is planned has not come yet.

        :param datetime now: the moment it is
        """
        return self.state in visits.AHEAD_STATES and self.date_start > now

    def _check_write(self, vals):
        """See the base method: what was agreed is neither emptied, nor chosen when it is missed.

        :raise UserError: naming field and visit
        """
        super()._check_write(vals)
        emptied = [name for name in AGREED_FIELDS if name in vals and not vals[name]]
        now = fields.Datetime.now()
        # sudo: how it stands counts, whoever writes
        for visit in self.sudo() if emptied or "leeway" in vals else ():
            for name in emptied if visit.state == "confirmed" else ():
                visit._refuse_emptied(name)
            is_other = "leeway" in vals and vals["leeway"] != visit.leeway
            is_ahead = visit.state in visits.AHEAD_STATES
            if is_other and is_ahead and not visit._is_to_begin(now):
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(visit)s stays as it is: the visit was to begin at "
                        "%(start)s. Reschedule it where the customer has agreed to another time.",
                        field=self._get_label("leeway"),
                        visit=visit.display_name,
                        start=visit._word_when(),
                    )
                )

    def _refuse_emptied(self, name):
        raise UserError(
            self.env._(
                "“%(field)s” of %(visit)s cannot be empty: the visit is confirmed. Enter what was "
                "agreed; reschedule or cancel the visit where nothing is agreed any more.",
                field=self._get_label(name),
                visit=self.display_name,
            )
        )

    def write(self, vals):
        """Change visits; a confirmed one with more leeway than was agreed is confirmed again."""
        self._check_shape([vals])
        agreed = {}
        if "leeway" in vals:
            self.check_access("write")
            agreed = {visit: visit.leeway for visit in self if visit.state == "confirmed"}
        result = super().write(vals)
        for visit, leeway in agreed.items():
            if visits.is_wider(visit.leeway, leeway):
                visit._widen()
        return result

    def _widen(self):
        """Let a visit with more leeway than was agreed be confirmed again, with its trace."""
        move = self._append_move(worded(f"leeway_{self.leeway}"), must_confirm=True)
        self._ask_to_confirm(
            self.env._(
                "It may be moved further than was agreed. Ask the customer, say how the new "
                "appointment was made, and confirm the visit."
            )
        )
        self._tell_move(move)

    def _find_missed(self):
        """Return for when a fixed visit was agreed whose time has passed; False for others.

        The first such time counts, until the customer agrees to another one.
        """
        is_missed = self.leeway == "fixed" and self.date_start <= fields.Datetime.now()
        return self.date_agreed or (is_missed and self.date_start)

    def _check_agreed_again(self):
        """Refuse to begin a visit to whose change the customer has not agreed yet.

        Only what was confirmed once is to be confirmed again.

        :raise UserError: naming the visit
        """
        # sudo: what was changed counts, whoever begins the visit
        if self.state == "planned" and any(self.sudo().move_ids.mapped("must_confirm")):
            raise UserError(
                self.env._(
                    "%(visit)s was changed after it was confirmed, further than was agreed. Say "
                    "how the new appointment was made, and confirm the visit before it begins.",
                    visit=self.display_name,
                )
            )
