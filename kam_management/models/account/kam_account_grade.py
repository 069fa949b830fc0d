from datetime import timedelta

from odoo import api, models

from ...wording import worded


class KamAccount(models.Model):
    """The class of an account, day by day: each change leaves a row in the history."""

    _inherit = "kam.account"

    @api.model_create_multi
    def create(self, vals_list):
        """Create accounts; those that have a class from the beginning have it in their history."""
        accounts = super().create(vals_list)
        accounts.filtered("class_id")._record_class()
        return accounts

    def write(self, vals):
        """Write values; a class that changes leaves a row in the history."""
        result = super().write(vals)
        if "class_id" in vals:
            self._record_class()
        return result

    def _set_class(self, customer_class, source, reason, document=None, documents=None):
        """Give the accounts another class on behalf of a process.

        :param kam.customer.class customer_class: the class, or an empty recordset
        :param str source: the process, a value of ``kam.account.event.source``
        :param reason: why, not blank; or dict id of the account -> why
        :param document: record that the decision rests on
        :param dict documents: id of the account -> the record that its own decision rests on
        :return: the events written
        :raise UserError: for a blank reason
        """
        reason = self._check_reason(reason)
        # before the change: what is in the history already is not written down once more
        events = self._append_class_events(
            dict.fromkeys(self, customer_class), source, reason, document, documents
        )
        self.class_id = customer_class
        return events

    def _record_class(self):
        """Write the present classes into the history, where it does not say so already."""
        return self._append_class_events(
            # sudo: the history is complete, whoever changed the class
            {account: account.class_id for account in self.sudo()},
            "manual",
            worded("class_changed"),
        )

    @api.model
    def _record_present_classes(self):
        """Let the history of all accounts begin with the class they have. For the upgrade."""
        # sudo: the upgrade
        accounts = self.sudo().with_context(active_test=False).search([("class_id", "!=", False)])
        return accounts._append_class_events(
            {account: account.class_id for account in accounts},
            "manual",
            worded("class_before"),
        )

    @api.model
    def _append_class_events(self, classes, source, reason, document=None, documents=None):
        """Add a row for each account whose last one says another class.

        :param dict classes: account -> class
        :return: the events written
        """
        recorded = self._get_recorded_classes(list(classes))
        rows = []
        # sudo: the history is complete, whoever changed the class
        for account, customer_class in ((key.sudo(), value) for key, value in classes.items()):
            before = recorded.get(account.id)
            if before != (customer_class.id or None):
                present = {name: account[name] for name in ("state", "unit_id", "manager_id")}
                rows.append(
                    {
                        **account._prepare_event_vals(present, "class_changed", source, reason),
                        **self._prepare_document_vals(
                            (documents or {}).get(account.id, document), None
                        ),
                        "class_from": before,
                        "class_to": customer_class.id,
                    }
                )
        return self.env["kam.account.event"]._append(rows)

    @api.model
    def _get_recorded_classes(self, accounts):
        """Return the class that the history of accounts says last: dict id of account -> id."""
        # sudo: what is recorded counts, whoever may see it
        events = self.env["kam.account.event"].sudo()
        recorded = {}
        for event in events.search(
            [
                ("account_id", "in", [account.id for account in accounts]),
                ("kind", "=", "class_changed"),
            ],
            order="date, id",
        ):
            recorded[event.account_id.id] = event.class_to.id or None
        return recorded

    def _get_grade(self, day):
        """Return how the account was graded at the end of a day, as far as the user may know.

        :param date day: a day where the company works
        :return: dict: ``class_id``, the class or an empty recordset; extensions add theirs
        :raise AccessError: for whoever may not read the account
        """
        self.ensure_one()
        return self._get_grades(day)[self]

    def _get_grades(self, day):
        """Return how the accounts were graded at the end of a day, see :meth:`_get_grade`.

        :param date day: a day where the companies work
        :return: dict account -> dict
        """
        self.check_access("read")
        grades = {account: {"class_id": self.env["kam.customer.class"]} for account in self}
        for company, accounts in self.grouped("company_id").items():
            # sudo: whoever reads the account may know the classes it had
            events_sudo = self.env["kam.account.event"].sudo()
            for event in events_sudo.search(
                [
                    ("account_id", "in", accounts.ids),
                    ("kind", "=", "class_changed"),
                    ("date", "<", company._kam_day_start(day + timedelta(days=1))),
                ],
                order="date, id",
            ):
                grades[event.account_id]["class_id"] = event.class_to.with_env(self.env)
        return grades
