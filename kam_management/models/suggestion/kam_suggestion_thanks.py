from odoo import fields, models


class KamSuggestionThanks(models.Model):
    """Who was thanked by e-mail on which day: nobody twice, whoever takes suggestions at once."""

    _name = "kam.suggestion.thanks"
    _description = "Thanks for a Suggestion"
    _inherit = ["kam.root.company.mixin", "kam.protected.mixin"]
    _order = "id desc"

    _protected_fields = frozenset({"company_id", "suggestion_id", "email", "date", "mail_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    suggestion_id = fields.Many2one(
        "kam.suggestion", required=True, index=True, ondelete="restrict"
    )
    email = fields.Char(string="Sent To", required=True)
    date = fields.Date(required=True)
    mail_id = fields.Many2one("mail.mail", ondelete="set null", index="btree_not_null", copy=False)

    _once_a_day = models.UniqueIndex(
        "(company_id, email, date)", "Somebody with this address was thanked on that day."
    )
