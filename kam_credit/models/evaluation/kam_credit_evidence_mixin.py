from collections.abc import Set as AbstractSet

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL

from odoo.addons.kam_management.arguments import shown
from odoo.addons.kam_management.values import FIRST_YEAR, LAST_ID, LAST_YEAR

from .kam_credit_ledger import LEDGER_FIELDS

# More profiles than these are read as everybody is.
NARROW_LIMIT = 2000


def _conjuncts(domain):
    """Return the conditions that all must hold."""
    if isinstance(domain, DomainCondition):
        return [domain]
    if isinstance(domain, DomainAnd):
        return [part for part in domain.children if isinstance(part, DomainCondition)]
    return []


class KamCreditEvidenceMixin(models.AbstractModel):
    """What stands behind a figure: rows computed from the ledger at the moment they are read.

    Keys of the context narrow what is computed; they open nothing, the record rules apply to the
    rows as ever:

    ``kam_credit_profile_id``  one profile only, which spares the work for all others
    ``kam_credit_as_of``       figures as of this day instead of the profile's own

    What a search asks for narrows it likewise: PostgreSQL cannot push a customer's name down into
    the steps that compute the rows.
    """

    _name = "kam.credit.evidence.mixin"
    _description = "What Stands behind a Credit Figure"
    _inherit = ["kam.credit.amount.mixin", "kam.credit.logged.mixin"]
    _auto = False
    _logs_openings = False
    _depends = {
        **LEDGER_FIELDS,
        "kam.credit.profile": ["company_id", "date_figures", "partner_id"],
        "res.company": ["kam_credit_grace_days", "kam_credit_with_tax", "parent_path"],
    }

    profile_id = fields.Many2one("kam.credit.profile", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    # ------------------------------------------------------------------
    # whose rows are computed
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Compute only the rows of the profiles that the domain and the reader's rights leave."""
        narrowed = self._narrow(Domain(domain))
        return super(KamCreditEvidenceMixin, narrowed)._search(domain, *args, **kwargs)

    def _narrow(self, domain):
        """Return the model with the profiles in its context that a domain leaves, if they are few.

        :param Domain domain: what is searched for
        """
        profiles = self.env["kam.credit.profile"]
        if self._get_narrowed_ids() is not None or not profiles.has_access("read"):
            return self
        asked = Domain("company_id", "in", self.env.companies.root_id.ids)
        is_narrow = not self.env.su
        for condition in _conjuncts(domain):
            found = self._get_profile_condition(condition)
            if found is not None:
                asked &= found
                is_narrow = True
        if not is_narrow:
            return self
        found = profiles.with_context(active_test=False).search(asked, limit=NARROW_LIMIT + 1)
        if len(found) > NARROW_LIMIT:
            return self
        return self.with_context(kam_credit_profile_ids=tuple(found.ids))

    @api.model
    def _get_profile_condition(self, condition):
        """Return what a condition on the rows asks of their profile; None when it does not.

        :param Domain condition: a part of what is searched for
        """
        expression, operator, value = condition.field_expr, condition.operator, condition.value
        if expression in ("profile_id", "profile_id.id"):
            if operator in ("any", "not any"):
                inner = Domain(value)
                return inner if operator == "any" else ~inner
            is_id = operator in ("=", "in") and not isinstance(value, str)
            return Domain("id" if is_id else "display_name", operator, value)
        if expression.startswith("profile_id."):
            return Domain(expression.removeprefix("profile_id."), operator, value)
        if expression == "partner_id" or expression.startswith("partner_id."):
            return Domain(expression, operator, value)
        if expression == "id" and operator in ("=", "in"):
            given = value if isinstance(value, (list, tuple, AbstractSet)) else [value]
            # what can be no id names no row
            ids = [number for number in given if type(number) is int and abs(number) <= LAST_ID]
            return Domain("partner_id", "in", self._find_debtor_ids(ids))
        return None

    @api.model
    def _find_debtor_ids(self, ids):
        """Return the debtors of rows. To be overridden by each model.

        :param ids: ids of rows
        """
        raise NotImplementedError

    @api.model
    def _get_narrowed_ids(self):
        """Return the ids of the profiles that the context narrows to; None for all."""
        profile_id = self.env.context.get("kam_credit_profile_id")
        if type(profile_id) is int and 0 < profile_id <= LAST_ID:
            return (profile_id,)
        ids = self.env.context.get("kam_credit_profile_ids")
        return ids if isinstance(ids, tuple) else None

    # ------------------------------------------------------------------
    # the rows
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        scopes = self._view_scopes()
        return SQL(" UNION ALL ").join(SQL("(%s)", self._view_query(scope)) for scope in scopes)

    def _view_query(self, scope):
        """Return the rows of a legal entity. To be overridden by each model.

        :param Scope scope: its ledger
        :rtype: SQL
        """
        raise NotImplementedError

    @api.model
    def _view_scopes(self):
        """Return the ledgers of the profiles narrowed to, or of the companies the reader chose."""
        narrowed = self._get_narrowed_ids()
        roots = self.env.companies.root_id
        if narrowed and len(narrowed) == 1:
            # sudo: whether the reader may see the rows is for the record rules to say
            roots = self.env["kam.credit.profile"].sudo().browse(narrowed).exists().company_id
        roots = roots or self.env.company.root_id
        return [self.env["kam.credit.ledger"]._scope(root) for root in roots]

    @api.model
    def _view_profiles(self, scope, debtor_id):
        """Return the join of a row's profile and company.

        :param Scope scope: the ledger
        :param SQL debtor_id: whose row it is
        :rtype: SQL
        """
        return SQL(
            """
            JOIN kam_credit_profile AS profile
              ON profile.partner_id = %s
             AND profile.company_id = %s
            JOIN res_company AS company ON company.id = profile.company_id
            """,
            debtor_id,
            scope.root_id,
        )

    @api.model
    def _view_condition(self):
        """Return the condition on ``profile``."""
        narrowed = self._get_narrowed_ids()
        return SQL("TRUE") if narrowed is None else SQL("profile.id = ANY(%s)", list(narrowed))

    @api.model
    def _view_as_of(self):
        """Return the day of the figures: the context's, or the profile's own.

        :raise UserError: when the context's is no day
        """
        value = self.env.context.get("kam_credit_as_of")
        if not value:
            return SQL("profile.date_figures")
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError):
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UserError(
                self.env._("“%(value)s” is no day: give it as YYYY-MM-DD.", value=shown(value))
            )
        return SQL("%s::date", day)

    def _open_move(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
