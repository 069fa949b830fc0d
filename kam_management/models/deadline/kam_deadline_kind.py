from odoo import api, fields, models

ASSIGNS = [
    ("people", "People named by the process"),
    ("role", "Holders of a role"),
    ("department", "Members of a department"),
]
AUDIENCES = [
    ("people", "Who owes it"),
    ("account", "Who sees the account"),
    ("credit", "Credit readers over the unit"),
]


class KamDeadlineKind(models.Model):
    """What a duty is about: who owes it, who sees it, and what settles it."""

    _name = "kam.deadline.kind"
    _description = "Kind of Deadline"
    _inherit = ["kam.protected.mixin"]
    _order = "sequence, id"

    # the code of processes rests on these; a method that is called is named by an addon only
    _protected_fields = frozenset({"code", "assign", "audience", "action"})
    _protected_except_on_create = _protected_fields

    code = fields.Char(required=True, readonly=True, help="By which processes open and close it.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    assign = fields.Selection(ASSIGNS, string="Owed By", required=True, default="people")
    role = fields.Selection(
        selection=lambda self: self.env["kam.position"]._role_selection(),
        help="Who owes it: holders of this role at the nearest unit that has one.",
    )
    audience = fields.Selection(
        AUDIENCES,
        string="Seen By",
        required=True,
        default="account",
        help="Besides those who owe it, who is told when it is late, and administrators.",
    )
    remind_days = fields.Integer(
        string="Reminded Before", default=1, help="Days before the last day. 0: on the day itself."
    )
    is_counted = fields.Boolean(
        string="Counts for Punctuality",
        default=True,
        help="Figures on punctuality are made of these; what was merely planned is not counted.",
    )
    is_personal = fields.Boolean(
        string="Stays With Its People",
        help="Does not follow the account when that is handed over.",
    )
    is_contact = fields.Boolean(
        string="Kept by a Contact", help="A contact with the customer keeps it."
    )
    action = fields.Char(
        readonly=True, help="Method of the record that opens what settles it; empty: its form."
    )

    # those that went out of use with their addon do not stand in the way when it comes back
    _code_uniq = models.UniqueIndex(
        "(code) WHERE active", "Another kind of deadline has the same code."
    )
    _remind_days_possible = models.Constraint(
        "CHECK(remind_days BETWEEN 0 AND 365)", "“Reminded Before” runs from 0 to 365 days."
    )

    @api.model
    def _by_code(self, codes):
        """Return the kinds with some codes.

        :param codes: iterable of codes
        :return: dict code -> kind
        :raise KeyError: for a code that no addon has brought
        """
        # sudo: processes open duties on behalf of people who need not read the kinds
        kinds = self.sudo().with_context(active_test=False).search([("code", "in", list(codes))])
        # the one in use wins over one that went out of use
        by_code = {kind.code: kind for kind in kinds.sorted("active")}
        return {code: by_code[code] for code in codes}
