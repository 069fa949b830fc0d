from odoo import api, fields, models
from odoo.tools import SQL

from .kam_visit_type_item import ITEM_KINDS


class KamVisitItem(models.Model):
    """One thing to prepare for a visit, and whether it is.

    What comes from the type of the visit is read in the language of the reader, what somebody
    writes as it was written.
    """

    _name = "kam.visit.item"
    _description = "Preparation of a Visit"
    _inherit = ["kam.company.default.mixin", "kam.protected.mixin"]
    _order = "visit_id, sequence, id"

    # they come with the visit, as what its type has: translated with it
    _default_texts = ("name",)
    _gives_records = False

    _protected_fields = frozenset({"visit_id", "company_id"})
    _protected_except_on_create = frozenset({"visit_id"})

    visit_id = fields.Many2one("kam.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(ITEM_KINDS, string="Preparation", required=True, default="material")
    name = fields.Char(string="What to Prepare", required=True, translate=True)
    is_ready = fields.Boolean(string="Ready")
    note = fields.Char(string="Remark")

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: what is prepared is said before the visit.

        :raise UserError: naming the visit
        """
        vals_list = super()._complete_create(vals_list)
        self.env["kam.visit"].browse(
            {vals.get("visit_id") or 0 for vals in vals_list} - {0}
        )._check_ahead()
        return vals_list

    def _check_write(self, vals):
        """See the base method, and :meth:`_complete_create`."""
        super()._check_write(vals)
        self.visit_id._check_ahead()

    def write(self, vals):
        """Change lines: what somebody writes instead holds in all languages.

        :raise UserError: naming the visit, once it has begun
        """
        result = super().write(vals)
        if "name" in vals:
            languages = {code for code, _name in self.env["res.lang"].get_installed()}
            for code in languages - {self.env.lang or "en_US"}:
                super(KamVisitItem, self.with_context(lang=code)).write({"name": vals["name"]})
        return result

    def _take_names(self, items):
        """Take over the names of items of a type, in all languages.

        :param list items: one ``kam.visit.type.item`` for each of these lines, in their order
        """
        if not self:
            return
        self.flush_recordset(["name"])
        items[0].concat(*items).flush_recordset(["name"])
        ids = [item.id for item in items]
        pairs = [SQL("(%s, %s)", *pair) for pair in zip(self.ids, ids, strict=True)]
        # at once: the checklists of many visits come along
        self.env.cr.execute(
            SQL(
                """
                UPDATE kam_visit_item AS line
                   SET name = item.name
                  FROM (VALUES %s) AS pair (line_id, item_id)
                  JOIN kam_visit_type_item AS item ON item.id = pair.item_id
                 WHERE line.id = pair.line_id
                """,
                SQL(", ").join(pairs),
            )
        )
        self.invalidate_recordset(["name"])

    def _check_unlink(self):
        """See the base method, and :meth:`_complete_create`."""
        super()._check_unlink()
        self.visit_id._check_ahead()
