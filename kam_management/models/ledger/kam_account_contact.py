from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ... import relations, wording

CHANNELS = [
    ("person", "In person"),
    ("phone", "Phone"),
    ("video", "Video"),
    ("mail", "Mail"),
    ("chat", "Chat"),
    ("letter", "Letter"),
]
ATTITUDES = [("warm", "Warm"), ("neutral", "Lukewarm"), ("cold", "Cold")]
# beyond this the database has no number to compare
MOST_MINUTES = 2**31 - 1
ATTITUDE_SCORES = {"warm": 1, "neutral": 0, "cold": -1}


class KamAccountContact(models.Model):
    """One contact with an account: who of us met whom of them, how, and what came of it.

    Processes write it, and people who work on the account. Calls and mails propose a line, which
    whoever made them confirms or dismisses.

    ``kam_account_contact_proposal``: how lines are proposed, confirmed and dismissed.
    """

    _name = "kam.account.contact"
    _description = "Contact Record"
    _inherit = ["kam.account.ledger.mixin"]
    _rec_name = "topic"
    _counted_aggregates = frozenset({"attitude_score:avg", "minutes:sum"})
    _corrected_fields = (
        "user_id",
        "stakeholder_id",
        "date",
        "channel",
        "minutes",
        "attitude",
        "topic",
        "result",
    )

    date = fields.Datetime(
        string="When", required=True, index=True, default=fields.Datetime.now, copy=False
    )
    channel = fields.Selection(
        CHANNELS, string="Contact Channel", required=True, default="person", index=True
    )
    minutes = fields.Integer(aggregator="sum", help="How long it took; 0: not known.")
    attitude = fields.Selection(
        ATTITUDES,
        help="Warm: opened up, asked, helped. Lukewarm: matter-of-fact. Cold: short, put us off.",
    )
    attitude_score = fields.Integer(
        compute="_compute_attitude_score",
        store=True,
        aggregator="avg",
        help="1 warm, 0 lukewarm, -1 cold. The curve is made of this.",
    )
    topic = fields.Char(string="About")
    result = fields.Text(help="What was agreed, and what follows.")
    state = fields.Selection(
        [("proposed", "Proposed"), ("done", "Done"), ("dismissed", "Dismissed")],
        required=True,
        default="done",
        index=True,
        copy=False,
        help="Proposed: a call or mail that whoever made it confirms or dismisses. It does not "
        "count until then.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    corrects_id = fields.Many2one(
        comodel_name="kam.account.contact",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    correction_ids = relations.One2many(
        comodel_name="kam.account.contact", inverse_name="corrects_id", string="Corrected By"
    )

    _corrects_uniq = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL",
        "This contact was corrected already: correct the later line.",
    )
    _minutes_possible = models.Constraint(
        "CHECK(minutes BETWEEN 0 AND 1440)", "“Minutes” of a contact run from 0 to 1440, one day."
    )
    _account_date_idx = models.Index("(account_id, date) WHERE state = 'done'")

    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"state", "attitude_score"}

    @api.depends("attitude")
    def _compute_attitude_score(self):
        for contact in self:
            contact.attitude_score = ATTITUDE_SCORES.get(contact.attitude, 0)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for contact in self:
            contact.is_mine = contact.user_id == self.env.user

    @api.depends("channel", "topic", "stakeholder_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for contact in self:
            names = (
                channels.get(contact.channel),
                contact.stakeholder_id.display_name,
                contact.topic,
            )
            contact.display_name = wording.phrased(self.env, names)

    @api.model
    def _get_counted_domain(self):
        """Return the domain of the contacts that count: those that took place, as corrected."""
        return Domain("state", "=", "done") & Domain("is_superseded", "=", False)

    @api.model
    def _get_counted_sql(self, query):
        """See the base method: what is proposed or dismissed does not count either."""
        state = self._field_to_sql(self._table, "state", query)
        return SQL("%s AND %s = 'done'", super()._get_counted_sql(query), state)

    def _is_fact(self):
        """See the base method: what is proposed may still be completed."""
        self.ensure_one()
        return self.state != "proposed"

    @api.constrains("date", "state")
    def _check_has_happened(self):
        now = fields.Datetime.now()
        for contact in self:
            if contact.state == "done" and contact.date > now:
                raise ValidationError(
                    self.env._(
                        "“When” of %(contact)s lies ahead. A contact is entered when it took "
                        "place; plan it as an activity or a meeting.",
                        contact=contact.display_name,
                    )
                )

    @api.constrains("attitude", "state")
    def _check_attitude(self):
        for contact in self:
            if contact.state == "done" and not contact.attitude:
                raise ValidationError(
                    self.env._(
                        "“Attitude” of %(contact)s is empty: say whether it was warm, lukewarm or "
                        "cold.",
                        contact=contact.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create contacts; those that took place keep what was to be done until then."""
        contacts = super().create(vals_list)
        contacts._follow_up()
        return contacts

    @api.model
    def _before_create(self, vals_list):
        """See the base method: minutes are a number.

        :raise ValidationError: for minutes that are none
        """
        super()._before_create(vals_list)
        for vals in vals_list:
            self._check_minutes(vals)

    def _check_write(self, vals):
        """See the base method: minutes are a number.

        :raise ValidationError: for minutes that are none
        """
        super()._check_write(vals)
        self._check_minutes(vals)

    @api.model
    def _check_minutes(self, vals):
        try:
            is_number = abs(int(vals.get("minutes") or 0)) <= MOST_MINUTES
        except (OverflowError, TypeError, ValueError):
            is_number = False
        if not is_number:
            raise ValidationError(
                self.env._(
                    "“%(field)s” of a contact is %(value)s. Enter a whole number from 0 to 1440, "
                    "one day.",
                    field=self._get_label("minutes"),
                    value=str(vals["minutes"])[:50],
                )
            )

    def _follow_up(self):
        """Do what follows from those contacts that took place."""
        done = self.filtered(lambda contact: contact.state == "done")
        # sudo: what follows, follows whoever wrote the contact down
        for account, contacts in done.sudo().grouped("account_id").items():
            account._on_contact(contacts)

    @api.model
    def _get_figures(self, records):
        """Return how many contacts there were, and when the last one was, as the user sees them.

        :param records: accounts or stakeholders
        :return: dict record -> ``(number, moment)``, for those that had any
        """
        if not self.has_access("read"):
            return {}
        fname = "account_id" if records._name == "kam.account" else "stakeholder_id"
        groups = self._read_group(
            Domain(fname, "in", records.ids) & self._get_counted_domain(),
            [fname],
            ["__count", "date:max"],
        )
        return {record: (count, last) for record, count, last in groups}

    @api.model
    def _open_of(self, record, **context):
        """Return the action that shows the contacts of an account or a stakeholder.

        :param record: the account or stakeholder
        :param context: defaults and filters of the action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_account_contact"
        )
        is_account = record._name == "kam.account"
        fname = "account_id" if is_account else "stakeholder_id"
        account = record if is_account else record.account_id
        return {
            **action,
            "display_name": self.env._("Contact Records of %s", record.display_name),
            "domain": [(fname, "=", record.id)],
            "context": {
                "default_account_id": account.id,
                "default_stakeholder_id": False if is_account else record.id,
                "hide_account": True,
                # what is counted: proposed ones are found under “To confirm”
                "search_default_counted": True,
                # a month without contacts is no neutral one
                "fill_temporal": False,
                **context,
            },
        }

    def _erase(self):
        """Empty what is said about persons, because they asked for it; the line stays.

        The caller has checked who may do it.
        """
        # sudo: the person's wish counts for lines that whoever carries it out may not see
        self.sudo()._protected_write({"topic": False, "result": False})
