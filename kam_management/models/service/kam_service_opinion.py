from odoo import api, fields, models


class KamServiceOpinion(models.Model):
    """What a guest of a service event said, in their words, that went on as a suggestion.

    Scheme, service, four.1 and four.3. A guest may say several things: each goes on by itself.
    Written by the guest alone, see ``kam_service_guest_process``.
    """

    _name = "kam.service.opinion"
    _description = "Opinion of a Guest"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]
    _order = "id desc"
    _rec_name = "text"

    guest_id = fields.Many2one(
        "kam.service.guest", required=True, readonly=True, index=True, ondelete="restrict"
    )
    account_id = fields.Many2one(related="guest_id.account_id", store=True, index=True)
    company_id = fields.Many2one(related="guest_id.company_id", store=True, index=True)
    text = fields.Text(string="What the Guest Said", required=True, readonly=True)
    suggestion_outcome = fields.Char(
        string="What Became of the Opinion", compute="_compute_suggestion_outcome"
    )

    @api.model
    def _get_protected_fields(self):
        """See the base method: everything that is stored."""
        return self._get_stored_fields()

    @api.model
    def _get_protected_remedy(self):
        return self.env._("“Make a Suggestion” of the guest writes it down.")

    @api.depends("guest_id")
    @api.depends_context("uid", "lang")
    def _compute_suggestion_outcome(self):
        worded = self.env["kam.account"]._word_suggestions(self._origin)
        for opinion in self:
            opinion.suggestion_outcome = worded.get(opinion._origin, False)

    @api.model
    def _complete_create(self, vals_list):
        """Refuse: an opinion follows from what was heard of a guest.

        :raise UserError: unless there is nothing to add
        """
        if vals_list:
            self._refuse_protected("text")
        return super()._complete_create(vals_list)

    def _check_unlink(self):
        """See the base method: what went on as a suggestion stays.

        :raise UserError: unless there is nothing to delete
        """
        super()._check_unlink()
        if self:
            self._refuse_protected("text")
