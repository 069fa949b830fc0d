from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ... import arguments
from ...rules import development_hints as hints

_lt = LazyTranslate(__name__)

# in the order of the rules
CONDITIONS = [
    ("no_decider", "Nobody who decides is known"),
    ("no_supporter", "None of those who decide speaks for us"),
    ("falling", "Somebody warm has turned cold"),
    ("no_contact", "No contact for more than so many days"),
    ("no_visit", "No visit within so many days after the start"),
    ("no_progress", "No product introduced within so many days after the start"),
    ("letters", "More letters without an answer than so many"),
    ("no_scheme", "No approved scheme within so many days after the start"),
    ("not_worth", "The forecast is not worth it, and the development goes on"),
    ("price_only", "Only lower purchase cost has a value in money"),
    ("no_value", "No advantage has a value in money within so many days after the start"),
    ("threats", "More high threats without an answer than so many"),
    ("satisfaction", "Satisfaction was asked for more than so many days ago"),
]
SENTENCES = {
    "no_decider": _lt("Find out who decides: ask who signs, and who has to agree."),
    "no_supporter": _lt("Win one of those who decide: find out what that person has to achieve."),
    "falling": _lt("Ask openly what has changed, and listen: somebody who was warm is cold now."),
    "no_contact": _lt("Get in touch: call with something that is of use to the customer."),
    "no_visit": _lt("Plan a visit: it belongs to each development."),
    "no_progress": _lt("Introduce the product: agree on a day with those who will use it."),
    "letters": _lt("Call those who did not answer the letter."),
    "no_scheme": _lt("Write the scheme and submit it, so that time is spent where it is worth it."),
    "not_worth": _lt("Raise the forecast by what can be changed, or stop the development."),
    "price_only": _lt("Show what is gained beside the price: time, less loss, reputation."),
    "no_value": _lt("Put a figure on one advantage, and let the customer confirm it."),
    "threats": _lt("Say how we answer the strongest competitor."),
    "satisfaction": _lt("Ask the customer again how satisfied it is with our products."),
}


class KamDevelopmentHint(models.Model):
    """A hint for those who develop customers (开发提示): when it is shown, and what it says.

    The condition is one of the code's; its number and the sentence are the company's. It may be
    switched off, with a reason that stays in the conversation.
    """

    _name = "kam.development.hint"
    _description = "Coaching Hint"
    _inherit = ["kam.company.default.mixin", "kam.protected.mixin", "kam.thread.mixin"]
    _order = "company_id, sequence, id"
    _rec_name = "sentence"
    _default_texts = ("sentence",)

    _protected_fields = frozenset({"condition", "company_id", "is_off", "off_reason"})
    _protected_except_on_create = frozenset({"condition", "company_id"})

    condition = fields.Selection(CONDITIONS, string="Shown When", required=True, index=True)
    has_threshold = fields.Boolean(compute="_compute_has_threshold")
    threshold = fields.Integer(
        string="So Many",
        compute="_compute_threshold",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        tracking=True,
        help="The number that the condition speaks of.",
    )
    sentence = fields.Char(
        string="Hint", required=True, translate=True, help="What is good to do, in a sentence."
    )
    sequence = fields.Integer(default=10)
    is_off = fields.Boolean(string="Switched Off", copy=False)
    off_reason = fields.Char(string="Switched Off Because", copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
    )

    _threshold_possible = models.Constraint(
        "CHECK(threshold BETWEEN 0 AND 3650)", "“So Many” of a hint runs from 0 to 3650."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("“Switch Off” and “Switch On” do it, and ask for the reason.")

    @api.depends("condition")
    def _compute_has_threshold(self):
        for hint in self:
            rule = hints.RULES.get(hint.condition)
            hint.has_threshold = bool(rule) and rule.threshold is not None

    @api.depends("condition")
    def _compute_threshold(self):
        for hint in self:
            rule = hints.RULES.get(hint.condition)
            hint.threshold = (rule and rule.threshold) or 0

    @api.model
    def _prepare_defaults(self, company):
        """See the base method: one for each condition."""
        return [
            {
                "condition": code,
                "sequence": sequence,
                "sentence": self.env._(SENTENCES[code]),
            }
            for sequence, code in enumerate(hints.RULES, 1)
        ]

    # ------------------------------------------------------------------
    # on and off
    # ------------------------------------------------------------------

    def action_switch_off(self, reason=""):
        """Switch hints off in their company; the conversation keeps who did it, and why.

        :param str reason: why
        :return: True
        :raise UserError: without a reason, or for a hint that is off
        :raise AccessError: for everybody but administrators of key accounts
        """
        return self._switch(True, reason)

    def action_switch_on(self, reason=""):
        """Switch hints on again.

        :param str reason: why; may be left out
        :return: True
        :raise UserError: for a hint that is on
        :raise AccessError: for everybody but administrators of key accounts
        """
        return self._switch(False, reason)

    def _switch(self, is_off, reason):
        self.check_access("write")
        label = self.env._("Reason")
        reason = arguments.text(self.env, label, reason)
        if is_off and not reason:
            raise UserError(
                self.env._("“%(field)s” is empty: say why the hint is switched off.", field=label)
            )
        for hint in self:
            if hint.is_off == is_off:
                raise UserError(
                    self.env._("“%s” is switched off already.", hint.sentence)
                    if is_off
                    else self.env._("“%s” is switched on already.", hint.sentence)
                )
            hint._protected_write({"is_off": is_off, "off_reason": reason if is_off else False})
            text = self.env._("Switched off: %s", reason)
            if not is_off:
                text = self.env._("Switched on. %s", reason)
            hint._message_log(body=text)
        return True

    def action_ask_off(self):
        """Open the dialog that asks why a hint is switched off.

        :return: a window action
        :raise UserError: for none, or several hints
        """
        arguments.one(self)
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Switch Off"),
            "res_model": "kam.development.hint.switch",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hint_id": self.id},
        }
