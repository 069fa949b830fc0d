from odoo import models
from odoo.tools import SQL, formatLang

from ... import arguments
from .kam_service_ending_duties import RETURN_VISIT


class KamAccount(models.Model):
    """What an account is owed after a service, and how satisfied it is with the service."""

    _inherit = "kam.account"

    def _on_service_ended(self, document, day, contents):
        """See the base method: the customer is heard again, and the service evaluated."""
        super()._on_service_ended(document, day, contents)
        self.env["kam.service.ending"]._note(self, document, day, contents)

    # ------------------------------------------------------------------
    # hearing the customer again
    # ------------------------------------------------------------------

    def _find_kept_duties(self, contact, day):
        """See the base method: of return visits, those of services that had ended by then."""
        kept = super()._find_kept_duties(contact, day)
        owed = kept.filtered(lambda duty: duty.code == RETURN_VISIT)
        if not owed:
            return kept
        endings = self.env["kam.service.ending"].sudo()._find_duty_documents(owed)
        return kept - owed.filtered(lambda duty: not endings[duty]._is_kept_by(contact, day))

    def _on_contact(self, contacts):
        """See the base method: contacts keep return visits; what a corrected one kept is owed."""
        # sudo: what is kept is kept, whoever wrote the contact down
        endings = self.env["kam.service.ending"].sudo()
        if contacts.corrects_id:
            endings.search([("return_contact_id", "in", contacts.corrects_id.ids)])._owe_again()
        super()._on_contact(contacts)
        owed = endings.search([("account_id", "=", self.id), ("return_state", "=", "open")])
        for contact in contacts.sorted("date"):
            day = self.company_id._kam_day_of(contact.date)
            kept = owed.filtered(lambda each, met=contact, on=day: each._is_kept_by(met, on))
            for ending in kept:
                ending._keep(contact, day)
            owed -= kept

    # ------------------------------------------------------------------
    # satisfaction
    # ------------------------------------------------------------------

    def _get_counted_figures(self):
        """See the base method: also how satisfied the customer is with the service."""
        kinds = super()._get_counted_figures()
        if self and self.env["kam.service.evaluation"].has_access("read"):
            statement = self._get_satisfaction_statement()
            kinds["satisfaction"] = (statement, "_prepare_satisfaction_figure")
        return kinds

    def _get_satisfaction_statement(self):
        """Return the statement of how many evaluations the customer has given, and their points."""
        evaluations = self.env["kam.service.evaluation"]
        query = evaluations._search(
            [("account_id", "in", self.ids), ("customer_source", "!=", False)]
        )
        query.groupby = SQL("1")
        return query.select(
            evaluations._field_to_sql(query.table, "account_id", query),
            SQL("NULL::date"),
            SQL("COUNT(*)"),
            SQL(
                "AVG(%s)::float8", evaluations._field_to_sql(query.table, "customer_points", query)
            ),
        )

    def _prepare_satisfaction_figure(self, rows):
        if not rows:
            return None
        ((_day, count, points),) = rows
        return {
            "key": "satisfaction",
            "sequence": 58,
            "label": self.env._("Satisfaction with the Service"),
            "text": self.env._("%s of 5", formatLang(self.env, points, digits=1)),
            "note": self.env._("from 1 evaluation")
            if count == 1
            else self.env._("from %s evaluations", count),
            "tone": "muted",
            "help": self.env._(
                "The average of the points that the customer has given, weighted by criteria."
            ),
            "action": "action_view_satisfaction",
        }

    def action_view_satisfaction(self):
        """Open the evaluations in which the customer has judged the service, over time.

        :return: a window action
        """
        arguments.one(self)
        action = self._open_forms("kam.service.evaluation")
        return {
            **action,
            "domain": [*action["domain"], ("customer_source", "!=", False)],
            "view_mode": "graph,list,kanban,form",
            "views": [(False, "graph"), (False, "list"), (False, "kanban"), (False, "form")],
        }

    def action_view_service_evaluations(self):
        """Open the service evaluations of the account.

        :return: a window action
        """
        arguments.one(self)
        return self._open_forms("kam.service.evaluation")

    def action_view_service_endings(self):
        """Open the ended services of the account, with what is owed after them.

        :return: a window action
        """
        arguments.one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_service_ending"
        )
        return {**action, "domain": [("account_id", "=", self.id)], "context": {}}
