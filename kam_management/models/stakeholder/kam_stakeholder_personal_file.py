from odoo import api, models
from odoo.fields import Domain


class KamStakeholder(models.Model):
    """The personal facts of a stakeholder, as far as the reader may see them."""

    _inherit = "kam.stakeholder"

    @api.depends("fact_ids.date_review")
    @api.depends_context("uid")
    def _compute_fact_count(self):
        facts = self.env["kam.stakeholder.fact"]
        domain = Domain("stakeholder_id", "in", self.ids)
        counts = dict(facts._read_group(domain, ["stakeholder_id"], ["__count"]))
        due = dict(
            facts._read_group(domain & self._facts_due_domain(), ["stakeholder_id"], ["__count"])
        )
        for stakeholder in self:
            stakeholder.fact_count = counts.get(stakeholder._origin, 0)
            stakeholder.facts_due = stakeholder._origin in due

    @api.model
    def _search_facts_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        return Domain("fact_ids", "any", self._facts_due_domain())

    @api.model
    def _facts_due_domain(self):
        """Return the domain of the facts past their review date, by the company's calendar."""
        # sudo: which day it is in a company is no secret
        companies = self.env["res.company"].sudo().search([])
        return Domain("date_erased", "=", False) & Domain.OR(
            Domain("company_id", "=", company.id) & Domain("date_review", "<", company._kam_today())
            for company in companies
        )

    @api.depends_context("uid")
    def _compute_opening_count(self):
        counts = dict(
            self.env["kam.stakeholder.opening"]._read_group(
                [("stakeholder_ref", "in", self.ids)], ["stakeholder_ref"], ["__count"]
            )
        )
        for stakeholder in self:
            stakeholder.opening_count = counts.get(stakeholder._origin.id, 0)

    def unlink(self):
        """Delete stakeholders with their personal facts, each of which is logged."""
        self.check_access("unlink")
        # sudo: whoever may delete the person takes along facts they may not read
        facts = self.sudo().fact_ids
        facts.with_env(self.env)._log_access("delete")
        return super().unlink()

    def action_view_facts(self):
        """Open the personal facts of the stakeholder that the user may see, without their texts.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_stakeholder_fact"
        )
        return {
            **action,
            "domain": [("stakeholder_id", "=", self.id)],
            "context": {"default_stakeholder_id": self.id},
        }

    def action_view_access(self):
        """Open the log of who opened the personal facts.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_stakeholder_opening"
        )
        return {**action, "domain": [("stakeholder_ref", "=", self.id)], "context": {}}

    def _get_personal_file(self):
        """Return the personal facts the user may see, for the print; each is logged.

        :return: list of ``(fact, text)`` in the order of the kinds
        """
        self.ensure_one()
        fact_model = self.env["kam.stakeholder.fact"]
        if self.env.su or not fact_model.has_access("read"):
            return []
        facts = fact_model.search([("stakeholder_id", "=", self.id), ("date_erased", "=", False)])
        texts = facts._fetch_texts("print")
        return [(fact, texts.get(fact.id, "")) for fact in facts]
