from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ...rules import credit_documents as rules

_lt = LazyTranslate(__name__)

# what cannot change once there are documents of a kind
FIXED = ("basis", "is_identity", "is_single", "company_id")
# what makes a file complete or not
DECISIVE = {"active", "is_required"}

# what companies start with (scheme, credit management, 4.3)
DEFAULT_KINDS = (
    (
        _lt("Business licence"),
        {
            "basis": rules.EXPIRY,
            "is_required": True,
            "blocks_assessment": True,
            "blocks_orders": True,
        },
    ),
    (
        _lt("Identity document of the legal representative"),
        {
            "basis": rules.EXPIRY,
            "is_identity": True,
            "is_required": True,
            "blocks_assessment": True,
        },
    ),
    (
        _lt("Financial statements of last year end"),
        {
            "basis": rules.YEAR,
            "is_required": True,
            "blocks_assessment": True,
            "blocks_orders": True,
        },
    ),
    (
        _lt("Financial statements of last quarter end"),
        {"basis": rules.QUARTER, "is_required": True, "blocks_assessment": True},
    ),
    (_lt("Other document"), {"basis": rules.EXPIRY, "is_single": False}),
)


class KamCreditDocumentKind(models.Model):
    """A kind of document that is collected of customers (scheme, credit management, 4.3)."""

    _name = "kam.credit.document.kind"
    _description = "Kind of Credit Document"
    _inherit = ["kam.exact.name.mixin", "kam.company.default.mixin"]
    _order = "company_id, sequence, id"
    _default_texts = ("name",)

    name = fields.Char(string="Kind", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )
    basis = fields.Selection(
        [
            (rules.EXPIRY, "Until it expires"),
            (rules.YEAR, "Of the latest year"),
            (rules.QUARTER, "Of the latest quarter"),
        ],
        string="Good For",
        required=True,
        default=rules.EXPIRY,
        help="A document expires on the day that it names, if any. Statements are owed again after "
        "each year or quarter, see the settings.",
    )
    is_identity = fields.Boolean(
        string="Identity Document",
        help="Its copy is stored beside the record: no export, search or link reaches it, and each "
        "opening is logged.",
    )
    is_single = fields.Boolean(
        string="One at a Time",
        default=True,
        help="The document that was verified last, or of the latest period, is the one that "
        "counts. Otherwise several stand beside each other.",
    )
    is_required = fields.Boolean(string="Required", help="A file is incomplete without it.")
    blocks_assessment = fields.Boolean(
        string="Blocks the Score Sheet", help="No score sheet is submitted without it."
    )
    blocks_orders = fields.Boolean(
        help="Where orders are checked, an order is held when it is missing or out of date.",
    )

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: the documents of the scheme."""
        return [
            {**vals, "name": self.env._(name), "sequence": sequence}
            for sequence, (name, vals) in enumerate(DEFAULT_KINDS, 1)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        """Make kinds; files may lack what they ask for."""
        kinds = super().create(vals_list)
        kinds._note_complete_files()
        return kinds

    def write(self, vals):
        """Change kinds.

        :raise UserError: for what documents of the kind rest on
        """
        self._check_fixed(vals)
        result = super().write(vals)
        if DECISIVE & vals.keys():
            self._note_complete_files()
        return result

    def unlink(self):
        """Delete kinds of which there is no document; files may be complete without them."""
        profiles = self.env["kam.credit.profile"]
        companies = self.company_id
        result = super().unlink()
        profiles._note_complete_files(companies)
        return result

    def _note_complete_files(self):
        self.env["kam.credit.profile"]._note_complete_files(self.company_id)

    def _check_fixed(self, vals):
        for kind in self:
            changed = [name for name in FIXED if name in vals and kind._is_other(name, vals[name])]
            if not changed:
                continue
            # sudo: documents of the kind count, whoever may see them
            documents = self.env["kam.credit.document"].sudo()
            if documents.search_count([("kind_id", "=", kind.id)], limit=1):
                raise UserError(
                    self.env._(
                        "“%(field)s” of “%(kind)s” cannot be changed: there are documents of this "
                        "kind. Archive it, and make another kind.",
                        field=self._fields[changed[0]]._description_string(self.env),
                        kind=kind.name,
                    )
                )

    def _is_other(self, name, value):
        return self._fields[name].convert_to_write(self[name], self) != value

    def _get_period(self):
        """Return the kind of period of statements, a false value for what expires."""
        self.ensure_one()
        return self.basis != rules.EXPIRY and self.basis
