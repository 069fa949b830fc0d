import logging
from decimal import Decimal
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ... import transactions
from ...queries import candidates as queries
from ...queries.candidates import Filters
from ...rules import candidates as rules
from ...rules.form_states import OPEN_STATES
from .kam_screening import PROPOSAL_FIGURES

_logger = logging.getLogger(__name__)
BATCH_SIZE = 100

# What the query reads: flushed before it runs.
READ_FIELDS = {
    "account.move": [
        "amount_untaxed_signed",
        "commercial_partner_id",
        "company_id",
        "date",
        "move_type",
        "state",
    ],
    "account.move.line": [
        "balance",
        "company_id",
        "date",
        "date_maturity",
        "display_type",
        "move_id",
        "parent_state",
        "product_id",
    ],
    "account.partial.reconcile": ["amount", "debit_move_id", "max_date"],
    "kam.account": ["company_id", "manager_id", "partner_id", "state", "unit_id"],
    "kam.position": ["company_id", "is_current", "role", "unit_id", "user_id"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["categ_id"],
    "res.partner": ["active", "commercial_partner_id", "company_id", "country_id", "user_id"],
}


class KamCandidate(models.AbstractModel):
    """Finds customers that might become key accounts, and says who would look after them.

    The figures are those of ``queries/candidates.py``, the class that of ``rules/candidates.py``.
    A monthly job starts screenings of those that it finds.
    """

    _name = "kam.candidate"
    _description = "Candidates for Key Accounts"

    @api.model
    def _find(self, company, filters, worst_class=None):
        """Return the customers that may be proposed, the best ones first.

        Left out are key accounts, customers with an open screening, and those that were rejected
        and may not be screened again yet. Supervisors and higher roles find the customers of their
        units and those of no unit; administrators and the job find all.

        :param res.company company: whose customers
        :param Filters filters: what they must have, see ``queries/candidates.py``
        :param kam.customer.class worst_class: they meet this class or a better one; None lets
            customers without class pass
        :return: one dict per customer: ``partner_id``, ``class_id`` (False for none),
            ``sales_amount``, ``sales_before``, ``growth``, ``has_growth``, ``late_share``,
            ``has_late_share``, ``date_last_invoice``, ``country_id``, ``user_id``,
            ``account_state``; amounts in company currency
        :rtype: list[dict]
        :raise AccessError: for a user without a position that shows customers of the company
        """
        classes = self.env["kam.customer.class"]._of_company(company)
        if worst_class:
            ranks = list(classes.ids)
            worst = ranks.index(worst_class.id) if worst_class.id in ranks else -1
            classes = classes[: worst + 1]
        standards = classes._get_standards()
        if worst_class:
            if not standards:
                return []
            least = min(standard.amount_min for standard in standards)
            filters = filters._replace(amount_min=max(filters.amount_min, least))
        found = [self._judge(row, standards) for row in self._read(company, filters)]
        if worst_class:
            found = [candidate for candidate in found if candidate["class_id"]]
        rank_of = {standard.key: rank for rank, standard in enumerate(standards)}
        # the query gives the highest sales first; sorting keeps that order within a class
        return sorted(
            found, key=lambda candidate: rank_of.get(candidate["class_id"], len(standards))
        )

    @api.model
    def _read(self, company, filters):
        """Run the query; see :meth:`_find`."""
        for name, fnames in READ_FIELDS.items():
            self.env[name].flush_model(fnames)
        return self.env.execute_query_dict(
            queries.find(
                company.id,
                tuple(company._kam_entity_ids()),
                rules.window(company._kam_today()),
                filters,
                self._is_visible(company),
                self._screened(company),
            )
        )

    @api.model
    def _judge(self, row, standards):
        """Return a candidate with its figures and class.

        :param dict row: a row of the query
        :param standards: what the classes ask for, best first
        """
        sales, before = Decimal(row.pop("sales")), Decimal(row.pop("before"))
        due, late = Decimal(row.pop("due")), Decimal(row.pop("late"))
        grown, late_share = rules.growth(sales, before), rules.late_share(late, due)
        rank = rules.find_class(standards, sales, grown, late_share)
        return {
            **row,
            "class_id": False if rank is None else standards[rank].key,
            "sales_amount": float(sales),
            "sales_before": float(before),
            "growth": float(grown or 0),
            "has_growth": grown is not None,
            "late_share": float(late_share or 0),
            "has_late_share": late_share is not None,
        }

    @api.model
    def _sees_all(self):
        return self.env.su or self.env.user.has_group("kam_management.group_kam_administrator")

    @api.model
    def _get_visible_units(self, company):
        """Return the units of a company whose customers the user may search."""
        # sudo: units and positions are known in the organisation
        units_sudo = self.env["kam.unit"].sudo()
        if self._sees_all():
            return units_sudo.search([("company_id", "=", company.id)])
        positions = self.env["kam.position"].sudo()  # sudo: as above
        held = positions.search(
            [
                ("user_id", "=", self.env.uid),
                ("company_id", "=", company.id),
                # credit has roles that see the same accounts, but do not propose any
                ("role", "in", list(positions._supervising_roles())),
                ("is_current", "=", True),
            ]
        )
        return units_sudo.search([("id", "child_of", held.unit_id.ids)])

    @api.model
    def _is_visible(self, company):
        """Return the condition that the user may see ``partner`` with its ``account``.

        A customer belongs to the unit of its account. Without one it belongs to the units in which
        its account manager or else salesperson has a position; failing that, to nobody, and
        everybody who searches finds it.
        """
        if self._sees_all():
            return SQL("TRUE")
        units = self._get_visible_units(company)
        if not units:
            raise AccessError(
                self.env._(
                    "You have no position in %(company)s that shows customers. Supervisors and "
                    "higher roles search for candidates in their units.",
                    company=company.name,
                )
            )
        return SQL(
            """
            CASE
              WHEN account.unit_id IS NOT NULL THEN account.unit_id IN %(units)s
              ELSE (
                   SELECT bool_or(position.unit_id IN %(units)s)
                     FROM kam_position AS position
                    WHERE position.user_id = COALESCE(account.manager_id, partner.user_id)
                      AND position.company_id = %(company)s
                      AND position.is_current
              ) IS NOT FALSE
            END
            """,
            units=tuple(units.ids),
            company=company.id,
        )

    @api.model
    def _screened(self, company):
        """Return the subquery of the customers that cannot be screened now."""
        # sudo: a screening counts whether or not the user may see it
        screening_sudo = self.env["kam.screening"].sudo().with_context(active_test=False)
        waiting = fields.Date.subtract(company._kam_today(), days=company.kam_rescreening_days - 1)
        rejected = Domain("approval_state", "=", "rejected")
        rejected &= Domain("date_closed", ">=", company._kam_day_start(waiting))
        is_open = Domain("approval_state", "in", OPEN_STATES)
        query = screening_sudo._search(Domain("company_id", "=", company.id) & (is_open | rejected))
        return query.subselect(screening_sudo._field_to_sql(query.table, "partner_id", query))

    @api.model
    def _find_owners(self, company, candidates):
        """Return who would look after candidates, asking the database once for all of them.

        The unit and account manager of the account; else the salesperson of the customer, and the
        unit in which that person has a position at present.

        :param res.company company: the company
        :param list candidates: dicts with ``partner_id`` and ``user_id``, the salesperson
        :return: dict id of the customer -> (unit, account manager), either may be empty
        """
        # sudo: the account counts whether or not the user may see it
        accounts = self.env["kam.account"].sudo().with_context(active_test=False)
        by_customer = accounts.search_fetch(
            [
                ("partner_id", "in", [candidate["partner_id"] for candidate in candidates]),
                ("company_id", "=", company.id),
            ],
            ["partner_id", "unit_id", "manager_id"],
        ).grouped(lambda account: account.partner_id.id)
        users = (
            self.env["res.users"]
            .sudo()  # sudo: who sells to whom, and where, is known in the organisation
            .browse({candidate["user_id"] for candidate in candidates if candidate["user_id"]})
        )
        sellers = users._kam_able(company).sudo()  # sudo: as above
        managers = accounts.browse(account.id for account in by_customer.values()).manager_id
        unit_of = self.env["kam.position"]._find_units(company, sellers | managers)
        owners = {}
        for candidate in candidates:
            account = by_customer.get(candidate["partner_id"], accounts)
            seller = sellers & users.browse(candidate["user_id"] or ())
            owners[candidate["partner_id"]] = (
                account.unit_id or unit_of.get(account.manager_id or seller, account.unit_id),
                account.manager_id or seller,
            )
        return owners

    @api.model
    def _prepare_screening_vals(self, company, candidate, unit, manager, origin):
        """Return the values of the screening of a candidate, see ``kam.screening._propose``.

        :param dict candidate: as :meth:`_find` returns it
        :param str origin: ``search`` or ``job``
        """
        return {
            "partner_id": candidate["partner_id"],
            "company_id": company.id,
            "unit_id": unit.id,
            "manager_id": manager.id,
            "class_id": candidate["class_id"],
            "origin": origin,
            **{name: candidate[name] for name in PROPOSAL_FIGURES if name in candidate},
        }

    # ------------------------------------------------------------------
    # the monthly job
    # ------------------------------------------------------------------

    # Each batch is a transaction of its own that looks at its customers again; who has a screening
    # is no candidate any more. The job may be killed at any point and started again.

    @api.model
    def _cron_propose(self):
        """Start screenings of who meets the standard, in the companies that want it."""
        job = transactions.as_job(self)
        companies = job.env["res.company"].search(
            [("kam_candidate_job", "=", True), ("parent_id", "=", False)]
        )
        partners = job.env["res.partner"]
        transactions.run_batches(
            self.env,
            [
                (
                    partners.browse(job._find_for_job(company)),
                    partial(job._propose_candidates, company),
                )
                for company in companies
            ],
            size=BATCH_SIZE,
            logger=_logger,
            # who reads customers need not know that they were found
            note=lambda partner, error: None,
        )

    @api.model
    def _find_for_job(self, company):
        """Return the ids of the customers to be proposed in a company, the best ones first."""
        found = self._find(company, Filters(only_new=True), company.kam_candidate_class_id)
        if not found:
            _logger.info("%s: no customer meets the standard of a key account", company.name)
        return [candidate["partner_id"] for candidate in found]

    @api.model
    def _propose_candidates(self, company, partners):
        started = self._propose_batch(company, partners.ids)
        _logger.info(
            "%s: %s candidates, %s screenings started", company.name, len(partners), started
        )

    @api.model
    def _propose_batch(self, company, partner_ids):
        """Start screenings of those among some customers who still are candidates.

        :return: number of screenings started
        """
        company._kam_enter_candidates()
        found = self._find(
            company,
            Filters(only_new=True, partner_ids=tuple(partner_ids)),
            company.kam_candidate_class_id,
        )
        owners = self._find_owners(company, found)
        self.env["kam.screening"]._propose(
            [
                self._prepare_screening_vals(
                    company,
                    candidate,
                    owners[candidate["partner_id"]][0] or company.kam_candidate_unit_id,
                    owners[candidate["partner_id"]][1],
                    "job",
                )
                for candidate in found
            ]
        )
        return len(found)
