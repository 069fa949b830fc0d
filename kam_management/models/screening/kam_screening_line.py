from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import wording
from ...rules import risk, texts
from .kam_risk_indicator import HEADINGS

# What the reviewer whose turn it is fills, and nobody else.
REVIEW_FIELDS = frozenset({"review_score", "review_note"})
# What a line takes from its indicator, and keeps.
FROZEN_FIELDS = ("indicator_id", "sequence", "heading", "weight", "texts")


class KamScreeningLine(models.Model):
    """One indicator of the risk analysis: its score, and what the score rests on.

    Name, weight and anchors are copied from the template in all languages: an analysis prints the
    same after the template has changed.
    """

    _name = "kam.screening.line"
    _description = "Risk Indicator of a Screening"
    _inherit = ["kam.approval.line.mixin"]
    _order = "screening_id, sequence, id"
    _rec_name = "name"
    # the text of a line is worded when it is read, and no column
    _rec_names_search = ["indicator_id"]

    _approval_form_field = "screening_id"
    _approval_lines_field = "line_ids"
    _protected_fields = frozenset({*FROZEN_FIELDS, "screening_id", "company_id", "final_score"})

    screening_id = fields.Many2one(
        "kam.screening", required=True, index=True, ondelete="cascade", copy=False
    )
    company_id = fields.Many2one(related="screening_id.company_id", store=True, index=True)
    indicator_id = fields.Many2one(
        "kam.risk.indicator",
        string="Indicator of the Template",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    sequence = fields.Integer(copy=False)
    heading = fields.Selection(HEADINGS, required=True, copy=False)
    weight = fields.Integer(required=True, copy=False, aggregator=None)
    texts = fields.Json(copy=False, help="Name, description and anchors in all languages.")
    name = fields.Text(string="Indicator", compute="_compute_texts")
    description = fields.Text(string="What to Look At", compute="_compute_texts")
    anchors = fields.Json(
        compute="_compute_texts", help="What each score means, in the language of the reader."
    )
    score = fields.Integer(
        aggregator=None,
        help="From 1, the lowest risk, to 5, the highest; 0 as long as it is not given.",
    )
    score_text = fields.Char(
        string="This Means", compute="_compute_score_text", help="The anchor of the score."
    )
    reason = fields.Text(help="Why this score. Needed at 1 and 5, unless there is evidence.")
    evidence = fields.Char(help="Where it is to be found: a link, a paper, a page.")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        relation="kam_screening_line_attachment_rel",
        column1="line_id",
        column2="attachment_id",
        string="Files",
        help="Evidence. It is locked and filed with the form.",
        copy=False,
        bypass_search_access=True,
    )
    file_count = fields.Integer(string="Number of Files", compute="_compute_file_count")
    is_ground_missing = fields.Boolean(
        string="Reason Is Missing",
        compute="_compute_is_ground_missing",
        help="A score that nobody gives without reason or evidence.",
    )
    review_score = fields.Integer(
        aggregator=None, help="Another score by the reviewer; 0 leaves the score as it is."
    )
    review_note = fields.Text(help="Why the reviewer gives another score.")
    is_score_changed = fields.Boolean(
        string="Changed in Review", compute="_compute_is_score_changed"
    )
    form_state = fields.Selection(related="screening_id.approval_state", string="Form Is")
    can_review = fields.Boolean(
        related="screening_id.can_review_lines", string="Another Score by Me"
    )
    final_score = fields.Integer(
        compute="_compute_final_score",
        store=True,
        aggregator=None,
        help="The score that counts: the reviewer's, where there is one.",
    )

    _score_possible = models.Constraint(
        "CHECK(score BETWEEN 0 AND 5)", "“Score” runs from 1 to 5; 0 as long as none is given."
    )
    _review_score_possible = models.Constraint(
        "CHECK(review_score BETWEEN 0 AND 5)", "“Review Score” runs from 1 to 5; 0 for none."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("Indicators come from the risk template: enter score and reason.")

    def _check_write(self, vals):
        """Leave the other score to the reviewer, who gives it in review.

        :raise UserError: for the reviewer's fields at any other time
        """
        if REVIEW_FIELDS & vals.keys():
            self._check_reviewed(vals)
        super()._check_write(vals)

    def _check_reviewed(self, vals):
        for line in self:
            changed = {
                name
                for name in REVIEW_FIELDS & vals.keys()
                if (line[name] or False) != (vals[name] or False)
            }
            if changed and line.screening_id.approval_state == "draft":
                raise UserError(
                    self.env._(
                        "“%(field)s” of “%(indicator)s” is given by the reviewer while the form "
                        "is in review. Enter your own score as “%(score)s”.",
                        field=self._fields[min(changed)]._description_string(self.env),
                        indicator=line.name,
                        score=self._fields["score"]._description_string(self.env),
                    )
                )

    @api.depends("texts")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            texts = line.texts or {}
            line.name = wording.kept(self.env, texts.get("name"))
            line.description = wording.kept(self.env, texts.get("description"))
            line.anchors = {
                score: wording.kept(self.env, text)
                for score, text in texts.get("anchors", {}).items()
            }

    @api.depends("anchors", "score")
    @api.depends_context("lang")
    def _compute_score_text(self):
        for line in self:
            line.score_text = line._get_anchor(line.score)

    def _get_anchor(self, score):
        """Return what a score means, or an empty text."""
        self.ensure_one()
        return (self.anchors or {}).get(str(score), "")

    def _get_evidence_names(self):
        """Return the names of the files that the score rests on, for the print."""
        self.ensure_one()
        # sudo: the form names its evidence, whoever prints it
        return self.sudo().attachment_ids.mapped("name")

    @api.depends("attachment_ids")
    def _compute_file_count(self):
        for line in self:
            # sudo: how many there are tells nothing of what they say
            line.file_count = len(line.sudo().attachment_ids)

    @api.depends("score", "reason", "evidence", "attachment_ids")
    def _compute_is_ground_missing(self):
        for line in self:
            line.is_ground_missing = line._is_extreme_without_ground()

    @api.depends("score", "review_score")
    def _compute_final_score(self):
        for line in self:
            line.final_score = line.review_score or line.score

    @api.depends("score", "review_score")
    def _compute_is_score_changed(self):
        for line in self:
            line.is_score_changed = bool(line.review_score) and line.review_score != line.score

    @api.constrains("score", "review_score", "review_note")
    def _check_scores(self):
        for line in self:
            for name in ("score", "review_score"):
                if not 0 <= line[name] <= risk.HIGHEST:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of “%(indicator)s” is %(value)s: enter a whole number "
                            "from %(lowest)s to %(highest)s.",
                            field=self._fields[name]._description_string(self.env),
                            indicator=line.name,
                            value=line[name],
                            lowest=risk.LOWEST,
                            highest=risk.HIGHEST,
                        )
                    )
            if line.is_score_changed and not texts.trimmed(line.review_note):
                raise ValidationError(
                    self.env._(
                        "“Review Note” of “%(indicator)s” is empty: say why you give %(review)s "
                        "instead of %(score)s.",
                        indicator=line.name,
                        review=line.review_score,
                        score=line.score,
                    )
                )

    @api.constrains("attachment_ids")
    def _check_attachments(self):
        for line in self:
            # sudo: whose the documents are counts, whoever may read them
            for document in line.attachment_ids.sudo():
                if document.res_model != self._name or document.res_id != line.id:
                    raise ValidationError(
                        self.env._(
                            "“%(document)s” belongs to something else and is no evidence of "
                            "“%(indicator)s”: upload it here.",
                            document=document.name,
                            indicator=line.name,
                        )
                    )

    def _check_unlink(self):
        """Keep indicators: only the screening takes others.

        :raise UserError: naming the indicator
        """
        super()._check_unlink()
        raise UserError(
            self.env._(
                "“%(indicator)s” belongs to the analysis and cannot be deleted: the total would be "
                "one of other indicators.",
                indicator=self[:1].name,
            )
        )

    def _is_extreme_without_ground(self):
        """Tell whether the score is one that nobody gives without reason or evidence."""
        self.ensure_one()
        return self.score in risk.EXTREMES and not (
            texts.trimmed(self.reason) or texts.trimmed(self.evidence) or self.attachment_ids
        )
