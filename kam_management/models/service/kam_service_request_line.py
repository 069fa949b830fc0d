from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ... import relations
from ...rules import services

VERDICTS = [
    (services.INCLUDED, "Included"),
    (services.APPROVAL, "Needs approval"),
    (services.REQUESTABLE, "Can be requested"),
    (services.NOT_OFFERED, "Not offered"),
]


class KamServiceRequestLine(models.Model):
    """One content that is asked for, how much of it, by when, and how the customer wants it."""

    _name = "kam.service.request.line"
    _description = "Service Requested"
    _inherit = ["kam.approval.line.mixin"]
    _order = "request_id, sequence, id"
    _rec_name = "content_id"
    _approval_form_field = "request_id"
    _approval_lines_field = "line_ids"
    _protected_fields = frozenset(
        {"request_id", "account_id", "company_id", "verdict_kept", "is_used"}
    )
    _protected_except_on_create = frozenset({"request_id"})

    request_id = fields.Many2one(
        "kam.service.request", required=True, index=True, ondelete="cascade", copy=False
    )
    sequence = fields.Integer(default=10)
    account_id = fields.Many2one(related="request_id.account_id", store=True, index=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    content_id = fields.Many2one(
        "kam.service.content",
        string="Service Content",
        required=True,
        index=True,
        ondelete="restrict",
    )
    counted_by = fields.Selection(related="content_id.counted_by")
    quantity = fields.Float(default=1.0, digits="Product Unit", aggregator=None)
    times = fields.Integer(
        string="How Often", default=1, help="How often it counts for the allowance of the year."
    )
    amount = fields.Monetary(
        string="Estimated Cost of the Service",
        help="What it will cost us; where the allowance of the year is money, it counts this.",
    )
    date_wanted = fields.Date(string="Wanted On", required=True)
    requirement = fields.Text(
        string="Special Requirements",
        help="Of quality and specification, of the place and the way.",
    )
    verdict = fields.Selection(
        VERDICTS,
        string="Entitlement",
        compute="_compute_verdict",
        help="What the customer is entitled to on that day, as far as you may know.",
    )
    reason = fields.Char(string="Why", compute="_compute_verdict")
    verdict_kept = fields.Selection(
        VERDICTS,
        string="Entitlement When It Was Submitted",
        copy=False,
        help="As everybody may know it who sees the account.",
    )
    is_used = fields.Boolean(
        string="Counts for the Allowance",
        compute="_compute_is_used",
        store=True,
        help="It was asked for, and neither refused nor left undone.",
    )
    execution_ids = relations.One2many(
        "kam.service.execution", "line_id", string="Execution", readonly=True, copy=False
    )

    _quantity_possible = models.Constraint(
        "CHECK(quantity > 0 AND quantity < 1e12)", "“Quantity” of a service is more than 0."
    )
    _times_possible = models.Constraint(
        "CHECK(times BETWEEN 1 AND 1000)", "“How Often” of a service runs from 1 to 1,000."
    )
    _amount_possible = models.Constraint(
        "CHECK(amount >= 0 AND amount < 1e12)",
        "“Estimated Cost of the Service” is an amount, and not negative.",
    )

    @api.depends("request_id.approval_state", "execution_ids.state")
    def _compute_is_used(self):
        for line in self:
            is_asked = line.request_id.approval_state in ("in_review", "approved")
            states = set(line.execution_ids.mapped("state"))
            line.is_used = is_asked and states != {"cancelled"}

    @api.depends(
        "content_id",
        "date_wanted",
        "times",
        "amount",
        "verdict_kept",
        "request_id.account_id",
        "request_id.approval_state",
    )
    @api.depends_context("uid", "lang")
    def _compute_verdict(self):
        self.verdict = self.reason = False
        # what was submitted reads as it was
        kept = self.filtered(
            lambda line: line.verdict_kept and line.request_id.approval_state != "draft"
        )
        for line in kept:
            line.verdict = line.verdict_kept
        asked = (self - kept).filtered(
            lambda line: (
                line.content_id
                and line.date_wanted
                and line.request_id.account_id
                and line.request_id.account_id.has_access("read")
            )
        )
        answers = asked._get_answers("reader")
        for (account, day), lines in asked.grouped(lambda line: line._get_occasion()).items():
            customer_class = account._get_service_classes(day)[account]
            for line in lines:
                answer = answers[line]
                line.verdict = answer.verdict
                line.reason = account._word_entitlement(answer, line.content_id, customer_class)

    def _get_answers(self, view, day=None):
        """Return what the customers are entitled to of the lines, each beside all others.

        :param str view: ``reader``, ``public`` or ``full``, see ``kam.account``
        :param date day: a day where the company works; by default the one that is wanted
        :return: dict line -> :class:`services.Answer`
        """
        answers = {}
        for (account, asked), lines in self.grouped(lambda line: line._get_occasion(day)).items():
            judge = account._prepare_judge(asked, view)
            used = account._get_service_used(asked.year, lines.content_id._origin)
            for line in lines:
                content, wanted = line.content_id._origin, line._get_wanted()
                # a line does not stand in its own way
                is_counted = line.is_used and line.date_wanted.year == asked.year
                beside = used[account.id, content.id] - (wanted if is_counted else 0)
                answers[line] = judge(account, content, beside, wanted)
        return answers

    def _get_occasion(self, day=None):
        """Return for which account and day the entitlement is asked."""
        self.ensure_one()
        return self.request_id.account_id._origin, day or self._get_day()

    def _get_day(self):
        """Return the day for which the customer's entitlement is asked."""
        self.ensure_one()
        return services.within(self.date_wanted)

    def _get_wanted(self):
        """Return how much of the allowance the line asks for, as Decimal."""
        self.ensure_one()
        number = self.amount if self.content_id.counted_by == "money" else self.times
        return Decimal(str(number or 0))

    def _get_quantity_text(self):
        """Return the quantity as people write it: without decimals that say nothing."""
        self.ensure_one()
        digits = 0 if self.quantity == int(self.quantity) else 2
        return formatLang(self.env, self.quantity, digits=digits)

    @api.constrains("date_wanted")
    def _check_date_wanted(self):
        for line in self:
            request = line.request_id
            last = fields.Date.add(request.date_requested, days=366)
            if not request.date_requested <= line.date_wanted <= last:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(content)s”: choose a day from the request on, within a "
                        "year.",
                        field=self._get_label("date_wanted"),
                        content=line.content_id.name,
                    )
                )
