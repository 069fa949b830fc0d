from odoo import api, models

from ... import wording
from ...wording import format_date


class KamSuggestionSummary(models.Model):
    """The matrix of a summary: a row for each suggestion, a column for each department.

    Screen, print and workbook show the same cells. What a department has not sent yet stands
    nowhere; silence is told as silence.
    """

    _inherit = "kam.suggestion.summary"

    @api.depends(
        "approval_state",
        "approval_round",
        "line_ids.department_ids",
        "opinion_ids.line_ids.opinion",
        "review_ids.state",
        "review_ids.date_due",
    )
    @api.depends_context("lang", "uid")
    def _compute_matrix(self):
        for summary in self:
            departments, cells = summary._origin._get_matrix()
            summary.matrix = {
                "departments": [
                    {"id": department.id, "name": department.name} for department in departments
                ],
                "rows": {
                    str(line.id): {
                        str(department.id): summary._word_cell(cell)
                        for department, cell in by_department.items()
                    }
                    for line, by_department in cells.items()
                },
                "writable": summary._get_my_columns(),
            }

    def _get_my_columns(self):
        """Return the names of the fields of lines that the user fills in now."""
        # sudo: the steps that are pending decide, whoever may read them; asked of the stored form,
        # also while its lines are entered
        mine = self._origin.sudo().all_review_ids.filtered(
            lambda review: review._is_waiting_for(self.env.user)
        )
        return sorted(
            {name.partition(".")[2] for review in mine for name in review._get_writable()} - {""}
        )

    def _get_matrix(self):
        """Return what each department says of each suggestion in the last round.

        :return: the departments, in the order of their names, and a dict line of the summary ->
            dict department -> dict of ``standing`` (planned, asked, late, answered, silent or
            ended), ``feasibility``, ``opinion``, ``owner``, ``date``, ``review``; departments that
            are not asked are left out
        """
        # sudo: what departments say is part of the summary, for everybody who may read that
        own = self.sudo()
        reviews = own._get_round_reviews().filtered("department_id")
        sheets = own.opinion_ids.filtered(lambda opinion: opinion.review_id in reviews)
        said = {
            (line.summary_line_id, line.opinion_id.department_id): line for line in sheets.line_ids
        }
        of_department = {review.department_id: review for review in reviews}
        today = own.company_id._kam_today() if own else None
        nothing = own.env["kam.suggestion.opinion.line"]
        cells = {
            line: {
                department: own._prepare_cell(
                    of_department.get(department, reviews.browse()),
                    said.get((line, department), nothing),
                    today,
                )
                for department in line.department_ids.sorted("name")
            }
            for line in own.line_ids
        }
        return own.line_ids.department_ids.sorted("name"), cells

    @api.model
    def _prepare_cell(self, review, said, today):
        """Return one cell, see :meth:`_get_matrix`.

        :param review: the step of the department; none before it is asked
        :param said: the line of its sheet
        :param date today: the day it is where the company works
        """
        standing = {
            "answered": "answered",
            "lapsed": "silent",
            "pending": "asked",
            "waiting": "asked",
        }.get(review.state, "ended")
        if not review or not said:
            standing = "planned"
        elif standing == "asked" and review.date_due and review.date_due < today:
            standing = "late"
        is_told = standing == "answered"
        return {
            "standing": standing,
            "review": review,
            "feasibility": is_told and said.feasibility,
            "opinion": is_told and said.opinion,
            "owner": is_told and said.owner_id.name,
            "date": is_told and said.date_possible,
        }

    @api.model
    def _word_cell(self, cell):
        """Return a cell as it is read: dict of ``standing``, ``label`` and texts.

        :param dict cell: see :meth:`_get_matrix`
        """
        review = cell["review"]
        due = format_date(self.env, review.date_due) if review.date_due else ""
        feasibilities = dict(
            self.env["kam.suggestion.opinion.line"]
            ._fields["feasibility"]
            ._description_selection(self.env)
        )
        labels = {
            "planned": self.env._("To be asked"),
            "asked": self.env._("Asked, until %s", due),
            "late": self.env._("Late, asked until %s", due),
            "silent": self.env._("No answer by %s", due),
            "ended": self.env._("Not answered: the round ended"),
        }
        standing = cell["standing"]
        return {
            "standing": standing,
            "label": feasibilities.get(cell["feasibility"]) or labels.get(standing, ""),
            "feasibility": cell["feasibility"],
            "opinion": cell["opinion"] or "",
            "owner": cell["owner"] or "",
            "date": format_date(self.env, cell["date"]) if cell["date"] else "",
        }

    @api.model
    def _join_cell(self, cell):
        """Return a cell as one text, for print and workbook."""
        worded = self._word_cell(cell)
        owner = worded["owner"]
        if worded["date"]:
            owner = wording.phrased(
                self.env, filter(None, (owner, self.env._("by %s", worded["date"])))
            )
        text = worded["label"]
        if worded["opinion"]:
            text = wording.labelled(self.env, text, worded["opinion"])
        return wording.noted(self.env, text, owner) if owner else text

    @api.model
    def _list_opinions(self, cells):
        """Return what departments say of one suggestion, a text each.

        :param dict cells: department -> cell, see :meth:`_get_matrix`
        """
        return [
            wording.labelled(self.env, department.name, self._join_cell(cell))
            for department, cell in cells.items()
        ]

    def _get_departments_asked(self):
        """Return who was sent the summary, for its end: a row for each department.

        :return: list of dicts of ``name``, ``outcome``, ``who`` and ``day``
        """
        # sudo: see _get_matrix
        own = self.sudo()
        reviews = own._get_round_reviews().filtered("department_id")
        return [
            {
                "name": review.department_id.name,
                "outcome": review.outcome,
                "who": review.decided_by_id.name or "",
                "day": own.company_id._kam_day_of(review.date_decided)
                if review.decided_by_id
                else False,
            }
            for review in reviews.sorted(lambda review: review.department_id.name)
        ]

    @api.depends("matrix", "line_ids.decision")
    @api.depends_context("uid")
    def _compute_can_decide_rest(self):
        for summary in self:
            is_open = any(not line.decision for line in summary.line_ids)
            summary.can_decide_rest = is_open and "decision" in summary._get_my_columns()
