from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments, wording
from ...rules import developments
from ...rules.form_states import ALIVE_STATES


class KamDevelopment(models.Model):
    """From an analysis to a customer who is won, or is not won for now (development scheme)."""

    _inherit = "kam.development"

    @api.model_create_multi
    def create(self, vals_list):
        """Begin developments: each with the factors that its customer is asked for."""
        # one that ended in this transaction is open no longer for the unique index
        self.flush_model(["state", "is_current"])
        begun = super().create(vals_list)
        first = begun.filtered(lambda development: not development.edition_of_id)
        first._begin_lines()
        return begun

    @api.model
    def _complete_create(self, vals_list):
        """Refuse a second development of a customer, before a number is drawn.

        :raise UserError: naming the one that is open
        """
        vals_list = super()._complete_create(vals_list)
        accounts = self.env["kam.account"].browse(
            {vals["account_id"] for vals in vals_list if vals.get("account_id")}
        )
        accounts._check_not_developed()
        for account in accounts:
            account._check_customer_active()
        return vals_list

    def _begin_lines(self):
        """Give first editions the lines that a scheme begins with."""
        for development in self:
            # sudo: what a scheme begins with, whoever begins it; that was allowed
            begun = development.sudo()
            if development.asks_factors and not begun.factor_ids:
                begun.factor_ids._create_defaults_of(begun)
            if not begun.forecast_ids:
                begun.forecast_ids._create_defaults_of(begun)
            if not begun.risk_coefficient:
                begun._propose_risk()

    # ------------------------------------------------------------------
    # all editions say the same of the process
    # ------------------------------------------------------------------

    def _write_process(self, vals):
        """Write what the process says of developments into all their editions."""
        for development in self:
            # sudo: the process's own fields; who may was checked
            development.sudo()._get_editions()._protected_write(vals)

    @api.model
    def _get_edition_fields(self):
        """See the base method: an edition goes on with the process of the one before."""
        return super()._get_edition_fields() | {
            "state",
            "progress",
            "date_started",
            "started_by_id",
            "developer_id",
            "was_ordinary",
            "is_attitude_falling",
        }

    def _copy_edition(self):
        """See the base method: what hangs on the development hangs on its first edition."""
        edition = super()._copy_edition()
        return edition._protected_write({"origin_id": self._get_origin().id})

    def _check_revisable(self):
        """See the base method: schemes of developments that go on."""
        super()._check_revisable()
        self._check_going_on()

    def _may_revise(self):
        """See the base method."""
        return super()._may_revise() and self.state in developments.GOING_ON

    def _check_going_on(self):
        """Refuse what only a development that goes on may have.

        :raise UserError: naming the development and its state
        """
        for development in self:
            if development.state not in developments.GOING_ON:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(development)s is “%(state)s”: nothing of it is changed any more. Start "
                        "another development instead.",
                        development=development.display_name,
                        state=states[development.state],
                    )
                )

    # ------------------------------------------------------------------
    # starting
    # ------------------------------------------------------------------

    @api.depends("state", "date_started")
    @api.depends_context("uid")
    def _compute_can_develop(self):
        for development in self:
            may = bool(development._origin) and development._may_develop()
            development.can_start = may and development.state == developments.PREPARING
            development.can_end = may and development.state == developments.OPEN
            development.can_change = may and development.state in developments.GOING_ON

    def _may_develop(self):
        """Tell whether the user may write the development, on which its process hangs."""
        return self._origin.has_access("write")

    def action_start(self):
        """Start developing customers: an ordinary one becomes a potential key account.

        :return: True
        :raise UserError: for a development that was started or is over
        :raise AccessError: for whoever may not write it
        """
        for development in self:
            development.check_access("write")
            development._serialise()
            development._start()
        return True

    def _start(self):
        self.ensure_one()
        self._check_going_on()
        if self.state == developments.OPEN:
            raise UserError(
                self.env._("%(development)s was started already.", development=self.display_name)
            )
        # sudo: the state of the account counts, whoever starts
        account = self.account_id.sudo()
        account._check_customer_active()
        was_ordinary = account.state == "ordinary"
        if was_ordinary:
            self._check_owned()
            account._enter_potential(
                "development", wording.worded("development", number=self.number), document=self
            )
        self._write_process(
            {
                "state": developments.OPEN,
                "date_started": fields.Datetime.now(),
                "started_by_id": self.env.uid,
                "was_ordinary": was_ordinary,
            }
        )
        self.env["kam.development.record"]._end_retries(account)

    def _check_owned(self):
        """Refuse to start with a customer whom nobody looks after.

        :raise UserError: naming the field of the account that is empty
        """
        # sudo: whoever starts need not see the unit
        account = self.account_id.sudo()
        for name in ("unit_id", "manager_id"):
            if not account[name]:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(customer)s is empty: give the customer to somebody "
                        "first, with “Change Unit or Manager” of the account.",
                        field=account._fields[name]._description_string(self.env),
                        customer=account.name,
                    )
                )

    # ------------------------------------------------------------------
    # opening
    # ------------------------------------------------------------------

    def _open_current(self):
        """Return the action that opens the edition that holds."""
        # sudo: which edition holds, whoever may read which
        current = self.sudo()._get_editions().filtered("is_current")[-1:] or self
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": current.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_end(self):
        """Open the development record that ends the development; a new one where there is none.

        :return: a window action
        :raise UserError: for a development that was not started, or is over
        """
        arguments.one(self)
        self.check_access("read")
        origin = self._get_origin()
        records = self.env["kam.development.record"]
        record = records.search([("development_id", "=", origin.id)], order="id desc", limit=1)
        action = {
            "type": "ir.actions.act_window",
            "res_model": records._name,
            "view_mode": "form",
            "views": [(False, "form")],
        }
        if record and record.approval_state in ALIVE_STATES:
            return {**action, "res_id": record.id}
        self._check_started()
        return {
            **action,
            "context": {
                "default_development_id": origin.id,
                "default_account_id": self.account_id.id,
            },
        }

    def _check_started(self):
        """Refuse what only a started development that goes on may have.

        :raise UserError: naming the development
        """
        self._check_going_on()
        for development in self:
            if development.state != developments.OPEN:
                raise UserError(
                    self.env._(
                        "%(development)s was not started yet: choose “Start” first.",
                        development=development.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # ending
    # ------------------------------------------------------------------

    def action_cancel(self, reason=""):
        """Stop developments that are not worth going on with; what was done stays.

        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for a development that is over
        :raise AccessError: for whoever may not write it
        """
        self.check_access("write")
        reason = arguments.text(self.env, self.env._("Reason"), reason)
        if not reason:
            raise UserError(self.env._("“Reason” is empty: say why the development is stopped."))
        for development in self:
            development._serialise()
            development._check_going_on()
            development._end(developments.CANCELLED, reason)
            development._return_account(reason)
        return True

    def _end(self, state, reason, **params):
        """End developments: what is open of them ends with them.

        :param str state: won, lost or cancelled
        :param str reason: a code of ``_get_end_reasons``, or what somebody wrote
        :param params: what the words of the reason name
        """
        for development in self:
            development._write_process(
                {
                    "state": state,
                    "date_ended": fields.Datetime.now(),
                    "end_code": reason,
                    "end_params": params,
                }
            )
            # sudo: whoever ends it, nothing of it stays open
            editions = development.sudo()._get_editions()
            editions._cancel("development_over")
            development._close_open_work(state)

    def _close_open_work(self, state):
        """End what else is open of a development that is over. To be extended.

        :param str state: how it ended
        """
        if state == developments.CANCELLED:
            # sudo: as above
            self.sudo()._get_origin().record_ids._cancel("development_over")

    def _return_account(self, reason):
        """Let a customer who became potential by the development be an ordinary one again.

        Not while it is being screened: the screening decides.
        """
        # sudo: the account follows, whoever ends the development
        account = self.account_id.sudo()
        if self.was_ordinary and account.state == "potential" and not account._is_being_screened():
            account._return_to_ordinary("development", reason, document=self)

    @api.depends("end_code", "end_params")
    @api.depends_context("lang")
    def _compute_end_reason(self):
        reasons = self._get_end_reasons()
        for development in self:
            text = reasons.get(development.end_code)
            params = development.end_params or {}
            development.end_reason = text % params if text else development.end_code

    @api.model
    def _get_end_reasons(self):
        """Return the reasons that are kept as codes, worded for the reader.

        :return: dict code -> text; extended with ``super() | {...}``
        """
        return {
            "left": self.env._("The customer is no potential or key account any more."),
            "rejected": self.env._("The scheme was rejected."),
            "given_up": self.env._("The scheme was given up."),
            "record": self.env._("%(number)s was approved."),
        }

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also the end of the development."""
        return super()._get_cancel_reasons() | {
            "development_over": self.env._("The development is over.")
        }

    def _on_rejected(self):
        """See the base method: a customer whose first scheme is rejected is not developed."""
        super()._on_rejected()
        if not self.edition_of_id:
            self._end(developments.CANCELLED, "rejected")
            self._return_account(wording.worded("development_rejected", number=self.number))

    def _on_cancelled(self):
        """See the base method: without a scheme nothing goes on."""
        super()._on_cancelled()
        if not self.edition_of_id and self.state in developments.GOING_ON:
            self._end(developments.CANCELLED, "given_up")
            self._return_account(wording.worded("development_given_up", number=self.number))

    def _on_approved(self):
        """See the base method: what is approved begins."""
        super()._on_approved()
        if self.state == developments.PREPARING:
            self._start()

    @api.depends("date_started")
    def _compute_can_delete(self):
        super()._compute_can_delete()

    def _stays_in_records(self):
        """See the base method: also one that was started."""
        return bool(self.date_started) or super()._stays_in_records()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for development in self:
            if development._stays_in_records():
                raise UserError(
                    self.env._(
                        "%(development)s was started or submitted: it stays in the records. Cancel "
                        "it instead, with the reason.",
                        development=development.display_name,
                    )
                )
