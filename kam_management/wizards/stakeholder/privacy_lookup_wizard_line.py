from odoo import fields, models
from odoo.exceptions import AccessError, UserError

PERSONAL_MODELS = ("kam.stakeholder", "kam.stakeholder.fact")


class PrivacyLookupWizardLine(models.TransientModel):
    """What Odoo's privacy tools do with stakeholders and the personal facts about them.

    The lookup finds both by their contact. Export and erasure carry out the wish of the person:
    they reach facts that the administrator may not read otherwise, and each is logged.
    """

    _inherit = "privacy.lookup.wizard.line"

    kam_is_erased = fields.Boolean(string="Erased", readonly=True)

    def action_kam_export(self):
        """Download what is kept about the person, with the personal facts.

        :return: an action that downloads a JSON file
        :raise AccessError: for everybody but administrators of the privacy tools
        :raise UserError: when a line is about something else
        """
        self._kam_check()
        ids = ",".join(str(line_id) for line_id in self.ids)
        return {
            "type": "ir.actions.act_url",
            "url": f"/kam_management/privacy/export?lines={ids}",
            "target": "download",
        }

    def action_kam_erase(self):
        """Erase the personal facts: their texts are gone, the rows say that they were erased.

        A stakeholder's pressure and challenges are emptied with them, also in tables that are
        drafts; what was filed before stays for as long as it is kept.

        :return: True
        :raise AccessError: for everybody but administrators of the privacy tools
        :raise UserError: when a line is about something else, or its record is deleted
        """
        self._kam_check()
        stakeholders, facts = self._kam_get_records()
        facts._erase()
        # sudo: the wish of the person counts for stakeholders the administrator does not see
        stakeholders_sudo = stakeholders.sudo()
        stakeholders_sudo.write({"pressure": False})
        drafts_sudo = stakeholders_sudo.account_id.information_table_ids.filtered(
            lambda table: table.approval_state == "draft"
        )
        drafts_sudo._forget_pressure(stakeholders_sudo.partner_id.mapped("name"))
        for line in self:
            line.kam_is_erased = True
            line.execution_details = self.env._(
                "Erased %(model)s #%(number)s", model=line.res_model_id.name, number=line.res_id
            )
        return True

    def _kam_check(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only administrators of the privacy tools export or erase facts.")
            )
        self.check_access("read")
        for line in self:
            if line.res_model not in PERSONAL_MODELS or line.is_unlinked:
                raise UserError(
                    self.env._(
                        "“%(record)s” is no stakeholder or personal fact. Export and erasure are "
                        "for these; delete or archive the other records.",
                        record=line.res_name or line.res_id,
                    )
                )

    def _kam_get_records(self):
        """Return the stakeholders among the lines, and all personal facts they lead to."""
        ids = {
            model: self.filtered(lambda line, model=model: line.res_model == model).mapped("res_id")
            for model in PERSONAL_MODELS
        }
        # sudo: the wish of the person counts for records the administrator does not see
        stakeholders_sudo = self.env["kam.stakeholder"].sudo().browse(ids["kam.stakeholder"])
        # sudo: as above
        facts_sudo = self.env["kam.stakeholder.fact"].sudo().browse(ids["kam.stakeholder.fact"])
        stakeholders_sudo = stakeholders_sudo.exists()
        facts_sudo = facts_sudo.exists() | stakeholders_sudo.fact_ids
        return stakeholders_sudo.with_env(self.env), facts_sudo.with_env(self.env)

    def _kam_prepare_export(self):
        """Return what is kept about the person; reading the facts is logged.

        :return: dict of plain values
        """
        self._kam_check()
        stakeholders, facts = self._kam_get_records()
        texts = facts._fetch_texts("privacy")
        # sudo: as in _kam_get_records
        stakeholders, facts = (stakeholders | facts.sudo().stakeholder_id).sudo(), facts.sudo()
        return {
            "stakeholders": [
                self._kam_prepare_stakeholder(
                    stakeholder,
                    [
                        self._kam_prepare_fact(fact, texts)
                        for fact in facts
                        if fact.stakeholder_id == stakeholder
                    ],
                )
                for stakeholder in stakeholders
            ]
        }

    def _kam_prepare_stakeholder(self, stakeholder, facts):
        def label(name):
            field = stakeholder._fields[name]
            return dict(field._description_selection(self.env)).get(stakeholder[name])

        return {
            "name": stakeholder.partner_id.name,
            "email": stakeholder.partner_id.email or None,
            "customer": stakeholder.account_id.partner_id.name,
            "position": stakeholder.position or None,
            "role": label("decision_role"),
            "influence": stakeholder.influence,
            "stance": label("stance"),
            "relationship_now": stakeholder.relationship_now,
            "relationship_wanted": stakeholder.relationship_wanted,
            "reports_to": stakeholder.parent_id.display_name or None,
            "pressure_and_challenges": stakeholder.pressure or None,
            "facts": facts,
        }

    def _kam_prepare_fact(self, fact, texts):
        def label(name):
            return dict(fact._fields[name]._description_selection(self.env)).get(fact[name])

        return {
            "kind": label("kind"),
            "text": texts.get(fact.id),
            "purpose": fact.purpose or None,
            "legal_basis": label("legal_basis"),
            "consent_note": fact.basis_note or None,
            "entered_on": fact.create_date.isoformat(),
            "review_on": fact.date_review.isoformat(),
            "erased_on": fact.date_erased.isoformat() if fact.date_erased else None,
        }
