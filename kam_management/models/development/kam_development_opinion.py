from odoo import api, fields, models

from ... import wording

STANCES = [
    ("favour", "In favour"),
    ("reserved", "With reservations"),
    ("against", "Against"),
]


class KamDevelopmentOpinion(models.Model):
    """What one participant of a method meeting thinks, before hearing the others (scheme, 4.2).

    Written once, and final. Until the round is over its author alone reads it: a record rule
    without a group, which holds for conveners, supervisors and administrators as well.
    """

    _name = "kam.development.opinion"
    _description = "Opinion on the Method"
    _inherit = ["kam.history.mixin"]
    _order = "meeting_id, id"
    _rec_name = "user_id"

    meeting_id = fields.Many2one(
        "kam.development.meeting",
        string="Method Meeting",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Opinion Of",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    written_by_id = fields.Many2one(
        "res.users",
        string="Written Down By",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="Whoever acted for the participant, or the participant.",
    )
    date = fields.Datetime(string="Written Down At", required=True, readonly=True)
    stance = fields.Selection(
        STANCES,
        string="Stance on the Development",
        required=True,
        readonly=True,
        help="Whether the customer should be developed now.",
    )
    with_seminar = fields.Boolean(string="Product seminar", readonly=True)
    with_material = fields.Boolean(string="Promotional material", readonly=True)
    other_method = fields.Char(string="Another method", readonly=True)
    methods_text = fields.Char(string="Proposed Methods", compute="_compute_methods_text")
    why = fields.Text(string="Why This Way", required=True, readonly=True)

    _participant_uniq = models.Constraint(
        "UNIQUE(meeting_id, user_id)", "This participant has written an opinion already."
    )

    @api.depends("user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for opinion in self:
            opinion.display_name = self.env._("Opinion of %s", opinion.user_id.name or "")

    @api.depends("with_seminar", "with_material", "other_method")
    @api.depends_context("lang")
    def _compute_methods_text(self):
        for opinion in self:
            opinion.methods_text = wording.listed(
                self.env,
                opinion.meeting_id._word_methods(
                    opinion.with_seminar, opinion.with_material, opinion.other_method
                ),
            )
