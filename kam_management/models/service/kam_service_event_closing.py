from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ...rules import service_events
from ...wording import labelled


class KamServiceEvent(models.Model):
    """What follows for the accounts when an event has ended (scheme, service, four and five)."""

    _inherit = "kam.service.event"

    def _close_accounts(self, day):
        """Write costs and contacts down, and let the service of the accounts end.

        :param date day: the day on which the event was over
        """
        # sudo: the ledgers of all accounts that came, whoever ends it; who may was checked
        came = self.sudo().all_guest_ids.filtered(lambda guest: guest.state == "attended")
        self._share_cost(came, day)
        came._note_gifts(day)
        came._note_contacts()
        for account in came.account_id:
            account._on_service_ended(self.sudo(), day, self.sudo().content_id)  # sudo: as above

    def _share_cost(self, came, day):
        """Write the shares of the cost down: of each guest, and in the ledger of each account.

        :param kam.service.guest came: who came, as superuser
        :param date day: when it was spent
        """
        if not (self.cost and came):
            return
        if not self.cost_kind_id:
            raise UserError(
                self.env._(
                    "“%(field)s” of “%(event)s” is empty: say what the money was spent on.",
                    field=self._get_label("cost_kind_id"),
                    event=self.display_name,
                )
            )
        # accounts first: what is left by rounding is theirs
        ordered = came.sorted(lambda guest: (not guest.account_id, guest.id))
        shares = service_events.share(
            Decimal(str(self.cost)), len(ordered), self.currency_id.decimal_places
        )
        borne = defaultdict(Decimal)
        for guest, share in zip(ordered, shares, strict=True):
            guest._protected_write({"cost_share": float(share)})
            borne[guest.account_id] += share
        for account, amount in borne.items():
            if account and amount:
                account.with_env(self.env)._note_cost(
                    {
                        "date": day,
                        "kind_id": self.cost_kind_id.id,
                        "amount": float(amount),
                        "currency_id": self.currency_id.id,
                        "user_id": self.user_id.id,
                        "purpose": labelled(self.env, self._get_label("name"), self.name),
                    },
                    self,
                )
