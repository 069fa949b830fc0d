from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kam_management import arguments, relations, wording

# Simulations that nobody has renewed for so many days go, unless their edition is still open.
KEPT_DAYS = 90
OPEN_EDITIONS = ("draft", "in_review", "waiting")


class KamCreditPolicySimulation(models.Model):
    """What a credit policy would do to all customers 政策模拟: who moves where, what becomes of
    limits, exposures and orders.

    There is one for each edition of the scheme, and one for the settings in force, which shows whom
    the automatic downgrade would hit. It stays as it was computed until somebody renews it. Every
    figure is of the customers that the reader may see.

    ``kam_credit_policy_simulation_run``: how it is computed and stored.
    ``kam_credit_policy_simulation_headline``: its figures, and what they say.
    """

    _name = "kam.credit.policy.simulation"
    _description = "Policy Simulation"
    _inherit = ["kam.root.company.mixin", "kam.process.row.mixin"]
    _order = "date_done desc, id desc"
    _rec_name = "policy_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = fields.Many2one(
        "kam.credit.policy",
        string="Edition of the Scheme",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the settings in force.",
    )
    user_id = fields.Many2one(
        "res.users", string="Simulated By", readonly=True, ondelete="restrict"
    )
    date = fields.Date(string="Figures As Of", readonly=True)
    date_done = fields.Datetime(string="Computed On", readonly=True)
    threshold_now = fields.Float(digits=(6, 5), readonly=True)
    threshold_then = fields.Float(digits=(6, 5), readonly=True)
    fingerprint = fields.Char(
        readonly=True, help="What both policies said when it was computed, in short."
    )
    unmatched = fields.Json(
        readonly=True, help="Names of criteria that the other scorecard does not have."
    )
    unmatched_note = fields.Char(
        string="Criteria without Counterpart",
        compute="_compute_unmatched_note",
        help="The scorecard of the edition has no such criteria: they count nothing then.",
    )
    line_ids = relations.One2many(
        "kam.credit.policy.simulation.line",
        "simulation_id",
        string="Simulated Customers",
        readonly=True,
    )
    hold_ids = relations.One2many(
        "kam.credit.policy.simulation.hold", "simulation_id", string="Held Orders", readonly=True
    )
    stale_reason = fields.Selection(
        [
            ("day", "It was computed on another day"),
            ("policy", "The edition or the settings in force have changed since"),
        ],
        string="Why It Is Out of Date",
        compute="_compute_stale_reason",
    )
    can_renew = fields.Boolean(string="May Be Renewed", compute="_compute_can_renew")

    _one_in_force = models.UniqueIndex(
        "(company_id) WHERE policy_id IS NULL",
        "The settings in force are being simulated by somebody else.",
    )
    _one_per_edition = models.UniqueIndex(
        "(company_id, policy_id) WHERE policy_id IS NOT NULL",
        "This edition is being simulated by somebody else.",
    )

    @api.depends("policy_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for simulation in self:
            # sudo: what the edition is called, for whoever may read the simulation
            edition = simulation.policy_id.sudo().display_name
            simulation.display_name = edition or self.env._("Settings in force")

    @api.depends("unmatched")
    @api.depends_context("lang")
    def _compute_unmatched_note(self):
        for simulation in self:
            names = [wording.kept(self.env, texts) for texts in simulation.unmatched or ()]
            simulation.unmatched_note = wording.listed(self.env, names)

    # what is in force, and what day it is, are asked whenever somebody looks
    def _compute_stale_reason(self):
        for simulation in self:
            # sudo: whether it is out of date is told to whoever may read it
            own = simulation.sudo()
            if not own.date_done:
                simulation.stale_reason = False
            elif own._get_fingerprint() != own.fingerprint:
                simulation.stale_reason = "policy"
            else:
                is_of_today = own.date == own.company_id._kam_today()
                simulation.stale_reason = False if is_of_today else "day"

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_can_renew(self):
        for company, simulations in self.grouped("company_id").items():
            simulations.can_renew = self._may_simulate(company)

    @api.model
    def _refuse_by_hand(self):
        """See the base method.

        :raise UserError: always
        """
        raise UserError(
            self.env._("Simulations are computed: use “Simulate” and “Renew”, nobody enters them.")
        )

    @api.model
    def _get_protected_remedy(self):
        """See the base method."""
        return self.env._("Use “Renew”.")

    # ------------------------------------------------------------------
    # who simulates
    # ------------------------------------------------------------------

    @api.model
    def _may_simulate(self, company):
        """Tell whether the user may look at all customers of a company under another policy.

        Credit administrators, and credit readers whose position is at headquarters: they see all.

        :param res.company company: a root
        """
        user = self.env.user
        if self.env.su or user.has_group("kam_credit.group_credit_administrator"):
            return True
        if not user.has_group("kam_credit.group_credit_reader"):
            return False
        # sudo: who sees the headquarters centre hangs on no reader
        centres = (
            self.env["kam.unit"]
            .sudo()
            .search([("company_id", "=", company.id), ("level", "=", "headquarters")])
        )
        return user.id in centres.viewer_ids.ids

    @api.model
    def _check_may_simulate(self, company):
        """Refuse everybody who does not see all customers of a company.

        :raise AccessError: saying who may
        """
        if not self._may_simulate(company):
            raise AccessError(
                self.env._(
                    "A policy is simulated over all customers: by credit administrators, and by "
                    "credit readers at headquarters."
                )
            )
        if not self.env.su and company not in self.env.companies.root_id:
            raise AccessError(self.env._("Simulate in a company that you have chosen."))

    def action_simulate_in_force(self):
        """Show what the settings in force lead to: whom the automatic downgrade would hit.

        :return: a window action on the simulation, computed today
        :raise AccessError: for whoever does not see all customers of the current company
        """
        company = self.env.company.root_id
        self._check_may_simulate(company)
        return self._simulate(company)._open()

    def action_renew(self):
        """Compute the simulations again.

        :return: a window action on the simulation, or True for several
        :raise AccessError: for whoever does not see all customers of the company
        """
        arguments.check_ids(self)
        self.check_access("read")
        for simulation in self:
            self._check_may_simulate(simulation.company_id)
        for simulation in self:
            simulation._renew()
        return self._open() if len(self) == 1 else True

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Policy Simulation"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "context": {"create": False},
        }

    @api.autovacuum
    def _gc_simulations(self):
        """Delete what nobody has renewed for long, unless its edition is still to be decided on."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        old = self.search(
            Domain("date_done", "<", limit)
            & (Domain("policy_id", "=", False) | Domain("policy_id.state", "not in", OPEN_EDITIONS))
        )
        old._protected_unlink()

    # ------------------------------------------------------------------
    # the way to the customers
    # ------------------------------------------------------------------

    def action_open_lines(self):
        """Open the customers; filters are taken from the context, as buttons give them.

        :return: a window action
        """
        return self._open_rows("kam_credit.action_kam_credit_policy_simulation_line")

    def action_open_matrix(self):
        """Open who moves where, as a pivot.

        :return: a window action
        """
        action = self._open_rows("kam_credit.action_kam_credit_policy_simulation_line")
        views = sorted(action["views"], key=lambda view: view[1] != "pivot")
        return {**action, "views": views, "view_mode": ",".join(kind for _id, kind in views)}

    def action_open_holds(self):
        """Open the orders that are held now or then.

        :return: a window action
        """
        return self._open_rows("kam_credit.action_kam_credit_policy_simulation_hold")

    def _open_rows(self, xmlid):
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        filters = {
            name: value
            for name, value in self.env.context.items()
            if name.startswith("search_default_")
        }
        return {
            **action,
            "display_name": wording.labelled(self.env, action["name"], self.display_name),
            "domain": [("simulation_id", "=", self.id)],
            "context": {"create": False, **filters},
        }

    def action_export(self):
        """Download the customers as a workbook.

        :return: a report action
        """
        arguments.one(self)
        self.check_access("read")
        return self.env.ref(
            "kam_credit.action_report_kam_credit_policy_simulation_xlsx"
        ).report_action(self, config=False)

    def _get_file_name(self):
        """Return what the workbook is called: with the policy that was simulated."""
        self.ensure_one()
        return wording.noted(self.env, self.env._("Policy Simulation"), self.display_name)
