from collections import Counter

from odoo import api, fields, models

from odoo.addons.kam_management import relations

from ...models.override.kam_credit_override import FORMS
from ...rules.calibration import share_interval
from ...rules.overrides import DOWN, RIGHT, UP, WRONG


class KamCreditOverrideSummary(models.TransientModel):
    """How often each person overrode what figures led to, and how often that was right; over what
    the reader may see."""

    _name = "kam.credit.override.summary"
    _description = "Overrides by Person"

    line_ids = relations.One2many(
        "kam.credit.override.summary.line", "summary_id", string="People", readonly=True
    )
    date = fields.Datetime(default=fields.Datetime.now, readonly=True)

    @api.model
    def action_open(self):
        """Count the register that the user may see, and open the people in it.

        :return: a window action on the lines
        :raise AccessError: for whoever may not read the register
        """
        self.env["kam.credit.override"].check_access("read")
        summary = self.create({})
        lines = self.env["kam.credit.override.summary.line"]
        # sudo: nobody writes these lines by hand; what they count was read as the user
        lines.sudo().create([{"summary_id": summary.id, **vals} for vals in self._prepare_people()])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_credit.action_kam_credit_override_summary_line"
        )
        return {**action, "domain": [("summary_id", "=", summary.id)]}

    @api.model
    def _prepare_people(self):
        """Return the values of the lines, of everybody who decided or overrode anything."""
        decisions = Counter()
        for model in FORMS:
            for user, count in self.env[model]._read_group(
                [("approval_state", "=", "approved")], ["submitted_by_id"], ["__count"]
            ):
                decisions[user] += count
        found = {}
        for user, way, verdict, count in self.env["kam.credit.override"]._read_group(
            [], ["user_id", "direction", "verdict"], ["__count"]
        ):
            found.setdefault(user, Counter()).update({way: count, verdict: count})
        return [
            self._prepare_person(user, decisions[user], found.get(user, Counter()))
            for user in sorted(decisions.keys() | found.keys(), key=lambda user: user.id)
            if user
        ]

    @api.model
    def _prepare_person(self, user, decisions, counts):
        overrides = counts[UP] + counts[DOWN]
        # an approval that was revised since may have been counted more than once
        decisions = max(decisions, overrides)
        judged = counts[RIGHT] + counts[WRONG]
        low, high = share_interval(overrides, decisions)
        right_low, right_high = share_interval(counts[RIGHT], judged) or (0, 0)
        return {
            "user_id": user.id,
            "count_decisions": decisions,
            "count_overrides": overrides,
            "share": overrides / decisions,
            "share_low": low,
            "share_high": high,
            "count_up": counts[UP],
            "count_down": counts[DOWN],
            "count_open": counts["open"],
            "count_unknown": counts["unknown"],
            "count_right": counts[RIGHT],
            "count_wrong": counts[WRONG],
            "has_judged": bool(judged),
            "share_right": counts[RIGHT] / judged if judged else 0,
            "right_low": right_low,
            "right_high": right_high,
        }
