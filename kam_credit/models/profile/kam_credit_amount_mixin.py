from odoo import api, models
from odoo.tools import SQL


class KamCreditAmountMixin(models.AbstractModel):
    """Amounts in the currency of each record's company: lists sort them by what they are worth.

    Over companies of several currencies the bare numbers say nothing; they are compared in the
    currency of the current company, at the rates of today. What sums them up does the same, which
    is Odoo's own.
    """

    _name = "kam.credit.amount.mixin"
    _description = "Amounts in the Currency of the Company"

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """See the base method: amounts of several currencies are compared in one."""
        field = self._fields.get(field_name)
        if field is None or field.type != "monetary":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        rates = self._get_company_rates()
        if len(set(rates.values())) < 2:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        amount = self._field_to_sql(alias, field_name, query)
        company = self._field_to_sql(alias, "company_id", query)
        # a search that groups (over a many2many) groups by what it sorts by
        query._order_groupby.extend([amount, company])
        worth = SQL(
            "%s * CASE %s %s ELSE 1 END",
            amount,
            company,
            SQL(" ").join(
                SQL("WHEN %s THEN %s::numeric", company_id, rate)
                for company_id, rate in rates.items()
            ),
        )
        return SQL("%s %s %s", worth, direction, nulls)

    @api.model
    def _get_company_rates(self):
        """Return what a unit of each company's currency is worth in that of the current company.

        :return: dict company id -> rate, of the companies that the reader has chosen
        """
        if len(self.env.companies) < 2:
            # most people work in one: nothing has to be read for that
            return {}
        companies = self.env.companies.root_id
        # sudo: the currency of a company is no secret
        currencies = {company.id: company.sudo().currency_id for company in companies}
        target = self.env.company.sudo().currency_id  # sudo: as above
        if set(currencies.values()) <= {target}:
            return {}
        rates = {
            currency: currency._get_conversion_rate(currency, target, self.env.company)
            for currency in set(currencies.values())
        }
        return {company_id: rates[currency] for company_id, currency in currencies.items()}
