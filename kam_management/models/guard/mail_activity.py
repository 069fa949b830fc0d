from odoo import api, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    """What is to be done about a record of ours is known to those who may read the record.

    An activity holds the name of its record. Odoo shows it to whoever it is assigned to, those
    included who may not read the record, or no longer.
    """

    _name = "mail.activity"
    _inherit = ["kam.row.sight.mixin", "mail.activity"]

    @api.model_create_multi
    def create(self, vals_list):
        """Create activities; about records of ours for those who may read them.

        :raise UserError: naming who may not
        """
        activities = super().create(vals_list)
        activities._kam_check_assigned()
        return activities

    def write(self, vals):
        """Change activities; about records of ours they go to those who may read them.

        :raise UserError: naming who may not
        """
        result = super().write(vals)
        if {"user_id", "res_model_id", "res_id"} & vals.keys():
            self._kam_check_assigned()
        return result

    @api.model
    def _kam_get_hidden_text(self):
        return self.env._("Only who may read a record is shown what is to be done about it.")

    def _kam_find_hidden(self):
        """Return the activities about records of ours that the user may not read."""
        hidden = self.browse()
        for documents, activities in self._kam_split():
            readable = self.env["mail.followers"]._kam_filter_readable(documents, self.env.user)
            known = {*readable.ids}
            hidden += activities.filtered(lambda row, known=known: row.res_id not in known)
        return self.browse(hidden.ids)

    def _kam_check_assigned(self):
        """Refuse to give activities to people who would not see them.

        What processes and rules give of themselves is out of sight of whoever may not know.
        """
        if self.env.su:
            return
        for documents, activities in self._kam_split():
            assigned = activities.user_id - self.env.user
            refused = self.env["mail.followers"]._kam_find_refused(documents, assigned.partner_id)
            for activity in activities:
                if (activity.user_id.partner_id.id, activity.res_id) in refused:
                    raise UserError(
                        self.env._(
                            "“%(field)s” is %(user)s, who may not read what the activity is about. "
                            "Choose somebody who may.",
                            field=self._fields["user_id"]._description_string(self.env),
                            user=activity.user_id.name,
                        )
                    )

    def _kam_split(self):
        """Yield the records of ours with their activities, as superuser, model by model."""
        # sudo: about which record they are is asked before anything is shown
        ours = (
            self.browse(self.ids)
            .sudo()
            .filtered(
                lambda row: self._kam_is_about_ours(row.res_model) and row.res_model in self.env
            )
        )
        for model, activities in ours.grouped("res_model").items():
            yield self.env[model].browse({*activities.mapped("res_id")}).exists(), activities
