from odoo import api, models

from odoo.addons.kam_management.wording import labelled

from ..profile.kam_position import CREDIT_ROLES

DUTY = "credit_signal"


class KamCreditSignal(models.Model):
    """Until when whoever looks after the customer's credit looks at a signal.

    That is the nearest credit officer, else reviewer, else approver, else whoever supervises the
    unit and reads credit; never the customer's own account manager. What is open is seen by credit
    readers only, and its name holds neither kind nor figure.
    """

    _inherit = "kam.credit.signal"

    def _get_duty_title(self):
        """See the base method: the number of the account, no name and no figure."""
        # sudo: for who owes it, whatever finds the signal
        return self.sudo().account_id.number or self.env._("Credit Signal")

    def _get_duty_audience(self):
        """See the base method: what is wrong with a customer's credit is for credit readers."""
        return "credit"

    @api.model
    def _find_duty_units(self, deadlines):
        """See the base method: where the account is by now."""
        units = super()._find_duty_units(deadlines)
        for duty, signal in self._find_duty_documents(deadlines).items():
            if duty.code == DUTY:
                units[duty] = signal.account_id.unit_id
        return units

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: the nearest who may see the figures."""
        users = super()._find_duty_users(deadlines)
        position = self.env["kam.position"]
        documents = self._find_duty_documents(deadlines)
        left = {duty for duty in deadlines if duty.code == DUTY}
        for roles in (*CREDIT_ROLES, position._supervising_roles()):
            nearest = position._find_nearest(
                {duty: (documents[duty].account_id.unit_id, roles) for duty in left}
            )
            readers = deadlines._keep_readers(self.env["res.users"].union(*nearest.values()))
            for duty, holders in nearest.items():
                manager = documents[duty].account_id.manager_id
                users[duty] = (holders & readers) - manager
            left = {duty for duty in left if not users[duty]}
            if not left:
                break
        return users

    def _open_duties(self):
        """Let somebody owe a look at the signals, those of accounts; as superuser."""
        vals_list = []
        for company, signals in self.filtered("account_id.unit_id").grouped("company_id").items():
            # sudo: the setting counts, whatever finds the signal
            days = company.sudo().kam_credit_radar_due
            due = company._kam_due(company._kam_today(), days, "working")
            # the role lets the duty be refreshed when its holders change
            vals_list += [
                signal._prepare_duty_vals(
                    DUTY, due, role=CREDIT_ROLES[0], unit_id=signal.account_id.unit_id.id
                )
                for signal in signals
            ]
        self.env["kam.deadline"]._open(vals_list)

    def _close_duties(self):
        """Somebody has looked."""
        self.env["kam.deadline"]._close(self, DUTY)

    def _cancel_duties(self):
        """Nothing is left to be looked at."""
        self.env["kam.deadline"]._cancel(self, "not_needed", DUTY)

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "kind", "reason", "state"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what was found, and that it can be answered together."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for duty, signal in documents.items():
            if duty.code == DUTY:
                told[duty] = {
                    "why": labelled(self.env, kinds[signal.kind], signal.reason),
                    "actions": [my_day._prepare_action("look", self.env._("Looked At"), bulk=True)],
                }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: by the dialog."""
        if key != "look":
            return super()._settle_duties(deadlines, key)
        return self.browse(deadlines.mapped("res_id")).action_open_dialog()
