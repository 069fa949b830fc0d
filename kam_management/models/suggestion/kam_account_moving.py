from odoo import models

from ... import voices, wording


class KamAccount(models.Model):
    """Suggestions go where the account goes.

    Drafts of summaries lose those that are not of their unit any more. What is in review is decided
    there: departments and director have read it.
    """

    _inherit = "kam.account"

    def write(self, vals):
        """Change accounts; their suggestions follow the unit."""
        result = super().write(vals)
        if "unit_id" in vals:
            self._move_suggestions()
        return result

    def _move_suggestions(self):
        # sudo: suggestions follow the account, whoever gives it away
        moved = (
            self.env["kam.suggestion"]
            .sudo()
            .search([("account_id", "in", self.ids)])
            .filtered(
                lambda suggestion: (
                    # of a former account what is open stays where it was
                    suggestion.account_id.unit_id
                    and suggestion.unit_id != suggestion.account_id.unit_id
                )
            )
        )
        for unit, some in moved.grouped(lambda suggestion: suggestion.account_id.unit_id).items():
            some._protected_write({"unit_id": unit.id})
        strangers = moved.filtered(
            lambda suggestion: (
                suggestion.state == "listed"
                and suggestion.summary_id.approval_state == "draft"
                and not suggestion.summary_id._covers(suggestion)
            )
        )
        for summary, some in strangers.grouped("summary_id").items():
            some.summary_line_id._take_off()
            own = wording.for_readers(summary)
            with voices.speaking(voices.PROCESS):
                own._message_log(
                    body=own.env._(
                        "Taken off, because their accounts belong to another unit: %s",
                        wording.listed(own.env, some.mapped("display_name")),
                    )
                )
