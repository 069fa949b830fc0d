from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tools import SQL, mute_logger

FORGED = "Forged by a rule"
FORGED_NUMBER = 987654321
PARAMETER = "kam_test_forged"

# What somebody writes who wants past the protection: all that is within reach of a rule, tried once
# in each state that a record is found in. What gets through is written down under the model.
HOSTILE_CODE = """
values = {{{name!r}: {value!r}}}
keys = {{'kam_protected_write': True}}
columns = [{{'id': record.id, **values}}]

def forge(step):
    return step._protected_write(values)

attempts = {{
    'write': lambda: record.sudo().write(values),
    'write with a forged context': lambda: record.with_context(keys).write(values),
    'write with the whole context': lambda: record.with_context(dict(env.context)).write(values),
    'protected write': lambda: record._protected_write(values),
    'protected write of a function': lambda: forge(record),
    'protected write mapped': lambda: record.mapped(lambda step: step._protected_write(values)),
    'protected write as a callback': lambda: record.mapped(record._protected_write),
    'protected write of each': lambda: list(map(record._protected_write, [values])),
    'create': lambda: model.sudo().create(values),
    'protected create': lambda: model._protected_create([values]),
    'protected create of each': lambda: list(map(model._protected_create, [[values]])),
    'protected create on the way': lambda: env['res.users'].sudo().browse(
        map(model._protected_create, [[values]])
    ),
    'copy': lambda: record.sudo().copy(values),
    'unlink': lambda: record.sudo().unlink(),
    'protected unlink': lambda: record._protected_unlink(),
    'field': lambda: record._fields[{name!r}].write(record.sudo(), {value!r}),
    'low write': lambda: record.sudo()._write(values),
    'low create': lambda: model.sudo()._create(
        [{{'stored': values, 'inherited': {{}}, 'protected': [], 'inversed': {{}}}}]
    ),
    'sql': lambda: env.cr.execute(
        'UPDATE {table} SET {name} = %s WHERE id = %s', [{value!r}, record.id]
    ),
}}
if 'append' in {extra!r}:
    attempts['append'] = lambda: model._append([values])
    attempts['append of each'] = lambda: list(map(model._append, [[values]]))
passed = [key for key in env.context if 'kam' in key]
parameters = env['ir.config_parameter'].sudo()
known = parameters.get_param('{parameter}.{table}', '').split(',')
state = 'found %s' % {state}
if state in known:
    attempts = {{}}
for name, attempt in attempts.items():
    savepoint = env.cr.savepoint()
    is_refused = False
    try:
        attempt()
        env.flush_all()
    except Exception:
        is_refused = True
    if not is_refused:
        passed.append(name)
    savepoint.close(rollback=is_refused)
parameters.set_param('{parameter}.{table}', ','.join([state, *passed, *known]))
"""


class HostileRules:
    """Rules as an administrator writes them, on models that only processes write. A mixin."""

    def _forgery(self, model):
        """Return a field that only processes set, and what a rule wants to write into it."""
        fields = [
            model._fields[name]
            for name in sorted(model._get_protected_fields())
            if not model._fields[name].related
        ]
        for types, value in (
            (("char", "text"), FORGED),
            (("integer",), FORGED_NUMBER),
            (("datetime",), "1999-12-31 23:59:59"),
        ):
            for field in fields:
                if field.type in types:
                    return field.name, value
        raise AssertionError(model._name)

    def _hostile_code(self, model):
        state_field = getattr(model, "_guard_state_field", None)
        name, value = self._forgery(model)
        return HOSTILE_CODE.format(
            name=name,
            value=value,
            table=model._table,
            parameter=PARAMETER,
            extra="append" if hasattr(type(model), "_append") else "",
            state=f"record[{state_field!r}]" if state_field else "'once'",
        )

    def _add_rules(self, names):
        """Let hostile code run whenever rows of these models are made or written."""
        automation_model = self.env["base.automation"]
        for name in names:
            model_id = self.env["ir.model"]._get_id(name)
            automation_model.create(
                {
                    "name": f"Rule on {name}",
                    "model_id": model_id,
                    "trigger": "on_create_or_write",
                    "action_server_ids": [
                        Command.create(
                            {
                                "name": f"Action on {name}",
                                "model_id": model_id,
                                "state": "code",
                                "code": self._hostile_code(self.env[name]),
                            }
                        )
                    ],
                }
            )
        self.addCleanup(automation_model._unregister_hook)

    def _guarded_models(self, module):
        """Return the names of the guarded models of an addon."""
        return sorted(
            name
            for name in self.registry.descendants(["kam.guarded.mixin"], "_inherit")
            if not self.env[name]._abstract and self.env[name]._original_module == module
        )

    def _ran_on(self, names):
        """Return the models on which the code ran; none of it may have got through."""
        self.env.flush_all()
        self.env.invalidate_all()
        ran = set()
        for model_name in names:
            model = self.env[model_name]
            results = self.env["ir.config_parameter"].get_param(f"{PARAMETER}.{model._table}", "")
            if not results:
                continue
            ran.add(model_name)
            passed = {
                result for result in results.split(",") if result and not result.startswith("found")
            }
            with self.subTest(model=model_name):
                self.assertEqual(passed, set())
                name, value = self._forgery(model)
                self.assertFalse(model.sudo().search_count([(name, "=", value)]))
        return ran


class GuardAsserts:
    """What is refused on the way past the ORM. A mixin."""

    def _assert_sql_refused(self, statement, pattern="is written by its process alone"):
        with (
            self.subTest(statement=statement),
            self.assertRaisesRegex(IntegrityError, pattern),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(statement)

    @contextmanager
    def _without_trigger(self, table):
        """Let SQL do to a table what the trigger refuses, as the owner of the database can."""
        name = SQL.identifier(table)
        self.env.flush_all()
        self.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        yield
        self.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))
        self.env.invalidate_all()
