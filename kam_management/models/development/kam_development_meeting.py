from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import relations, wording
from ...rules import texts
from ...wording import format_date
from ..organisation.kam_root_company_mixin import COLLEAGUES

COLLECTING, DISCLOSED, DECIDED = "collecting", "disclosed", "decided"
CLOSED, CANCELLED = "closed", "cancelled"
STATES = [
    (COLLECTING, "Collecting opinions"),
    (DISCLOSED, "Opinions disclosed"),
    (DECIDED, "Method decided"),
    (CLOSED, "Closed"),
    (CANCELLED, "Cancelled"),
]
# what is still to be decided
AHEAD = (COLLECTING, DISCLOSED)
# whose methods hold
HOLDING = (DECIDED, CLOSED)
OPINION_DAYS, MOST_DAYS = 3, 30


class KamDevelopmentMeeting(models.Model):
    """The meeting that chooses how a customer is developed 目标大客户开发会议 (scheme, 4.2).

    Each participant writes an opinion before reading those of the others; then all are open, and
    the convener decides. Who dissents says so, until the meeting is closed.

    ``kam_development_meeting_round``: convening it, opinions, disclosing them.
    ``kam_development_meeting_decision``: the decision, the dissent, its end.
    ``kam_development_meeting_duties``: who owes what, and who is told.
    """

    _name = "kam.development.meeting"
    _description = "Method Meeting"
    _inherit = [
        "kam.root.company.mixin",
        "kam.deadline.mixin",
        "kam.protected.mixin",
        "kam.thread.mixin",
    ]
    _order = "date_meeting desc, id desc"
    _entity_fields = ("participant_ids",)

    # all but what the convener prepares: date, place, link, agenda and who is asked
    _protected_fields = frozenset(
        {
            "development_id",
            "account_id",
            "company_id",
            "state",
            "is_disclosed",
            "convener_id",
            "convened_by_id",
            "opinion_days",
            "date_opinions",
            "missing_ids",
            "date_disclosed",
            "closed_by_id",
            "with_seminar",
            "with_material",
            "other_method",
            "decision_reasons",
            "date_decided",
            "decided_by_id",
            "meeting_cancel_reason",
        }
    )
    _protected_except_on_create = frozenset({"development_id", "opinion_days"})

    development_id = fields.Many2one(
        "kam.development",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        domain="[('origin_id', '=', False), ('state', 'in', ('preparing', 'open'))]",
    )
    account_id = fields.Many2one(related="development_id.account_id", store=True, index=True)
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="development_id.company_id", store=True, index=True)
    state = fields.Selection(
        STATES,
        string="Meeting State",
        required=True,
        default=COLLECTING,
        index=True,
        tracking=True,
        group_expand=True,
        copy=False,
    )
    is_disclosed = fields.Boolean(
        string="Opinions Are Open",
        copy=False,
        help="Everybody has written, or the convener has closed the round.",
    )
    convener_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", copy=False
    )
    convened_by_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        copy=False,
        help="The convener, or who acted for them.",
    )
    date_meeting = fields.Datetime(string="Meets On", required=True, index=True, tracking=True)
    place = fields.Char(string="Meeting Place", tracking=True)
    video_url = fields.Char(string="Video Link")
    agenda = fields.Text(
        string="Points of the Agenda",
        help="The account itself is presented from its file: choose “Account”.",
    )
    participant_ids = fields.Many2many(
        "res.users",
        relation="kam_development_meeting_user_rel",
        column1="meeting_id",
        column2="user_id",
        string="Asked for an Opinion",
        domain=COLLEAGUES,
        copy=False,
        context={"active_test": False},
    )
    opinion_days = fields.Integer(
        string="Days for the Opinion",
        default=OPINION_DAYS,
        help="So many days has each participant to write an opinion.",
    )
    date_opinions = fields.Date(string="Opinions By", copy=False)
    opinion_ids = relations.One2many(
        "kam.development.opinion",
        "meeting_id",
        string="Opinions on the Method",
        readonly=True,
        help="Until the round is over everybody reads their own only.",
    )
    written_count = fields.Integer(
        string="Opinions Written", compute="_compute_progress", compute_sudo=True
    )
    asked_count = fields.Integer(
        string="Opinions Asked For", compute="_compute_progress", compute_sudo=True
    )
    missing_ids = fields.Many2many(
        "res.users",
        relation="kam_development_meeting_missing_rel",
        column1="meeting_id",
        column2="user_id",
        string="Did Not Write",
        copy=False,
        context={"active_test": False},
        help="Who had written nothing when the round was over.",
    )
    date_disclosed = fields.Datetime(string="Round Over At", copy=False)
    closed_by_id = fields.Many2one(
        "res.users",
        string="Round Closed By",
        ondelete="restrict",
        copy=False,
        help="Empty: everybody had written.",
    )
    tally = fields.Text(string="What Was Proposed", compute="_compute_tally", compute_sudo=False)
    with_seminar = fields.Boolean(string="Product seminar", copy=False, tracking=True)
    with_material = fields.Boolean(string="Promotional material", copy=False, tracking=True)
    other_method = fields.Char(string="Another method", copy=False, tracking=True)
    methods_text = fields.Char(
        string="Methods Decided",
        compute="_compute_methods_text",
        help="A visit always belongs to it (development scheme, 4.3).",
    )
    decision_reasons = fields.Text(string="Why This Method", copy=False)
    date_decided = fields.Datetime(string="Method Decided At", copy=False)
    decided_by_id = fields.Many2one(
        "res.users", string="Method Decided By", ondelete="restrict", copy=False
    )
    dissent_ids = relations.One2many(
        "kam.development.dissent", "meeting_id", string="Dissent", readonly=True
    )
    meeting_cancel_reason = fields.Text(string="Why It Was Cancelled", copy=False)
    can_convene = fields.Boolean(compute="_compute_can")
    can_give_opinion = fields.Boolean(compute="_compute_can")
    can_dissent = fields.Boolean(compute="_compute_can")

    _one_ahead = models.UniqueIndex(
        "(development_id) WHERE state IN ('collecting', 'disclosed')",
        "A method meeting of this development goes on: decide there first.",
    )
    _days_possible = models.Constraint(
        "CHECK(opinion_days BETWEEN 1 AND 30)", "“Days for the Opinion” run from 1 to 30."
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("The buttons of the meeting write it down, with who did it.")

    @api.depends("account_id.partner_id.name", "date_meeting")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for meeting in self:
            day = meeting.date_meeting and meeting.company_id._kam_day_of(meeting.date_meeting)
            meeting.display_name = wording.phrased(
                self.env,
                [
                    self.env._("Method Meeting"),
                    # sudo: who is asked learns whose customer it is
                    meeting.sudo().account_id.partner_id.name,
                    format_date(self.env, day) if day else "",
                ],
            )

    @api.depends("participant_ids", "opinion_ids")
    def _compute_progress(self):
        counts = dict(
            self.env["kam.development.opinion"]._read_group(
                [("meeting_id", "in", self.ids)], ["meeting_id"], ["__count"]
            )
        )
        for meeting in self:
            meeting.written_count = counts.get(meeting._origin, 0)
            meeting.asked_count = len(meeting.participant_ids)

    @api.model
    def _word_methods(self, with_seminar, with_material, other):
        """Return methods as people read them, the visit apart."""
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in ("with_seminar", "with_material")
        }
        return [
            *([labels["with_seminar"]] if with_seminar else []),
            *([labels["with_material"]] if with_material else []),
            *([other] if other else []),
        ]

    @api.depends("with_seminar", "with_material", "other_method", "state")
    @api.depends_context("lang")
    def _compute_methods_text(self):
        for meeting in self:
            if meeting.state not in HOLDING:
                meeting.methods_text = False
                continue
            methods = meeting._word_methods(
                meeting.with_seminar, meeting.with_material, meeting.other_method
            )
            meeting.methods_text = wording.listed(
                self.env, [*methods, self.env._("Visit to the customer")]
            )

    @api.depends("is_disclosed", "opinion_ids")
    @api.depends_context("lang", "uid")
    def _compute_tally(self):
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in ("with_seminar", "with_material")
        }
        for meeting in self:
            opinions = meeting.opinion_ids if meeting.is_disclosed else meeting.opinion_ids.browse()
            lines = [
                self.env._(
                    "%(method)s: %(number)s of %(total)s",
                    method=label,
                    number=len(opinions.filtered(name)),
                    total=len(opinions),
                )
                for name, label in labels.items()
            ]
            lines += sorted(set(filter(None, opinions.mapped("other_method"))))
            meeting.tally = "\n".join(lines) if opinions else False

    @api.constrains("video_url")
    def _check_video_url(self):
        for meeting in self:
            if meeting.video_url and not texts.is_web_address(meeting.video_url):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is no address of a web page: begin it with https://.",
                        field=self._get_label("video_url"),
                    )
                )

    @api.constrains("participant_ids")
    def _check_participants(self):
        for meeting in self:
            if meeting.state != COLLECTING:
                continue
            if not meeting.participant_ids:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is empty: a meeting hears at least one opinion.",
                        field=self._fields["participant_ids"]._description_string(self.env),
                    )
                )
            # who left after they were asked stays who was asked
            absent = meeting.participant_ids - meeting._find_present(meeting.participant_ids)
            absent -= meeting._get_asked_before()
            if absent:
                raise ValidationError(
                    self.env._(
                        "%(user)s holds no position in %(company)s, and cannot be asked for an "
                        "opinion. Choose people who develop customers.",
                        user=absent[0].name,
                        company=meeting.company_id.name,
                    )
                )

    def _get_asked_before(self):
        """Return who was asked for an opinion already: a duty was opened for them."""
        # sudo: who was asked, whoever may see the duties
        return self.sudo().all_deadline_ids.with_context(active_test=False).user_ids

    def _find_present(self, users):
        """Return those of some users who can act in the company and hold a position there."""
        able = users._kam_able(self.company_id)
        placed = self.env["kam.position"]._find_units(self.company_id, able)
        return able.filtered(lambda user: user in placed)

    def _check_unlink(self):
        """See the base method: a meeting stays in the records.

        :raise UserError: always
        """
        super()._check_unlink()
        for meeting in self:
            raise UserError(
                self.env._(
                    "%(meeting)s stays in the records. Cancel it instead, with the reason.",
                    meeting=meeting.display_name,
                )
            )
