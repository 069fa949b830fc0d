import warnings

from odoo.orm.registry import Registry
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestComputedFields(TransactionCase):
    """What is stored is computed apart from what is only shown, in every model of ours.

    Reading the latter would otherwise compute the former again, over what somebody typed.
    """

    def test_fields_of_one_method_are_kept_alike(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            Registry.field_computed.func(self.registry)
        said = [str(warning.message) for warning in caught]
        self.assertEqual([text for text in said if text.startswith("kam.")], [])
