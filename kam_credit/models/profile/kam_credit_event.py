from odoo import api, fields, models

from odoo.addons.kam_management.wording import Worded

# What an event keeps of the profile's figures at that moment.
FIGURES = (
    "transaction_amount",
    "amount_due",
    "amount_on_time",
    "fulfilment_rate",
    "has_rate",
)
# Events after which no tier is held.
ENDING_KINDS = ("ended", "downgraded")


class KamCreditEvent(models.Model):
    """What happened to a customer's credit, when, why and by whom. Nobody changes it."""

    _name = "kam.credit.event"
    _description = "Credit History"
    _inherit = ["kam.history.mixin", "kam.credit.amount.mixin", "kam.credit.logged.mixin"]
    _logs_openings = False
    _order = "date desc, id desc"

    profile_id = fields.Many2one(
        "kam.credit.profile", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    partner_id = fields.Many2one(related="profile_id.partner_id")
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
            ("assigned", "Tier assigned"),
            ("changed", "Tier changed"),
            ("limited", "Credit limit changed"),
            ("ended", "Tier ended"),
            ("downgraded", "Downgraded to ordinary customer"),
        ],
        string="What happened",
        required=True,
        readonly=True,
    )
    reason = Worded(required=True, readonly=True)
    tier_from_id = fields.Many2one(
        "kam.credit.tier", string="Tier before", readonly=True, ondelete="restrict"
    )
    tier_to_id = fields.Many2one(
        "kam.credit.tier", string="Tier after", readonly=True, ondelete="restrict"
    )
    transaction_amount = fields.Monetary(readonly=True, aggregator=None)
    amount_due = fields.Monetary(string="Fallen Due", readonly=True, aggregator=None)
    amount_on_time = fields.Monetary(string="Honoured on Time", readonly=True, aggregator=None)
    fulfilment_rate = fields.Float(
        string="Contract Fulfilment Rate", digits=(12, 10), readonly=True, aggregator=None
    )
    has_rate = fields.Boolean(readonly=True)
    credit_limit = fields.Monetary(readonly=True, aggregator=None, help="Granted from then on.")
    has_unlimited_credit = fields.Boolean(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    document_name = fields.Char(
        string="Document", readonly=True, help="The form that the decision rests on."
    )

    @api.model
    def _get_reasons(self):
        """Return the reasons that are kept as codes, worded for the reader.

        :return: dict code -> text, with places for the values; extended with ``super() | {...}``
        """
        return {
            "limit_changed": self.env._("The credit limit of the tier was changed."),
            "not_key": self.env._("The customer is a key account no longer."),
        }

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = self.env._(
                "%(customer)s: %(kind)s",
                customer=event.partner_id.display_name,
                kind=kinds.get(event.kind, ""),
            )

    @api.model
    def _record(self, profile, kind, reason, tier_from=None, document=None, **vals):
        """Write down what happened, with the figures of the profile at this moment.

        :param kam.credit.profile profile: as it is after what happened
        :param str kind: a value of ``kind``
        :param str reason: why
        :param kam.credit.tier tier_from: the tier held before
        :param document: record that the decision rests on
        :param vals: further values of the event
        :return: the event
        """
        return self._record_each(
            {
                profile: {
                    "kind": kind,
                    "reason": reason,
                    "tier_from": tier_from,
                    "document": document,
                    **vals,
                }
            }
        )[profile]

    @api.model
    def _record_each(self, vals):
        """Write down what happened to profiles, see :meth:`_record`.

        :param dict vals: profile -> its ``kind``, ``reason``, ``tier_from``, ``document`` and
            further values
        :return: dict profile -> event
        """
        events = self._append([self._prepare_vals(profile, **one) for profile, one in vals.items()])
        return dict(zip(vals, events, strict=True))

    @api.model
    def _prepare_vals(self, profile, kind, reason, tier_from=None, document=None, **vals):
        holds = kind not in ENDING_KINDS
        return {
            "profile_id": profile.id,
            "company_id": profile.company_id.id,
            "user_id": self.env.uid,
            "kind": kind,
            "reason": reason,
            "tier_from_id": tier_from.id if tier_from else False,
            "tier_to_id": profile.tier_id.id if holds else False,
            "credit_limit": profile.credit_limit if holds else 0,
            "has_unlimited_credit": holds and profile.has_unlimited_credit,
            **{fname: profile[fname] for fname in FIGURES},
            "res_model": document._name if document else False,
            "res_id": document.id if document else False,
            # sudo: the name of the form belongs to the history
            "document_name": document.sudo().display_name if document else False,
            **vals,
        }
