from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from .kam_credit_policy import SETTINGS, TEXTS


class KamCreditPolicy(models.Model):
    """What a scheme begins with: the settings and the lists as they are in force."""

    _inherit = "kam.credit.policy"

    @api.model
    def _prepare_start(self, company):
        """Return what the first edition of a company begins with: the settings in force.

        :param res.company company: a root
        :return: values for ``create``, without the lists
        """
        # sudo: settings of the company, for whoever may write its scheme
        company = company.sudo()
        settings = {name: company[setting] for name, setting in SETTINGS.items()}
        return settings | self._get_reasons()

    @api.model
    def _get_reasons(self):
        """Return the texts of the scheme that nobody has worded, in the language of the reader."""
        return {name: self.env._(text) for name, text in TEXTS.items()}

    @api.model
    def _prepare_tiers(self, company):
        """Return the lists of a company as they are in force, best first.

        :param res.company company: a root
        :return: list of values for ``kam.credit.policy.tier``, without the policy
        """
        # sudo: as above
        tiers = self.env["kam.credit.tier"].sudo().search([("company_id", "=", company.id)])
        return [{"code": tier.code, **tier._prepare_term_vals()} for tier in tiers]

    @api.model
    def default_get(self, fields):
        """Begin with the settings in force.

        :raise AccessError: for whoever writes no schemes, and for a company that is not chosen
        """
        self.check_access("create")
        defaults = super().default_get(list({*fields, "company_id"}))
        company = self.env["res.company"].browse(defaults["company_id"])
        if not self.env.su and company not in self.env.companies.root_id:
            raise AccessError(
                self.env._(
                    "“%(field)s”: choose one of the companies that you work in at the moment.",
                    field=self._get_label("company_id"),
                )
            )
        defaults = {name: value for name, value in defaults.items() if name in fields}
        start = {"tier_ids": self._word_tiers(company), **self._prepare_start(company)}
        return {name: value for name, value in start.items() if name in fields} | defaults

    @api.model
    def _word_tiers(self, company):
        return [Command.create(vals) for vals in self._prepare_tiers(company)]

    @api.model
    def _complete_lists(self, company, commands):
        """Return commands for lists that say what they leave out as it is in force.

        A screen sends what it shows of a list, and that is not everything.

        :param res.company company: a root
        :param list commands: as for a field of lines; nothing for all lists as they are in force
        """
        if not commands:
            return self._word_tiers(company)
        known = {vals["code"]: vals for vals in self._prepare_tiers(company)}
        return [
            Command.create({**known.get(command[2].get("code"), {}), **command[2]})
            if command[0] == Command.CREATE
            else command
            for command in commands
        ]

    @api.onchange("company_id")
    def _onchange_company_id(self):
        if self.company_id and not self.id:
            self.update(self._prepare_start(self.company_id))
            self.tier_ids = [Command.clear(), *self._word_tiers(self.company_id)]

    @api.model_create_multi
    def create(self, vals_list):
        """Begin schemes; what is not given is as it is in force.

        :raise UserError: for a second scheme of a company, which has one in several editions
        """
        root = self.env.company.root_id
        started = []
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or root
            start = self._prepare_start(company)
            given = {**start, **vals}
            if vals.get("edition_of_id"):
                # the lists of an edition are copied
                given.setdefault("tier_ids", [])
            else:
                given["tier_ids"] = self._complete_lists(company, vals.get("tier_ids"))
            started.append(given)
        policies = super().create(started)
        for policy in policies.filtered(lambda policy: not policy.edition_of_id):
            policy._check_only_one()
        return policies
