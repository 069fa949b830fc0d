from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..account.common import AccountFormCommon
from ..hostile import HostileValues


@tagged("post_install", "-at_install")
class TestHostileValues(HostileValues, AccountFormCommon):
    """Whatever is handed over is refused in words, never by a traceback."""

    def setUp(self):
        super().setUp()
        self._submitted()
        self._hostile_ids = {
            name: self.env[name].search([], limit=4).ids
            for name in self.env.registry
            if name.startswith("kam.") and not self.env[name]._abstract
        }
        self.users = [self.administrator, self.rep_shanghai, self.manager_east, self.portal]
        self.enterContext(
            mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
        )

    def test_every_public_method(self):
        self.assertNoServerErrors("kam.", self.users, calls=700, seed=19)

    def test_ids_that_are_none(self):
        self.assertOddIdsRefused("kam.", self.users)

    def test_missing_records_are_as_hidden_ones(self):
        tried = self.assertMissingAsHidden("kam.", self.rep_beijing)
        self.assertLessEqual({"kam.account", "kam.approval.review", "kam.deadline"}, tried)

    def test_answers_over_plain_rpc(self):
        answered = self.assertMarshalled("kam.", [self.administrator, self.rep_shanghai])
        self.assertIn("kam.account.get_timeline", answered)

    def test_contexts_that_are_none(self):
        """Each model of ours refuses them before it looks at anything."""
        contexts = (
            "x", 7, [1], {1: 2}, {"allowed_company_ids": ["a"]}, {"allowed_company_ids": "1"},
            {"allowed_company_ids": 1}, {"allowed_company_ids": [2**40]}, {"lang": ["en_US"]},
            {"lang": "\ud800"}, {"tz": {}}, {"allowed_company_ids": [[1]]},
        )  # fmt: skip
        for model in sorted(self.env.registry):
            records = self.env[model].with_user(self.administrator)
            if not model.startswith("kam.") or records._abstract:
                continue
            for context in contexts:
                with self.subTest(model=model, context=context), self.assertRaises(UserError):
                    call_kw(records, "search_count", [[]], {"context": context})

    def test_names_that_are_none(self):
        """Each argument of a search by name, at each model that has its own."""
        given = (None, True, 7, 1.5, "", "a", "\0", b"a", [], ["a"], {}, {"a": 1}, [["a", "=", 1]])
        mixin = self.env.registry["kam.exact.name.mixin"]
        errors = []
        for model in sorted(self.env.registry):
            records = self.env[model].with_user(self.administrator)
            if records._abstract or not isinstance(records, mixin):
                continue
            for position in range(4):
                for value in given:
                    for operator in ("=", "ilike"):
                        args = ["Name", [], operator, 10]
                        args[position] = value
                        try:
                            with self.cr.savepoint():
                                records.name_search(*args)
                        except UserError:
                            continue
                        except Exception as error:  # noqa: BLE001 - each is a finding
                            errors.append(f"{model}{args}: {error!r:.200}")
        self.assertFalse(errors, "\n".join(errors))
