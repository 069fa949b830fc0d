from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from ...models.organisation.kam_root_company_mixin import COLLEAGUES, PARTNERS
from ...rules.keys import exact_key
from ...wording import format_date


class KamAccountTakeoverLine(models.TransientModel):
    _name = "kam.account.takeover.line"
    _description = "Customer to Take Over"
    _order = "row, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    takeover_id = fields.Many2one(
        comodel_name="kam.account.takeover", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="takeover_id.company_id")
    row = fields.Integer(string="Line", readonly=True, help="The line in the file.")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        domain=f"[('parent_id', '=', False)] + ({PARTNERS})",
        ondelete="cascade",
    )
    unit_id = fields.Many2one(comodel_name="kam.unit", check_company=True, ondelete="cascade")
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        domain=COLLEAGUES,
        ondelete="cascade",
    )
    number = fields.Char(
        string="Account Number", help="The number so far. Empty: the next one is given."
    )
    since = fields.Date(
        string="Key Account Since", help="The day it became a key account. Empty: today."
    )
    # what a file says in a column and nobody can make sense of; mended by choosing a value
    customer_problem = fields.Char(readonly=True)
    unit_problem = fields.Char(readonly=True)
    manager_problem = fields.Char(readonly=True)
    since_problem = fields.Char(readonly=True)
    source = fields.Json(readonly=True, help="What the file says, column by column.")
    # stored, so that long lists are filtered and sorted by them
    level = fields.Selection(
        selection=[
            ("problem", "Problem"),
            ("warning", "Look at it"),
            ("ok", "Ready"),
            ("skip", "Left Out"),
        ],
        string="Preview",
        compute="_compute_preview",
        store=True,
    )
    message = fields.Text(string="What will happen", compute="_compute_preview", store=True)

    @api.depends(
        "partner_id",
        "unit_id",
        "manager_id",
        "number",
        "since",
        "takeover_id.company_id",
        "takeover_id.existing",
        "takeover_id.unit_id",
        "takeover_id.manager_id",
        "takeover_id.line_ids.number",
        "takeover_id.line_ids.partner_id",
    )
    def _compute_preview(self):
        for takeover, lines in self.grouped("takeover_id").items():
            facts = lines._get_facts(takeover)
            for line in lines:
                problems = line._get_problems(facts)
                is_skipped = line._is_skipped(facts)
                warnings = [] if problems or is_skipped else line._get_warnings(facts)
                if problems:
                    line.level = "problem"
                elif is_skipped:
                    line.level = "skip"
                else:
                    line.level = "warning" if warnings else "ok"
                line.message = "\n".join(problems or [line._get_outcome(facts), *warnings])

    def action_reopen(self):
        """Open the dialog that these lines belong to.

        :return: a window action
        """
        return self.takeover_id[:1].action_reopen()

    def _check_again(self):
        """Work the preview out anew: what others have done since counts."""
        for name in ("level", "message"):
            self.env.add_to_compute(self._fields[name], self)

    def _describe(self):
        """Return the line as the file has it: what is understood now, else what was written."""
        self.ensure_one()
        source = self.source or {}
        customer = self._get_customer()
        return {
            **source,
            **({"customer": customer.name, "reference": customer.ref} if customer else {}),
            **({"unit": self.unit_id.code or self.unit_id.complete_name} if self.unit_id else {}),
            **({"manager": self.manager_id.login} if self.manager_id else {}),
            "number": self.number or "",
            "since": self.since or source.get("since", ""),
            "row": self.row or "",
            "message": self.message,
        }

    def _is_existing(self, facts):
        return self._get_account(facts).state == "key"

    def _is_skipped(self, facts):
        return self.takeover_id.existing == "skip" and self._is_existing(facts)

    def _update_accounts(self, facts, reason):
        """Give key accounts that exist what their lines say.

        :param dict facts: see :meth:`_get_facts`
        :param str reason: why, not blank
        :return: the accounts
        """
        accounts = self.env["kam.account"].union(*(line._get_account(facts) for line in self))
        for (unit, manager), lines in self.grouped(lambda line: line._get_owner(facts)).items():
            changing = accounts.browse().union(*(line._get_account(facts) for line in lines))
            changing = changing.filtered(
                lambda account: (account.unit_id, account.manager_id) != (unit, manager)  # noqa: B023
            )
            if changing:
                self._give_accounts(changing, unit, manager, reason)
        for since, lines in self.filtered("since").grouped("since").items():
            accounts.browse().union(*(line._get_account(facts) for line in lines))._set_since(since)
        # the accounts of the company, under the rights of the user
        return self.env["kam.account"].browse(accounts.ids)

    @api.model
    def _give_accounts(self, accounts, unit, manager, reason):
        """Give accounts to a unit and an account manager. To be extended.

        :param accounts: accounts that change
        :param unit: their unit
        :param manager: their account manager
        :param str reason: why, not blank
        """
        accounts._change_owner(unit=unit, manager=manager, reason=reason)

    def _get_facts(self, takeover):
        """Ask the database once for what the preview of many lines needs."""
        company = takeover.company_id or self.env.company
        all_lines = takeover.line_ids | self
        customers = all_lines.partner_id.commercial_partner_id._origin
        numbers = [number for line in self if (number := line._get_number())]
        # sudo: every account of the company counts; only administrators come here
        account_sudo = self.env["kam.account"].sudo().with_context(active_test=False)
        accounts = account_sudo.search(
            [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        )
        managers = self.manager_id._origin | takeover.manager_id._origin | accounts.manager_id
        # sudo: as above
        positions = self.env["kam.position"].sudo()
        placed = positions.search(
            Domain("user_id", "in", managers.ids) & positions._get_valid_domain()
        )
        return {
            "today": company._kam_today(),
            "accounts": {account.partner_id.id: account for account in accounts},
            "holders": account_sudo._get_number_holders(numbers, company),
            "placed": placed.user_id,
            "customers": Counter(line._get_customer().id for line in all_lines),
            "numbers": Counter(exact_key(line._get_number()) for line in all_lines),
        }

    def _get_customer(self):
        return self.partner_id.commercial_partner_id._origin

    def _get_number(self):
        return (self.number or "").strip()

    def _get_owner(self, facts):
        """Return the unit and the account manager: of the line, else of the dialog or account."""
        self.ensure_one()
        account, takeover = self._get_account(facts), self.takeover_id
        if account.state == "key":
            # an account that exists keeps what its own line does not name
            return self.unit_id or account.unit_id, self.manager_id or account.manager_id
        return (
            self.unit_id or takeover.unit_id or account.unit_id,
            self.manager_id or takeover.manager_id or account.manager_id,
        )

    def _get_account(self, facts):
        return facts["accounts"].get(self._get_customer().id, self.env["kam.account"])

    def _get_title(self):
        """Return what a message calls the line."""
        name = self.partner_id.display_name or self.env._("no customer")
        if not self.row:
            return name
        return self.env._("Line %(row)s (%(name)s)", row=self.row, name=name)

    def _get_problems(self, facts):
        if self.partner_id and self._is_skipped(facts):
            return []
        return [
            problem
            for problem in (
                self._get_customer_problem(facts),
                self._get_unit_problem(facts),
                self._get_manager_problem(facts),
                self._get_number_problem(facts),
                self._get_since_problem(facts),
            )
            if problem
        ]

    def _get_customer_problem(self, facts):
        if not self.partner_id:
            return self.customer_problem or self.env._(
                "“Customer” is empty. Choose the customer or remove the line."
            )
        account = self._get_account(facts)
        if account.state == "key" and self.takeover_id.existing != "update":
            return self.env._(
                "“%(customer)s” is a key account already (%(number)s). Remove the line.",
                customer=account.name,
                number=account.number,
            )
        if account._was_downgraded():
            return account._get_downgraded_message()
        if facts["customers"][self._get_customer().id] > 1:
            return self.env._(
                "“%(customer)s” is in several lines. Keep one of them.",
                customer=self._get_customer().display_name,
            )
        return None

    def _get_unit_problem(self, facts):
        if self.unit_problem and not self.unit_id:
            return self.unit_problem
        unit = self._get_owner(facts)[0]
        if not unit:
            return self.env._("“Unit” is empty. Choose one in the line, or one for all lines.")
        if not unit.active:
            return self.env._(
                "The unit “%(unit)s” is archived. Choose another one.", unit=unit.complete_name
            )
        return None

    def _get_manager_problem(self, facts):
        if self.manager_problem and not self.manager_id:
            return self.manager_problem
        manager = self._get_owner(facts)[1]
        if not manager:
            return self.env._(
                "“Account Manager” is empty. Choose one in the line, or one for all lines."
            )
        if manager.share or not manager.active:
            return self.env._(
                "“%(user)s” is archived or a portal user and cannot be the account manager. "
                "Choose another user.",
                user=manager.name,
            )
        return None

    def _get_number_problem(self, facts):
        number = self._get_number()
        if not number:
            return None
        account = self._get_account(facts)
        if account.number and exact_key(account.number) != exact_key(number):
            return self.env._(
                "“Account Number” is “%(number)s”, but the account has the number %(present)s "
                "already and keeps it. Empty the number.",
                number=number,
                present=account.number,
            )
        holder = facts["holders"].get(number)
        if holder and holder != account:
            return self.env._(
                "“Account Number” “%(number)s” belongs to %(holder)s. "
                "Give another one, or none to get the next.",
                number=number,
                holder=holder.name,
            )
        if facts["numbers"][exact_key(number)] > 1:
            return self.env._(
                "“Account Number” “%(number)s” is in several lines. Keep it in one of them.",
                number=number,
            )
        return None

    def _get_since_problem(self, facts):
        if self.since_problem and not self.since:
            return self.since_problem
        if self.since and self.since > facts["today"]:
            return self.env._(
                "“Key Account Since” is %(date)s, which is yet to come. "
                "Give a day that is past, or none for today.",
                date=format_date(self.env, self.since),
            )
        return None

    def _get_warnings(self, facts):
        manager = self._get_owner(facts)[1]
        if manager._origin in facts["placed"]:
            return []
        return [
            self.env._(
                "%(manager)s has no position yet, and sees the account only after one is entered.",
                manager=manager.name,
            )
        ]

    def _get_outcome(self, facts):
        account = self._get_account(facts)
        unit, manager = self._get_owner(facts)
        number = self._get_number() or account.number
        if account.state == "key":
            if self._is_skipped(facts):
                return self.env._("Is a key account already (%s), and stays as it is.", number)
            return self.env._(
                "Is a key account already (%(number)s), and belongs to %(unit)s with %(manager)s.",
                number=number,
                unit=unit.complete_name,
                manager=manager.name,
            )
        if not number:
            return self.env._(
                "Becomes a key account of %(unit)s with %(manager)s and the next number.",
                unit=unit.complete_name,
                manager=manager.name,
            )
        return self.env._(
            "Becomes a key account of %(unit)s with %(manager)s and the number %(number)s.",
            unit=unit.complete_name,
            manager=manager.name,
            number=number,
        )
