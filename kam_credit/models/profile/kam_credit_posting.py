from odoo import api, fields, models
from odoo.fields import Domain


class KamCreditPosting(models.Model):
    """The credit tier under which an invoice was posted. Nobody changes it.

    It lives apart from the invoice, because everybody who keeps invoices reads these.
    """

    _name = "kam.credit.posting"
    _description = "Credit Tier of a Posted Invoice"
    _inherit = ["kam.history.mixin", "kam.credit.logged.mixin"]
    _logs_openings = False
    _order = "id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Partner")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    tier_id = fields.Many2one(
        "kam.credit.tier",
        string="Credit Tier",
        readonly=True,
        ondelete="restrict",
        help="Empty when an invoice was posted again after the customer's tier had ended.",
    )
    date = fields.Datetime(
        string="Posted On", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="Posted By", required=True, readonly=True, ondelete="restrict"
    )

    @api.model
    def _remember(self, moves):
        """Write down the tiers that the debtors of invoices hold at this moment.

        :param moves: customer invoices that were just posted
        :return: the new rows
        """
        if not moves:
            return self
        # sudo: what is remembered does not depend on who posts; accounting may not see it
        profiles = self.env["kam.credit.profile"].sudo()
        by_move = profiles._find_of_debtors(
            {move: (move.commercial_partner_id, move.company_id) for move in moves},
            Domain("account_id", "!=", False),
        )
        # sudo: as above
        known = self.sudo().search_fetch([("move_id", "in", moves.ids)], ["move_id"]).move_id.ids
        vals_list = []
        for move in moves:
            profile = by_move.get(move, profiles)
            if profile.tier_id or (profile and move.id in known):
                vals_list.append(
                    {
                        "move_id": move.id,
                        "profile_id": profile.id,
                        "company_id": profile.company_id.id,
                        "tier_id": profile.tier_id.id,
                        "user_id": self.env.uid,
                    }
                )
        return self._append(vals_list) if vals_list else self

    @api.model
    def _find_latest(self, moves):
        """Return the latest row of each invoice, of those that the reader may see.

        :param moves: invoices
        :return: dict invoice -> row
        """
        if not self.has_access("read"):
            return {}
        rows = self.search_fetch(
            [("move_id", "in", moves.ids)],
            ["move_id", "profile_id", "tier_id"],
            order="id",
        )
        return {row.move_id: row for row in rows}
