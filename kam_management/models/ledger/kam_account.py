from odoo import api, fields, models
from odoo.fields import Domain

from ... import protection, relations
from ...rules import account_figures


class KamAccount(models.Model):
    """The ledgers of the account: processes write them, never each other's tables.

    ``kam_account_page``: what they add to the page of the account.
    """

    _inherit = "kam.account"

    contact_ids = relations.One2many(
        comodel_name="kam.account.contact", inverse_name="account_id", string="Contact Records"
    )
    contact_count = fields.Integer(string="Number of Contacts", compute="_compute_contacts")
    last_contact = fields.Datetime(
        compute="_compute_contacts", help="When the last contact took place."
    )
    days_since_contact = fields.Integer(
        compute="_compute_days_since_contact",
        aggregator="avg",
        help="Days since the last contact took place; 0 also where there was none.",
    )
    contact_age = fields.Selection(
        selection=[("success", "Recent"), ("warning", "Some time ago"), ("danger", "Long ago")],
        compute="_compute_days_since_contact",
        help="Recent: up to 30 days since the last contact. Long ago: more than 90.",
    )
    cost_ids = relations.One2many(
        comodel_name="kam.account.cost", inverse_name="account_id", string="Costs"
    )
    cost_count = fields.Integer(string="Number of Costs", compute="_compute_costs")
    cost_amount = fields.Monetary(
        string="Costs, Total",
        compute="_compute_costs",
        help="What was spent on the account, in the company's currency, as you see it.",
    )

    @api.depends("contact_ids.state", "contact_ids.date", "contact_ids.is_superseded")
    @api.depends_context("uid")
    def _compute_contacts(self):
        figures = self.env["kam.account.contact"]._get_figures(self)
        for account in self:
            account.contact_count, account.last_contact = figures.get(account._origin, (0, False))

    @api.depends("last_contact")
    @api.depends_context("uid")
    def _compute_days_since_contact(self):
        for account in self:
            days = None
            if account.last_contact:
                company = account.company_id
                days = (company._kam_today() - company._kam_day_of(account.last_contact)).days
            account.days_since_contact = days or 0
            tone = account_figures.tone_of_age(days)
            account.contact_age = tone if days is not None else False

    @api.depends("cost_ids.amount_company", "cost_ids.is_superseded")
    @api.depends_context("uid")
    def _compute_costs(self):
        costs = self.env["kam.account.cost"]
        found = {}
        if costs.has_access("read"):
            found = {
                account: (count, amount)
                for account, count, amount in costs._read_group(
                    [
                        ("account_id", "in", self.ids),
                        ("is_superseded", "=", False),
                        ("amount", ">", 0),
                    ],
                    ["account_id"],
                    ["__count", "amount_company:sum"],
                )
            }
        for account in self:
            account.cost_count, account.cost_amount = found.get(account._origin, (0, 0))

    def _note_contact(self, vals, document=None):
        """Write a contact of the account down; what was owed until then is kept by it.

        The process has checked who may.

        :param dict vals: values of ``kam.account.contact``, besides account and source
        :param document: the record that says so
        :return: the line
        :raise ValidationError: for a contact that lies ahead, or lacks its attitude
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_note_contact")
        self.ensure_one()
        return self.env["kam.account.contact"]._note(self, vals, document)

    def _note_cost(self, vals, document=None):
        """Write a cost of the account down, within the ceiling of who received it.

        The process has checked who may.

        :param dict vals: values of ``kam.account.cost``, besides account and source
        :param document: the record that says so
        :return: the line
        :raise ValidationError: when the receiver would have more in the year than the ceiling
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_note_cost")
        self.ensure_one()
        return self.env["kam.account.cost"]._note(self, vals, document)

    def _on_contact(self, contacts):
        """Do what follows from contacts that took place. To be extended.

        :param kam.account.contact contacts: new contacts of this account, as superuser
        """
        for contact in contacts:
            day = self.company_id._kam_day_of(contact.date)
            user = contact.user_id
            for duty in self._find_kept_duties(contact, day):
                duty._end(day=day, by=user, on_behalf_of=duty._find_principal(user))

    def _find_kept_duties(self, contact, day):
        """Return the open duties of the account that a contact keeps. To be extended.

        Those whose kind says so, on the account or any document of it, that were owed on the day of
        the contact; what is about one stakeholder is kept by a contact with that one.

        :param kam.account.contact contact: what took place
        :param date day: when that was, where the company works
        """
        # sudo: the contact keeps what was owed, whoever may see it
        duties = (
            self.env["kam.deadline"]
            .sudo()
            .search(
                Domain("state", "=", "open")
                & Domain("account_id", "=", self.id)
                & Domain("kind_id.is_contact", "=", True)
                & Domain("date_open", "<=", day),
                order="id",
            )
        )
        return duties.filtered(
            lambda duty: (
                duty.res_model != "kam.stakeholder" or duty.res_id == contact.stakeholder_id.id
            )
        )

    def action_view_contacts(self):
        """Open the contacts of the account.

        :return: a window action
        """
        self.ensure_one()
        return self.env["kam.account.contact"]._open_of(self)

    def action_view_costs(self):
        """Open the costs of the account.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_account_cost"
        )
        return {
            **action,
            "display_name": self.env._("Costs of %s", self.display_name),
            "domain": [("account_id", "=", self.id)],
            "context": {
                "default_account_id": self.id,
                "hide_account": True,
                "search_default_counted": True,
            },
        }
