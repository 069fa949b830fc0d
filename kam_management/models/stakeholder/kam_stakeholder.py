from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import relations
from ..organisation.kam_root_company_mixin import COLLEAGUES, PARTNERS

DECISION_ROLES = [
    ("decision_maker", "Decision maker"),
    ("approver", "Approver"),
    ("influencer", "Influencer"),
    ("technical", "Technical evaluator"),
    ("buyer", "Buyer"),
    ("user", "End user"),
    ("gatekeeper", "Gatekeeper"),
]
STANCES = [
    ("supporter", "Supporter"),
    ("favourable", "Favourable"),
    ("neutral", "Neutral"),
    ("sceptical", "Sceptical"),
    ("opponent", "Opponent"),
    ("unknown", "Not known yet"),
]

# who reads personal facts, and who reads the log of those who did
READERS = "kam_management.group_kam_representative"
LOG_READERS = "kam_management.group_kam_supervisor,kam_management.group_kam_administrator"


class KamStakeholder(models.Model):
    """A person at the customer who has a say, or a role nobody is known for yet.

    What is said here is about business and belongs to the account. What is personal stands in
    ``kam.stakeholder.fact``, under its own access.

    ``kam_stakeholder_personal_file``: the personal facts, as far as the reader may see them.
    ``kam_stakeholder_duties``: facts to be looked at again, a relationship to be built up.
    """

    _name = "kam.stakeholder"
    _description = "Stakeholder"
    _inherit = [
        "kam.deadline.mixin",
        "kam.account.record.mixin",
        "kam.thread.mixin",
        "mail.activity.mixin",
    ]
    _order = "account_id, influence desc, id"
    _rec_names_search = ["partner_id.name", "position"]
    _check_company_auto = True
    _entity_fields = ("partner_id", "relationship_user_id")
    _follows_account = True

    account_id = fields.Many2one(check_company=True, copy=True)
    account_partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    account_missing_roles = fields.Char(related="account_id.missing_roles")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="restrict",
        domain=PARTNERS,
        copy=False,
        help="The person, one of the customer's contacts. Empty: somebody has this role, "
        "but you do not know who. Ask: “Who else will have to agree?”",
    )
    position = fields.Char(
        string="Post",
        compute="_compute_position",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Post in the customer's company. Ask: “What are you in charge of?”",
    )
    decision_role = fields.Selection(
        string="Role in Decisions",
        selection=DECISION_ROLES,
        required=True,
        default="influencer",
        index=True,
        group_expand=True,
        tracking=True,
        help="Decision maker: says the last yes. Ask: “Who signs?”\n"
        "Approver: can stop it on the way. Ask: “Whose consent is needed before?”\n"
        "Influencer: is heard by those who decide. Ask: “Whose opinion counts?”\n"
        "Technical evaluator: judges whether it fits. Ask: “Who tests it?”\n"
        "Buyer: negotiates price and terms. Ask: “Who makes the contract?”\n"
        "End user: works with it. Ask: “Who will use it every day?”\n"
        "Gatekeeper: opens or closes doors. Ask: “Through whom do I get an appointment?”",
    )
    influence = fields.Integer(
        default=3,
        aggregator="avg",
        tracking=True,
        help="Weight in the decision, 1 (hardly any) to 5 (decides it). "
        "Ask: “What happened the last time this person was against something?”",
    )
    stance = fields.Selection(
        selection=STANCES,
        required=True,
        default="unknown",
        index=True,
        tracking=True,
        help="Attitude to us. Supporter: speaks for us when we are not there. Opponent: works for "
        "another supplier or against a change. Ask: “What would you choose today, and why?”",
    )
    relationship_now = fields.Integer(
        aggregator="avg",
        tracking=True,
        help="0 (never met) to 5 (calls us first). Ask yourself: when did this person last take "
        "the trouble to help us?",
    )
    relationship_wanted = fields.Integer(
        aggregator="avg",
        tracking=True,
        help="0 to 5: what the account needs. Ask yourself: can we win without this person?",
    )
    relationship_gap = fields.Integer(
        compute="_compute_relationship_gap",
        store=True,
        aggregator="sum",
        help="Wanted less now; nothing where the relationship is as good as needed.",
    )
    relationship_user_id = fields.Many2one(
        comodel_name="res.users",
        string="To Be Built Up By",
        index="btree_not_null",
        ondelete="set null",
        domain=COLLEAGUES,
        tracking=True,
        help="Who of us takes care of this person.",
    )
    relationship_date = fields.Date(
        string="Until", tracking=True, help="By when the relationship is as wanted."
    )
    parent_id = fields.Many2one(
        comodel_name="kam.stakeholder",
        string="Reports To",
        index="btree_not_null",
        ondelete="set null",
        domain="[('account_id', '=', account_id), ('id', '!=', id)]",
        help="Superior, as far as it matters for the decision. "
        "Ask: “With whom do you discuss this before it is decided?”",
    )
    child_ids = relations.One2many(
        comodel_name="kam.stakeholder", inverse_name="parent_id", string="Reports"
    )
    pressure = fields.Text(
        string="Pressure and Challenges",
        help="What this person has to achieve in the business. Ask: “What must not go wrong this "
        "year?” Nothing personal: that belongs to the personal facts. Filed with the information "
        "classification table.",
    )
    active = fields.Boolean(default=True, tracking=True)
    is_vacant = fields.Boolean(
        string="Vacant",
        compute="_compute_is_vacant",
        store=True,
        help="The role is there, the person is not known yet.",
    )
    has_left = fields.Boolean(
        compute="_compute_has_left",
        help="The contact does not belong to the customer any more.",
    )
    fact_ids = relations.One2many(
        comodel_name="kam.stakeholder.fact",
        inverse_name="stakeholder_id",
        string="Personal Facts",
        groups=READERS,
        copy=False,
    )
    fact_count = fields.Integer(
        string="Number of Personal Facts", compute="_compute_fact_count", groups=READERS
    )
    facts_due = fields.Boolean(
        string="Facts to Be Reviewed",
        compute="_compute_fact_count",
        search="_search_facts_due",
        groups=READERS,
        help="There are personal facts past their review date.",
    )
    opening_count = fields.Integer(
        string="Openings", compute="_compute_opening_count", groups=LOG_READERS
    )

    _account_partner_uniq = models.Constraint(
        "UNIQUE(account_id, partner_id)",
        "This contact is a stakeholder of the account already, perhaps an archived one.",
    )
    _influence_range = models.Constraint(
        "CHECK(influence BETWEEN 1 AND 5)", "“Influence” is a number from 1 to 5."
    )
    _relationship_range = models.Constraint(
        "CHECK(relationship_now BETWEEN 0 AND 5 AND relationship_wanted BETWEEN 0 AND 5)",
        "“Relationship Now” and “Relationship Wanted” are numbers from 0 to 5.",
    )

    @api.depends("partner_id")
    def _compute_position(self):
        for stakeholder in self:
            stakeholder.position = stakeholder.position or stakeholder.partner_id.function

    @api.depends("relationship_now", "relationship_wanted")
    def _compute_relationship_gap(self):
        for stakeholder in self:
            stakeholder.relationship_gap = max(
                stakeholder.relationship_wanted - stakeholder.relationship_now, 0
            )

    @api.depends("partner_id")
    def _compute_is_vacant(self):
        for stakeholder in self:
            stakeholder.is_vacant = not stakeholder.partner_id

    @api.depends("partner_id.commercial_partner_id", "account_id.partner_id")
    def _compute_has_left(self):
        for stakeholder in self:
            stakeholder.has_left = bool(
                stakeholder.partner_id
                and stakeholder.partner_id.commercial_partner_id
                != stakeholder.account_id.partner_id
            )

    @api.depends("partner_id.name", "position", "decision_role")
    @api.depends_context("lang")
    def _compute_display_name(self):
        roles = dict(self._fields["decision_role"]._description_selection(self.env))
        for stakeholder in self:
            stakeholder.display_name = stakeholder.partner_id.name or self.env._(
                "Vacant: %(what)s",
                what=stakeholder.position or roles.get(stakeholder.decision_role, ""),
            )

    def _word_relationship(self):
        """Return how good the relationship is, and how good it shall be, as the print says it."""
        self.ensure_one()
        return self.env._(
            "now %(now)s, wanted %(wanted)s",
            now=self.relationship_now,
            wanted=self.relationship_wanted,
        )

    @api.constrains("partner_id", "account_id")
    def _check_partner(self):
        # sudo: to which customer a contact belongs counts whether or not the user sees it
        for stakeholder in self.sudo():
            person, customer = stakeholder.partner_id, stakeholder.account_id.partner_id
            if not person:
                continue
            if person.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "“%(contact)s” is no contact of %(customer)s. Choose one of its contacts, "
                        "or enter the person there first.",
                        contact=person.display_name,
                        customer=customer.display_name,
                    )
                )
            if person.is_company:
                raise ValidationError(
                    self.env._(
                        "“%(contact)s” is a company. A stakeholder is a person: choose one of its "
                        "contacts.",
                        contact=person.display_name,
                    )
                )

    @api.constrains("parent_id", "account_id")
    def _check_parent(self):
        # sudo: superiors count whether or not the user sees them
        for stakeholder in self.sudo():
            superior = stakeholder.parent_id
            if superior and superior.account_id != stakeholder.account_id:
                raise ValidationError(
                    self.env._(
                        "“Reports To”: %(superior)s is a stakeholder of another account than "
                        "%(stakeholder)s. Choose one of %(account)s.",
                        superior=superior.display_name,
                        stakeholder=stakeholder.display_name,
                        account=stakeholder.account_id.name,
                    )
                )
            if stakeholder._has_cycle():
                raise ValidationError(
                    self.env._(
                        "“Reports To”: %(superior)s reports to %(stakeholder)s already, directly "
                        "or through others. Choose somebody above.",
                        superior=superior.display_name,
                        stakeholder=stakeholder.display_name,
                    )
                )

    @api.constrains("relationship_user_id")
    def _check_relationship_user(self):
        for stakeholder in self:
            if stakeholder.relationship_user_id.share:
                raise ValidationError(
                    self.env._(
                        "“To Be Built Up By”: “%(user)s” is a portal user. "
                        "Choose an internal user.",
                        user=stakeholder.relationship_user_id.name,
                    )
                )

    def write(self, vals):
        """Keep personal facts with their person.

        :raise UserError: when the contact changes while there are facts about the present one
        """
        self.check_access("write")
        self._kam_check_input([vals])
        if "partner_id" in vals:
            self._check_contact_without_facts(vals["partner_id"])
        return super().write(vals)

    def _check_contact_without_facts(self, partner_id):
        changed = self.filtered(
            lambda stakeholder: (stakeholder.partner_id.id or False) != (partner_id or False)
        )
        # sudo: facts count whether or not the user may read them
        for stakeholder in changed.sudo():
            if not all(stakeholder.fact_ids.mapped("date_erased")):
                raise UserError(
                    self.env._(
                        "“Contact” of %(stakeholder)s cannot be changed: there are personal facts "
                        "about this person. Archive this stakeholder and enter the successor as a "
                        "new one.",
                        stakeholder=stakeholder.display_name,
                    )
                )

    def action_view_reports(self):
        """Open the organisation chart of the account.

        :return: a window action
        """
        self.ensure_one()
        return self.account_id.action_view_stakeholder_chart()

    @api.model
    def _prepare_vacancy_vals(self, account, role):
        """Return the values of a stakeholder nobody is known for yet.

        :param account: the account
        :param str role: a value of ``decision_role``
        :return: dict for ``create``
        """
        return {"account_id": account.id, "decision_role": role}
