from odoo import api, models


class KamProcessRowMixin(models.AbstractModel):
    """Rows that follow from a process alone: nobody adds, changes or deletes one by hand.

    Other than guarded rows they go on changing, and go with what they belong to.
    """

    _name = "kam.process.row.mixin"
    _description = "Row of a Process"
    _inherit = ["kam.protected.mixin"]

    @api.model
    def _get_protected_fields(self):
        """See the base method: everything that is stored."""
        return self._get_stored_fields()

    @api.model
    def _complete_create(self, vals_list):
        """Refuse: only the process adds them.

        :raise UserError: always, unless there is nothing to add
        """
        if vals_list:
            self._refuse_by_hand()
        return super()._complete_create(vals_list)

    def _check_unlink(self):
        """Refuse: only the process takes them away.

        :raise UserError: always
        """
        super()._check_unlink()
        self._refuse_by_hand()

    @api.model
    def _refuse_by_hand(self):
        """Refuse what only the process does. To be overridden.

        :raise UserError: telling what the rows follow from
        """
        raise NotImplementedError
