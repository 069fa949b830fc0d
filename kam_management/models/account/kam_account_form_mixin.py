from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...rules.form_states import OPEN_STATES


def one_open_form(message="This customer has an open form of this kind already."):
    """Return the index that leaves an account one open form of a model at a time.

    A form says ``_one_open_per_account = one_open_form()``: the table gets the index.

    :param str message: what somebody reads who opens a second one
    """
    return models.UniqueIndex(
        "(account_id) WHERE approval_state IN ('draft', 'in_review')", message
    )


class KamAccountFormMixin(models.AbstractModel):
    """A controlled form of an account: approved, numbered, filed, and found at the account.

    A form model inherits this and has account, customer, company and unit. A draft follows its
    account; submitting freezes the unit. Where ``_one_open_per_account`` is set, the form that was
    approved last is the one that holds: those before are not revised any more. How the account
    shows its forms is said in ``kam.account``, see ``_get_form_counts`` there.
    """

    _name = "kam.account.form.mixin"
    _description = "Controlled Form of an Account"
    _inherit = ["kam.root.company.mixin", "kam.form.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "account_id"]
    _check_company_auto = True

    # the account is chosen when the form is made, and stays
    _protected_except_on_create = frozenset({"account_id"})
    # goes with an account that changes hands, as far as the new account manager may read it
    _follows_account = True
    # see one_open_form
    _one_open_per_account = None
    # who looks after accounts
    _origin_roles = ("representative",)

    account_id = fields.Many2one(
        "kam.account", required=True, index=True, ondelete="restrict", copy=False
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "kam.unit",
        compute="_compute_unit_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    manager_id = fields.Many2one(related="account_id.manager_id")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"account_id", "company_id", "unit_id"}

    @api.depends("account_id.unit_id", "approval_state")
    def _compute_unit_id(self):
        """A draft follows its account; submitting freezes the unit."""
        for form in self:
            if form.approval_state == "draft" or not form.unit_id:
                form.unit_id = form.account_id.unit_id

    @api.model
    def _find_origins(self, units, holders):
        """See the base method: also those that have accounts."""
        # sudo: in which units there are accounts is no secret to whoever sets the company up
        rows = (
            self.env["kam.account"].sudo()._read_group([("unit_id", "in", units.ids)], ["unit_id"])
        )
        having = units.browse(unit.id for (unit,) in rows)
        return super()._find_origins(units, holders) | having

    def _get_present_unit(self):
        """See the base method: that of the account, which may have moved meanwhile."""
        return self.account_id.unit_id or super()._get_present_unit()

    @api.depends("number", "partner_id")
    def _compute_display_name(self):
        for form in self:
            form.display_name = " ".join(filter(None, (form.number, form.partner_id.name)))

    @api.model_create_multi
    def create(self, vals_list):
        """Create forms; one that ended in this transaction does not count as open any more."""
        # for the unique index
        self.flush_model(["approval_state"])
        return super().create(vals_list)

    @api.model
    def _find_open(self, accounts):
        """Return the forms of accounts that are drafts or in review, as superuser records.

        :param kam.account accounts: the accounts
        """
        # sudo: what is open counts, whether or not the user may see it
        return self.sudo().search(
            [("account_id", "in", accounts.ids), ("approval_state", "in", OPEN_STATES)]
        )

    def _check_revisable(self):
        """See the base method: the last one that was approved, and none beside an open one."""
        super()._check_revisable()
        if not self._one_open_per_account:
            return
        beside = self._find_open(self.account_id)
        if beside:
            raise UserError(
                self.env._(
                    "%(other)s is open: go on with that form, instead of revising %(form)s.",
                    other=beside[0].display_name,
                    form=self.display_name,
                )
            )
        later = self._find_later()
        if later:
            raise UserError(
                self.env._(
                    "%(form)s holds no more since %(other)s was approved: revise that form.",
                    other=later.display_name,
                    form=self.display_name,
                )
            )

    def _find_later(self):
        """Return the form of the account that was approved last, when that was after this one."""
        # sudo: what holds counts, whether or not the user may see it
        form = self.sudo()
        later = Domain("date_closed", ">", form.date_closed) | (
            Domain("date_closed", "=", form.date_closed) & Domain("id", ">", form.id)
        )
        return form.search(
            Domain("account_id", "=", form.account_id.id)
            & Domain("approval_state", "=", "approved")
            & later,
            order="date_closed DESC, id DESC",
            limit=1,
        )

    def _get_duty_audience(self):
        """See the base method: whoever sees the account, unless the form is confidential."""
        return "people" if self._is_confidential() else "account"

    def _get_mail_facts(self):
        """See the base method: whose customer it is."""
        return [
            (self.env._("Unit"), self.unit_id.complete_name),
            (self._fields["manager_id"]._description_string(self.env), self.manager_id.name),
        ]

    def _find_told_of_steps(self):
        """See the base method: also the account manager."""
        # sudo: who looks after the customer is told, whoever decides
        return super()._find_told_of_steps() | self.account_id.sudo().manager_id

    def _may_withdraw(self):
        """See the base method: when its authors are gone, whoever leads the account does."""
        if super()._may_withdraw():
            return True
        # sudo: who leads the account is asked, also for delegates, who do not see it
        return self.account_id.sudo().is_led and not self._find_present_authors()

    def _find_present_authors(self):
        """Return those of its authors who can still act and may read the form."""
        # sudo: who wrote it counts, whoever asks
        form = self.sudo()
        authors = (form.create_uid | form.submitted_by_id)._kam_able(form.company_id)
        return authors.filtered(
            lambda user: (
                self.with_user(user)
                .with_context(allowed_company_ids=user._kam_companies_of(form.company_id).ids)
                .has_access("read")
            )
        )

    def _prepare_archive_vals(self):
        """See the base method: whose form it is."""
        return {**super()._prepare_archive_vals(), "account_id": self.account_id.id}

    def action_view_account(self):
        """Open the account of the form.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": self.account_id.id,
            "view_mode": "form",
        }
