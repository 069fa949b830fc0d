from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ... import arguments, transactions
from ...rules import suggestions


class KamSuggestion(models.Model):
    """Putting suggestions on a summary (scheme, one.3, 5), and taking them off a draft."""

    _inherit = "kam.suggestion"

    def _check_listable(self):
        """Refuse to put on a summary what was not reported, or stands on one.

        :raise UserError: naming the suggestion
        """
        self._check_state(suggestions.LISTABLE_STATES)
        for suggestion in self:
            if not suggestion._is_reported():
                raise UserError(
                    self.env._(
                        "%s: its report is not approved yet. Only what was reported is put on a "
                        "summary.",
                        suggestion.display_name,
                    )
                )

    @api.model
    def _get_listable_domain(self):
        """Return the domain of what can be put on a summary, see :meth:`_check_listable`."""
        # of several that are one matter the one that leads stands there
        return (
            Domain("state", "in", suggestions.LISTABLE_STATES)
            & Domain("report_id.approval_state", "=", "approved")
            & Domain("is_joined", "=", False)
        )

    def action_open_listing(self):
        """Open what is left to do until the suggestion is decided on: the draft that holds it.

        One that stands on no draft, or on one that the user may not read, is opened itself.

        :return: a window action
        :raise AccessError: for whoever may not read the suggestion
        """
        arguments.one(self)
        self.check_access("read")
        draft = self._find_drafts_in_sight().get(self.id)
        return draft._open_them() if draft else self.env["kam.my.day"]._open_form(self)

    def _find_drafts_in_sight(self):
        """Return the drafts that hold the suggestions, as far as the user may read them.

        :return: dict id of a suggestion -> summary
        """
        # sudo: on which draft they stand; whether the user may read that one is asked
        waiting = self.sudo().filtered(lambda suggestion: suggestion._waits_on_draft())
        seen = self.env["kam.suggestion.summary"]._find_seen(waiting.summary_id.ids, [])
        return {
            suggestion.id: seen.browse(suggestion.summary_id.id)
            for suggestion in waiting
            if suggestion.summary_id.id in seen.ids
        }

    def _get_unit(self):
        """Return the unit that the suggestion belongs to now, as superuser."""
        self.ensure_one()
        # sudo: where accounts hang counts, whoever asks
        own = self.sudo()
        return own.account_id.unit_id or own.unit_id

    def _check_not_in_review(self):
        """Refuse to change what is read on a summary in review.

        :raise UserError: naming the suggestion and its summary
        """
        for suggestion in self:
            if suggestion.state in suggestions.IN_REVIEW_STATES:
                raise UserError(
                    self.env._(
                        "%(suggestion)s is read on %(summary)s, which is in review: what it says "
                        "stays. Let the summary be returned first.",
                        suggestion=suggestion.display_name,
                        # sudo: what it stands on is no secret to whoever changes it
                        summary=suggestion.sudo().summary_id.display_name,
                    )
                )

    def _take_off_drafts(self):
        """Take suggestions off their summaries, which are drafts.

        :raise UserError: naming the suggestion and its summary, where that is in review
        """
        self._check_not_in_review()
        # sudo: whoever may withdraw a suggestion need not write its summary
        listed = self.sudo().filtered(lambda suggestion: suggestion.state == "listed")
        listed.summary_line_id._take_off()

    # ------------------------------------------------------------------
    # several at once
    # ------------------------------------------------------------------

    def action_put_on_summary(self):
        """Put suggestions on the draft of the user's unit, or begin one.

        Alone a suggestion is refused as ever; of several those that cannot be added are named.

        :return: an action that opens the summary, or tells what was done and what was not
        :raise UserError: for a suggestion that was not reported, or is on a summary
        :raise AccessError: for all but those who lead the unit
        """
        self.check_access("read")
        drafts = {}

        def put(suggestion):
            summary = suggestion._put_on_draft(drafts)
            self.env.flush_all()
            return summary

        if len(self) == 1:
            return put(self)._open_them()
        put_on, refused = transactions.run_each(self, put)
        failures = [suggestion._explain(error) for suggestion, error in refused]
        result = transactions.notify_done(self.env, len(put_on), failures)
        summaries = self.env["kam.suggestion.summary"].union(*put_on)
        if summaries:
            result["params"]["next"] = summaries._open_them()
        return result

    def _put_on_draft(self, drafts):
        """Put one suggestion on a draft that the user may write.

        :param dict drafts: unit -> draft, of those that were found or begun before
        :return: the summary
        """
        self.ensure_one()
        summaries = self.env["kam.suggestion.summary"]
        summaries.check_access("create")
        self._check_listable()
        unit = self._find_own_unit()
        draft = drafts.get(unit, summaries).exists() or summaries._find_draft(unit)
        if not draft:
            draft = summaries.create({"unit_id": unit.id, "company_id": self.company_id.id})
        self.env["kam.suggestion.summary.line"].create(
            {"summary_id": draft.id, "suggestion_id": self.id}
        )
        drafts[unit] = draft
        return draft

    def _find_own_unit(self):
        """Return the unit for whose summary the user takes the suggestion.

        Where they have their position; another one that they lead only where that is not above.

        :raise AccessError: for whoever leads none above the suggestion
        """
        # sudo: who leads a unit is known in the organisation
        above = self._get_unit()._ancestors().sudo()
        led = above.filtered(lambda unit: self.env.user in unit.leader_ids)
        if not led:
            raise AccessError(
                self.env._(
                    "%(suggestion)s is of %(unit)s: those who lead that unit put it on a summary.",
                    suggestion=self.display_name,
                    unit=self._get_unit().display_name,
                )
            )
        positions = self.env["kam.position"]
        own = positions._find_units(self.company_id, self.env.user).get(self.env.user)
        return own if own and own in led else led[:1]
