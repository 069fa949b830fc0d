from collections import defaultdict

from odoo import models

from ... import wording


class KamScreening(models.Model):
    """The account that a screening makes for its customer, confirms, and takes away again."""

    _inherit = "kam.screening"

    def unlink(self):
        """Delete screenings; an account of which nothing is known goes with the last of them."""
        # sudo: what the account holds counts, whether or not the user sees it
        screenings = self.sudo()
        duties = (
            self.env["kam.deadline"]
            .sudo()  # sudo: as above
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "open"),
                ]
            )
        )
        empty = screenings.account_id._filter_empty(besides=(screenings, duties))
        # while they are open: what has ended is never changed
        duties.filtered(lambda duty: duty.account_id in empty)._forget_account()
        result = super().unlink()
        empty._remove_empty()
        return result

    def _confirm_accounts(self):
        documents = {screening.account_id.id: screening for screening in self}
        reasons = {key: screening._get_reason() for key, screening in documents.items()}
        for customer_class, screenings in self.grouped("class_id").items():
            screenings.account_id._set_class(
                customer_class, "screening", reasons, documents=documents
            )
        # a revision leaves the state as it is
        fresh = self.filtered(lambda screening: screening.account_id.state != "key")
        # who looks after the account may have changed while the form was in review
        owners = fresh.grouped(
            lambda screening: (
                screening.account_id.unit_id or screening.unit_id,
                screening.account_id.manager_id or screening.manager_id,
            )
        )
        for (unit, manager), screenings in owners.items():
            screenings.account_id._confirm_key(
                source="screening",
                reason=reasons,
                unit=unit,
                manager=manager,
                documents=documents,
            )
        fresh._tell_confirmed()

    def _tell_confirmed(self):
        """Tell account managers and service teams; each in one message, however many are theirs."""
        own = defaultdict(self.browse)
        for screening in self:
            for user in screening.account_id._get_team():
                own[user] |= screening
        readers = defaultdict(self.env["res.users"].browse)
        for user, screenings in own.items():
            readers[screenings] |= user
        for screenings, people in readers.items():
            for lang, users in wording.by_language(people):
                screenings.with_context(lang=lang)._notify_confirmed(users)

    def _notify_confirmed(self, users):
        if len(self) == 1:
            account = self.account_id
            account._kam_tell(
                users,
                account.env._("%s is a key account now", account.name),
                account._render_facts(
                    account.env._(
                        "%(customer)s is a key account now, with the number %(number)s "
                        "(%(screening)s).",
                        customer=account.name,
                        number=account.number,
                        screening=self.number,
                    )
                ),
            )
            return
        self.env["mail.thread"]._kam_tell(
            users,
            self.env._("%s customers are key accounts now", len(self)),
            self.account_id._render_list(self.env._("These are key accounts now:")),
        )
