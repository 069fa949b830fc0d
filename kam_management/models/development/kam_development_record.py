from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import LazyTranslate

from ... import relations, wording
from ...rules import developments
from ...rules.route_table import SUPERIOR, Step
from ..account.kam_account_form_mixin import one_open_form
from .kam_account_contact import METHODS
from .kam_development_reason import RESULTS

_lt = LazyTranslate(__name__)


class KamDevelopmentRecord(models.Model):
    """The development record 大客户开发记录表, which ends a development (development scheme, 7).

    Its lines are the contacts with the customer since the start: as they are in the draft, as they
    were from the submission on.

    ``kam_development_record_content``: what it shows and keeps.
    ``kam_development_record_filing``: what is filed and taken into the account's file.
    ``kam_development_record_duties``: the day on which the customer is approached again.
    """

    _name = "kam.development.record"
    _description = "Development Record"
    _inherit = ["kam.account.form.mixin"]

    _protected_except_on_create = frozenset({"account_id", "development_id"})
    _form_prefix = "DR/%(year)s/"
    _form_line_fields = ("transfer_ids",)
    _required_to_submit = ("result", "reason_ids", "reasons_text")
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
    reason_ids = relations.Many2many(
        "kam.development.reason",
        relation="kam_development_record_reason_rel",
        column1="record_id",
        column2="reason_id",
        string="Classified Reasons",
        check_company=True,
        domain="[('kind', '=', result)]",
        copy=False,
        help="What decided, in the company's own list.",
    )
    reasons_text = fields.Text(
        string="Reasons of Success or Failure", help="What made it succeed, or fail for now."
    )
    date_retry = fields.Date(
        string="Approach Again On",
        help="When a customer who was not won is approached again.",
    )
    competitor_id = fields.Many2one(
        "kam.competitor",
        string="Lost To",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('account_id', '=', account_id)]",
        help="Which competitor in the account's file has the business now.",
    )
    competitor_name = fields.Char(
        related="competitor_id.name", store=True, string="Competitor Lost To"
    )
    remarks = fields.Text(string="Remarks on the Development")
    group_id = fields.Many2one(
        related="account_id.group_id",
        store=True,
        index="btree_not_null",
        string="Key Account Group",
    )
    # what is kept at submission
    content = fields.Json(
        string="Contacts Kept", copy=False, help="The contacts, and what was known at submission."
    )
    content_table = fields.Html(compute="_compute_content_table", sanitize=False)
    contact_count = fields.Integer(
        string="Cumulative Contacts", compute="_compute_figures", store=True
    )
    development_contact_count = fields.Integer(related="development_id.contact_count")
    total_minutes = fields.Integer(
        string="Total Time (Minutes)", compute="_compute_figures", store=True
    )
    untimed_count = fields.Integer(
        string="Contacts without Minutes", compute="_compute_figures", store=True
    )
    elapsed_days = fields.Integer(compute="_compute_figures", store=True, aggregator="avg")
    development_method = fields.Selection(
        METHODS,
        string="Method of Development",
        compute="_compute_figures",
        store=True,
        help="How most of the contacts were made.",
    )
    transfer_ids = relations.One2many(
        "kam.development.transfer", "record_id", string="Taken into the Account's File"
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "development_id",
            "developer_id",
            "competitor_name",
            "group_id",
            "content",
            "contact_count",
            "total_minutes",
            "untimed_count",
            "elapsed_days",
            "development_method",
        }

    @api.depends("content")
    def _compute_figures(self):
        for record in self:
            kept = record.content or {}
            record.contact_count = kept.get("count", 0)
            record.total_minutes = kept.get("minutes", 0)
            record.untimed_count = kept.get("untimed", 0)
            record.elapsed_days = kept.get("days", 0)
            record.development_method = kept.get("method") or False

    @api.constrains("competitor_id", "development_id")
    def _check_competitor(self):
        for record in self:
            # sudo: whose competitor it is counts, whether or not the user may read it
            competitor = record.sudo().competitor_id
            if competitor and competitor.account_id != record.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: choose a competitor from the file of %(customer)s.",
                        field=self._fields["competitor_id"]._description_string(self.env),
                        customer=record.partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Begin records; of a customer who was won with what may go into the account's file."""
        records = super().create(vals_list)
        records._begin_transfers()
        return records

    def write(self, vals):
        """Change records; one that says “won” proposes what may go into the account's file."""
        result = super().write(vals)
        if "result" in vals:
            self._begin_transfers()
        return result

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

    def _get_authors(self):
        """See the base method: whoever developed the customer answers for the record, too."""
        return super()._get_authors() | self.developer_id

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
        """See the base method: reasons of the result, of a failure the day of the next attempt."""
        missing = super()._get_missing()
        labels = {name: field._description_string(self.env) for name, field in self._fields.items()}
        strange = self.reason_ids.filtered(lambda reason: reason.kind != self.result)
        if self.result and strange:
            missing.append(
                self.env._(
                    "“%(field)s”: %(reasons)s is said of the other result. Choose what fits "
                    "“%(result)s”.",
                    field=labels["reason_ids"],
                    reasons=wording.listed(self.env, strange.mapped("name")),
                    result=dict(self._fields["result"]._description_selection(self.env))[
                        self.result
                    ],
                )
            )
        if self.result == developments.LOST:
            if not self.date_retry:
                missing.append(
                    self.env._(
                        "“%s” is empty: say when the customer is approached again.",
                        labels["date_retry"],
                    )
                )
            elif self.date_retry <= self.company_id._kam_today():
                missing.append(
                    self.env._(
                        "“%s” has passed: choose a day that is to come.", labels["date_retry"]
                    )
                )
        return missing

    @api.model
    def _get_missing_depends(self):
        return super()._get_missing_depends() | {"date_retry", "reason_ids.kind", "company_id"}

    def _check_revisable(self):
        """See the base method: what ended a development stays as it was.

        :raise UserError: always
        """
        super()._check_revisable()
        raise UserError(
            self.env._(
                "%(record)s ended the development and is not revised. What has changed since is "
                "said by another development of the customer.",
                record=self.display_name,
            )
        )

    def _may_revise(self):
        """See the base method: nobody does."""
        return False

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
            self._take_over()
            development.account_id._on_developed(self.sudo())  # sudo: as above
        else:
            self._open_retry()
            development._return_account(wording.worded("development_lost", number=self.number))

    def action_view_development(self):
        """Open the development of the record.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        return self.development_id._open_current()
