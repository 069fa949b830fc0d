from odoo import api, models
from odoo.fields import Command


class KamDemo(models.AbstractModel):
    """Screenings, one at each stage."""

    _inherit = "kam.demo"

    @api.model
    def _begin_screening(self, partner, vals):
        """Begin a screening, as the user who screens the customer.

        :param res.partner partner: the customer
        :param dict vals: what else is known
        """
        customer_class = self.env["kam.customer.class"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        return self.env["kam.screening"].create(
            {"partner_id": partner.id, "class_id": customer_class.id, **vals}
        )

    @api.model
    def _propose_candidate(self, partner, unit, sales_amount, sales_before, late_share):
        """Propose a candidate by its figures, as the job does."""
        self.env["kam.screening"]._propose(
            [
                {
                    "partner_id": partner.id,
                    "company_id": unit.company_id.id,
                    "unit_id": unit.id,
                    "origin": "job",
                    "sales_amount": sales_amount,
                    "sales_before": sales_before,
                    "growth": sales_amount / sales_before - 1,
                    "has_growth": True,
                    "late_share": late_share,
                    "has_late_share": True,
                }
            ]
        )

    @api.model
    def _analyse_screening(self, partner, needs, scores, vals):
        """Begin the analysis of a screening and fill it in.

        :param res.partner partner: the customer
        :param list needs: per need its text, importance, and required and own resources
        :param list scores: ``(score, reason)`` per risk indicator, as far as they are known
        :param dict vals: what else is known
        """
        screening = self._find_screening(partner)
        screening.action_start()
        names = self.env["kam.screening.need"]._get_matrix_fields()
        screening.write(
            {
                "need_ids": [
                    Command.create(
                        {
                            "name": name,
                            "importance": importance,
                            **dict(zip(names, matrix, strict=True)),
                            **more,
                        }
                    )
                    for name, importance, matrix, more in needs
                ],
                "line_ids": [
                    Command.update(line.id, {"score": score, "reason": reason})
                    for line, (score, reason) in zip(screening.line_ids, scores, strict=False)
                ],
                **vals,
            }
        )

    @api.model
    def _attach_to_screening(self, partner, name, text):
        """Attach a paper to the screening of a customer."""
        self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": text.encode(),
                "res_model": "kam.screening",
                "res_id": self._find_screening(partner).id,
            }
        )

    @api.model
    def _submit_screening(self, partner):
        """Submit the screening of a customer."""
        self._find_screening(partner).action_submit()

    @api.model
    def _give_up_screening(self, partner):
        """Give the screening of a customer up."""
        self._find_screening(partner).action_give_up()

    @api.model
    def _review_score(self, partner, index, score, note):
        """Give another score to a risk indicator, as the reviewer."""
        line = self._find_screening(partner).line_ids[index]
        line.write({"review_score": score, "review_note": note})

    @api.model
    def _decide_screening(self, partner, decision, opinion):
        """Decide what waits for the user.

        :param str decision: approve, return or reject
        """
        screening = self._find_screening(partner)
        review = screening.review_ids.filtered("is_mine")
        getattr(review, f"action_{decision}")(opinion)

    @api.model
    def _find_screening(self, partner):
        return self.env["kam.screening"].search([("partner_id", "=", partner.id)], limit=1)
