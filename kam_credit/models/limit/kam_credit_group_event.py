from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments


class KamCreditGroupEvent(models.Model):
    """What happened to a credit group, when, why and by whom. Nobody changes it."""

    _name = "kam.credit.group.event"
    _description = "History of Credit Groups"
    _inherit = ["kam.history.mixin", "kam.credit.amount.mixin"]
    _order = "date desc, id desc"
    _rec_name = "group_id"

    group_id = fields.Many2one(
        "kam.credit.group", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    kind = fields.Selection(
        [
            ("created", "Group formed"),
            ("changed", "Group changed"),
            ("added", "Customer added"),
            ("removed", "Customer taken out"),
            ("ended", "Group dissolved"),
        ],
        string="What happened",
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True, readonly=True)
    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who was added or taken out.",
    )
    name = fields.Char(string="Name of the Group", readonly=True, help="From then on.")
    credit_limit = fields.Monetary(
        string="Limit of the Group", readonly=True, aggregator=None, help="From then on."
    )
    has_unlimited_credit = fields.Boolean(string="Without a Limit", readonly=True)
    responsible_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", help="From then on."
    )

    @api.model
    def _record(self, group, kind, reason, profiles=None):
        """Write down what happened to a group, as it is afterwards.

        :param kam.credit.group group: the group
        :param str kind: a value of ``kind``
        :param str reason: why
        :param kam.credit.profile profiles: whom it was about, a row each
        """
        vals = {
            "group_id": group.id,
            "company_id": group.company_id.id,
            "user_id": self.env.uid,
            "kind": kind,
            "reason": reason,
            "name": group.name,
            "credit_limit": group.credit_limit,
            "has_unlimited_credit": group.has_unlimited_credit,
            "responsible_id": group.responsible_id.id,
        }
        self._append(
            [{**vals, "profile_id": profile.id} for profile in profiles] if profiles else [vals]
        )

    @api.model
    def _check_reason(self, reason):
        """Return why a group changes, without the blanks around it.

        :param reason: as a caller gave it
        :raise UserError: for a blank one, or what is no text
        """
        label = self._get_label("reason")
        reason = arguments.text(self.env, label, reason)
        if not reason:
            raise UserError(
                self.env._("“%(field)s” is empty: say why, it stays in the history.", field=label)
            )
        return reason
