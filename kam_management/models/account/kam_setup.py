from odoo import api, models


class KamSetup(models.AbstractModel):
    _inherit = "kam.setup"

    @api.model
    def _collect(self, company, gaps):
        """See the base method."""
        env = self.env
        classes = env["kam.customer.class"].search_count([("company_id", "=", company.id)])
        accounts = env["kam.account"].search_count(
            [("company_id", "=", company.id), ("state", "=", "key")]
        )
        is_open = company.kam_takeover_open
        return [
            *super()._collect(company, gaps),
            self._get_accounting_step(company),
            self._step(
                "classes",
                50,
                env._("Customer classes"),
                env._("From which sales on a customer is A, B or C. Made for you."),
                can_tick=True,
                found=env._("1 class") if classes == 1 else env._("%s classes", classes),
                actions=[(env._("Classes"), "kam_management.action_kam_customer_class")],
            ),
            self._step(
                "takeover",
                80,
                env._("Key accounts that exist already"),
                env._("From a list or a file, with unit and account manager."),
                is_done=bool(accounts),
                can_tick=True,
                tick_label=env._("There Are None"),
                found=env._("1 key account")
                if accounts == 1
                else env._("%s key accounts", accounts),
                actions=[
                    (env._("Take Over"), "kam_management.action_kam_account_takeover"),
                    (env._("Accounts"), "kam_management.action_kam_account"),
                ]
                if is_open
                else [(env._("Accounts"), "kam_management.action_kam_account")],
            ),
            self._step(
                "close",
                120,
                env._("Close the take-over"),
                env._(
                    "From then on customers become key accounts by screening only. A system "
                    "administrator takes the tick at “%s” of the settings away.",
                    env["res.config.settings"]
                    ._fields["kam_takeover_open"]
                    ._description_string(env),
                ),
                is_done=not is_open,
                found=env._("It is open") if is_open else env._("It is closed"),
                actions=self._links(
                    (
                        env._("Settings"),
                        "kam_management.action_kam_config_settings",
                        "res.config.settings",
                    )
                ),
            ),
        ]

    @api.model
    def _get_accounting_step(self, company):
        # sudo: whether a company keeps books is no secret to whoever sets it up
        books = company.sudo()
        names = dict(books._fields["chart_template"]._description_selection(self.env))
        # a chart may also have been entered by hand, account by account
        journals = self.env["account.journal"].sudo()  # sudo: as above
        is_there = bool(books.chart_template) or bool(
            journals.search_count([("company_id", "=", company.id), ("type", "=", "sale")], limit=1)
        )
        return self._step(
            "accounting",
            45,
            self.env._("Chart of accounts"),
            self.env._(
                "Invoices are entered in it, and sales, classes and credit figures are read from "
                "invoices. A system administrator who is also one of accounting chooses it as "
                "“Package” under “Fiscal Localization” of the invoicing settings."
            ),
            is_done=is_there,
            found=names.get(books.chart_template) or self.env._("Entered by hand")
            if is_there
            else self.env._("None yet: without it there are no invoices, and no credit figures."),
            # nobody else finds them in the settings
            actions=self._links(
                (
                    self.env._("Invoicing Settings"),
                    "account.action_account_config",
                    "res.config.settings",
                )
            )
            if self.env.user.has_group("account.group_account_manager")
            else [],
        )
