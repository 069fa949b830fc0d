import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...models.account.kam_account import STATES
from ...models.organisation.kam_root_company_mixin import COLLEAGUES
from ...queries.candidates import Filters

# how many refusals one message names
SHOWN_REFUSALS = 20


class KamCandidateSearchLine(models.TransientModel):
    """A customer that was found, with the figures of that moment and who would look after it."""

    _name = "kam.candidate.search.line"
    _description = "Candidate"
    _order = "search_id, rank, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    search_id = fields.Many2one(
        comodel_name="kam.candidate.search", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="search_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    rank = fields.Integer(string="No.", readonly=True, aggregator=None)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, ondelete="cascade"
    )
    country_id = fields.Many2one(comodel_name="res.country", readonly=True, ondelete="cascade")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, ondelete="cascade"
    )
    account_state = fields.Selection(
        selection=STATES, string="State", readonly=True, help="Empty: no account yet."
    )
    class_id = fields.Many2one(
        comodel_name="kam.customer.class",
        string="Proposed Class",
        readonly=True,
        ondelete="cascade",
        help="The best class whose standard the figures meet.",
    )
    sales_amount = fields.Monetary(
        string="Net Sales",
        readonly=True,
        help="Posted customer invoices less credit notes of the last twelve months, without tax.",
    )
    sales_before = fields.Monetary(
        string="Net Sales Before", readonly=True, help="Of the twelve months before these."
    )
    growth = fields.Float(
        readonly=True,
        aggregator=None,
        help="Of net sales against the twelve months before. Empty: nothing was sold then.",
    )
    has_growth = fields.Boolean(readonly=True)
    late_share = fields.Float(
        readonly=True,
        aggregator=None,
        help="Share, by amount, of what fell due in the last twelve months and was paid late or is "
        "overdue. Empty: nothing fell due. A hint for choosing; credit has its own, exact "
        "fulfilment rate.",
    )
    has_late_share = fields.Boolean(readonly=True)
    date_last_invoice = fields.Date(string="Last Invoice", readonly=True)
    unit_id = fields.Many2one(
        comodel_name="kam.unit", check_company=True, ondelete="cascade", help="Will screen it."
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        domain=COLLEAGUES,
        ondelete="cascade",
        help="Will prepare the screening, and look after the account.",
    )

    @api.model
    def _store(self, search, rows):
        """Store what a search has found, in one statement however much it is.

        :param kam.candidate.search search: whose lines they are
        :param list rows: dicts with the same stored fields each, which are not checked again: they
            come from the database
        """
        self.check_access("create")
        if not rows:
            return
        columns = [self._fields[name] for name in rows[0]]
        given = [
            {
                # an empty value is False in Odoo and NULL in the database
                field.name: row[field.name] if row[field.name] or field.type == "boolean" else None
                for field in columns
            }
            for row in rows
        ]
        self.env.execute_query(
            SQL(
                """
                INSERT INTO %(table)s (
                    search_id, create_uid, write_uid, create_date, write_date, %(names)s
                )
                SELECT %(search)s, %(uid)s, %(uid)s, %(now)s, %(now)s, %(names)s
                  FROM jsonb_to_recordset(%(rows)s) AS found (%(columns)s)
             RETURNING id
                """,
                table=SQL.identifier(self._table),
                search=search.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                names=SQL(", ").join(SQL.identifier(field.name) for field in columns),
                columns=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(field.name), SQL(field.column_type[1]))
                    for field in columns
                ),
                rows=json.dumps(given, default=fields.Date.to_string),
            )
        )
        search.invalidate_recordset(["line_ids"])

    def action_start_screening(self):
        """Start the screenings of the candidates, with figures of this moment (scheme, one.1).

        Customers whose unit is missing or not the user's, and customers that are no candidates any
        more, are left, and it is said why.

        :return: a window action on the screenings, with a notice of what was left
        :raise AccessError: for a company that is not the user's
        :raise UserError: when none of the candidates can be screened
        """
        search = self._get_search()
        company = search.company_id
        company._kam_enter_candidates()
        candidates = self.env["kam.candidate"]
        # what others have done since, and what a client may have written into the lines, counts
        found = candidates._find(company, Filters(partner_ids=tuple(self.partner_id.ids)))
        by_customer = {candidate["partner_id"]: candidate for candidate in found}
        units = candidates._get_visible_units(company)
        refusals, vals_by_customer = [], {}
        for line in self:
            candidate = by_customer.get(line.partner_id.id)
            refusal = line._get_refusal(candidate, units)
            if refusal:
                refusals.append(refusal)
            else:
                vals_by_customer[line.partner_id.id] = candidates._prepare_screening_vals(
                    company, candidate, line.unit_id, line.manager_id, "search"
                )
        if not vals_by_customer:
            raise UserError(self._get_notice(refusals))
        screenings = self.env["kam.screening"]._propose(list(vals_by_customer.values()))
        self.filtered(lambda line: line.partner_id.id in vals_by_customer).unlink()
        return self._show_screenings(screenings, refusals)

    def _get_search(self):
        searches = self.search_id
        if not searches:
            raise UserError(
                self.env._("No candidate is chosen. Choose those whose screening shall start.")
            )
        if len(searches) > 1:
            raise UserError(
                self.env._("Choose candidates of one search to start their screenings.")
            )
        searches._check_company_is_mine()
        return searches

    def _get_refusal(self, candidate, units):
        """Return why the customer cannot be screened now, or None.

        :param candidate: its figures now; None when it is no candidate
        :param kam.unit units: those in which the user may start screenings
        """
        name = self.partner_id.display_name
        if not candidate:
            return self.env._(
                "%(customer)s is no candidate any more: it has a screening or has become a key "
                "account, its last rejection is too recent, or it is not of your units.",
                customer=name,
            )
        if not self.unit_id:
            return self.env._(
                "%(customer)s: “Unit” is empty. Choose the unit that will screen it.", customer=name
            )
        # an archived unit is none of these either
        if self.unit_id not in units:
            return self.env._(
                "%(customer)s: “Unit” is “%(unit)s”, where you do not start screenings. Choose a "
                "unit of yours.",
                customer=name,
                unit=self.unit_id.complete_name,
            )
        # sudo: whether somebody is archived or a portal user is no secret
        manager = self.manager_id.sudo()
        if manager and (manager.share or not manager.active):
            return self.env._(
                "%(customer)s: “Account Manager” is %(user)s, who is archived or a portal user. "
                "Choose another one, or none.",
                customer=name,
                user=manager.name,
            )
        return None

    @api.model
    def _get_notice(self, refusals):
        shown = [f"• {refusal}" for refusal in refusals[:SHOWN_REFUSALS]]
        if len(refusals) > SHOWN_REFUSALS:
            shown.append(self.env._("… and %(count)s more", count=len(refusals) - SHOWN_REFUSALS))
        return "\n".join([self.env._("No screening was started for these:"), *shown])

    def _show_screenings(self, screenings, refusals):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("New Candidates"),
            "res_model": "kam.screening",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", screenings.ids)],
        }
        if not refusals:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("1 screening started")
                if len(screenings) == 1
                else self.env._("%(count)s screenings started", count=len(screenings)),
                "message": self._get_notice(refusals),
                "next": action,
            },
        }

    def action_change_filters(self):
        """Open the search again that the candidates were found by, whether or not any are chosen.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find Candidates"),
            "res_model": "kam.candidate.search",
            "res_id": self.env.context.get("kam_candidate_search_id", False),
            "view_mode": "form",
            "target": "new",
        }

    def action_view_partner(self):
        """Open the customer.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }
