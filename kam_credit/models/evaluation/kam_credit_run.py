import logging

from odoo import api, fields, models
from odoo.fields import Command, Domain

from odoo.addons.kam_management import relations, transactions, wording
from odoo.addons.kam_management.wording import format_datetime

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
DEBTOR_MOVES = ("out_invoice", "out_refund", "out_receipt")


class KamCreditRun(models.Model):
    """An evaluation that somebody has started: what is done, what came of it.

    It runs in the background, customer by customer in the order of their ids, and notes how far it
    came. Credit administrators of the company see it.
    """

    _name = "kam.credit.run"
    _description = "Evaluation in the Background"
    _inherit = ["kam.run.mixin", "kam.root.company.mixin", "kam.protected.mixin"]
    _order = "id desc"
    _rec_name = "date_asked"

    _run_counts = ("count_done", "count_failed", "count_total")
    _protected_fields = frozenset(
        {
            "company_id",
            "user_id",
            "date_asked",
            "partner_ids",
            "state",
            "last_id",
            "count_total",
            "count_done",
            "count_downgraded",
            "downgraded_ids",
            "has_auto_downgrade",
            "count_failed",
            "failures",
            "date_begun",
            "date_ended",
        }
    )

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one(string="Started By")
    date_asked = fields.Datetime(
        string="Started On", required=True, readonly=True, default=fields.Datetime.now
    )
    # of chosen customers their ids; nothing for everybody
    partner_ids = fields.Json(string="Chosen Customers", readonly=True)
    last_id = fields.Integer(readonly=True)
    count_total = fields.Integer(string="Customers", readonly=True, aggregator=None)
    count_done = fields.Integer(string="Evaluated", readonly=True, aggregator=None)
    count_downgraded = fields.Integer(string="Downgraded", readonly=True, aggregator=None)
    downgraded_ids = relations.Many2many(
        "kam.credit.profile",
        "kam_credit_run_downgraded_rel",
        "run_id",
        "profile_id",
        string="Downgraded Customers",
        readonly=True,
    )
    has_auto_downgrade = fields.Boolean(
        string="Automatic Downgrade",
        readonly=True,
        help="Whether automatic downgrades were on when the evaluation was started.",
    )
    count_failed = fields.Integer(string="Not Evaluated", readonly=True, aggregator=None)
    failures = fields.Text(help="Customers that are left for the next evaluation, and why.")
    date_begun = fields.Datetime(string="Begun", readonly=True)
    date_ended = fields.Datetime(string="Ended", readonly=True)

    @api.depends("date_asked")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for run in self:
            moment = format_datetime(self.env, run.date_asked, dt_format="short")
            run.display_name = self.env._("Evaluation of %s", moment)

    # ------------------------------------------------------------------
    # starting
    # ------------------------------------------------------------------

    @api.model
    def _start_each(self, partner_ids):
        """Start an evaluation in the background for each company; one that waits is not doubled.

        :param dict partner_ids: company -> ids of customers, or None for everybody
        :return: a window action on the runs
        """
        # sudo: who may start evaluations was checked
        runs = self.sudo()
        for company, ids in partner_ids.items():
            same = runs.search([("company_id", "=", company.id), ("state", "!=", "done")])
            found = same.filtered(lambda run, ids=ids: (run.partner_ids or None) == ids)[:1]
            if not found:
                found = runs._protected_create(
                    [
                        {
                            "company_id": company.id,
                            "user_id": self.env.uid,
                            "partner_ids": ids,
                            "has_auto_downgrade": company._kam_credit_acts(),
                            "count_total": len(runs._find_debtor_ids(company, ids)),
                        }
                    ]
                )
            runs |= found
        # sudo: planning the job is part of starting it
        self.env.ref("kam_credit.ir_cron_kam_credit_run").sudo()._trigger()
        return runs._open()

    @api.model
    def _run_now(self, company):
        """Evaluate everybody of a company at once, and keep what came of it as a run that is done.

        For few customers; many are left to the job.

        :param res.company company: whose customers
        :return: a window action on the run
        """
        # sudo: who may start evaluations was checked
        runs = self.sudo()
        ids = runs._find_debtor_ids(company)
        run = runs._protected_create(
            [
                {
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "has_auto_downgrade": company._kam_credit_acts(),
                    "count_total": len(ids),
                }
            ]
        )
        if ids:
            run._evaluate_partners(run.env["res.partner"].browse(ids))
        now = fields.Datetime.now()
        run._protected_write(
            {"state": "done", "date_begun": run.date_begun or now, "date_ended": now}
        )
        return run._open()

    def _open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("kam_credit.action_kam_credit_run")
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)]}

    @api.model
    def _find_debtor_ids(self, company, partner_ids=None):
        """Return the ids of the debtors to evaluate, in their order.

        :param res.company company: whose debtors
        :param list partner_ids: only these; None for everybody with invoices, history lines or an
            account
        :return: ids of commercial partners
        """
        # sudo: who may start evaluations was checked
        env = self.sudo().env
        if partner_ids is not None:
            partners = env["res.partner"].browse(partner_ids).exists()
            return sorted(set(partners.commercial_partner_id.ids))
        invoiced = (
            Domain("company_id", "child_of", company.ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", DEBTOR_MOVES)
        )
        own = Domain("company_id", "=", company.id)
        groups = [
            *env["account.move"]._read_group(invoiced, ["commercial_partner_id"]),
            *env["kam.credit.history.line"]._read_group(own, ["commercial_partner_id"]),
            *env["kam.credit.profile"]._read_group(
                own & Domain("account_id", "!=", False), ["partner_id"]
            ),
        ]
        return sorted({debtor.id for (debtor,) in groups if debtor})

    # ------------------------------------------------------------------
    # the job
    # ------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Do what people have started; see ``kam.run.mixin``.

        :raise UserError: after all others are done, when a customer failed by a defect
        """
        self._carry_on(BATCH_SIZE, _logger)

    def _get_left(self):
        """See the base method: the customers that come after the last one."""
        self.ensure_one()
        ids = self._find_debtor_ids(self.company_id, self.partner_ids or None)
        partners = self.env["res.partner"]
        return partners.browse(debtor_id for debtor_id in ids if debtor_id > self.last_id)

    def _carry_out(self, partners):
        """See the base method: evaluate some customers."""
        self._evaluate_partners(partners)

    def _note_progress(self, vals):
        """See the base method."""
        self._protected_write(vals)

    def _evaluate_partners(self, partners):
        """Evaluate some customers, and note how far the run came."""
        profiles = self.env["kam.credit.profile"]
        domain = [("company_id", "=", self.company_id.id), ("partner_id", "in", partners.ids)]
        before = profiles.search([*domain, ("account_id.state", "=", "key")])
        profiles.evaluate(partner_ids=partners.ids, company_id=self.company_id.id, simulate=False)
        downgraded = before.filtered(lambda profile: profile.account_state != "key")
        self._note_progress(
            {
                "state": "running",
                "date_begun": self.date_begun or fields.Datetime.now(),
                "last_id": max(partners.ids),
                "count_done": self.count_done + len(partners),
                "count_downgraded": self.count_downgraded + len(downgraded),
                "downgraded_ids": [Command.link(profile.id) for profile in downgraded],
                **self._prepare_outcome(partners),
            }
        )
        _logger.info(
            "%s: %s of %s customers evaluated",
            self.company_id.name,
            self.count_done,
            self.count_total,
        )

    def _prepare_outcome(self, partners):
        """Return what else is kept of the evaluation of some customers. To be overridden.

        :param res.partner partners: evaluated in this transaction
        :return: values of the run
        """
        return {}

    def action_open_downgraded(self):
        """Open the customers that the evaluation has downgraded.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_profile"
        )
        return {
            **action,
            "display_name": self.env._("Downgraded Customers"),
            "domain": [("id", "in", self.downgraded_ids.ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {},
        }

    def _note_failure(self, partner, error):
        """Name a customer that could not be evaluated on its profile, and here."""
        self.ensure_one()
        profile = self.env["kam.credit.profile"].search(
            [("company_id", "=", self.company_id.id), ("partner_id", "=", partner.id)]
        )
        transactions.note_failure(profile, error)
        line = wording.labelled(self.env, partner.display_name, str(error) or repr(error))[:500]
        self._note_progress(
            {
                "state": "running",
                "last_id": partner.id,
                "count_failed": self.count_failed + 1,
                **self._prepare_failures([line]),
            }
        )

    def _prepare_end(self):
        return {"date_ended": fields.Datetime.now()}

    def _tell(self):
        """Tell who started the run that it has come to its end."""
        run = self.with_context(lang=self.user_id.lang)
        result = run.env._(
            "Customers evaluated: %(done)s, downgraded: %(downgraded)s, left out: %(failed)s.",
            done=self.count_done,
            downgraded=self.count_downgraded,
            failed=self.count_failed,
        )
        self._tell_by_bus(run.env._("The evaluation of %s has ended", self.company_id.name), result)
        run.env["mail.thread"].message_notify(
            model=self._name,
            res_id=self.id,
            partner_ids=self.user_id.partner_id.ids,
            subject=run.env._("The evaluation of %s has ended", self.company_id.name),
            body=result,
        )
