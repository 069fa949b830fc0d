from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ... import relations
from .kam_suggestion import DECISIONS

PUBLIC_STATES = [
    ("received", "Received by us"),
    ("studied", "Being studied"),
    ("approving", "Being decided"),
    ("executing", "Being carried out"),
    ("decided", "Decided on"),
    ("replied", "Answer given"),
    ("ended", "Ended without a decision"),
]
# What a suggestion goes through, as its customer reads it; a decision that is carried out shows
# that instead.
STEPS = ("received", "studied", "approving", "decided", "replied")


class KamSuggestionPublic(models.Model):
    """A suggestion as its customer may know it: all that the portal reads.

    Written by ``kam.suggestion._publish`` alone, as the system: nobody's name but that of whoever
    looks after it stands here, not even as who changed it last. The way back to the suggestion is
    a field without access.

    Portal users read those of the company that they work for (its contacts and addresses; a
    subsidiary that is a customer itself has its own).

    ``kam_suggestion_public_access``: who speaks for which customer, and what they find.
    ``kam_suggestion_public_limits``: what is not taken.
    ``kam_suggestion_public_portal``: what customers say there.
    """

    _name = "kam.suggestion.public"
    _description = "Suggestion as the Customer Knows It"
    _inherit = ["kam.root.company.mixin", "kam.process.row.mixin"]
    _order = "date_received desc, id desc"
    _rec_name = "number"

    suggestion_id = fields.Many2one(
        "kam.suggestion",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
        groups=NO_ACCESS,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict", copy=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    number = fields.Char(string="Suggestion Number", required=True, readonly=True, copy=False)
    name = fields.Char(
        string="Subject of the Suggestion",
        required=True,
        readonly=True,
        copy=False,
        help="As it was taken in: what colleagues call it afterwards is theirs.",
    )
    description = fields.Text(
        string="Words of the Customer", required=True, readonly=True, copy=False
    )
    state = fields.Selection(
        PUBLIC_STATES, string="State for the Customer", required=True, readonly=True, copy=False
    )
    date_received = fields.Datetime(
        string="Received At", required=True, readonly=True, index=True, copy=False
    )
    date_promise = fields.Date(string="Promised Date", readonly=True, copy=False)
    decision = fields.Selection(
        DECISIONS, string="Decision on the Suggestion", readonly=True, copy=False
    )
    answer = fields.Text(
        string="Answer to the Customer",
        readonly=True,
        copy=False,
        help="With the decision its sentence for the customer; then what was answered.",
    )
    arrangement = fields.Text(
        string="How It Is Carried Out", readonly=True, copy=False, help="And by when."
    )
    date_carried_out = fields.Date(string="Carried Out On", readonly=True, copy=False)
    date_answered = fields.Datetime(string="Answer Given At", readonly=True, copy=False)
    is_reopened = fields.Boolean(string="Opened Again", readonly=True, copy=False)
    # who of us looks after it; what of them is known outside is computed
    handler_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", groups=NO_ACCESS
    )
    handler_name = fields.Char(
        string="Looked After By", compute="_compute_handler", compute_sudo=True
    )
    handler_phone = fields.Char(
        string="Phone of Who Looks After It", compute="_compute_handler", compute_sudo=True
    )
    handler_email = fields.Char(
        string="E-mail of Who Looks After It", compute="_compute_handler", compute_sudo=True
    )
    # one suggestion for one form of the portal, however often it is sent
    client_key = fields.Char(readonly=True, copy=False, groups=NO_ACCESS)
    message_ids = relations.One2many(
        "kam.suggestion.message", "public_id", string="Conversation with the Customer"
    )
    # what was sent along when it was suggested on the portal
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        string="Files",
        domain=[("res_model", "=", "kam.suggestion.public")],
        readonly=True,
    )
    answer_rating_ids = relations.One2many("kam.suggestion.rating", "public_id", string="Ratings")

    _suggestion_uniq = models.Constraint(
        "UNIQUE(suggestion_id)", "The customer knows of this suggestion already."
    )
    _client_key_uniq = models.UniqueIndex(
        "(partner_id, client_key) WHERE client_key IS NOT NULL",
        "This form was sent already.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from the suggestion, and shows what its customer may know.")

    @api.model
    def _refuse_by_hand(self):
        """See the base method: only the suggestion adds them, and what was told stays."""
        raise UserError(
            self.env._(
                "What a customer knows of a suggestion follows from the suggestion: nobody adds or "
                "deletes it by hand."
            )
        )

    @api.depends("handler_id")
    def _compute_handler(self):
        for public in self:
            # sudo: the business contact of who looks after it is made for the customer
            user = public.sudo().handler_id
            employee = user.with_context(active_test=False).employee_ids.filtered(
                lambda each, public=public: each.company_id.root_id == public.company_id
            )[:1]
            public.handler_name = user.name
            public.handler_phone = employee.work_phone or user.phone
            public.handler_email = employee.work_email or user.email

    def _prepare_row(self, kind, text):
        """Return values of a row of the conversation: by default, that we say something.

        :param str kind: see the rows
        :param str text: what is said
        """
        self.ensure_one()
        return {
            "public_id": self.id,
            "company_id": self.company_id.id,
            "kind": kind,
            "is_ours": True,
            "text": text,
        }

    def _find_different(self, vals):
        """Return those of some values that are not what stands here.

        :param dict vals: values as for ``write``
        """
        self.ensure_one()
        different = {}
        for name, value in vals.items():
            field = self._fields[name]
            present = self[name].id if field.type == "many2one" else self[name]
            if (present or False) != (value or False):
                different[name] = value
        return different

    def _get_steps(self):
        """Return the way of the suggestion for its customer: (label, whether done, whether now).

        :rtype: list
        """
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state == "ended":
            names = ("received", "ended")
        elif self.decision == "adopted":
            names = tuple("executing" if name == "decided" else name for name in STEPS)
        else:
            names = STEPS
        at = names.index(self.state) if self.state in names else len(names) - 1
        return [(labels[name], number < at, number == at) for number, name in enumerate(names)]
