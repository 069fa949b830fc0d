from odoo import api, fields, models
from odoo.exceptions import AccessError

from ... import arguments, relations, wording


class KamAccount(models.Model):
    """What an account is served with: requests, entitlements, and what it needs.

    ``kam_account_entitlement``: what it is entitled to on a day, and what is used up.
    ``kam_account_service_team``: how complete its service team is.
    ``kam_account_service_end``: what is owed after a service, and how satisfied it is.
    ``kam_account_events``: to which events it is invited, and what they count for.
    """

    _inherit = "kam.account"

    service_scheme_ids = relations.One2many(
        "kam.service.scheme", "account_id", string="Service Schemes", readonly=True, copy=False
    )
    service_scheme_count = fields.Integer(
        string="Number of Service Schemes", compute="_compute_form_counts"
    )
    team_gaps = fields.Char(
        string="Missing in the Team",
        compute="_compute_team_gaps",
        help="Duties of a service team that nobody has today.",
    )
    has_team_gaps = fields.Boolean(
        string="Team Incomplete",
        compute="_compute_has_team_gaps",
        search="_search_has_team_gaps",
    )
    team_ending = fields.Char(
        string="About to Leave the Team",
        compute="_compute_team_gaps",
        help="Whose days end within 30 days, with nobody to follow.",
    )
    service_request_ids = relations.One2many(
        "kam.service.request", "account_id", string="Service Requests", readonly=True, copy=False
    )
    service_request_count = fields.Integer(
        string="Number of Service Requests", compute="_compute_form_counts"
    )
    service_concession_count = fields.Integer(
        string="Number of Concessions", compute="_compute_form_counts"
    )
    entitlement_ids = relations.One2many(
        "kam.service.entitlement", "account_id", string="Granted Services", copy=False
    )
    can_grant_service = fields.Boolean(
        string="May Grant Services", compute="_compute_can_grant_service"
    )
    service_needs = fields.Text(
        string="Deeper Needs",
        copy=False,
        help="What the customer needs beyond what it buys, as service has found out.",
    )
    service_ending_ids = relations.One2many(
        "kam.service.ending", "account_id", string="Ended Services", readonly=True, copy=False
    )
    service_evaluation_ids = relations.One2many(
        "kam.service.evaluation",
        "account_id",
        string="Service Evaluations",
        readonly=True,
        copy=False,
    )
    service_evaluation_count = fields.Integer(
        string="Number of Service Evaluations", compute="_compute_form_counts"
    )
    service_event_count = fields.Integer(
        string="Number of Service Events", compute="_compute_service_event_count"
    )

    @api.model
    def _get_form_counts(self):
        return super()._get_form_counts() | {
            "service_scheme_count": "kam.service.scheme",
            "service_request_count": "kam.service.request",
            "service_concession_count": "kam.service.concession",
            "service_evaluation_count": "kam.service.evaluation",
        }

    @api.depends("unit_id", "state")
    @api.depends_context("uid")
    def _compute_can_grant_service(self):
        for account in self:
            account.can_grant_service = account.state == "key" and account._may_grant_service()

    @api.model
    def _get_text_places(self):
        """See the base method: also what service has found out."""
        name = "service_needs"
        label = self._fields[name]._description_string(self.env)
        return [*super()._get_text_places(), (name, label)]

    @api.model
    def _get_information_fields(self):
        """See the base method: also what service has found out."""
        return super()._get_information_fields() | {"service_needs"}

    def _may_grant_service(self):
        """Tell whether the user may grant the account services: supervisors and above may.

        Scheme, credit, six.3.
        """
        self.ensure_one()
        if self.env.su:
            return True
        position_model = self.env["kam.position"]
        roles = position_model._supervising_roles()
        return position_model._has_role_over(self.env.user, self.unit_id, roles)

    def _check_may_grant_service(self):
        """Refuse unless the user may grant services to all the accounts.

        :raise AccessError: naming the account
        """
        self.check_access("read")
        for account in self:
            if not account._may_grant_service():
                raise AccessError(
                    self.env._(
                        "Services are granted to %(account)s by a supervisor, or above, of its "
                        "unit. Ask them for it.",
                        account=account.display_name,
                    )
                )

    def _on_downgraded(self):
        """See the base method: what was granted ends, and what was asked for is not carried out."""
        super()._on_downgraded()
        # sudo: it ends with the state, whoever takes that away
        entitlements = self.env["kam.service.entitlement"].sudo()
        entitlements.search([("account_id", "in", self.ids)])._end_with_state()
        requests = self.env["kam.service.request"].sudo()  # sudo: as above
        requests.search([("account_id", "in", self.ids)])._end_with_state()

    def _on_service_ended(self, document, day, contents):
        """Do what follows when a service has ended. To be extended.

        Scheme, service, five.

        :param document: the request or event that has ended, as superuser
        :param date day: when it ended, where the company works
        :param kam.service.content contents: what it was
        """
        self.ensure_one()

    def action_view_service_schemes(self):
        """Open the service schemes of the account.

        :return: a window action
        """
        arguments.one(self)
        return self._open_forms("kam.service.scheme")

    def action_view_service_requests(self):
        """Open the service and support requests of the account.

        :return: a window action
        """
        arguments.one(self)
        return self._open_forms("kam.service.request")

    def action_view_service_concessions(self):
        """Open the payment terms that were granted to the account for orders.

        :return: a window action
        """
        arguments.one(self)
        return self._open_forms("kam.service.concession")

    def action_request_service(self):
        """Begin a service and support request for the account.

        :return: a window action
        :raise AccessError: for whoever does not serve the account
        """
        arguments.one(self)
        self.check_access("read")
        self.env["kam.service.request"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Service and Support Request"),
            "res_model": "kam.service.request",
            "view_mode": "form",
            "context": {"default_account_id": self.id},
        }

    def action_ask_entitlements(self):
        """Open the dialog that answers what the account is entitled to on a day.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entitlements of %s", self.display_name),
            "res_model": "kam.service.overview",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_id": self.id, "dialog_size": "extra-large"},
        }

    def action_view_entitlements(self):
        """Open what is granted to the account beside what its class has.

        :return: a window action
        """
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_entitlement"
        )
        return {
            **action,
            "display_name": wording.labelled(self.env, action["display_name"], self.display_name),
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id, "hide_account": True},
        }
