import re

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# in the order of groups: the sum of a field
SUM = re.compile(r"\b(\w+):sum\b")

# Who, and what, a record of a legal entity may name: domains of fields, as check_company gives
# them, but with what belongs to a branch of the entity.
COLLEAGUES = (
    "[('share', '=', False)] + (company_id and [('company_ids', 'child_of', [company_id])] or [])"
)
PARTNERS = (
    "company_id and ['|', ('company_id', '=', False), ('company_id', 'child_of', [company_id])]"
    " or []"
)


class KamRootCompanyMixin(models.AbstractModel):
    """What belongs to a legal entity as a whole: to the root of a tree of branches.

    It has ``company_id``. A company that is in no tree is a root itself. What people enter while
    they work in a branch belongs to its root, and is read there by everybody who may work in one
    of the branches: record rules say ``parent_of company_ids``.
    """

    _name = "kam.root.company.mixin"
    _description = "Of a Legal Entity"

    # relational fields whose records belong to the entity or to one of its branches; they stand
    # here instead of ``check_company``, which knows the entity itself only
    _entity_fields = ()
    # those of them that name users of ours: nobody who logs in on the portal
    _colleague_fields = ()
    # those of them that name a customer: neither we ourselves nor one of us
    _customer_fields = ()

    @api.model
    def _get_company_triggers(self):
        """Return the fields that decide which company the record belongs to."""
        related = self._fields["company_id"].related
        return ["company_id", related.split(".")[0]] if related else ["company_id"]

    @api.constrains(lambda self: self._get_company_triggers())
    def _check_root_company(self):
        for record in self:
            # sudo: that there is a tree of companies is no secret to whoever works in it
            company = record.company_id.sudo()
            if company != company.root_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of “%(model)s” cannot be %(branch)s, which is a branch of "
                        "%(root)s: what concerns key accounts and credit belongs to the company "
                        "as a whole. Choose %(root)s.",
                        field=self._fields["company_id"]._description_string(self.env),
                        model=self.env["ir.model"]._get(self._name).name,
                        branch=company.name,
                        root=company.root_id.name,
                    )
                )

    @api.constrains(lambda self: [*self._entity_fields, *self._get_company_triggers()])
    def _check_entity(self):
        for record in self:
            for name in self._entity_fields:
                # sudo: what is named counts, whoever may see it
                entity = record.company_id.root_id
                strangers = self._find_strangers(record.sudo()[name], entity)
                if strangers:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: %(value)s does not belong to %(company)s. Choose "
                            "another one, or let it belong to that company first.",
                            field=self._fields[name]._description_string(self.env),
                            value=strangers[:1].display_name,
                            company=record.company_id.sudo().name,  # sudo: as above
                        )
                    )

    @api.constrains(lambda self: self._colleague_fields)
    def _check_colleagues(self):
        for record in self:
            for name in self._colleague_fields:
                # sudo: who is a customer is asked, whoever names them
                customer = record.sudo()[name].filtered("share")
                if customer:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: %(user)s is a customer. Choose a colleague.",
                            field=self._fields[name]._description_string(self.env),
                            user=customer[:1].name,
                        )
                    )

    @api.constrains(lambda self: self._customer_fields)
    def _check_customers(self):
        for company, records in self.grouped(lambda record: record.company_id.root_id).items():
            for name in self._customer_fields:
                # sudo: who is one of us counts, whoever may see it
                own = self._find_own(records.sudo()[name], company)
                if own:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: %(value)s is our own company, or one of us. Choose a "
                            "customer.",
                            field=self._fields[name]._description_string(self.env),
                            value=own[:1].display_name,
                        )
                    )

    @api.model
    def _find_own(self, partners, company):
        """Return those of some partners that are a legal entity itself, or colleagues.

        Another company of the database may buy as anybody does.

        :param partners: partners, as superuser
        :param res.company company: the entity
        """
        of_entity = partners.env["res.company"].search([("id", "child_of", company.id)])
        return partners.filtered(
            lambda partner: (
                partner in of_entity.partner_id or any(not user.share for user in partner.user_ids)
            )
        )

    @api.model
    def _get_past_domain(self, name):
        """Return the domain of records whose day is past, in the day of each company.

        :param str name: name of the field of the day
        """
        return Domain.OR(
            Domain("company_id", "=", company.id) & Domain(name, "<", company._kam_today())
            for company in self.env.companies.root_id
        )

    @api.model
    def _find_strangers(self, records, company):
        """Return those of some users or records that are not of a legal entity."""
        if records._name == "res.users":
            return records.with_context(active_test=False).filtered(
                lambda user: company not in user.company_ids.root_id
            )
        return records.filtered(
            lambda record: record.company_id and record.company_id.root_id != company
        )

    @api.model
    def _read_group_orderby(self, order, groupby_terms, query):
        """Sort groups by what amounts of several currencies are worth, as lists show them.

        Odoo shows sums of different currencies in that of the company, and sorts them by the bare
        numbers.
        """

        def by_value(match):
            field = self._fields.get(match[1])
            is_amount = field and field.type == "monetary"
            return f"{match[1]}:sum_currency" if is_amount else match[0]

        return super()._read_group_orderby(SUM.sub(by_value, order or ""), groupby_terms, query)
