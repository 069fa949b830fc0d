from odoo.tests import tagged
from odoo.tools import mute_logger

from ..account.common import AccountFormCommon
from ..hostile import HostileValues


@tagged("post_install", "-at_install")
class TestHostileValues(HostileValues, AccountFormCommon):
    """Whatever is handed over is refused in words, never by a traceback."""

    def test_every_public_method(self):
        self._submitted()
        self._hostile_ids = {
            name: self.env[name].search([], limit=4).ids
            for name in self.env.registry
            if name.startswith("kam.") and not self.env[name]._abstract
        }
        users = [self.administrator, self.rep_shanghai, self.manager_east, self.portal]
        with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models"):
            self.assertNoServerErrors("kam.", users, calls=700, seed=19)
