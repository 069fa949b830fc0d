from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ... import arguments, relations, wording
from ...rules.form_states import ALIVE_STATES
from ...searching import by_tick

# fields of documents that say who served
STAFF = ("applicant_id", "user_id")


class KamServiceEnding(models.Model):
    """A service that an account has had, and that has ended: what is owed after it.

    A request, an event, or whatever else ends, says so by ``account._on_service_ended``; one row
    for each account that had it. Within a week the customer is heard again (scheme, service,
    five.2), where a content says so, and the service is evaluated (five.1).

    ``kam_service_ending_duties``: by when, and what keeps it.
    """

    _name = "kam.service.ending"
    _description = "Ended Service"
    _inherit = ["kam.root.company.mixin", "kam.deadline.mixin", "kam.process.row.mixin"]
    _order = "date_ended desc, id desc"
    _entity_fields = ("user_id",)

    res_model = fields.Char(string="Model of the Service", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Service", model_field="res_model", required=True, readonly=True
    )
    reference = fields.Char(
        string="Number or Event",
        required=True,
        readonly=True,
        help="Number of the request, or name of the event.",
    )
    name = fields.Char(string="Ended Service", compute="_compute_name", search="_search_name")
    account_id = fields.Many2one(
        "kam.account", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="account_id.unit_id", store=True, index=True)
    manager_id = fields.Many2one(related="account_id.manager_id")
    content_ids = relations.Many2many(
        "kam.service.content",
        relation="kam_service_ending_content_rel",
        column1="ending_id",
        column2="content_id",
        string="Service Contents",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Served By", readonly=True, index=True, ondelete="restrict"
    )
    date_begun = fields.Date(string="From", readonly=True)
    date_ended = fields.Date(string="Ended On", required=True, readonly=True, index=True)
    # the return visit
    owes_return_visit = fields.Boolean(string="Return Visit Owed", readonly=True)
    date_return_due = fields.Date(string="Return Visit By", readonly=True, index=True)
    return_contact_id = fields.Many2one(
        "kam.account.contact",
        string="Contact That Kept It",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    return_channel = fields.Selection(related="return_contact_id.channel", string="Heard How")
    return_user_id = fields.Many2one(related="return_contact_id.user_id", string="Heard By")
    date_return_done = fields.Date(string="Heard On", readonly=True)
    return_state = fields.Selection(
        [("open", "Not made yet"), ("kept", "Made in time"), ("late", "Made late")],
        string="Return Visit",
        compute="_compute_return_state",
        store=True,
        index=True,
    )
    is_return_late = fields.Boolean(
        string="Return Visit Is Late",
        compute="_compute_is_return_late",
        search="_search_is_return_late",
        help="The last day has passed, and the customer was neither visited nor called.",
    )
    is_mine = fields.Boolean(string="Mine", compute="_compute_is_mine", search="_search_is_mine")
    # the evaluation
    evaluation_ids = relations.Many2many(
        "kam.service.evaluation",
        relation="kam_service_evaluation_ending_rel",
        column1="ending_id",
        column2="evaluation_id",
        string="Evaluations",
        readonly=True,
        copy=False,
    )
    is_evaluated = fields.Boolean(
        string="Being Evaluated",
        compute="_compute_is_evaluated",
        search="_search_is_evaluated",
        help="There is an evaluation of it that was neither rejected nor cancelled.",
    )

    _service_uniq = models.Constraint(
        "UNIQUE(account_id, res_model, res_id)", "This service has ended already."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from the service, and from contacts with the customer.")

    @api.model
    def _refuse_by_hand(self):
        """See the base method: services end by themselves, and what has ended has ended."""
        raise UserError(
            self.env._(
                "What has ended follows from requests and events that were carried out: nobody "
                "adds or deletes it by hand."
            )
        )

    @api.depends("reference", "content_ids.name")
    @api.depends_context("lang")
    def _compute_name(self):
        for ending in self:
            contents = wording.listed(self.env, ending.content_ids.mapped("name"))
            ending.name = (
                wording.labelled(self.env, ending.reference, contents)
                if contents
                else ending.reference
            )

    @api.model
    def _search_name(self, operator, value):
        if operator not in ("in", "ilike", "like", "=ilike", "=like"):
            return NotImplemented
        return Domain("reference", operator, value) | Domain("content_ids.name", operator, value)

    @api.depends("date_return_due", "date_return_done")
    def _compute_return_state(self):
        for ending in self:
            due, done = ending.date_return_due, ending.date_return_done
            ending.return_state = due and (
                "open" if not done else "kept" if done <= due else "late"
            )

    @api.depends("date_return_due", "date_return_done", "company_id")
    def _compute_is_return_late(self):
        for ending in self:
            is_open = bool(ending.date_return_due) and not ending.date_return_done
            ending.is_return_late = (
                is_open and ending.date_return_due < ending.company_id._kam_today()
            )

    @api.model
    def _search_is_return_late(self, operator, value):
        late = Domain("return_state", "=", "open") & self._get_past_domain("date_return_due")
        return by_tick(operator, value, late)

    @api.depends("account_id.manager_id", "user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for ending in self:
            ending.is_mine = self.env.user in ending.account_id.manager_id | ending.user_id

    @api.model
    def _search_is_mine(self, operator, value):
        mine = Domain("account_id.manager_id", "=", self.env.uid)
        return by_tick(operator, value, mine | Domain("user_id", "=", self.env.uid))

    @api.depends("evaluation_ids.approval_state")
    def _compute_is_evaluated(self):
        for ending in self:
            states = ending.evaluation_ids.mapped("approval_state")
            ending.is_evaluated = bool({*ALIVE_STATES} & set(states))

    @api.model
    def _search_is_evaluated(self, operator, value):
        evaluated = Domain(
            "evaluation_ids", "any", [("approval_state", "not in", ("rejected", "cancelled"))]
        )
        return by_tick(operator, value, evaluated)

    # ------------------------------------------------------------------
    # what has ended
    # ------------------------------------------------------------------

    @api.model
    def _note(self, account, document, day, contents):
        """Write down that an account's service has ended, and let follow what is owed after it.

        Once for each: a service that ended already stays as it was written down.

        :param kam.account account: who had it
        :param document: the request or event, as superuser
        :param date day: when it ended, where the company works
        :param kam.service.content contents: what it was
        :return: the row, as superuser
        """
        # sudo: as the process that ends the service
        model = self.sudo()
        ending = model.search(
            [
                ("account_id", "=", account.id),
                ("res_model", "=", document._name),
                ("res_id", "=", document.id),
            ]
        )
        if ending:
            return ending
        vals = model._prepare_note(account.sudo(), document, day, contents)
        ending = model._protected_create([vals])
        ending._open_duties()
        return ending

    @api.model
    def _prepare_note(self, account, document, day, contents):
        """Return the values of the row of a service that has ended. To be extended.

        See :meth:`_note`.
        """
        company = account.company_id
        owes = any(contents.mapped("owes_return_visit"))
        return {
            "res_model": document._name,
            "res_id": document.id,
            "account_id": account.id,
            "reference": document.number if "number" in document else document.display_name,
            "content_ids": [fields.Command.set(contents.ids)],
            "user_id": next(
                (document[name].id for name in STAFF if name in document), self.env.uid
            ),
            "date_begun": document.date_requested if "date_requested" in document else day,
            "date_ended": day,
            "owes_return_visit": owes,
            "date_return_due": owes and company._kam_due(day, company.kam_return_visit_days),
        }

    def action_open_document(self):
        """Open the request or event that has ended.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_evaluate(self):
        """Begin an evaluation of ended services of one account, or go on with the one they have.

        :return: a window action
        :raise UserError: for services of several accounts, or that are evaluated apart
        :raise AccessError: for whoever may not evaluate
        """
        self.check_access("read")
        evaluations = self.env["kam.service.evaluation"]
        evaluations.check_access("create")
        if len(self.account_id) != 1:
            raise UserError(
                self.env._("Choose ended services of one customer: they are evaluated together.")
            )
        self.account_id._serialise()
        present = self.evaluation_ids.filtered(lambda form: form._is_alive())
        if len(present) > 1 or (present and self - present.ending_ids):
            raise UserError(
                self.env._(
                    "Some of these services are evaluated already: %s",
                    wording.listed(self.env, present.mapped("display_name")),
                )
            )
        form = present or evaluations.create(
            {"account_id": self.account_id.id, "ending_ids": [fields.Command.set(self.ids)]}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": form._name,
            "res_id": form.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
