from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import relations
from ...models.organisation.kam_root_company_mixin import COLLEAGUES
from ...rules.visits import MOST_DAYS_AHEAD
from ...wording import format_date


class KamVisitAbsence(models.TransientModel):
    """Gives visits of somebody who is away to somebody else, or moves them to another day."""

    _name = "kam.visit.absence"
    _description = "Visits of Somebody Away"
    _inherit = ["kam.batch.dialog.mixin"]

    visit_ids = relations.Many2many("kam.visit", string="Visits", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    absent_id = fields.Many2one(
        "res.users",
        string="Away",
        domain=COLLEAGUES,
        ondelete="cascade",
        help="Empty: whoever leads each visit.",
    )
    how = fields.Selection(
        [("delegate", "Give to somebody else"), ("day", "Move to another day")],
        string="What to Do",
        required=True,
        default="delegate",
    )
    delegate_id = fields.Many2one(
        "res.users", string="Stands In", domain=COLLEAGUES, ondelete="cascade"
    )
    date = fields.Date(
        string="First Visit On",
        help="The first of the visits is made on this day, the others as many days after it as "
        "they were planned, each on a day that is worked.",
    )
    reason = fields.Text()
    failures = fields.Text(readonly=True)

    @api.depends("visit_ids.company_id")
    def _compute_company_id(self):
        for dialog in self:
            companies = dialog.visit_ids.company_id
            dialog.company_id = companies if len(companies) == 1 else False

    def action_apply(self):
        """Give the visits away or move them, one by one; what cannot be done is named.

        :return: an action that closes the dialog, or shows what could not be done and why
        :raise UserError: for what is not filled in, or when the only visit cannot be changed
        """
        self.ensure_one()
        visits = self.visit_ids.sorted("date_start")
        function = self._get_function(visits)
        return self._apply_each(visits, function, self.env._("Could Not Be Given Away or Moved"))

    def _get_function(self, visits):
        """Return what is done with each visit.

        :raise UserError: naming what is not filled in
        """
        if not visits:
            self._refuse_empty("visit_ids")
        reason = visits[0]._check_reason(self.reason)
        if self.how == "delegate":
            if not self.delegate_id:
                self._refuse_empty("delegate_id")
            return methodcaller("_replace_person", self.absent_id, self.delegate_id, reason)
        if not self.date:
            self._refuse_empty("date")
        today = visits[0].company_id._kam_today()
        if self.date < today:
            raise UserError(
                self.env._(
                    "“%(field)s” is %(date)s, and today is %(today)s. Choose a day to come.",
                    field=self._get_label("date"),
                    date=format_date(self.env, self.date),
                    today=format_date(self.env, today),
                )
            )
        if (self.date - today).days > MOST_DAYS_AHEAD:
            raise UserError(
                self.env._(
                    "“%(field)s” is %(moment)s, more than %(days)s days ahead. Choose an earlier "
                    "day.",
                    field=self._get_label("date"),
                    moment=format_date(self.env, self.date),
                    days=MOST_DAYS_AHEAD,
                )
            )
        days = (self.date - visits[0]._to_local(visits[0].date_start).date()).days
        return methodcaller("_postpone", days, reason)

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _refuse_empty(self, name):
        raise UserError(self.env._("“%s” is empty: fill it in.", self._get_label(name)))
