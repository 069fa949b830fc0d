from odoo import models


class PrivacyLookupWizardLine(models.TransientModel):
    """Whoever has personal facts erased has what contacts say about them erased as well."""

    _inherit = "privacy.lookup.wizard.line"

    def action_kam_erase(self):
        """See the base method: contacts keep their day and channel, and lose what was said."""
        result = super().action_kam_erase()
        stakeholders, _facts = self._kam_get_records()
        # sudo: the wish of the person counts for contacts the administrator does not see
        stakeholders.sudo().contact_ids._erase()
        return result
