from odoo.tests import tagged

from ..common import KamCommon
from ..foreign import ForeignRelations


@tagged("post_install", "-at_install")
class TestForeignRelations(ForeignRelations, KamCommon):
    """No relation of ours on a model of others tells what its reader may not see."""

    def test_relations(self):
        relations = self._find_relations("kam_management", "kam_credit")
        self.assertTrue(relations)
        for field in relations:
            for user in (self.employee, self.portal):
                self.assertTellsNothing(field, user)

    def test_nothing_is_written_by_clients(self):
        """What is stored points from ours to others, and never back."""
        stored = [
            str(field)
            for field in self._find_relations("kam_management", "kam_credit")
            if field.store and field.type == "many2one" and not field.groups
        ]
        self.assertFalse(stored)

    def test_settings_are_internal(self):
        company = self.env["res.company"].with_user(self.portal)
        confidential = ("kam_credit_", "kam_candidate_", "kam_receiver_", "kam_rescreening_")
        names = [name for name in company._fields if name.startswith(confidential)]
        readable = [
            name for name in names if company._has_field_access(company._fields[name], "read")
        ]
        self.assertTrue(names)
        self.assertFalse(readable)
