from contextlib import contextmanager
from unittest import SkipTest
from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL

from .world import KamWorld


class ConcurrencyCase(KamWorld, BaseCase):
    """Two people at the same moment: real transactions on committed data, removed afterwards.

    Only in a database that holds the world of the tests: elsewhere the data is somebody's own.
    """

    # Models whose new records are removed by hand, and models whose new records are unlinked.
    guarded = ()
    unguarded = ("res.users", "res.partner")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # repeated at once: how long to wait is Odoo's business
        waiting = patch("odoo.service.model.random.uniform", return_value=0.0)
        waiting.start()
        cls.addClassCleanup(waiting.stop)
        with cls._new_env() as env:
            world = cls._find("organisation", env)
            if not world:
                raise SkipTest("the database does not hold the world of the tests")
            cls.ids = {name: record.id for name, record in world.items()}
            cls.newest = {
                model: env[model]
                .with_context(active_test=False)
                .search([], order="id desc", limit=1)
                .id
                or 0
                for model in (*cls.guarded, *cls.unguarded)
            }
        cls.addClassCleanup(cls._remove)

    @classmethod
    @contextmanager
    def _new_env(cls):
        """Give the superuser's environment in a transaction that is committed."""
        with cls.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    @classmethod
    @contextmanager
    def _new_world(cls, base=KamWorld):
        """Give the world of the tests in a transaction that is committed."""
        with cls._new_env() as env:
            context = {"allowed_company_ids": [cls.ids["company"]]}
            world = type("CommittedWorld", (base,), {"env": env(context=context)})
            world._enter_organisation()
            yield world

    @classmethod
    def _remove(cls):
        with cls._new_env() as env:
            for model in cls.guarded:
                cls._delete(env.cr, env[model]._table, SQL("id > %s", cls.newest[model]))
                # files of what is filed, which nobody deletes otherwise
                env.cr.execute(
                    "DELETE FROM ir_attachment WHERE res_model = %s AND res_id > %s",
                    [model, cls.newest[model]],
                )
            for model in cls.unguarded:
                env[model].with_context(active_test=False).search(
                    [("id", ">", cls.newest[model])]
                ).unlink()
            env.flush_all()
            cls._remove_others(env)
        cls.registry.clear_all_caches()

    @classmethod
    def _remove_others(cls, env):
        """Remove what no model stands for."""

    @classmethod
    def _delete(cls, cr, table, condition, above=frozenset()):
        """Delete rows, and those of our own tables that refer to them, past the triggers.

        Tables above refer to each other in a circle: their rows go where they are asked for.
        """
        above |= {table}
        name = SQL.identifier(table)
        cr.execute(
            SQL(
                "SELECT conrelid::regclass::text, attname FROM pg_constraint JOIN pg_attribute "
                "ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' "
                "AND confrelid = %s::regclass AND conrelid <> confrelid "
                "AND conrelid::regclass::text LIKE 'kam%%'",
                table,
            )
        )
        rows = SQL("SELECT id FROM %s WHERE %s", name, condition)
        for other, column in cr.fetchall():
            if other not in above:
                cls._delete(cr, other, SQL("%s IN (%s)", SQL.identifier(column), rows), above)
        cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        cr.execute(SQL("DELETE FROM %s WHERE %s", name, condition))
        cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))
