from odoo import api, fields, models
from odoo.exceptions import ValidationError

# what is taken from the account's file
COMPARED = ("product", "technology", "service", "resources", "strengths", "weaknesses")


class KamDevelopmentCompetitor(models.Model):
    """How we stand against one competitor at the customer (development scheme, 2.5).

    What is known of the competitor stands in the account's file; the edition keeps it as it was.
    """

    _name = "kam.development.competitor"
    _description = "Comparison with a Competitor"
    _inherit = ["kam.approval.line.mixin"]
    _order = "development_id, id"
    _rec_name = "competitor_id"

    _approval_form_field = "development_id"
    _approval_lines_field = "competitor_ids"
    _protected_fields = frozenset({"development_id", "company_id", "comparison"})
    _protected_except_on_create = frozenset({"development_id"})

    development_id = fields.Many2one(
        "kam.development", required=True, index=True, ondelete="cascade", copy=False
    )
    account_id = fields.Many2one(related="development_id.account_id", string="Developed Account")
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    competitor_id = fields.Many2one(
        "kam.competitor",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
    )
    comparison = fields.Json(copy=False, help="What was known of it when the scheme was submitted.")
    own_strengths = fields.Text(string="Our Strengths Against It")
    own_weaknesses = fields.Text(string="Our Weaknesses Against It")
    risk = fields.Text(string="Risk from It")
    answer = fields.Text(string="Our Answer to It")

    _competitor_uniq = models.Constraint(
        "UNIQUE(development_id, competitor_id)",
        "This competitor is compared already: complete that line.",
    )

    @api.constrains("competitor_id", "development_id")
    def _check_account(self):
        for line in self:
            # sudo: whose competitor it is counts, whether or not the user may read it
            if line.sudo().competitor_id.account_id != line.development_id.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose a competitor from the file of %(customer)s.",
                        field=self._fields["competitor_id"]._description_string(self.env),
                        customer=line.development_id.partner_id.name,
                    )
                )

    def _keep_comparison(self):
        """Keep what the account's file says of the competitors now."""
        for line in self:
            line._protected_write({"comparison": line._prepare_comparison()})

    def _prepare_comparison(self):
        # sudo: what is filed is complete, whoever submits
        competitor = self.sudo().competitor_id
        return {
            "name": competitor.display_name,
            "threat": competitor.threat,
            "share": competitor.share,
            **{name: competitor[name] or None for name in COMPARED},
        }

    def _get_comparison(self):
        """Return what the scheme shows of the competitor: as it is known, or as it was kept.

        A scheme that came back to be corrected shows what is known now.
        """
        self.ensure_one()
        is_draft = self.development_id.approval_state == "draft"
        return (not is_draft and self.comparison) or self._prepare_comparison()
