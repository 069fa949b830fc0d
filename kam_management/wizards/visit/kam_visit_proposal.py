from odoo import api, fields, models

from ... import relations


class KamVisitProposal(models.TransientModel):
    """Moments at which a visit could be made, to choose from (scheme, one.2, 2)."""

    _name = "kam.visit.proposal"
    _description = "Proposed Moments of a Visit"

    visit_id = fields.Many2one("kam.visit", required=True, readonly=True, ondelete="cascade")
    line_ids = relations.One2many(
        "kam.visit.proposal.line", "proposal_id", string="Proposed Moments", readonly=True
    )

    @api.model
    def _open(self, visit):
        """Return the action that opens the proposals for a visit."""
        proposal = self.create({"visit_id": visit.id})
        # sudo: what is proposed is calculated, and nobody's to write
        self.env["kam.visit.proposal.line"].sudo().create(
            [{"proposal_id": proposal.id, **vals} for vals in visit.propose_moments()]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a Moment"),
            "res_model": self._name,
            "res_id": proposal.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
