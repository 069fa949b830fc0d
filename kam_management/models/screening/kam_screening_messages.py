from odoo import api, models

from ... import wording
from ...wording import format_date
from .kam_screening_duties import CANDIDATE

# How many screenings one message names.
NAMED_SCREENINGS = 20


class KamScreening(models.Model):
    """What mails say of screenings, and telling account managers what is given to them."""

    _inherit = "kam.screening"

    def _get_mail_facts(self):
        """See the base method: class, fit and risk."""
        levels = dict(self._fields["risk_level"]._description_selection(self.env))
        risk = self.is_scored and wording.noted(
            self.env,
            levels.get(self.risk_level, ""),
            wording.percentage(self.env, self.risk_total),
        )
        fit = self.has_fit and wording.percentage(self.env, self.fit)
        return [
            (self._fields["class_id"]._description_string(self.env), self.class_id.name),
            (self._fields["fit"]._description_string(self.env), fit),
            (self._fields["risk_level"]._description_string(self.env), risk),
        ]

    def _find_told_of_steps(self):
        """See the base method: who hears that the customer is a key account hears it once."""
        told = super()._find_told_of_steps()
        if self.approval_state == "approved" and not self.revision_mark:
            # sudo: whoever looks after the account was told, whoever decides
            told -= self.account_id.sudo()._get_team()
        return told

    # ------------------------------------------------------------------
    # given to somebody
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Begin screenings; whom they are given to are told."""
        screenings = super().create(vals_list)
        screenings._tell_given()
        return screenings

    def write(self, vals):
        """Change screenings; whom they are given to are told."""
        # sudo: whose they were, whoever gives them away
        before = {screening: screening.sudo().manager_id for screening in self}
        result = super().write(vals)
        if "manager_id" in vals:
            self.filtered(lambda each: each.sudo().manager_id != before[each])._tell_given()
        return result

    def _hand_over(self, user_from, user_to):
        """See the base method: who takes the account over hears of that."""
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        super(KamScreening, quiet)._hand_over(user_from, user_to)

    def _tell_given(self):
        """Tell account managers which screenings are theirs by now, each in one message."""
        if self.env.context.get("mail_auto_subscribe_no_notify"):
            # whoever asks for that tells them of many at once
            return
        # sudo: whoever gives it away need not read it afterwards
        drafts = self.sudo().filtered(
            lambda screening: screening.approval_state == "draft" and screening.manager_id
        )
        for manager, screenings in drafts.grouped("manager_id").items():
            for lang, users in wording.by_language(manager - self.env.user):
                screenings.with_context(lang=lang)._notify_given(users)

    def _notify_given(self, user):
        """Tell one account manager what is theirs by now."""
        followers = self.env["mail.followers"]
        refused = followers._kam_find_refused(self, user.partner_id)
        own = self.filtered(lambda each: (user.partner_id.id, each.id) not in refused)
        if len(own) == 1:
            lead = own.env._("Begin the analysis, or give the candidate up.")
            own._kam_tell(
                user,
                own.env._("You look after %s: it is yours to screen", own._get_mail_title()),
                own.env["ir.qweb"]._render(
                    "kam_management.mail_facts",
                    {"lead": not own.date_started and lead, "facts": own._get_given_facts()},
                ),
            )
        elif own:
            own.env["mail.thread"].sudo()._kam_tell(  # sudo: as the process, whoever gives them
                user,
                own.env._("%s customers are yours to screen", len(own)),
                own._render_given(),
            )

    def _get_given_facts(self):
        """Return what the account manager should know first of a screening that is theirs."""
        due = self._find_candidate_due().get(self.id)
        facts = [
            (self._fields["unit_id"]._description_string(self.env), self.unit_id.complete_name),
            (self._fields["class_id"]._description_string(self.env), self.class_id.name),
            (self.env._("Begin by"), due and format_date(self.env, due, date_format="medium")),
        ]
        return [(label, value) for label, value in facts if value]

    def _render_given(self):
        """Return what the message says of several screenings, the first of which it names."""
        named, dues = self[:NAMED_SCREENINGS], self._find_candidate_due()
        rows = [
            {
                "name": screening._get_mail_title(),
                "url": screening._notify_get_action_link(
                    "view", model=screening._name, res_id=screening.id
                ),
                "note": screening.id in dues
                and self.env._(
                    "Begin by %s",
                    format_date(self.env, dues[screening.id], date_format="medium"),
                ),
            }
            for screening in named
        ]
        left = len(self) - len(named)
        values = {
            "lead": self.env._("Begin the analyses, or give the candidates up:"),
            "rows": rows,
            "more": self.env._("%s more", left) if left else False,
        }
        return self.env["ir.qweb"]._render("kam_management.mail_list", values)

    def _find_candidate_due(self):
        """Return until when the analyses begin: dict id -> day, of candidates only."""
        duties = self.env["kam.deadline"]._find_open(self, CANDIDATE)
        return {duty.res_id: duty.date_due for duty in duties}
