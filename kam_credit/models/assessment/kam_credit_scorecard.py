from odoo import api, fields, models
from odoo.tools import LazyTranslate

from odoo.addons.kam_management import relations
from odoo.addons.kam_management.rules.route_table import Step
from odoo.addons.kam_management.wording import format_date

from ...rules.scoring import WEIGHT_SUM

_lt = LazyTranslate(__name__)


class KamCreditScorecard(models.Model):
    """The scorecard 信用评分标准: by which criteria customers are assessed, and what each counts
    (scheme, credit management, 4.3 and 6.1).

    Each revision is an edition of its own, valid from a day on. Approved editions stay as they are,
    because assessments rest on them.

    ``kam_credit_scorecard_default``: the criteria that a scorecard begins with.
    """

    _name = "kam.credit.scorecard"
    _description = "Credit Scorecard"
    _inherit = ["kam.credit.scheme.mixin"]
    _order = "valid_from desc, id desc"

    _form_prefix = "CSC/%(year)s/"
    _form_line_fields = ("criterion_ids",)
    _required_to_submit = ("valid_from",)
    _approval_route_name = _lt("Credit scorecard")
    _approval_route = (
        Step(
            "credit_approver",
            "headquarters",
            _lt("Review of the scorecard by headquarters"),
            days=5,
            opinion_required=True,
        ),
        Step(
            ("director", "vice_president", "general_manager"),
            "headquarters",
            _lt("Approval of the scorecard"),
            days=5,
        ),
    )

    valid_from = fields.Date(
        default=lambda self: self.env.company.root_id._kam_today(),
        index=True,
        help="From this day on new assessments go by this edition, once it is approved.",
    )
    statement_months = fields.Integer(
        string="Statements No Older Than (Months)",
        default=18,
        help="Ratios of a statement that ended longer ago count as unknown.",
    )
    is_annualised = fields.Boolean(
        string="Shorter Periods Annualised",
        help="Half-years and quarters count as if they were a year. Otherwise ratios are taken "
        "from statements of a year only.",
    )
    criterion_ids = relations.One2many(
        "kam.credit.scorecard.criterion", "scorecard_id", string="Scoring Criteria"
    )
    weight_sum = fields.Integer(
        string="Sum of Weights",
        compute="_compute_weight_sum",
        help="It has to be 100 before the scorecard is submitted.",
    )
    is_valid = fields.Boolean(
        string="In Force", compute="_compute_is_valid", help="New assessments go by this edition."
    )

    _statement_months_possible = models.Constraint(
        "CHECK(statement_months BETWEEN 1 AND 60)",
        "“Statements No Older Than (Months)” runs from 1 to 60.",
    )

    @api.depends("criterion_ids.weight")
    def _compute_weight_sum(self):
        for card in self:
            card.weight_sum = sum(card.criterion_ids.mapped("weight"))

    @api.depends("approval_state", "valid_from", "company_id")
    def _compute_is_valid(self):
        for company, cards in self.grouped("company_id").items():
            valid = self._find_valid(company) if company else self.browse()
            for card in cards:
                card.is_valid = card._origin == valid

    @api.depends("number", "revision_mark", "valid_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for card in self:
            if not card.number:
                card.display_name = self.env._("New scorecard")
                continue
            card.display_name = self.env._(
                "%(number)s, valid from %(day)s",
                number=" ".join(filter(None, (card.number, card.revision_mark))),
                day=format_date(self.env, card.valid_from) if card.valid_from else "—",
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Begin scorecards; without criteria they begin with the scheme's.

        :raise UserError: for a second scorecard of a company, which has one in several editions
        """
        cards = super().create(vals_list)
        for card, vals in zip(cards, vals_list, strict=True):
            if not card.edition_of_id:
                card._check_only_one()
                if "criterion_ids" not in vals and not card.criterion_ids:
                    card._propose_criteria()
        return cards

    @api.model
    def _find_valid(self, company, day=None):
        """Return the edition by which customers of a company are assessed, as superuser record.

        An edition that was replaced holds until the day from which the next one is valid.

        :param res.company company: a root
        :param date day: a day there; today by default
        """
        # sudo: who assesses a customer need not keep the scheme
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("approval_state", "=", "approved"),
                ("valid_from", "<=", day or company._kam_today()),
            ],
            order="valid_from desc, id desc",
            limit=1,
        )

    # ------------------------------------------------------------------
    # the form
    # ------------------------------------------------------------------

    @api.model
    def _get_missing_depends(self):
        """See the base method: also the levels of the criteria."""
        levels = "criterion_ids.level_ids"
        return super()._get_missing_depends() | {
            f"{levels}.points",
            f"{levels}.value_from",
            f"{levels}.text",
        }

    def _get_missing(self):
        """See the base method: weights make 100, and each criterion can be judged."""
        missing = super()._get_missing()
        if self.weight_sum != WEIGHT_SUM:
            missing.append(
                self.env._(
                    "The weights add up to %(sum)s: they have to make %(wanted)s.",
                    sum=self.weight_sum,
                    wanted=WEIGHT_SUM,
                )
            )
        for criterion in self.criterion_ids:
            missing += criterion._get_defects()
        return missing

    def _check_complete_as_entered(self):
        """See the base method: criteria are given to a scorecard that is stored."""

    def _get_content(self):
        """See the base method: the levels of the criteria count as content, too."""
        content = super()._get_content()
        for criterion in self.criterion_ids:
            for place, level in enumerate(criterion.level_ids):
                for name in ("points", "value_from", "text"):
                    content[f"criterion_ids.{criterion.id}.{place}.{name}"] = str(level[name] or "")
        return content

    def _copy_lines(self, edition, lines_field):
        """See the base method: criteria take their levels along, all in all languages."""
        super()._copy_lines(edition, lines_field)
        copies = edition[lines_field].sorted("id")
        for criterion, copy in zip(self[lines_field], copies, strict=True):
            criterion.copy_translations(copy)
            criterion._copy_levels(copy)

    def _check_unlink(self):
        """See the base method: criteria go with a draft of their own."""
        super()._check_unlink()
        # the database deletes them with it, and what looks after them has to know
        self.criterion_ids.unlink()
