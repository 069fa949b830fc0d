from odoo.tests import TransactionCase, tagged

MIXIN = "kam.run.mixin"


@tagged("post_install", "-at_install")
class TestKamRunMixin(TransactionCase):
    """What goes on in the background says how far it is in one way."""

    def _runs(self):
        mixin = self.registry[MIXIN]
        found = {
            name: self.env[name]
            for name, model in self.registry.items()
            if not model._abstract and issubclass(model, mixin)
        }
        self.assertIn("kam.approval.run", found)
        return found

    def test_every_run_is_one(self):
        named = {
            name
            for name, model in self.registry.items()
            if name.startswith("kam.") and name.endswith(".run") and not model._abstract
        }
        self.assertLessEqual(named, self._runs().keys())

    def test_how_far_it_is(self):
        for name, runs in self._runs().items():
            with self.subTest(model=name):
                self.assertEqual(len(runs._run_counts), 3)
                run = runs.new(dict(zip(runs._run_counts, (1, 2, 4), strict=True)))
                self.assertEqual(run.progress, 75)
                run[runs._run_counts[0]] = 2
                self.assertEqual(run.progress, 100)
                self.assertEqual(runs.new({"state": "done"}).progress, 100)
                self.assertEqual(runs.new({"state": "running"}).progress, 0)

    def test_nobody_writes_one(self):
        user = self.env.ref("base.user_admin")
        for name, runs in self._runs().items():
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=name, operation=operation):
                    self.assertFalse(runs.with_user(user).has_access(operation))
