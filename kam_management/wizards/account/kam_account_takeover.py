from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ... import arguments, relations, wording
from ...models.organisation.kam_root_company_mixin import COLLEAGUES
from ...rules import texts

# how many problems one message names
SHOWN_PROBLEMS = 20


class KamAccountTakeover(models.TransientModel):
    """Enters the key accounts that a company has on the day it goes live.

    ``kam_account_takeover_file``: reads the rows of a file, and gives the template for it.
    ``kam_account_takeover_lookup``: finds what the rows name.
    """

    _name = "kam.account.takeover"
    _description = "Take Over Key Accounts"
    _inherit = ["kam.table.file.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company.root_id,
    )
    is_open = fields.Boolean(related="company_id.kam_takeover_open")
    reason = fields.Text(
        help="Why these customers are key accounts. It stays in the history of each account."
    )
    source_text = fields.Char(
        string="Source",
        help="Where the list comes from: who decided, in which paper, when.",
    )
    unit_id = fields.Many2one(
        comodel_name="kam.unit",
        check_company=True,
        help="For all lines that name no unit of their own.",
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        domain=COLLEAGUES,
        help="For all lines that name no account manager of their own.",
    )
    existing = fields.Selection(
        selection=[
            ("problem", "Name them as a problem"),
            ("skip", "Leave them as they are"),
            ("update", "Update them from the list"),
        ],
        string="Already Key Accounts",
        required=True,
        default="problem",
        help="What happens with customers on the list that are key accounts already. Updating "
        "gives them the unit, the account manager and the day of their line.",
    )
    problem_file = fields.Binary(string="Problems", compute="_compute_problem_file")
    line_ids = relations.One2many(
        comodel_name="kam.account.takeover.line", inverse_name="takeover_id", string="Lines"
    )
    line_count = fields.Integer(compute="_compute_counts")
    problem_count = fields.Integer(compute="_compute_counts")

    @api.model
    def default_get(self, fields):
        """Make a line of each customer that the dialog is opened for."""
        values = super().default_get(fields)
        partner_ids = arguments.ids(
            self.env, self.env._("Customers"), self.env.context.get("default_partner_ids")
        )
        if "line_ids" in fields and partner_ids:
            customers = self.env["res.partner"].browse(partner_ids).commercial_partner_id
            values["line_ids"] = [
                Command.create({"partner_id": customer.id}) for customer in customers
            ]
        return values

    @api.depends("line_ids.level")
    def _compute_counts(self):
        for takeover in self:
            takeover.line_count = len(takeover.line_ids)
            takeover.problem_count = len(takeover._get_problem_lines())

    def action_take_over(self):
        """Make key accounts of the customers in the lines: all of them, or none.

        :return: a window action that shows the accounts
        :raise AccessError: for everybody but administrators of key accounts
        :raise UserError: when taking over is closed, something is missing, or a line has a problem
        """
        self.ensure_one()
        self.company_id._kam_check_takeover()
        self._check_complete()
        accounts = self._take_over_lines()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounts Taken Over"),
            "res_model": "kam.account",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", accounts.ids)],
        }

    def _take_over_lines(self):
        """Make key accounts in few steps for many lines.

        :return: the accounts
        """
        facts = self.line_ids._get_facts(self)
        known = self.line_ids.filtered(lambda line: line._is_existing(facts))
        updated = self.env["kam.account"]
        if self.existing == "update":
            updated = known._update_accounts(facts, self.reason)
        lines = self.line_ids - known
        accounts = self.env["kam.account"]._get_or_create(lines.partner_id, self.company_id)
        account_ids = {account.partner_id: account.id for account in accounts}

        def get_accounts(lines):
            return accounts.browse(account_ids[line._get_customer()] for line in lines)

        numbered = lines.filtered(lambda line: line._get_number())
        get_accounts(numbered)._take_over_numbers(
            {account_ids[line._get_customer()]: line._get_number() for line in numbered}
        )
        for (unit, manager), owned in lines.grouped(lambda line: line._get_owner(facts)).items():
            get_accounts(owned)._confirm_key(
                source="takeover",
                reason=self.reason,
                unit=unit,
                manager=manager,
                document_name=self.source_text.strip(),
            )
        for since, dated in lines.filtered("since").grouped("since").items():
            get_accounts(dated)._set_since(since)
        return accounts | updated

    def action_open_lines(self):
        """Open the lines as a list, to filter, sort, correct and export them.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lines to Take Over"),
            "res_model": "kam.account.takeover.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("takeover_id", "=", self.id)],
            "context": {
                "default_takeover_id": self.id,
                "search_default_problem": bool(self.problem_count),
            },
        }

    def action_reopen(self):
        """Open the dialog again, from its lines.

        :return: a window action
        """
        self.ensure_one()
        self.line_ids._check_again()
        return self._reopen()

    def action_drop_problems(self):
        """Remove the lines that cannot be taken over.

        :return: a window action that shows the dialog again
        """
        self.ensure_one()
        self._get_problem_lines().unlink()
        return self._reopen()

    def _get_problem_lines(self):
        return self.line_ids.filtered(lambda line: line.level == "problem")

    def _check_complete(self):
        if not texts.trimmed(self.reason):
            raise UserError(
                self.env._(
                    "“Reason” is empty. Say why these customers are key accounts: the reason stays "
                    "in their history."
                )
            )
        if not texts.trimmed(self.source_text):
            raise UserError(
                self.env._(
                    "“Source” is empty. Say where the list comes from: who decided, in which "
                    "paper, when."
                )
            )
        if not self.line_ids:
            raise UserError(
                self.env._("There is no line yet. Add customers, or choose a file and read it.")
            )
        self._check_no_problem()

    def _check_no_problem(self):
        # what others have done since the preview counts
        self.line_ids._check_again()
        problems = self._get_problem_lines()
        if not problems:
            return
        shown = [
            f"• {wording.labelled(self.env, line._get_title(), line.message)}"
            for line in problems[:SHOWN_PROBLEMS]
        ]
        if len(problems) > SHOWN_PROBLEMS:
            shown.append(self.env._("… and %(count)s more", count=len(problems) - SHOWN_PROBLEMS))
        raise UserError(
            self.env._(
                "Nothing has been taken over, because some lines have problems "
                "(%(count)s of %(total)s). Mend or remove them:\n%(problems)s",
                count=len(problems),
                total=len(self.line_ids),
                problems="\n".join(shown),
            )
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Over Key Accounts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
