from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import relations, wording


class KamAccount(models.Model):
    """Who decides at the customer, and which roles nobody is known for yet."""

    _inherit = "kam.account"

    stakeholder_ids = relations.One2many(
        comodel_name="kam.stakeholder", inverse_name="account_id", string="Stakeholders"
    )
    stakeholder_count = fields.Integer(
        string="Number of Stakeholders", compute="_compute_stakeholders"
    )
    missing_role_ids = relations.Many2many(
        comodel_name="kam.stakeholder.requirement",
        string="Missing Roles",
        compute="_compute_stakeholders",
        help="Roles the company requires and nobody is known for at this account.",
    )
    missing_roles = fields.Char(
        string="Missing Roles (Text)",
        compute="_compute_stakeholders",
        help="Roles the company requires and nobody is known for at this account.",
    )

    has_missing_roles = fields.Boolean(
        string="Roles Vacant",
        compute="_compute_has_missing_roles",
        search="_search_has_missing_roles",
        help="Nobody is known yet for a role that the company requires.",
    )

    @api.depends("missing_role_ids")
    @api.depends_context("uid")
    def _compute_has_missing_roles(self):
        for account in self:
            account.has_missing_roles = bool(account.missing_role_ids)

    @api.model
    def _search_has_missing_roles(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        requirements = self.env["kam.stakeholder.requirement"]
        if not requirements.has_access("read"):
            return Domain.FALSE
        missing = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "stakeholder_ids",
                "not any",
                [("decision_role", "=", role), ("is_vacant", "=", False)],
            )
            for company, role in requirements._read_group([], ["company_id", "decision_role"])
        )
        return missing if True in value else ~missing

    @api.depends(
        "company_id",
        "stakeholder_ids.active",
        "stakeholder_ids.decision_role",
        "stakeholder_ids.partner_id",
    )
    @api.depends_context("uid", "lang")
    def _compute_stakeholders(self):
        counts, held = self._get_stakeholder_roles()
        requirement_model = self.env["kam.stakeholder.requirement"]
        required = requirement_model
        if requirement_model.has_access("read"):
            required = requirement_model.search([("company_id", "in", self.company_id.ids)])
        required_by_company = required.grouped("company_id")
        for account in self:
            account_id = account._origin.id
            missing = required_by_company.get(account.company_id, requirement_model).filtered(
                lambda role, account_id=account_id: role.decision_role not in held[account_id]
            )
            account.stakeholder_count = counts[account_id]
            account.missing_role_ids = missing
            account.missing_roles = wording.listed(self.env, missing.mapped("display_name"))

    def _get_stakeholder_roles(self):
        """Return the number of stakeholders and the roles held, by id of the account."""
        counts, held = defaultdict(int), defaultdict(set)
        stakeholder_model = self.env["kam.stakeholder"]
        if not stakeholder_model.has_access("read"):
            return counts, held
        for account, role, is_vacant, count in stakeholder_model._read_group(
            [("account_id", "in", self.ids)],
            ["account_id", "decision_role", "is_vacant"],
            ["__count"],
        ):
            counts[account.id] += count
            if not is_vacant:
                held[account.id].add(role)
        return counts, held

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_stakeholders(self):
        # sudo: stakeholders and openings count whether or not the user may see them
        stakeholder_sudo = self.env["kam.stakeholder"].sudo().with_context(active_test=False)
        # sudo: as above
        access_sudo = self.env["kam.stakeholder.opening"].sudo()
        for account in self:
            domain = [("account_id", "=", account.id)]
            if stakeholder_sudo.search_count(domain, limit=1) or access_sudo.search_count(
                domain, limit=1
            ):
                raise UserError(
                    self.env._(
                        "%(account)s has stakeholders, or had some with personal facts, and "
                        "cannot be deleted. Archive it instead.",
                        account=account.display_name,
                    )
                )

    def action_view_stakeholders(self):
        """Open the stakeholders of the account.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_stakeholder_account"
        )
        return {
            **action,
            "display_name": self.env._("Stakeholders of %(account)s", account=self.name),
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id, "hide_account": True},
        }

    def action_view_stakeholder_chart(self):
        """Open the organisation chart of the account's stakeholders.

        :return: a window action
        """
        action = self.action_view_stakeholders()
        views = sorted(action["views"], key=lambda view: view[1] != "hierarchy")
        return {**action, "views": views, "mobile_view_mode": "hierarchy"}

    def action_add_missing_roles(self):
        """Enter a vacant stakeholder for each missing role, so that somebody looks for the person.

        :return: True
        :raise UserError: when no role is missing, or each has a vacancy already
        """
        self.ensure_one()
        vacant = self.stakeholder_ids.filtered("is_vacant").mapped("decision_role")
        roles = self.missing_role_ids.mapped("decision_role")
        vals_list = [
            self.env["kam.stakeholder"]._prepare_vacancy_vals(self, role)
            for role in roles
            if role not in vacant
        ]
        if not vals_list:
            raise UserError(
                self.env._(
                    "%(account)s: every required role has a stakeholder or a vacancy already.",
                    account=self.name,
                )
            )
        self.env["kam.stakeholder"].create(vals_list)
        return True

    def _move_file(self, user_from, user_to):
        """See the base method: who builds up relationships follows as well."""
        super()._move_file(user_from, user_to)
        # sudo: whoever may give the account away gives what belongs to it
        stakeholders = self.env["kam.stakeholder"].sudo()
        stakeholders.search(
            [("account_id", "in", self.ids), ("relationship_user_id", "in", user_from.ids)]
        ).write({"relationship_user_id": user_to.id})

    def _get_decision_makers(self):
        """See the base method: the stakeholders who are known."""
        model = self.env["kam.stakeholder"]
        stakeholders = model.search([("account_id", "=", self.id), ("is_vacant", "=", False)])
        return super()._get_decision_makers() + [
            {
                "name": stakeholder.partner_id.name,
                "position": stakeholder.position,
                "pressure": stakeholder.pressure,
                "role": stakeholder.decision_role,
                "stance": stakeholder.stance,
                "influence": stakeholder.influence,
            }
            for stakeholder in stakeholders
        ]

    @api.model
    def _word_decision_maker(self, maker):
        """See the base method: role and stance. Earlier versions kept them as words."""
        model = self.env["kam.stakeholder"]
        roles = dict(model._fields["decision_role"]._description_selection(self.env))
        stances = dict(model._fields["stance"]._description_selection(self.env))
        role, stance = maker.get("role"), maker.get("stance")
        return super()._word_decision_maker(maker) | {
            "role": roles.get(role, role),
            "stance": stances.get(stance, stance),
        }
