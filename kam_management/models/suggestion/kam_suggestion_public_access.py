from odoo import api, models

# As many products are offered as a list can be looked through.
MOST_PRODUCTS = 300


class KamSuggestionPublic(models.Model):
    """Who speaks for which customer on the portal, and what they find there."""

    _inherit = "kam.suggestion.public"

    @api.model
    def _get_receiver(self):
        """Return the company that a portal user writes to: that of their login, as a whole.

        A login belongs to the company that gave it; who deals with two of ours has two.
        """
        return self.env.user.company_id.root_id

    @api.model
    def _get_customer(self):
        """Return the customer for whom the user speaks, as superuser."""
        # sudo: whom somebody works for counts
        return self.env.user.sudo().partner_id.commercial_partner_id

    @api.model
    def _is_portal(self):
        """Tell whether a customer is logged in: no employee, and no visitor."""
        user = self.env.user
        return user.share and not user._is_public() and not self.env.su

    @api.model
    def _may_suggest(self):
        """Tell whether the user speaks for a customer of ours.

        One with an account, with an invoice or with a confirmed order; suppliers are none.
        """
        if not self._is_portal():
            return False
        customer, company = self._get_customer(), self._get_receiver()
        if customer.customer_rank > 0:
            return True
        if self.env["kam.suggestion"]._find_account(customer, company):
            return True
        # sudo: whether there is an order counts, not who may read it
        orders = self.env["sale.order"].sudo()
        return bool(
            orders.search_count(
                [
                    ("partner_id", "child_of", customer.id),
                    ("company_id", "child_of", company.id),
                    ("state", "=", "sale"),
                ],
                limit=1,
            )
        )

    @api.model
    def _get_own_domain(self):
        return [("partner_id", "=", self._get_customer().id)]

    @api.model
    def _has_any(self):
        """Tell whether there is a suggestion of the customer for whom the user speaks."""
        return self._is_portal() and bool(self._find_own(limit=1))

    @api.model
    def _count_own(self):
        """Return how many suggestions the customer has made for whom the user speaks."""
        return self.search_count(self._get_own_domain()) if self._is_portal() else 0

    @api.model
    def _find_own(self, **page):
        """Return suggestions of the customer for whom the user speaks, the newest first.

        :param page: ``limit`` and ``offset``
        """
        return self.search(self._get_own_domain(), **page)

    @api.model
    def _get_text_length(self):
        """Return how long what customers write may be."""
        # sudo: customers are told of the limit
        return self._get_receiver().sudo().kam_customer_text_length

    def _get_files(self):
        """Return the files that the customer reads with a suggestion.

        :return: dict (model, id of the record they hang on) -> list of attachments, as superuser
        """
        self.ensure_one()
        self.check_access("read")
        rows = self.message_ids
        # sudo: what hangs on a row is read by who may read the row; portal users read no
        # attachments themselves
        files = self.env["ir.attachment"].sudo()
        found = files.search(
            [
                ("res_field", "=", False),
                "|",
                "&",
                ("res_model", "=", rows._name),
                ("res_id", "in", rows.ids),
                "&",
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
            ],
            order="id",
        )
        return found.grouped(lambda file: (file.res_model, file.res_id))

    def _find_file(self, attachment_id):
        """Return a file of the conversation, as superuser; none for any other one.

        :param int attachment_id: id of the file
        """
        for files in self._get_files().values():
            found = files.filtered(lambda file: file.id == attachment_id)
            if found:
                return found
        # sudo: none at all
        return self.env["ir.attachment"].sudo()

    def _get_messages(self):
        """Return what was said, with its files: pairs of a row and attachments, as superuser."""
        files = self._get_files()
        return [(row, files.get((row._name, row.id), [])) for row in self.message_ids.sorted("id")]

    @api.model
    def _get_kinds(self):
        """Return the kinds of suggestions that customers choose from, as superuser."""
        # sudo: what kinds are called is made for them to choose
        kinds = self.env["kam.suggestion.kind"].sudo()
        return kinds.search([("company_id", "=", self._get_receiver().id)])

    @api.model
    def _get_products(self):
        """Return the products that the customer has bought, as superuser: no others are named."""
        # sudo: what they bought is known to them
        lines = self.env["sale.order.line"].sudo()
        bought = lines._read_group(
            [
                ("order_id.partner_id", "child_of", self._get_customer().id),
                ("company_id", "child_of", self._get_receiver().id),
                ("state", "=", "sale"),
                ("product_id", "!=", False),
            ],
            aggregates=["product_id:recordset"],
        )[0][0]
        return bought.product_tmpl_id.sorted("name")[:MOST_PRODUCTS]
