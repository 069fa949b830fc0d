from odoo import api, fields, models
from odoo.exceptions import UserError


class KamScreening(models.Model):
    """The analysis begins: a candidate becomes a potential key account (scheme, one.1)."""

    _inherit = "kam.screening"

    def action_start(self):
        """Begin the analysis of candidates: each becomes a potential key account.

        :return: True
        :raise UserError: when unit or account manager is missing, the analysis has begun already,
            or the customer cannot be screened now
        :raise AccessError: for whoever may not screen the customer
        """
        for screening in self:
            screening._start()
        return True

    def _start(self):
        self.ensure_one()
        self.check_access("write")
        self._serialise()
        self._check_state("draft")
        self._check_startable()
        self._check_owners()
        # sudo: the engine's own fields; who may start was checked
        self.sudo()._protected_write(
            {"date_started": fields.Datetime.now(), "started_by_id": self.env.uid}
        )
        self._renew_lines()
        account = self.account_id
        reason = self._get_reason()
        # sudo: the state of the account counts, whether or not the user sees it yet
        if account.sudo().state == "ordinary":
            account._enter_potential(
                source="screening",
                reason=reason,
                unit=self.unit_id,
                manager=self.manager_id,
                document=self,
            )
        else:
            self._move_account()

    def _check_startable(self):
        if self.date_started:
            raise UserError(
                self.env._(
                    "The analysis of %(screening)s began already.", screening=self.display_name
                )
            )
        for name in ("unit_id", "manager_id"):
            if not self[name]:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(screening)s is empty: say who looks after the customer.",
                        field=self._fields[name]._description_string(self.env),
                        screening=self.display_name,
                    )
                )
        refusals = self._find_refusals(self.company_id, self.partner_id, besides=self)
        if refusals:
            raise UserError("\n".join(refusals.values()))

    def _get_reason(self):
        """Return the reason that the history of the account shows."""
        return self.env._("Screening %s", self.number)

    def _move_account(self):
        """Let a potential key account follow unit and account manager of its screening.

        :raise AccessError: when it has others, and the user may not give it away
        """
        # sudo: as above
        account = self.account_id.sudo()
        if (self.unit_id, self.manager_id) == (account.unit_id, account.manager_id):
            return
        if account.unit_id and account.manager_id:
            self.account_id._check_owner_change_allowed()
        self.account_id._change_owner(self.unit_id, self.manager_id, self._get_reason())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for screening in self.filtered("date_started"):
            raise UserError(
                self.env._(
                    "The analysis of %(screening)s has begun: it stays in the records. Give it up "
                    "instead.",
                    screening=screening.display_name,
                )
            )
