from collections import namedtuple

from odoo import api, fields, models
from odoo.fields import Domain

from ... import relations

# What somebody has open at an account: kind (form, case, activity, lead, partner), the record, the
# document that people open for it, and the account with its account manager.
Work = namedtuple("Work", ["kind", "record", "document", "account", "user_from"])


class KamAccount(models.Model):
    """Hand-overs of accounts, account managers who hold no position any more, and what account
    managers have open at their accounts: found and moved for many at once."""

    _inherit = "kam.account"

    handover_ids = relations.One2many(
        comodel_name="kam.account.handover",
        inverse_name="account_id",
        string="Hand-overs",
        readonly=True,
    )
    handover_count = fields.Integer(string="Number of Hand-overs", compute="_compute_handovers")
    is_manager_without_position = fields.Boolean(
        string="Account Manager without Position",
        compute="_compute_is_manager_without_position",
        search="_search_is_manager_without_position",
        help="The account manager holds no position in the company now, and sees the account only "
        "through other people.",
    )

    @api.depends("handover_ids")
    @api.depends_context("uid")
    def _compute_handovers(self):
        counts = dict(
            self.env["kam.account.handover"]._read_group(
                [("account_id", "in", self.ids)], ["account_id"], ["__count"]
            )
        )
        for account in self:
            account.handover_count = counts.get(account._origin, 0)

    @api.depends("manager_id", "company_id")
    def _compute_is_manager_without_position(self):
        placed = self.env["kam.position"]._get_placed(self.company_id)
        for account in self:
            account.is_manager_without_position = bool(
                account.manager_id
            ) and account.manager_id.id not in placed.get(account.company_id.id, ())

    @api.model
    def _search_is_manager_without_position(self, operator, value):
        if operator != "in":
            return NotImplemented
        if len(set(value)) > 1:
            return Domain.TRUE
        placed = self.env["kam.position"]._get_placed()
        present = Domain.OR(
            Domain("company_id", "=", company_id) & Domain("manager_id", "in", list(user_ids))
            for company_id, user_ids in placed.items()
        )
        return Domain("manager_id", "!=", False) & ~present

    def action_change_owner(self):
        """Open the dialog that gives the accounts to another unit or account manager.

        :return: a window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Unit or Account Manager"),
            "res_model": "kam.account.owner.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_ids": self.ids},
        }

    def action_view_handovers(self):
        """Open the hand-overs of the account.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_management.action_kam_account_handover"
        )
        return {**action, "domain": [("account_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------
    # what they have open
    # ------------------------------------------------------------------

    def _find_open_work(self):
        """Return what the account managers have open at these accounts of one company.

        Forms that go along, drafts and those in review at least; activities on the accounts, their
        forms, the customers and their opportunities; open opportunities; customers and contacts
        whose salesperson they are. Not their reviews of forms: a review belongs to the reviewer's
        position.

        :return: list of :class:`Work`, records in superuser mode
        """
        # sudo: all that is open counts, whether or not the user may read it
        accounts = self.sudo().filtered("manager_id")
        if not accounts:
            return []
        return [
            *accounts._find_open_forms(),
            *accounts._find_open_activities(),
            *accounts._find_open_leads(),
            *accounts._find_salesperson(),
            *accounts._find_open_cases(),
        ]

    def _find_open_cases(self):
        """Return what else the account managers handle at these accounts. To be extended.

        :return: list of :class:`Work` of the kind ``case``; their records know ``_hand_over``
        """
        return []

    def _get_account_forms(self):
        """Return an empty recordset of each form model that belongs to an account."""
        names = self.env["kam.approval.route"]._get_form_models()
        fields_by_name = {name: self.env[name]._fields.get("account_id") for name in names}
        return [
            self.env[name]
            for name, field in fields_by_name.items()
            if field and field.comodel_name == "kam.account" and field.store
        ]

    def _get_account_documents(self):
        """Return an empty recordset of each model whose records follow their account.

        Such a model says so itself: ``_follows_account = True``. Whoever takes the account over
        then follows them as far as they may read them, and gets the activities on them.
        """
        return [
            self.env[name]
            for name, model in self.env.registry.items()
            if getattr(model, "_follows_account", False) and not model._abstract
        ]

    @api.model
    def _may_take(self, user, document):
        """Tell whether open work on a document may go to a user: nothing confidential to others.

        :param user: the new account manager
        :param document: a form, the account, or what belongs to the customer
        """
        if not hasattr(document, "_is_confidential") or not document._is_confidential():
            return True
        reader = document.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return reader.has_access("read")

    def _find_open_forms(self):
        managers = self.manager_id
        found = []
        for model in self._get_account_forms():
            forms = model.search(
                Domain("account_id", "in", self.ids) & model._get_handed_domain(managers)
            )
            found += [
                Work("form", form, form, form.account_id, form.account_id.manager_id)
                for form in forms
                if form._goes_with(form.account_id.manager_id)
            ]
        return found

    def _find_open_activities(self):
        models_by_name = {model._name: model for model in self._get_account_documents()}
        activities = self.env["mail.activity"].search(
            [
                ("user_id", "in", self.manager_id.ids),
                ("active", "=", True),
                ("res_model", "in", [self._name, "res.partner", "crm.lead", *models_by_name]),
            ]
        )
        accounts = {account.id: account for account in self}
        by_customer = {account.partner_id.id: account for account in self}
        found = []
        for name, of_model in activities.grouped("res_model").items():
            documents = self.env[name].browse(set(of_model.mapped("res_id"))).exists()
            by_id = {document.id: document for document in documents}
            for activity in of_model.filtered(lambda activity: activity.res_id in by_id):  # noqa: B023
                document = by_id[activity.res_id]
                if name == "res.partner":
                    account = by_customer.get(document.commercial_partner_id.id)
                elif name == "crm.lead":
                    account = by_customer.get(document.partner_id.commercial_partner_id.id)
                else:
                    owner = document if name == self._name else document.account_id
                    account = accounts.get(owner.id)
                if account and account.manager_id == activity.user_id:
                    found.append(Work("activity", activity, document, account, activity.user_id))
        return found

    def _find_open_leads(self):
        by_customer = {account.partner_id.id: account for account in self}
        leads = self.env["crm.lead"].search(
            [
                ("partner_id.commercial_partner_id", "in", list(by_customer)),
                ("user_id", "in", self.manager_id.ids),
                "|",
                ("company_id", "=", False),
                ("company_id", "child_of", self.company_id.ids),
                ("active", "=", True),
                ("won_status", "=", "pending"),
            ]
        )
        found = []
        for lead in leads:
            account = by_customer[lead.partner_id.commercial_partner_id.id]
            if account.manager_id == lead.user_id:
                found.append(Work("lead", lead, lead, account, lead.user_id))
        return found

    def _find_salesperson(self):
        by_customer = {account.partner_id.id: account for account in self}
        partners = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", list(by_customer)),
                ("user_id", "in", self.manager_id.ids),
                ("active", "=", True),
            ]
        )
        found = []
        for partner in partners:
            account = by_customer[partner.commercial_partner_id.id]
            if account.manager_id == partner.user_id:
                found.append(Work("partner", partner, partner, account, partner.user_id))
        return found

    def _move_open_work(self, work, user_to):
        """Give what was open to the new account manager, who is told in one message elsewhere.

        :param work: list of :class:`Work` that shall move
        :param user_to: the new account manager
        """
        # the change itself may have taken a right
        work = [item for item in work if self._may_take(user_to, item.document)]
        records_by_kind = {"activity": self.env["mail.activity"], "lead": self.env["crm.lead"]}
        records_by_kind["partner"] = self.env["res.partner"]
        for kind, records in records_by_kind.items():
            ids = [item.record.id for item in work if item.kind == kind]
            # sudo: whoever may give the account away gives what belongs to it, also where they
            # may not write it themselves
            records.browse(ids).sudo().with_context(
                mail_activity_quick_update=True, mail_auto_subscribe_no_notify=True
            ).write({"user_id": user_to.id})
        forms = {}
        for item in work:
            if item.kind in ("form", "case"):
                key = (item.record._name, item.user_from)
                forms[key] = forms.get(key, item.record.browse()) | item.record
        for (_name, user_from), records in forms.items():
            records._hand_over(user_from, user_to)
            self._move_follower(records, user_from, user_to)
            body = self.env._(
                "Handed over from %(before)s to %(after)s with the account.",
                before=user_from.name,
                after=user_to.name,
            )
            records._message_log_batch(bodies=dict.fromkeys(records.ids, body))

    def _move_file(self, user_from, user_to):
        """Let the new account manager follow what the one before followed at the accounts.

        :param user_from: the account manager before; may be empty
        :param user_to: the new account manager
        """
        for model in self._get_account_documents():
            # sudo: as in _move_open_work
            documents = model.sudo().search(
                [
                    ("account_id", "in", self.ids),
                    ("message_partner_ids", "in", user_from.partner_id.ids),
                ]
            )
            self._move_follower(documents, user_from, user_to)

    @api.model
    def _move_follower(self, records, user_from, user_to):
        """Let the new account manager follow records instead of the one before.

        Only what they may read, see :class:`MailFollowers`.

        :param records: accounts, or forms of one model
        :param user_from: the account manager before; may be empty
        :param user_to: the new account manager
        """
        # sudo: as in _move_open_work
        records_sudo = records.sudo()
        records_sudo.message_unsubscribe(user_from.partner_id.ids)
        records_sudo.message_subscribe(user_to.partner_id.ids)
