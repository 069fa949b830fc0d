from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kam_management import arguments

from ...rules import radar as rules
from ..profile.kam_position import CREDIT_ROLES
from .kam_credit_signal import GONE, LASTING, NEW, SEEN

# A signal rests on so many payments at most: the latest.
MOST_LINES = 200


class KamCreditSignal(models.Model):
    """Signals are found, looked at, told again, and gone."""

    _inherit = "kam.credit.signal"

    # ------------------------------------------------------------------
    # found
    # ------------------------------------------------------------------

    @api.model
    def _keep(self, company, profiles, facts):
        """Bring the signals of customers up to date with what is known; set-based.

        Done twice on a day it changes nothing.

        :param res.company company: a root company
        :param kam.credit.profile profiles: its customers
        :param Facts facts: see :meth:`_find_facts`
        """
        policy = company._kam_credit_radar_policy()
        # sudo: signals follow from the policy, whatever finds them
        minimum = company.sudo().kam_credit_radar_minimum
        present = {
            (signal.profile_id, signal.kind): signal
            for signal in self.search(
                Domain("profile_id", "in", profiles.ids) & Domain("state", "in", LASTING)
            )
        }
        found = {
            (profile, kind): one
            for profile in profiles
            for kind, one in self._judge(profile, facts, policy, minimum).items()
        }
        told = self._renew(
            {present[key]: one for key, one in found.items() if key in present}, facts
        )
        fresh = [key for key in found if key not in present]
        # nobody follows a signal yet, and that it was found stands in it
        made = self.with_context(tracking_disable=True)._protected_create(
            [self._prepare_vals(*key, found[key], facts) for key in fresh]
        )
        made = made.with_env(self.env)
        by_key = {**present, **dict(zip(fresh, made, strict=True))}
        changed = {
            signal: found[key].sign
            for key, signal in by_key.items()
            if key in found and (signal in told or signal in made)
        }
        self._keep_evidence(company, changed, facts, policy)
        over = self.concat(*(signal for key, signal in present.items() if key not in found))
        over._end(facts.day)
        (made + self.concat(*told).filtered(lambda signal: signal.state == NEW))._open_duties()

    @api.model
    def _prepare_vals(self, profile, kind, found, facts):
        return {
            "profile_id": profile.id,
            "company_id": profile.company_id.id,
            "unit_id": profile.account_id.unit_id.id,
            "kind": kind,
            "state": NEW,
            "date_since": facts.day,
            **self._prepare_figures(profile, kind, found, facts),
        }

    @api.model
    def _prepare_figures(self, profile, kind, found, facts):
        currency = profile.company_id.currency_id
        value = currency.round(found.value)
        return {
            "reason": found.reason,
            "strength": found.sign.strength,
            "value": value,
            "urgency": currency.round(value * found.sign.strength),
            "date_seen": facts.day,
            "date_from": self._get_first_day(kind, facts, profile),
        }

    @api.model
    def _renew(self, found, facts):
        """Bring signals that last up to date; return those that say something else than before.

        :param dict found: signal -> :class:`Found`
        :param Facts facts: what is known
        :return: set of signals
        """
        told = set()
        for signal, one in found.items():
            vals = self._prepare_figures(signal.profile_id, signal.kind, one, facts)
            vals["unit_id"] = signal.profile_id.account_id.unit_id.id
            if signal.state == SEEN and signal._is_to_be_told_again(vals["urgency"], facts.day):
                vals["state"] = NEW
            before = signal.reason
            signal._protected_write(vals)
            if signal.reason != before or vals.get("state"):
                told.add(signal)
        return told

    def _is_to_be_told_again(self, urgency, day):
        """Tell whether a signal that somebody looked at is told again.

        :param float urgency: what it weighs now
        :param date day: the day
        """
        self.ensure_one()
        # sudo: the setting counts, whatever finds it
        quiet = timedelta(days=self.company_id.sudo().kam_credit_radar_quiet)
        looked = self.company_id._kam_day_of(self.date_looked)
        return day >= looked + quiet or rules.is_worse(urgency, self.urgency_looked)

    @api.model
    def _keep_evidence(self, company, signs, facts, policy):
        """Keep what signals rest on, in place of what they rested on before.

        :param res.company company: a root company
        :param dict signs: signal -> :class:`rules.radar.Sign`
        :param Facts facts: what is known
        :param rules.radar.Policy policy: from what on a sign is told
        """
        if not signs:
            return
        signals = self.concat(*signs)
        lines = self.env["kam.credit.signal.line"]
        lines.search([("signal_id", "in", signals.ids)])._protected_unlink()
        asked = signals.filtered(lambda signal: signal.kind != rules.UNWATCHED)
        rows = self.env["kam.credit.ledger"]._radar_evidence(
            company, facts.day, asked.profile_id.partner_id.ids
        )
        vals_list = []
        for signal, sign in signs.items():
            chosen = self._choose_evidence(sign, rows.get(signal.partner_id.id, []), policy)
            vals_list += [signal._prepare_line(row) for row in chosen[-MOST_LINES:]]
            signal._protected_write({"line_count": len(chosen)})
        lines._protected_create(vals_list)

    def _prepare_line(self, row):
        return {
            "signal_id": self.id,
            "company_id": self.company_id.id,
            "move_id": row["move_id"],
            "invoice_name": row["name"],
            "date_due": row["date_due"],
            "date_paid": row["date_paid"],
            "days": row["days"],
            "amount": float(row["amount"]),
            "is_part": row["is_part"],
            "period": "recent"
            if not row["date_paid"] or row["month"] < rules.QUARTER
            else "before",
        }

    # ------------------------------------------------------------------
    # gone
    # ------------------------------------------------------------------

    def _end(self, day):
        """Let signals be gone whose cause is gone; they stay as history.

        :param date day: the day of the figures
        """
        if self:
            self._cancel_duties()
            self._protected_write({"state": GONE, "date_gone": day})

    # ------------------------------------------------------------------
    # looked at
    # ------------------------------------------------------------------

    def _may_look(self):
        """Tell whether the user answers the signal: credit roles over the unit, and who owes it.

        The customer's own account manager never does.
        """
        self.ensure_one()
        # sudo: whose account it is counts, whoever may see it
        account = self.sudo().profile_id.account_id
        if account.manager_id == self.env.user or not self.has_access("read"):
            return False
        # sudo: who owes it is kept there
        owing = self.sudo().open_deadline_ids.worker_ids
        return self.env.user in owing or self.env["kam.position"]._has_role_over(
            self.env.user, account.unit_id, CREDIT_ROLES
        )

    def action_look(self, finding=""):
        """Say what was made of signals after looking at them, which silences them for a time.

        :param str finding: “looked at, because …”, not blank
        :return: True
        :raise UserError: without a finding, and for what was looked at already or is gone
        :raise AccessError: for everybody but who looks after the customer's credit
        """
        arguments.check_ids(self)
        self.check_access("read")
        label = self._get_label("finding")
        finding = arguments.text(self.env, label, finding)
        self._serialise()
        for signal in self:
            signal._check_look()
        if not finding:
            raise UserError(
                self.env._("“%s” is empty: say in a few words what you make of it.", label)
            )
        now = fields.Datetime.now()
        # sudo: who may answer was asked above
        for signal in self.sudo():
            signal._protected_write(
                {
                    "state": SEEN,
                    "looked_by_id": self.env.uid,
                    "date_looked": now,
                    "finding": finding,
                    "urgency_looked": signal.urgency,
                }
            )
        self._close_duties()
        return True

    def _check_look(self):
        """Refuse who does not look after the customer's credit, and what does not wait.

        :raise AccessError: naming the signal
        :raise UserError: naming the signal and how it stands
        """
        if not (self.env.su or self._may_look()):
            raise AccessError(
                self.env._(
                    "%s: answered by those who look after the customer's credit (officer, "
                    "reviewer or approver over its unit), never by its own account manager.",
                    self.display_name,
                )
            )
        if self.state != NEW:
            raise UserError(
                self.env._(
                    "%(signal)s does not wait: %(state)s.",
                    signal=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )
