from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ... import wording
from ...rules import developments
from ...rules.route_table import SUPERIOR, Step
from ..account.kam_account_form_mixin import one_open_form

_lt = LazyTranslate(__name__)

RESULTS = [(developments.WON, "Won"), (developments.LOST, "Not won for now")]


class KamDevelopmentRecord(models.Model):
    """The development record 大客户开发记录表, which ends a development (development scheme, 7).

    Its lines are the contacts with the customer since the start.
    """

    _name = "kam.development.record"
    _description = "Development Record"
    _inherit = ["kam.account.form.mixin"]

    _protected_except_on_create = frozenset({"account_id", "development_id"})
    _form_prefix = "DR/%(year)s/"
    _required_to_submit = ("result", "reasons_text")
    _approval_route_name = _lt("Development record")
    _approval_route = (
        Step(SUPERIOR, None, _lt("Review by the superior"), days=3),
        Step(
            ("manager", "director", "vice_president"),
            "region",
            _lt("Approval by the manager"),
            days=3,
        ),
    )
    _one_open_per_account = one_open_form(
        "The development of this customer is being recorded already: go on with that record."
    )

    development_id = fields.Many2one(
        "kam.development", required=True, index=True, ondelete="restrict", copy=False
    )
    developer_id = fields.Many2one(
        "res.users",
        related="development_id.developer_id",
        store=True,
        index=True,
        string="Developed By",
    )
    result = fields.Selection(RESULTS, string="Development Result", tracking=True, index=True)
    reasons_text = fields.Text(
        string="Reasons of Success or Failure", help="What made it succeed, or fail for now."
    )
    date_retry = fields.Date(
        string="Approach Again On",
        help="When a customer who was not won is approached again.",
    )
    remarks = fields.Text(string="Remarks on the Development")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"development_id", "developer_id"}

    @api.model
    def _complete_create(self, vals_list):
        """Take the account from the development; refuse one that is not going on.

        :raise UserError: naming the development
        """
        vals_list = super()._complete_create(vals_list)
        completed = []
        for vals in vals_list:
            development = self.env["kam.development"].browse(vals.get("development_id") or [])
            if not development:
                raise UserError(
                    self.env._(
                        "A development record is made at its development: choose “End the "
                        "Development” there."
                    )
                )
            development.check_access("write")
            development._check_started()
            origin = development._get_origin()
            completed.append(
                {**vals, "development_id": origin.id, "account_id": origin.account_id.id}
            )
        return completed

    def _check_submittable(self):
        """See the base method: of developments that go on."""
        super()._check_submittable()
        self.development_id._check_started()
        self._check_has_scheme()

    def _check_has_scheme(self):
        """Refuse to call a customer won for whom no scheme was approved.

        :raise UserError: naming the development
        """
        # sudo: the editions count, whoever submits
        editions = self.development_id.sudo()._get_editions()
        is_approved = any(edition.approval_state == "approved" for edition in editions)
        if self.result == developments.WON and not is_approved:
            raise UserError(
                self.env._(
                    "%(development)s has no approved scheme: let the scheme be approved before the "
                    "customer counts as won.",
                    development=self.development_id.display_name,
                )
            )

    def _get_missing(self):
        """See the base method: of a failure also the day of the next attempt."""
        missing = super()._get_missing()
        if self.result == developments.LOST and not self.date_retry:
            missing.append(
                self.env._(
                    "“%s” is empty: say when the customer is approached again.",
                    self._fields["date_retry"]._description_string(self.env),
                )
            )
        return missing

    @api.model
    def _get_missing_depends(self):
        return super()._get_missing_depends() | {"date_retry"}

    def _on_approved(self):
        """See the base method: the development is over."""
        super()._on_approved()
        self._end_development()

    def _end_development(self):
        # sudo: the process ends, whoever approves its record
        development = self.development_id.sudo()
        if development.state not in developments.GOING_ON:
            return
        development._end(self.result, "record", number=self.number)
        if self.result == developments.WON:
            development.account_id._on_developed(self.sudo())  # sudo: as above
        else:
            development._return_account(wording.worded("development_lost", number=self.number))

    def action_view_development(self):
        """Open the development of the record.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.development_id._open_current()
