from odoo import fields, models
from odoo.exceptions import UserError


class KamSealComparison(models.TransientModel):
    """Compares the digest on a print or in a mail with the seals of the system."""

    _name = "kam.seal.comparison"
    _description = "Compare a Seal"

    digest = fields.Char(help="As it stands on the print or in the mail; spaces do not matter.")
    seal_id = fields.Many2one("kam.seal", readonly=True, ondelete="cascade")
    verdict = fields.Char(readonly=True)
    faults = fields.Text(string="Found", readonly=True)

    def action_compare(self):
        """Say which seal has the digest, and whether everything up to it is as it was sealed.

        :return: an action that shows the dialog again, with the result
        :raise UserError: without a digest
        """
        self.ensure_one()
        digest = "".join((self.digest or "").split()).lower()
        if not digest:
            raise UserError(self.env._("“Digest” is empty: enter the one on the print."))
        seal = self.env["kam.seal"].search([("digest", "=", digest)], limit=1)
        faults = seal._find_faults() if seal else []
        if seal:
            verdict = seal._get_verdict(faults)
        else:
            verdict = self.env._(
                "No seal has this digest: either it was not copied whole, or the seals that are "
                "here now are not those that were printed."
            )
        self.write({"seal_id": seal.id, "verdict": verdict, "faults": "\n".join(faults)})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare a Seal"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
