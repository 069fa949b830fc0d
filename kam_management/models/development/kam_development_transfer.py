from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import wording

# what a scheme says of a competitor, and where in the account's file that belongs
COMPETITOR_PLACES = ("strengths", "weaknesses")
PREFIX = "competitor_"


class KamDevelopmentTransfer(models.Model):
    """What a development that was won brings into the account's file (development scheme, 7.1).

    Proposed in the draft, where it is corrected or left out; written when the record is approved.
    """

    _name = "kam.development.transfer"
    _description = "What Is Taken into the Account's File"
    _inherit = ["kam.approval.line.mixin"]
    _order = "record_id, id"
    _rec_name = "place"

    _approval_form_field = "record_id"
    _approval_lines_field = "transfer_ids"
    _protected_fields = frozenset({"record_id", "company_id", "text_before", "date_taken"})
    _protected_except_on_create = frozenset({"record_id"})

    record_id = fields.Many2one(
        "kam.development.record", required=True, index=True, ondelete="cascade", copy=False
    )
    account_id = fields.Many2one(related="record_id.account_id", string="Developed Account")
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    place = fields.Selection(
        selection=lambda self: self._get_places(), string="Place in the File", required=True
    )
    competitor_id = fields.Many2one(
        "kam.competitor",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('account_id', '=', account_id)]",
        help="Whose strengths or weaknesses they are.",
    )
    text_before = fields.Text(string="What Was There Before", copy=False)
    new_text = fields.Text(
        string="Text for the File", help="As it shall stand in the account's file."
    )
    is_taken = fields.Boolean(string="Take Over", default=True)
    date_taken = fields.Datetime(string="Taken Over On", copy=False)

    _place_uniq = models.UniqueIndex(
        "(record_id, place, coalesce(competitor_id, 0))",
        "This place in the file stands in the list already: complete that line.",
    )

    @api.model
    def _get_places(self):
        """Return the places that take a text: pairs of code and label."""
        competitor = self.env["kam.competitor"]._fields
        of_competitors = [
            (
                f"{PREFIX}{name}",
                wording.labelled(
                    self.env,
                    self.env._("Competitor"),
                    competitor[name]._description_string(self.env),
                ),
            )
            for name in COMPETITOR_PLACES
        ]
        return [*self.env["kam.account"]._get_text_places(), *of_competitors]

    def _is_of_competitor(self):
        return (self.place or "").startswith(PREFIX)

    @api.constrains("place", "competitor_id", "record_id")
    def _check_competitor(self):
        for line in self:
            # sudo: whose competitor it is counts, whether or not the user may read it
            competitor = line.sudo().competitor_id
            is_own = competitor.account_id == line.account_id
            if (line._is_of_competitor() and not is_own) or (
                competitor and not line._is_of_competitor()
            ):
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose a competitor from the file of %(customer)s for what "
                        "is said of competitors, and none for the rest.",
                        field=self._fields["competitor_id"]._description_string(self.env),
                        customer=line.record_id.partner_id.name,
                    )
                )

    def _get_target(self):
        """Return the record of the file that the text belongs to, and the name of its field."""
        self.ensure_one()
        if self._is_of_competitor():
            return self.competitor_id, self.place.removeprefix(PREFIX)
        return self.account_id, self.place
