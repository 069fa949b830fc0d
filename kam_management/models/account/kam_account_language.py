from odoo import models

from ...wording import by_language, for_readers


class KamAccount(models.Model):
    """In which language is written what processes tell of accounts."""

    _inherit = "kam.account"

    def _post_change(self, kind, tracked, before):
        """See the base method: a job writes in the language of the company."""
        for accounts in self.grouped("company_id").values():
            super(KamAccount, for_readers(accounts))._post_change(kind, tracked, before)

    def _notify_manager(self, manager):
        """See the base method: in the language of the new account manager."""
        # sudo: the language of a colleague
        own = self.with_context(lang=manager.sudo().lang)
        super(KamAccount, own)._notify_manager(manager)

    def _notify_team_downgraded(self, users):
        """See the base method: each in their language."""
        for lang, readers in by_language(users):
            super(KamAccount, self.with_context(lang=lang))._notify_team_downgraded(readers)
