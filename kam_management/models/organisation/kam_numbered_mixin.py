from odoo import api, models
from odoo.exceptions import UserError

from ... import wording


class KamNumberedMixin(models.AbstractModel):
    """Records that are numbered in each company, which has the numbering from the beginning.

    Controlled forms are numbered as their settings say, see ``kam.form.setting``.
    """

    _name = "kam.numbered.mixin"
    _description = "Numbered in Each Company"
    _inherit = ["kam.company.default.mixin"]

    _gives_records = False
    # what numbers begin with, and how many digits they have
    _number_prefix = None
    _number_padding = 5

    @api.model
    def _get_numbering_label(self):
        """Return what the numbering is called; by default as the records are. May be overridden."""
        return self.env["ir.model"]._get(self._name).name

    @api.model
    def _find_numberings(self, companies):
        """Return the sequences of companies, as superuser."""
        # sudo: numbers come from a sequence that nobody else reads
        return (
            self.env["ir.sequence"]
            .sudo()
            .search([("code", "=", self._name), ("company_id", "in", companies.ids)])
        )

    @api.model
    def _remove_defaults(self, companies):
        """See the base method: the sequence goes."""
        self._find_numberings(companies).unlink()

    @api.model
    def _create_defaults(self, companies):
        """See the base method: companies start with a sequence instead of records."""
        numbered = self._find_numberings(companies).company_id
        label = self._get_numbering_label()
        # sudo: who creates a company need not be allowed to configure sequences
        self.env["ir.sequence"].sudo().create(
            [
                {
                    "name": wording.noted(self.env, label, company.name),
                    "code": self._name,
                    "prefix": self._number_prefix,
                    "padding": self._number_padding,
                    "company_id": company.id,
                }
                for company in companies - numbered
            ]
        )
        return self.browse()

    @api.model
    def _find_numbering(self, company):
        """Return the sequence that numbers the records of a company, as superuser.

        :param res.company company: the company
        :raise UserError: for a company without numbering
        """
        # sudo: whoever works in a branch does not work in the company that gives the numbers
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        # the one that drawing by its code would choose
        sequence = sequences.search(
            [("code", "=", self._name), ("company_id", "in", [company.id, False])],
            order="company_id",
            limit=1,
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "%(company)s has no numbering of %(records)s. Add a sequence with the code "
                    "“%(code)s” for it in Settings / Technical / Sequences.",
                    company=company.name,
                    records=self._get_numbering_label(),
                    code=self._name,
                )
            )
        return sequence
