from odoo import api, fields, models

from odoo.addons.kam_management import arguments, relations, wording
from odoo.addons.kam_management.wording import percentage


class KamCreditProfile(models.Model):
    """What the customer objects to, and how it keeps its promises.

    ``kam_credit_profile_disputes``: what follows when much is in dispute.
    """

    _inherit = "kam.credit.profile"

    dispute_ids = relations.One2many(
        "kam.credit.dispute", "profile_id", string="Disputes", readonly=True
    )
    dispute_count = fields.Integer(
        string="Disputes Open", compute="_compute_disputes", help="Those that are not resolved yet."
    )
    amount_in_dispute = fields.Monetary(
        string="In Dispute Now",
        compute="_compute_disputes",
        aggregator=None,
        help="What was open of the instalments in dispute when that was approved.",
    )
    is_heavily_disputed = fields.Boolean(
        string="Much in Dispute",
        readonly=True,
        copy=False,
        help="More than the company's share of what had fallen due is in dispute: nothing follows "
        "from the figures by itself.",
    )
    promise_ids = relations.One2many(
        "kam.credit.promise", "profile_id", string="Promises to Pay", readonly=True
    )
    promise_count = fields.Integer(
        string="Promises Open", compute="_compute_promise_count", help="Those not due yet."
    )
    promise_judged_count = fields.Integer(
        string="Promises So Far",
        compute="_compute_reliability",
        compute_sudo=True,
        help="Those of which it is known what became of them.",
    )
    promise_kept_count = fields.Integer(
        string="Promises Kept", compute="_compute_reliability", compute_sudo=True
    )
    promise_reliability = fields.Char(
        string="Reliability",
        compute="_compute_reliability",
        compute_sudo=True,
        help="How many promises were kept, and how much of what was promised came in time.",
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"is_heavily_disputed"}

    @api.depends("dispute_ids.phase", "dispute_ids.amount_disputed")
    @api.depends_context("uid")
    def _compute_disputes(self):
        rows = self.env["kam.credit.dispute"]._read_group(
            [("profile_id", "in", self.ids), ("phase", "=", "disputed")],
            ["profile_id"],
            ["__count", "amount_disputed:sum"],
        )
        found = {profile: (count, amount) for profile, count, amount in rows}
        for profile in self:
            count, amount = found.get(profile._origin, (0, 0))
            profile.dispute_count = count
            profile.amount_in_dispute = amount or 0

    @api.depends("promise_ids.state")
    @api.depends_context("uid")
    def _compute_promise_count(self):
        counts = dict(
            self.env["kam.credit.promise"]._read_group(
                [("profile_id", "in", self.ids), ("state", "=", "open")],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.promise_count = counts.get(profile._origin, 0)

    @api.depends("promise_ids.state", "promise_ids.amount_kept")
    @api.depends_context("lang")
    def _compute_reliability(self):
        found = self.env["kam.credit.promise"]._find_reliability(self._origin)
        for profile in self:
            how = found.get(profile._origin)
            profile.promise_kept_count = how.kept if how else 0
            profile.promise_judged_count = how.kept + how.partly + how.broken if how else 0
            profile.promise_reliability = self._word_reliability(how) if how else False

    @api.model
    def _word_reliability(self, how):
        """Return how a customer kept its promises, as a text for people.

        :param Reliability how: see ``kam.credit.promise._find_reliability``
        """
        return self.env._(
            "%(kept)s of %(total)s kept, %(share)s of the amount in time",
            kept=how.kept,
            total=how.kept + how.partly + how.broken,
            share=percentage(self.env, 100 * how.amount_kept / how.amount_promised),
        )

    def action_view_disputes(self):
        """Open the disputes of the customer.

        :return: a window action
        """
        return self._open_collection("kam_credit.action_kam_credit_dispute")

    def action_view_promises(self):
        """Open the promises of the customer.

        :return: a window action
        """
        return self._open_collection("kam_credit.action_kam_credit_promise")

    def _open_collection(self, xmlid):
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_profile_id": self.id},
        }
