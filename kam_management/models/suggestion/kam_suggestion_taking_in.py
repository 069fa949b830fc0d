from odoo import api, models
from odoo.exceptions import UserError


class KamSuggestion(models.Model):
    """Taking suggestions in: number, account, who handles them, and the promise, at once."""

    _inherit = "kam.suggestion"

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: number, account and promise come at once (scheme, one.3, 1).

        :raise UserError: without a customer
        """
        completed = []
        for given in super()._complete_create(vals_list):
            vals = self._add_missing_default_values(given)
            partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
            if not partner:
                raise UserError(
                    self.env._(
                        "“%s” is empty: choose who suggested it.", self._get_label("partner_id")
                    )
                )
            completed.append(
                {**vals, **self._prepare_taken_in(partner, vals), "received_by_id": self.env.uid}
            )
        return completed

    @api.model
    def _prepare_taken_in(self, partner, vals):
        """Return what follows from whose suggestion it is, and of which kind.

        :param res.partner partner: who suggested it, or somebody who works there
        :param dict vals: what is known: ``company_id``, ``kind_id`` and, where somebody said so,
            ``author_id``
        :return: dict of values
        """
        company = self.env["res.company"].browse(vals["company_id"]).root_id
        # sudo: whose account it is counts, whether or not whoever writes it down sees it
        partner_sudo = partner.sudo()
        customer = partner_sudo.commercial_partner_id
        account = self._find_account(customer, company)
        # sudo: whoever receives a suggestion need not read the set-up
        kind = self.env["kam.suggestion.kind"].sudo().browse(vals["kind_id"])
        today = company._kam_today()
        promise = company._kam_add_working_days(today, kind.promise_days)
        unit = account.unit_id or self._find_unit(customer, company)
        return {
            "partner_id": customer.id,
            "contact_id": vals.get("contact_id") or (partner != customer and partner.id),
            "account_id": account.id,
            "unit_id": unit.id,
            "author_id": vals.get("author_id") or account.manager_id.id,
            # sudo: numbers come from a sequence that nobody else reads
            "number": self._find_numbering(company).sudo()._next(),
            "date_promise_first": promise,
            "date_promise": promise,
        }

    @api.model
    def _find_account(self, customer, company):
        """Return the account of a customer in a company, as superuser; none for strangers."""
        # sudo: whose account it is counts, whoever receives the suggestion
        return (
            self.env["kam.account"]
            .sudo()
            .search([("partner_id", "=", customer.id), ("company_id", "=", company.id)], limit=1)
        )

    @api.model
    def _find_unit(self, customer, company):
        """Return the unit of the salesperson of a customer, or the company's highest one."""
        salesperson = customer.user_id
        units = self.env["kam.position"]._find_units(company, salesperson)
        # sudo: where a suggestion belongs counts, whoever receives it
        highest = (
            self.env["kam.unit"]
            .sudo()
            .search([("company_id", "=", company.id), ("parent_id", "=", False)], limit=1)
        )
        return units.get(salesperson, highest)

    @api.model_create_multi
    def create(self, vals_list):
        """Take suggestions in: each has its number and its promise at once.

        :raise UserError: naming what is missing
        """
        taken = super().create(vals_list)
        taken._check_handler_given(vals_list)
        # sudo: what follows belongs to the process, whoever received it
        taken.sudo()._on_taken_in()
        return taken

    def _check_handler_given(self, vals_list):
        """Refuse that somebody else than those who lead names who handles a managed customer.

        :param list vals_list: what was given, one dict per suggestion
        :raise AccessError: naming the suggestion
        """
        if self.env.su:
            return
        for suggestion, vals in zip(self, vals_list, strict=True):
            # sudo: who looks after the customer counts, whoever takes it in
            manager = suggestion.sudo().account_id.manager_id
            if manager and vals.get("author_id") not in (None, False, manager.id):
                suggestion._check_leads()

    def _check_unlink(self):
        """See the base method: what a customer said is never deleted.

        :raise UserError: always
        """
        super()._check_unlink()
        if self:
            raise UserError(
                self.env._(
                    "%(suggestion)s was received and has its number: withdraw it, with the reason.",
                    suggestion=self[:1].display_name,
                )
            )
