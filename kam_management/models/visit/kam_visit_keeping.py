from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ... import values


class KamVisit(models.Model):
    """Which plans are deleted, by whom, and what a copy of a visit is."""

    _inherit = "kam.visit"

    def copy_data(self, default=None):
        """Return what plans the same visits again, as plans of their own.

        The checklist is that of their type; whom they are made to comes along.

        :param dict default: values that differ, among them when they are made
        :raise UserError: where it is not said when they are made
        """
        self.check_access("read")
        if default:
            values.check_shape(self, default)
        if self and not (default or {}).get("date_start"):
            raise UserError(
                self.env._(
                    "%(visit)s takes place at its own time, and is not copied with it. Plan a new "
                    "visit, or give “%(field)s” of the copy.",
                    visit=self[0].display_name,
                    field=self._fields["date_start"]._description_string(self.env),
                )
            )
        return [
            {"account_id": visit.account_id.id, **vals}
            for visit, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.depends("state", "move_ids")
    def _compute_can_delete(self):
        super()._compute_can_delete()
        for visit in self.filtered("can_delete"):
            visit.can_delete = visit._may_delete()

    def _stays_in_records(self):
        """See the base method: also one that took place, or was moved."""
        is_over = self.state not in ("planned", "cancelled")
        return is_over or bool(self.move_ids) or super()._stays_in_records()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_may_delete()
        for visit in self:
            if visit._stays_in_records():
                raise UserError(
                    self.env._(
                        "%(visit)s stays in the records: cancel it instead.",
                        visit=visit.display_name,
                    )
                )

    def _check_may_delete(self):
        """Refuse to delete the plan of somebody else, unless one is above the account.

        :raise AccessError: naming the visit, and who may
        """
        for visit in self:
            if not visit._may_delete():
                raise AccessError(
                    self.env._(
                        "%(visit)s is deleted by who planned it, by %(leader)s, or by who leads "
                        "the unit. Cancel it, with the reason, where it does not take place.",
                        visit=visit.display_name,
                        leader=visit.leader_id.name,
                    )
                )

    def _may_delete(self):
        """Tell whether the user planned this visit, leads it, or is above the account."""
        self.ensure_one()
        # sudo: who is above the account counts, whoever deletes
        above = self.sudo().account_id.unit_id.leader_ids
        return self.env.su or self.env.user in self.create_uid | self.leader_id | above
