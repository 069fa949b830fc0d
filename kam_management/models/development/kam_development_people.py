from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ... import arguments


class KamDevelopment(models.Model):
    """Who develops a customer: somebody who works on the account, and decides nothing of it."""

    _inherit = "kam.development"

    @api.model
    def _complete_create(self, vals_list):
        """See the base method: somebody develops the customer who works on the account.

        :raise ValidationError: for somebody else
        """
        vals_list = super()._complete_create(vals_list)
        default = self.default_get(["developer_id"]).get("developer_id")
        for vals in vals_list if not self.env.su else ():
            user_id = vals.get("developer_id", default)
            user = self.env["res.users"].browse(user_id or [])
            self.new({"account_id": vals.get("account_id")})._check_can_develop(user)
        return vals_list

    def _check_can_develop(self, user):
        """Refuse a developer who could not work on the account.

        :param res.users user: who is to develop the customer
        :raise ValidationError: naming the user and what would be right
        """
        may = self.account_id._is_seen_by(user) and user.has_group(
            "kam_management.group_kam_representative"
        )
        if not may:
            raise ValidationError(
                self.env._(
                    "“%(field)s”: %(user)s cannot develop %(customer)s. Choose somebody with a "
                    "position in %(company)s who sees the account.",
                    field=self._get_label("developer_id"),
                    user=user.name or self.env._("Nobody"),
                    customer=self.partner_id.name,
                    company=self.company_id.name,
                )
            )

    def _check_undecided(self):
        """Refuse another developer while a form is in review: its author does not decide it.

        :raise UserError: naming the form
        """
        # sudo: what is in review counts, whoever may read it
        editions = self.sudo()._get_editions()
        for form in (*editions, *editions.record_ids):
            if form.approval_state == "in_review":
                raise UserError(
                    self.env._(
                        "%(form)s is in review: let it be decided, or withdraw it, before somebody "
                        "else develops the customer.",
                        form=form.display_name,
                    )
                )

    def _get_authors(self):
        """See the base method: whoever develops the customer answers for the scheme, too."""
        return super()._get_authors() | self.developer_id

    def action_change_developer(self, user_id, reason=""):
        """Give developments to somebody else.

        :param int user_id: who develops the customer from now on
        :param str reason: why, for the conversation
        :return: True
        :raise UserError: for a development that is over, or a form of it that is in review
        :raise ValidationError: for somebody who does not see the account
        :raise AccessError: for everybody but the developer, the account manager and the units above
        """
        self.check_access("write")
        label = self._get_label("developer_id")
        (user_id,) = arguments.ids(self.env, label, [user_id])
        user = self.env["res.users"].browse(user_id).exists()
        reason = arguments.text(self.env, self.env._("Reason"), reason)
        for development in self:
            development._serialise()
            development._check_going_on()
            development._check_can_develop(user)
            development._check_undecided()
            development._write_process({"developer_id": user.id})
            if reason:
                # sudo: notes of processes; who may was checked
                development.sudo()._message_log(body=reason)
            development._refresh_duties()
        return True
