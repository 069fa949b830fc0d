from odoo import models

KAM_GROUPS = (
    "kam_management.group_kam_representative",
    "kam_management.group_kam_administrator",
    "kam_management.group_kam_archivist",
)


class IrUiMenu(models.Model):
    """Members of departments have an application of their own for what they are asked.

    Whoever has the application of key accounts finds it there.
    """

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """See the base method: nobody has the same entry twice."""
        hidden = super()._load_menus_blacklist()
        if any(map(self.env.user.has_group, KAM_GROUPS)):
            root = self.env.ref("kam_management.menu_kam_department_root", raise_if_not_found=False)
            hidden = [*hidden, *(root.ids if root else ())]
        return hidden
