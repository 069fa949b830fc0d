from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ... import relations
from ...models.organisation.kam_root_company_mixin import COLLEAGUES
from ...queries.candidates import Filters

# how many candidates one search shows, the best ones
SHOWN = 500


class KamCandidateSearch(models.TransientModel):
    """Finds customers that might become key accounts by their invoices (scheme, one.1)."""

    _name = "kam.candidate.search"
    _description = "Find Candidates"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company.root_id
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    class_id = fields.Many2one(
        comodel_name="kam.customer.class",
        string="Class at Least",
        check_company=True,
        ondelete="cascade",
        compute="_compute_class_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Customers whose figures meet the standard of this class or of a better one. Empty: "
        "also customers without class.",
    )
    amount_min = fields.Monetary(
        string="Net Sales From",
        help="Net sales of the last twelve months: posted customer invoices less credit notes, "
        "without tax, in company currency.",
    )
    has_growth_min = fields.Boolean(string="With Growth")
    growth_min = fields.Float(
        string="Growth From",
        digits=(9, 4),
        help="Growth of net sales against the twelve months before. A customer who bought nothing "
        "then has none and is not found.",
    )
    has_late_share_max = fields.Boolean(string="With Punctual Payment")
    late_share_max = fields.Float(
        string="Late Share up to",
        digits=(5, 4),
        default=0.25,
        help="Share, by amount, of what fell due in the last twelve months and was paid late or is "
        "overdue. A hint for choosing; credit has its own, exact fulfilment rate.",
    )
    country_ids = fields.Many2many(comodel_name="res.country", string="Countries")
    product_category_ids = fields.Many2many(
        comodel_name="product.category",
        string="Bought Products Of",
        help="Customers who were invoiced products of one of these categories, or of those below "
        "them, in the last twelve months.",
    )
    salesperson_ids = fields.Many2many(
        comodel_name="res.users",
        string="Salespersons",
        domain=[("share", "=", False)],
        help="Customers of these salespersons.",
    )
    only_new = fields.Boolean(
        string="Only Ordinary Customers",
        default=True,
        help="Leaves out customers that are potential key accounts already.",
    )
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
        string="Unit of Others",
        check_company=True,
        ondelete="cascade",
        help="For customers whose unit is not known: neither their account nor the position of "
        "their salesperson tells it.",
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager of Others",
        domain=COLLEAGUES,
        ondelete="cascade",
        help="For customers that have neither account manager nor salesperson.",
    )
    line_ids = relations.One2many(
        comodel_name="kam.candidate.search.line", inverse_name="search_id", string="Candidates"
    )
    found_count = fields.Integer(string="Customers Found", readonly=True)

    _growth_possible = models.Constraint(
        "CHECK(growth_min >= -1)",
        "“Growth From” is below -100 %: sales cannot shrink by more than all of them.",
    )
    _late_share_possible = models.Constraint(
        "CHECK(late_share_max BETWEEN 0 AND 1)",
        "“Late Share up to” is a share: enter 0 % to 100 %.",
    )

    @api.depends("company_id")
    def _compute_class_id(self):
        for search in self:
            search.class_id = self.env["kam.customer.class"]._of_company(search.company_id)[-1:]

    def action_find(self):
        """Find the customers that meet the filters, and show the best ones.

        :return: a window action on the lines
        :raise AccessError: for a company that is not the user's, and for who sees no customers
            there
        """
        self.ensure_one()
        self._check_company_is_mine()
        candidates = self.env["kam.candidate"]
        found = candidates._find(self.company_id, self._get_filters(), self.class_id)
        shown = found[:SHOWN]
        owners = candidates._find_owners(self.company_id, shown)
        self.found_count = len(found)
        self.line_ids.unlink()
        self.line_ids._store(
            self,
            [
                self._prepare_line_vals(rank, candidate, owners[candidate["partner_id"]])
                for rank, candidate in enumerate(shown, 1)
            ],
        )
        return self._show_lines(len(shown))

    def _check_company_is_mine(self):
        if self.company_id not in self.env.companies:
            raise AccessError(
                self.env._(
                    "You do not work for %(company)s at present. Choose it among your companies, "
                    "at the top of the page, or search in another one.",
                    company=self.company_id.name,
                )
            )

    def _get_filters(self):
        categories = self.env["product.category"].search(
            [("id", "child_of", self.product_category_ids.ids)]
        )
        return Filters(
            amount_min=Decimal(str(self.amount_min)),
            growth_min=Decimal(str(self.growth_min)) if self.has_growth_min else None,
            late_share_max=Decimal(str(self.late_share_max)) if self.has_late_share_max else None,
            country_ids=tuple(self.country_ids.ids),
            category_ids=tuple(categories.ids),
            user_ids=tuple(self.salesperson_ids.ids),
            only_new=self.only_new,
        )

    def _prepare_line_vals(self, rank, candidate, owner):
        unit, manager = owner
        return {
            **candidate,
            "rank": rank,
            "unit_id": (unit or self.unit_id).id,
            "manager_id": (manager or self.manager_id).id,
        }

    def _show_lines(self, shown):
        """Open the candidates; the title says how many there are beside those shown."""
        if self.found_count > shown:
            title = self.env._(
                "Candidates: Best %(shown)s of %(found)s", shown=shown, found=self.found_count
            )
        else:
            title = self.env._("Candidates: %(found)s", found=shown)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_candidate_search_line"
        )
        return {
            **action,
            "display_name": title,
            "domain": [("search_id", "=", self.id)],
            "context": {"kam_candidate_search_id": self.id},
        }
