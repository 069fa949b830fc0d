from functools import partial
from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.kam_management import wording

from .kam_credit_hold import CHANGE, GROWN, HORIZON


class Row(NamedTuple):
    """A line of a document that is held; ``currency`` is that of ``price`` and ``total``, which is
    with tax, and after ``discount``, in per cent. ``delivered`` is None where nothing is
    delivered."""

    name: str
    quantity: float
    delivered: float | None
    unit: str
    price: float
    discount: float
    total: float
    currency: models.BaseModel


class KamCreditHold(models.Model):
    """What is in the documents that are held, for whoever decides on them."""

    _inherit = "kam.credit.hold"

    content = fields.Html(
        string="Lines of the Document",
        compute="_compute_content",
        sanitize=False,
        help="The lines of the order or invoice as they are now.",
    )

    @api.depends_context("lang")
    def _compute_content(self):
        for hold in self:
            # sudo: who reads why a document is held reads what is in it: what, how many, at which
            # price. Nothing else of the document is shown, and nothing of what it costs us.
            document = hold.sudo()._get_document()
            rows = document._get_credit_rows() if document else []
            hold.content = bool(rows) and self.env["ir.qweb"]._render(
                "kam_credit.credit_hold_content",
                {
                    "rows": rows,
                    "total": sum(row.total for row in rows),
                    "currency": rows[0].currency,
                    "is_delivered": hold.kind in (GROWN, HORIZON)
                    or any(row.delivered for row in rows),
                    "is_discounted": any(row.discount for row in rows),
                    "percent": partial(wording.percentage, self.env, digits=2),
                    "note": hold._word_change(),
                },
            )

    def _word_change(self):
        """Return what a change would let the order be worth; an empty text for other holds.

        Of the change itself no more is kept.
        """
        self.ensure_one()
        if self.kind != CHANGE:
            return ""
        return self.env._(
            "As the order is now; with the change that is asked for it would be worth %s.",
            self.currency_id.format(self.value),
        )
