from odoo.tests import tagged
from odoo.tools import SQL

from ... import migration
from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestMigrationSteps(ApprovalCommon):
    """Steps that the addon brings get another name; what was submitted keeps the former one."""

    def test_former_names_stay_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        step = self.route.step_ids.sorted("sequence")[0]
        step.with_context(lang="zh_CN").name = "区域审核"
        review = self._submitted().review_ids.sorted("sequence")[0]
        self.env.flush_all()
        # as the version before kept it: one name
        self.env.cr.execute("ALTER TABLE kam_approval_review DISABLE TRIGGER USER")
        self.env.cr.execute(
            SQL("UPDATE kam_approval_review SET names = NULL WHERE id = %s", review.id)
        )
        migration.rename_steps(self.env.cr, {"Area": "District"})
        self.env.invalidate_all()
        self.assertEqual(step.name, "District")
        self.assertEqual(step.with_context(lang="zh_CN").name, "区域审核")
        self.assertEqual(review._get_step_name(), "Area")
        self.assertEqual(review.with_context(lang="zh_CN")._get_step_name(), "区域审核")
