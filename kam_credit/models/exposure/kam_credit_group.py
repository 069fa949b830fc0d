from odoo import api, fields, models

from odoo.addons.kam_management import wording


class KamCreditGroup(models.Model):
    """What the customers of a group use of its limit together.

    The sum is told to those who see all of them: others would learn what the hidden ones owe.
    """

    _inherit = "kam.credit.group"

    is_seen_whole = fields.Boolean(
        compute="_compute_exposure_now", help="You see all customers of the group."
    )
    exposure_now = fields.Monetary(
        string="Exposure of the Group Now",
        compute="_compute_exposure_now",
        aggregator=None,
        help="Of all its customers together.",
    )
    use_note = fields.Text(
        string="Who Uses How Much",
        compute="_compute_exposure_now",
        help="What each of its customers uses of the limit now, the one that uses most first.",
    )
    available_now = fields.Monetary(
        string="Available of the Group",
        compute="_compute_exposure_now",
        aggregator=None,
        help="What is left of the limit of the group.",
    )

    @api.depends("member_ids", "credit_limit")
    @api.depends_context("uid", "lang")
    def _compute_exposure_now(self):
        # sudo: whether there are members that the reader may not see
        members = self.sudo().all_member_ids
        seen = members.with_env(self.env)._filtered_access("read")
        exposures = seen._get_exposures()
        for group in self:
            # sudo: as above
            own = group.sudo().all_member_ids.with_env(self.env)
            group.is_seen_whole = own <= seen
            used = sum(float(exposures[one].total) for one in own) if own <= seen else 0
            group.exposure_now = used
            group.available_now = group.credit_limit - used if own <= seen else 0
            uses = {one: float(exposures[one].total) for one in own} if own <= seen else {}
            group.use_note = group._word_use(uses)

    def _word_use(self, uses):
        """Return who uses how much of the limit, one customer a line.

        :param dict uses: customer -> amount in company currency
        """
        self.ensure_one()
        limit = 0 if self.has_unlimited_credit else self.credit_limit
        lines = []
        for profile, amount in sorted(uses.items(), key=lambda use: (-use[1], use[0].id)):
            text = self.currency_id.format(amount)
            if limit:
                share = wording.percentage(self.env, amount / limit * 100)
                text = self.env._("%(amount)s (%(share)s of the limit)", amount=text, share=share)
            lines.append(wording.labelled(self.env, profile.display_name, text))
        return "\n".join(lines)
