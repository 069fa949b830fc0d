from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import ValidationError
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger


@tagged("post_install", "-at_install")
class TestKamAccountCostConcurrency(BaseCase):
    """Two who give to one person at the same moment: real transactions, removed afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # repeated at once: how long to wait is Odoo's business
        waiting = patch("odoo.service.model.random.uniform", return_value=0.0)
        waiting.start()
        cls.addClassCleanup(waiting.stop)
        cls.addClassCleanup(cls._remove)
        with cls._new_env() as env:
            customer = env["res.partner"].create({"name": "Given Twice", "is_company": True})
            person = env["res.partner"].create({"name": "Receiver", "parent_id": customer.id})
            account = env["kam.account"]._get_or_create(customer, env.company)
            stakeholder = env["kam.stakeholder"].create(
                {
                    "account_id": account.id,
                    "partner_id": person.id,
                    "decision_role": "buyer",
                }
            )
            cls.former = env.company.kam_receiver_ceiling
            env.company.kam_receiver_ceiling = 100
            cls.account_id = account.id
            cls.vals = {
                "account_id": account.id,
                "stakeholder_id": stakeholder.id,
                "kind_id": env.ref("kam_management.cost_kind_gift").id,
                "amount": 60,
                "purpose": "Anniversary",
            }

    @classmethod
    @contextmanager
    def _new_env(cls):
        with cls.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def _remove(cls):
        with cls._new_env() as env:
            env.company.kam_receiver_ceiling = cls.former
            account = env["kam.account"].browse(cls.account_id)
            customer = account.partner_id
            people = customer.child_ids
            tables = ["kam_account_cost", "kam_stakeholder"]
            # what addons above keep of an account
            env.cr.execute(
                "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
                " AND confrelid = 'kam_account'::regclass AND conrelid::regclass::text ~ 'profile$'"
            )
            tables += [table for (table,) in env.cr.fetchall()]
            for table in tables:
                env.cr.execute(
                    SQL("DELETE FROM %s WHERE account_id = %s", SQL.identifier(table), account.id)
                )
            env.invalidate_all()
            account.unlink()
            (people | customer).unlink()

    def tearDown(self):
        with self._new_env() as env:
            env.cr.execute("DELETE FROM kam_account_cost WHERE account_id = %s", (self.account_id,))
        super().tearDown()

    def test_both_cannot_pass(self):
        self._give_twice(self.vals)

    def test_both_cannot_pass_with_a_receiver_from_the_context(self):
        vals = dict(self.vals)
        self._give_twice(vals, {"default_stakeholder_id": vals.pop("stakeholder_id")})

    def _give_twice(self, vals, context=None):
        call = ("kam.account.cost", "create", ([vals],), {"context": context or {}})
        with ExitStack() as stack:
            early, late = (stack.enter_context(self.registry.cursor()) for _at in range(2))
            # the later one has begun to read before the earlier one has written
            late.execute("SELECT 1 FROM kam_account_cost LIMIT 1")
            execute_cr(early, SUPERUSER_ID, *call)
            early.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(ValidationError, "the ceiling is"),
            ):
                execute_cr(late, SUPERUSER_ID, *call)
            late.rollback()
        with self._new_env() as env:
            costs = env["kam.account.cost"].search([("account_id", "=", self.account_id)])
            self.assertEqual(costs.mapped("amount"), [60])
