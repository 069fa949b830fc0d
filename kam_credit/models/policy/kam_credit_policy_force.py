import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.kam_management import transactions, wording

from .kam_credit_policy import SETTINGS
from .res_company import writing_policy

_logger = logging.getLogger(__name__)

# Who decides on editions, see the route, and calls off what was approved.
DECIDERS = ("credit_approver", "director", "vice_president", "general_manager")


class KamCreditPolicy(models.Model):
    """How an edition is put in force: on its day it writes the settings, all of them or none."""

    _inherit = "kam.credit.policy"

    # ------------------------------------------------------------------
    # editions beside each other
    # ------------------------------------------------------------------

    def _check_decision(self, review, decision, opinion):
        """See the base method: no edition is approved for a day that another one has by now.

        :raise UserError: naming the edition and its day
        """
        super()._check_decision(review, decision, opinion)
        defects = self._get_day_defects() if decision == "approved" else []
        if defects:
            raise UserError(
                wording.sentences(
                    self.env,
                    (
                        *defects,
                        self.env._("Return %s for correction.", self.display_name),
                    ),
                )
            )

    def _on_replaced(self):
        """See the base method: until the next edition's day this one holds."""
        super()._on_replaced()
        self._protected_write({"control_status": "controlled"})

    def _find_next_edition(self):
        """Return the approved edition that revises this one, as superuser."""
        # sudo: what was approved counts, whether or not the user may see it
        return self.sudo().edition_ids.filtered(lambda form: form.approval_state == "approved")

    def _has_approved_edition(self):
        """See the base method: what was revised already is not revised again."""
        return super()._has_approved_edition() and not self._find_next_edition()

    def _check_revisable(self):
        """See the base method: what was revised already is not revised again.

        :raise UserError: naming the edition that is to be revised
        """
        following = self._find_next_edition()
        if following:
            raise UserError(
                self.env._(
                    "%(form)s is followed by %(edition)s: revise that one.",
                    form=self.display_name,
                    edition=following[:1].display_name,
                )
            )
        super()._check_revisable()

    def _on_approved(self):
        """See the base method: what holds from today or earlier is put in force at once."""
        super()._on_approved()
        if self.valid_from <= self.company_id._kam_today():
            # sudo: whoever decides last need not be one who may write settings
            self.sudo()._put_in_force()

    # ------------------------------------------------------------------
    # called off before its day
    # ------------------------------------------------------------------

    def action_call_off(self):
        """Call approved editions off that wait for their day: they never come in force.

        The edition in force stays, and may be revised again.

        :return: True
        :raise AccessError: for everybody but those who decide on editions
        :raise UserError: for an edition that does not wait for its day, or that another one revises
        """
        for policy in self:
            policy.check_access("read")
            if not policy._may_call_off():
                raise AccessError(
                    self.env._(
                        "%s is called off by the credit approver of headquarters, the marketing "
                        "director, a vice president or the general manager.",
                        policy.display_name,
                    )
                )
            policy._serialise()
            if policy.state != "waiting":
                raise UserError(
                    self.env._(
                        "%(form)s is “%(state)s”: only an approved edition that waits for its day "
                        "is called off.",
                        form=policy.display_name,
                        state=dict(self._fields["state"]._description_selection(self.env))[
                            policy.state
                        ],
                    )
                )
            policy._check_nothing_follows()
            policy._end_cancelled("called_off", user=self.env.user.name)
            # sudo: who calls it off need not be one who writes editions
            policy.sudo()._protected_write({"control_status": "obsolete"})
        self._tell_taken_back()
        return True

    def _check_nothing_follows(self):
        """Refuse to call off what another edition begins from.

        :raise UserError: naming that edition
        """
        following = self._find_open_edition() | self._find_next_edition()
        if following:
            raise UserError(
                self.env._(
                    "%(edition)s revises %(form)s: give that one up, or call it off, first.",
                    edition=following[:1].display_name,
                    form=self.display_name,
                )
            )

    def _may_call_off(self):
        """Tell whether the user is one of those who decide on editions."""
        self.ensure_one()
        return self.env["kam.position"]._has_role_over(self.env.user, self.unit_id, DECIDERS)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_call_off(self):
        for policy in self:
            policy.can_call_off = policy.state == "waiting" and policy._may_call_off()

    @api.model
    def _get_cancel_reasons(self):
        """See the base method: also editions that were approved and called off."""
        return super()._get_cancel_reasons() | {
            "called_off": self.env._("Called off by %(user)s before its day")
        }

    # ------------------------------------------------------------------
    # in force
    # ------------------------------------------------------------------

    @api.model
    def _find_in_force(self, company):
        """Return the edition by which the credit of a company is judged, as superuser.

        :param res.company company: a company or a branch
        """
        # sudo: by what figures are judged hangs on no reader
        return company.sudo().root_id.kam_credit_policy_id

    def _put_in_force(self):
        """Write the settings of the company and its tiers, all of them or none.

        Customers who hold a tier get its limit and its terms. The edition before is obsolete.

        :raise UserError: when customers hold a list that the edition does not know
        """
        self.ensure_one()
        company = self.company_id
        transactions.serialise(company)
        before = company.kam_credit_policy_id
        changes = wording.for_readers(self)._word_differences()
        with self.env.cr.savepoint():
            with writing_policy():
                self._write_settings()
                self._write_tiers()
                company.kam_credit_policy_id = self
            tiers = self.env["kam.credit.tier"].search([("company_id", "=", company.id)])
            tiers._check_bands()
            today = company._kam_today()
            if before:
                before._protected_write({"control_status": "obsolete", "date_out_of_force": today})
                # one at a time is in force
                before.flush_recordset()
            self._protected_write({"date_in_force": today, "force_error": False})
            self._overtake_older()
        self._note_in_force(changes)
        # what is left of the limits that were written is worked out anew
        # sudo: whoever approves need not look after jobs
        self.env.ref("kam_credit.ir_cron_kam_credit_exposure").sudo()._trigger()

    def _overtake_older(self):
        """Let editions of earlier days that could not be put in force never come any more."""
        older = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "waiting"),
                ("valid_from", "<", self.valid_from),
            ]
        )
        if older:
            older._protected_write({"control_status": "obsolete"})

    def _write_settings(self):
        company = self.company_id
        vals = {
            setting: self[name]
            for name, setting in SETTINGS.items()
            if self[name] != company[setting]
        }
        if vals:
            company.write(vals)

    def _write_tiers(self):
        """Write what the lists say into the tiers of the company; only the outcome is checked."""
        tiers = (
            self.env["kam.credit.tier"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)], order="active, id")
        )
        # of several with one list the one in use
        by_code = {tier.code: tier for tier in tiers}
        for tier in tiers.filtered("active"):
            if tier.code not in self.tier_ids.mapped("code"):
                tier._check_unheld(self)
                tier.active = False
        for line in self.tier_ids:
            tier = by_code.get(line.code)
            if not tier:
                tiers.create(
                    {
                        "company_id": self.company_id.id,
                        "code": line.code,
                        **line._prepare_term_vals(),
                    }
                )
                continue
            vals = line._prepare_changed_vals(tier)
            if not tier.active:
                vals["active"] = True
            if vals:
                tier.write(vals)

    def _note_in_force(self, changes):
        """Say in the conversation that the edition is in force, and what it changed.

        :param list changes: texts, one change each, in the language of the company
        """
        form = wording.for_readers(self)
        told = form.env._("The settings are those of this edition from now on.")
        texts = (told, wording.parted(form.env, changes))
        form._message_log(body=wording.sentences(form.env, texts))
        _logger.info("%s is in force: %s settings changed", self.number, len(changes))

    # ------------------------------------------------------------------
    # the job
    # ------------------------------------------------------------------

    @api.model
    def _cron_put_in_force(self):
        """Put approved editions in force whose day has come, wherever the company is."""
        job = transactions.as_job(self)
        waiting = job.search([("state", "=", "waiting")], order="valid_from, id")
        due = waiting.filtered(lambda policy: policy.valid_from <= policy.company_id._kam_today())
        transactions.run_batches(
            self.env,
            [(due, job._put_due_in_force)],
            size=1,
            logger=_logger,
            note=self._note_force_error,
        )

    @api.model
    def _put_due_in_force(self, policies):
        for policy in policies.exists():
            policy._serialise()
            if policy.state == "waiting":
                policy._put_in_force()

    @api.model
    def _note_force_error(self, policy, error):
        """Name on the edition why it could not be put in force."""
        transactions.note_failure(policy, error)
        why = str(error) if isinstance(error, UserError) else repr(error)
        policy._protected_write({"force_error": why})

    @api.model
    def _get_overdue_domain(self):
        """Return the domain of approved editions whose day is past: the job should have come."""
        return Domain("state", "=", "waiting") & (
            Domain("force_error", "!=", False)
            | Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("valid_from", "<", company._kam_today())
                for company in self.env["res.company"].search([("parent_id", "=", False)])
            )
        )
