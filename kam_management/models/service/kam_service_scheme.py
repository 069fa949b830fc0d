from odoo import api, fields, models
from odoo.tools import LazyTranslate

from ... import relations, wording
from ...rules import snapshots
from ...rules.route_table import SUPERIOR, Step
from ...wording import format_date
from ..account.kam_account_form_mixin import one_open_form

_lt = LazyTranslate(__name__)

# What the scheme says of each part (service, three to five): every scheme begins with it, and its
# readers read it in their language.
PARTS = {
    "application": _lt(
        "Whoever serves the customer fills in the service and support request; the supervisor "
        "writes an opinion, the manager approves it."
    ),
    "implementation": _lt(
        "Product technology seminars, industry exchanges, appreciation events and other ways of "
        "keeping in touch with the customer."
    ),
    "evaluation": _lt(
        "Whoever serves the customer fills in the service evaluation form, which the supervisor "
        "reviews and the manager approves. Within a week after a service has ended the customer is "
        "visited or called and heard on the products."
    ),
}


class KamServiceScheme(models.Model):
    """The service scheme of a customer 大客户服务方案 (scheme, two.2), with its service team.

    Each revision is an edition of its own; the one that was approved last holds.
    """

    _name = "kam.service.scheme"
    _description = "Key Account Service Scheme"
    _inherit = ["kam.account.form.mixin"]

    _form_prefix = "SV/%(year)s/"
    _form_line_fields = ("line_ids",)
    _revise = "copy"
    _one_open_per_account = one_open_form(
        "This customer has an open service scheme already: go on with that one."
    )
    _required_to_submit = ("application", "implementation", "evaluation")
    _approval_route_name = _lt("Service scheme")
    _approval_route = (
        Step(SUPERIOR, None, _lt("Review of the scheme by the superior"), days=3),
        Step(
            ("manager", "director", "vice_president"),
            "region",
            _lt("Approval of the scheme by the manager"),
            days=3,
        ),
    )

    class_id = fields.Many2one(related="account_id.class_id", string="Customer Class")
    team_gaps = fields.Char(related="account_id.team_gaps")
    line_ids = relations.One2many("kam.service.scheme.line", "scheme_id", string="Service Contents")
    application = wording.Standard(
        string="Application and Approval of Services",
        help="Who asks for a service, and who approves it.",
    )
    implementation = wording.Standard(
        string="Carrying Out the Services", help="By which events and in which other ways."
    )
    evaluation = wording.Standard(
        string="Evaluation of the Services", help="How what was done is judged."
    )
    team = fields.Json(string="Team Kept", copy=False)
    team_table = fields.Html(
        string="Service Team Table", compute="_compute_team_table", sanitize=False
    )

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"team"}

    @api.model
    def default_get(self, fields):
        """Begin with what the scheme says of each part."""
        texts = self._get_reasons()
        begun = {name: texts[name] for name in fields if name in texts}
        return begun | super().default_get(fields)

    @api.model
    def _get_reasons(self):
        """Return what the scheme says of each part, in the language of the reader."""
        return {name: self.env._(text) for name, text in PARTS.items()}

    @api.depends("account_id", "approval_state", "team")
    @api.depends_context("lang")
    def _compute_team_table(self):
        for scheme in self:
            scheme.team_table = bool(scheme.account_id) and self.env["ir.qweb"]._render(
                "kam_management.service_team_table", {"rows": scheme._get_team_rows()}
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Begin schemes; without lines they list what the class of the customer is offered."""
        schemes = super().create(vals_list)
        for scheme, vals in zip(schemes, vals_list, strict=True):
            if "line_ids" not in vals and not scheme.edition_of_id and not scheme.line_ids:
                scheme._propose_lines()
        return schemes

    def _propose_lines(self):
        """List what the class of the customer is offered."""
        day = self.company_id._kam_today()
        offers = self.account_id._find_service_offers(day, "public")[self.account_id]
        contents = self.env["kam.service.content"].browse(offers).sorted("sequence")
        self.env["kam.service.scheme.line"].create(
            [
                {"scheme_id": self.id, "content_id": content.id, "sequence": number}
                for number, content in enumerate(contents, 1)
            ]
        )

    # ------------------------------------------------------------------
    # the form
    # ------------------------------------------------------------------

    @api.model
    def _get_missing_depends(self):
        """See the base method: also contents."""
        return super()._get_missing_depends() | {"line_ids"}

    def _get_missing(self):
        """See the base method: it says what the customer is served with."""
        missing = super()._get_missing()
        if not self.line_ids:
            missing.append(
                self.env._(
                    "“%s” is empty: say what the customer is served with.",
                    self._get_label("line_ids"),
                )
            )
        return missing

    def _check_complete_as_entered(self):
        """See the base method: lines are given to a scheme that is stored."""

    def _on_submitted(self):
        """See the base method: the team is kept as it is."""
        for scheme in self:
            scheme._protected_write({"team": scheme.account_id._describe_team()})
        super()._on_submitted()

    def _get_content(self):
        """See the base method: the team counts as content, too."""
        rows = {row["duty"]: row for row in self.team or []}
        return super()._get_content() | snapshots.places(rows, "team")

    def _get_print_name(self):
        """Return what the print is called: the customer is part of it."""
        self.ensure_one()
        return self.env._("Key Account Service Scheme of %s", self.partner_id.name)

    def _get_team_rows(self):
        """Return the service team as it was kept, or is, worded for the reader.

        :return: list of dicts: ``label`` and ``text`` of the duty, ``members``: dicts of texts
            ``name``, ``deputies`` and ``period``
        """
        self.ensure_one()
        kept = self.approval_state != "draft" and self.team
        labels = self.account_id._get_team_duties()
        texts = self.env["kam.account.team"]._get_duty_texts()
        return [
            {
                "label": labels[row["duty"]],
                "text": texts[row["duty"]],
                "members": [
                    {
                        "name": member["name"],
                        "deputies": wording.listed(self.env, member["deputies"]),
                        "period": self._word_period(member["date_from"], member["date_to"]),
                    }
                    for member in row["members"]
                ],
            }
            for row in kept or self.account_id._describe_team()
        ]

    def _word_period(self, date_from, date_to):
        first = format_date(self.env, date_from) if date_from else ""
        last = format_date(self.env, date_to) if date_to else self.env._("until further notice")
        return self.env._("%(date_from)s to %(date_to)s", date_from=first, date_to=last)
