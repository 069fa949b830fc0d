from odoo import api, fields, models

from ...rules import services

# What each class starts with, best class first: content -> verdict and allowance of the year.
# The scheme lists the contents; how much of them a class has is the company's to say.
BEST = {
    "customised": (services.INCLUDED, None),
    "rush": (services.INCLUDED, 12),
    "delivery": (services.INCLUDED, None),
    "coordination": (services.INCLUDED, None),
    "terms": (services.APPROVAL, None),
    "professional": (services.INCLUDED, None),
    "consulting": (services.INCLUDED, None),
    "identification": (services.INCLUDED, None),
    "demonstration": (services.INCLUDED, 6),
    "exchange": (services.INCLUDED, 4),
    "gift": (services.INCLUDED, 10_000),
    "appreciation": (services.INCLUDED, 2),
}
MIDDLE = {
    **BEST,
    "customised": (services.APPROVAL, None),
    "rush": (services.INCLUDED, 4),
    "demonstration": (services.INCLUDED, 2),
    "exchange": (services.INCLUDED, 2),
    "gift": (services.INCLUDED, 3_000),
    "appreciation": (services.INCLUDED, 1),
}
LAST = {
    "delivery": (services.INCLUDED, None),
    "coordination": (services.INCLUDED, None),
    "consulting": (services.INCLUDED, None),
    "identification": (services.INCLUDED, None),
    "rush": (services.APPROVAL, None),
    "professional": (services.APPROVAL, None),
    "demonstration": (services.APPROVAL, None),
    "exchange": (services.APPROVAL, None),
    "appreciation": (services.APPROVAL, None),
}


class KamServiceOffer(models.Model):
    """What customers of a class are served with (scheme, service, two), and how much of it."""

    _name = "kam.service.offer"
    _description = "Service Offered to a Class"
    _inherit = ["kam.company.default.mixin", "kam.service.term.mixin"]
    _order = "class_id, content_id, date_from desc, id"
    _check_company_auto = True

    _term_key = ("class_id", "content_id")
    _protected_fields = frozenset({"company_id", "counted_by"})

    class_id = fields.Many2one(
        "kam.customer.class",
        string="Customer Class",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    content_id = fields.Many2one(index=True)
    company_id = fields.Many2one(related="class_id.company_id", store=True, index=True)

    @api.depends("class_id", "content_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for offer in self:
            offer.display_name = f"{offer.class_id.code or ''} · {offer.content_id.name or ''}"

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: what the classes of the company start with."""
        contents = {
            key: self.env.ref(f"kam_management.service_content_{key}", raise_if_not_found=False)
            for key in BEST
        }
        if not all(contents.values()):
            # installation and upgrade: before all of them are there
            return []
        classes = self.env["kam.customer.class"]._of_company(company)
        vals_list = []
        for number, customer_class in enumerate(classes):
            table = (BEST, MIDDLE, LAST)[min(number, 2)]
            for key, (verdict, allowance) in table.items():
                content = contents[key]
                is_limited = allowance is not None and bool(content.counted_by)
                vals_list.append(
                    {
                        "class_id": customer_class.id,
                        "content_id": content.id,
                        "verdict": verdict,
                        "has_allowance": is_limited,
                        "allowance": allowance if is_limited else 0,
                        "date_from": company._kam_today(),
                    }
                )
        return vals_list

    @api.model
    def _create_defaults(self, companies):
        """See the base method: whose offers they are follows from their classes."""
        # sudo: as in the base method
        model_sudo = self.sudo().with_context(lang="en_US", active_test=False)
        present = model_sudo.search([("company_id", "in", companies.ids)]).company_id
        vals_list = [
            vals
            for company in companies - present
            for vals in model_sudo._prepare_defaults(company)
        ]
        return model_sudo.create(vals_list).with_env(self.env)

    @api.model
    def _remove_defaults(self, companies):
        """See the base method: offers go before their classes."""
        # sudo: as in the base method
        model_sudo = self.sudo()
        model_sudo.search([("company_id", "in", companies.ids)])._protected_unlink()
