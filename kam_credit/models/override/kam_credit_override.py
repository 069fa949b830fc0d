from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_management import arguments, wording
from odoo.addons.kam_management.wording import format_date

from ...rules import overrides
from ..assessment.kam_credit_assessment import OVERRIDE_REASONS

# How long a customer is looked at afterwards.
MONTHS = 12
FORMS = ("kam.credit.assessment", "kam.credit.change")


class KamCreditOverride(models.Model):
    """The register of overrides 人工调整台账: who gave a customer another tier than score or
    figures led to, up or down, why, and what became of it in the twelve months after.

    Rows are entered when the form is approved that decided so.

    ``kam_credit_override_outcome``: what became of them.
    """

    _name = "kam.credit.override"
    _description = "Credit Override"
    _inherit = [
        "kam.process.row.mixin",
        "kam.root.company.mixin",
        "kam.credit.amount.mixin",
        "kam.credit.logged.mixin",
    ]
    _order = "date desc, id desc"
    _rec_name = "document_name"

    profile_id = fields.Many2one(
        "kam.credit.profile",
        string="Credit Profile",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "kam.unit",
        readonly=True,
        ondelete="restrict",
        index=True,
        help="The unit of the customer on that day.",
    )
    res_model = fields.Selection(
        [
            ("kam.credit.assessment", "Tier by score adjusted"),
            ("kam.credit.change", "Tier other than by figures"),
        ],
        string="Kind of Override",
        required=True,
        readonly=True,
    )
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    document_name = fields.Char(string="Document", required=True, readonly=True)
    date = fields.Date(
        string="Decided On", required=True, readonly=True, help="The day of approval."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Overridden By",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        help="Who submitted the form.",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    tier_led_id = fields.Many2one(
        "kam.credit.tier",
        string="Tier Led To",
        readonly=True,
        ondelete="restrict",
        help="What score or figures led to; empty: no tier.",
    )
    tier_given_id = fields.Many2one(
        "kam.credit.tier",
        readonly=True,
        ondelete="restrict",
        help="Empty: no tier.",
    )
    direction = fields.Selection(
        [(overrides.UP, "Better than led to"), (overrides.DOWN, "Worse than led to")],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [*OVERRIDE_REASONS, ("words", "In words only")], required=True, readonly=True
    )
    note = fields.Text(string="Evidence", readonly=True)
    date_outcome = fields.Date(
        string="Known On",
        required=True,
        readonly=True,
        index=True,
        help="Twelve months later: until then it is open.",
    )
    verdict = fields.Selection(
        [
            (overrides.OPEN, "Not yet"),
            (overrides.RIGHT, "Right"),
            (overrides.WRONG, "Wrong"),
            (overrides.UNKNOWN, "Nothing to judge by"),
        ],
        string="What Came Afterwards",
        required=True,
        readonly=True,
        default=overrides.OPEN,
        help="A better tier was right when nothing bad came in twelve months, a worse one when "
        "something did: an instalment late by more than 60 days, a rate below the threshold, a "
        "downgrade, a write-off.",
    )
    is_late = fields.Boolean(string="More than 60 Days Late", readonly=True)
    is_below = fields.Boolean(string="Below Threshold", readonly=True)
    is_downgraded = fields.Boolean(string="Downgraded", readonly=True)
    amount_written_off = fields.Monetary(string="Written Off", readonly=True)
    count_due = fields.Integer(
        string="Instalments After",
        readonly=True,
        help="Invoiced after the decision and fallen due within twelve months.",
    )
    date_judged = fields.Date(string="Outcome Found On", readonly=True)
    sentence = fields.Char(string="In Words", compute="_compute_sentence")

    _one_row_for_each_approval = models.UniqueIndex("(res_model, res_id, date)")

    @api.model
    def _refuse_by_hand(self):
        """See the base method."""
        raise UserError(
            self.env._(
                "The register of overrides follows from approved score sheets and tier change "
                "requests, and from what customers paid afterwards: nobody writes in it."
            )
        )

    @api.depends("verdict", "is_late", "is_below", "is_downgraded", "amount_written_off")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for row in self:
            row.sentence = row._word()

    def _word(self):
        """Return what became of the override."""
        if self.verdict == overrides.OPEN:
            return self.env._("Not yet: known on %s.", format_date(self.env, self.date_outcome))
        if self.verdict == overrides.UNKNOWN:
            return self.env._("Nothing fell due in the twelve months.")
        bad = [
            self._get_label(name)
            for name in ("is_late", "is_below", "is_downgraded", "amount_written_off")
            if self[name]
        ]
        if not bad:
            return self.env._("Nothing bad came in the twelve months.")
        return self.env._("In the twelve months: %s.", wording.listed(self.env, bad))

    # ------------------------------------------------------------------
    # entering
    # ------------------------------------------------------------------

    @api.model
    def _enter(self, forms):
        """Enter those of some approved forms that overrode what score or figures led to.

        :param forms: approved score sheets or tier change requests
        :return: the new rows
        """
        # sudo: the register follows from what was approved, whoever did so
        rows = self.sudo()
        vals_list = []
        for company, some in forms.sudo().grouped("company_id").items():
            ladder = self.env["kam.credit.tier"]._ladder(company)
            vals_list += [
                vals for form in some if (vals := rows._prepare_row(form, ladder, company))
            ]
        entered = rows._find_entered(forms)
        new = [vals for vals in vals_list if (vals["res_id"], vals["date"]) not in entered]
        return rows._protected_create(new) if new else rows

    @api.model
    def _find_entered(self, forms):
        """Return ``(id, day)`` of what stands in the register already of some forms."""
        rows = self.search_fetch(
            [("res_model", "=", forms._name), ("res_id", "in", forms.ids)], ["res_id", "date"]
        )
        return {(row.res_id, row.date) for row in rows}

    @api.model
    def _prepare_row(self, form, ladder, company):
        """Return the values of a form's row; None where people followed what it led to."""
        led, given, reason, note = form._get_override()
        way = overrides.direction(ladder.rank_by_id.get(led.id), ladder.rank_by_id.get(given.id))
        if not way:
            return None
        day = form.date_approved or company._kam_today()
        return {
            "profile_id": form.profile_id.id,
            "company_id": company.id,
            "unit_id": form.unit_id.id,
            "res_model": form._name,
            "res_id": form.id,
            "document_name": form.number or form.display_name,
            "date": day,
            "user_id": (form.submitted_by_id or form.create_uid).id,
            "approved_by_id": form.approved_by_id.id,
            "tier_led_id": led.id,
            "tier_given_id": given.id,
            "direction": way,
            "reason": reason or "words",
            "note": note,
            "date_outcome": day + relativedelta(months=MONTHS),
        }

    def action_open_document(self):
        """Open the form that decided.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_open_instalments(self):
        """Open the instalments by which it is judged: those invoiced after the decision.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        first, last = self._get_days()
        action = self.profile_id._open_figures(
            "kam_credit.action_kam_credit_instalment",
            as_of=min(last, self.company_id._kam_today()),
        )
        return {
            **action,
            "domain": [
                *action["domain"],
                ("date_invoice", ">=", first),
                ("date_due", ">=", first),
            ],
            "context": {**action["context"], "kam_credit_days": (last - first).days},
        }

    def _get_days(self):
        """Return the first and the last day of what is looked at."""
        return self.date + relativedelta(days=1), self.date_outcome
