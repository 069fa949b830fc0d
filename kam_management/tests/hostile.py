"""Values that people and programs hand over, and what may come of it."""

import inspect
import random
import re
import traceback
from contextlib import suppress

import psycopg2

from odoo.exceptions import UserError
from odoo.service.model import call_kw, get_public_method

from odoo.addons.rpc.controllers.xmlrpc import OdooMarshaller

from .. import arguments
from ..arguments import LAST_ID

LONG = "x" * 2000
VALUES = (
    None, False, True, 0, -1, 7, 2**31, 10**30, 1e300, float("nan"), float("inf"), -0.5,
    "", "7", "nonsense", "\0", "\ud800", LONG, "0001-01-01", "9999-12-31", "2026-02-30", "=1+1",
    b"bytes", [], [7], [True], ["a"], [[6, 0, ["x"]]], [[0, 0, 5]], [[9, 1]], [None] * 500,
    {}, {"a": 1}, {"name": {}}, (1, 2, 3), [[4, 2**40]], [2**40], "not base64!", "YQ",
)  # fmt: skip
# What a client may call a method on, besides records that are there.
ODD_IDS = (["a"], ["7", 7], [0], [-1], [1.5], [True], [None], [2**40], [[7]], "ab", [10**6])
# Methods of the ORM through which values come in; all others are our own.
ORM = ("create", "write", "onchange", "web_save", "copy", "name_create", "default_get")
# Those that are called on records, with what they are called.
ON_RECORDS = {
    "read": (["display_name"],),
    "web_read": ({"display_name": {}},),
    "export_data": (["id"],),
    "write": ({"create_date": False},),
    "unlink": (),
    "copy": (),
}
CONTEXTS = (
    "active_ids", "active_id", "kam_decision", "default_partner_ids", "kam_credit_as_of",
    "allowed_company_ids", "lang", "tz",
)  # fmt: skip


class HostileValues:
    """Mixin of test classes: every public method of every model of an addon, with such values."""

    def assertNoServerErrors(self, prefix, users, calls, seed):
        """Assert that whatever is handed over is refused in words.

        :param str prefix: of the models
        :param users: as whom
        :param int calls: how many calls
        :param seed: of what is chosen
        """
        chance = random.Random(seed)
        targets = [
            (model, name)
            for model in sorted(self.env.registry)
            if model.startswith(prefix) and not self.env[model]._abstract
            for name in [*ORM, *self._find_own_methods(model)]
        ]
        chance.shuffle(targets)
        errors = []
        for number in range(calls):
            model, name = targets[number % len(targets)]
            error = self._call(chance, chance.choice(users), model, name)
            if error:
                errors.append(error)
        self.assertFalse(errors, f"{len(errors)} server errors:\n" + "\n\n".join(errors[:60]))

    def _find_own_methods(self, model):
        names = set()
        for cls in type(self.env[model]).mro():
            if ".kam_" in cls.__module__:
                names |= {
                    name
                    for name, member in vars(cls).items()
                    if inspect.isfunction(member) and not name.startswith("_")
                }
        return sorted(names - {*ORM, "init"})

    def _call(self, chance, user, model, name, ids=None):
        context = {}
        if ids is None and chance.random() < 0.3:
            value = chance.choice(VALUES)
            context = value if chance.random() < 0.1 else {chance.choice(CONTEXTS): value}
        plain = self.env[model].with_user(user)
        records = plain.browse(chance.choice(self._hostile_ids.get(model) or [1]))
        kind = chance.random()
        if ids is not None:
            records = plain.browse(ids)
        elif kind < 0.2:
            records = plain.browse()
        elif kind < 0.4:
            records = plain.browse(chance.choice(ODD_IDS))
        try:
            method = get_public_method(records, name)
        except Exception:  # noqa: BLE001 - what is not public is not called
            return None
        args = self._choose_args(chance, plain, name, method)
        text = f"{user.login}: {model}{records._ids!r:.60}.{name}{args!r:.300} {context!r:.100}"
        try:
            with self.env.cr.savepoint():
                is_on_model = getattr(method, "_api_model", False)
                on = () if is_on_model else (records._ids,)
                # as it comes over RPC
                call_kw(plain, name, [*on, *args], {"context": context})
                self.env.flush_all()
                raise Undone
        except UserError as error:
            can_be_sent = arguments.is_text(str(error))
            return None if can_be_sent else f"{text}\n   cannot be sent: {error!a}"
        except (Undone, psycopg2.IntegrityError):
            return None
        except Exception as error:  # noqa: BLE001 - each is a finding
            if _is_ours(error, args):
                frames = traceback.extract_tb(error.__traceback__)
                where = [f"{frame.filename.split('/')[-1]}:{frame.lineno}" for frame in frames]
                return f"{text}\n   {type(error).__name__}: {error!s:.200} {' '.join(where[-6:])}"
            return None
        finally:
            self.env.invalidate_all()

    def assertOddIdsRefused(self, prefix, users):
        """Assert that no method of ours breaks where what it is called on is none of its records.

        :param str prefix: of the models
        :param users: as whom
        """
        chance = random.Random(prefix)
        errors = []
        for model in sorted(self.env.registry):
            if not model.startswith(prefix) or self.env[model]._abstract:
                continue
            for name in self._find_own_methods(model):
                for ids in chance.sample(ODD_IDS, 3):
                    error = self._call(chance, chance.choice(users), model, name, ids)
                    if error:
                        errors.append(error)
        self.assertFalse(errors, f"{len(errors)} server errors:\n" + "\n\n".join(errors[:60]))

    def assertMissingAsHidden(self, prefix, user):
        """Assert that nobody learns from a method which records there are.

        :param str prefix: of the models
        :param user: who may not see some record of each
        :return: names of the models of which a hidden record was tried
        """
        tried, told = set(), []
        for model in sorted(self.env.registry):
            if not model.startswith(prefix) or self.env[model]._abstract:
                continue
            hidden = self._find_hidden_id(model, user)
            if not hidden:
                continue
            tried.add(model)
            calls = [(name, None) for name in [*ON_RECORDS, *self._find_own_methods(model)]]
            calls += [("write", ({name: False},)) for name in self._choose_written(model)]
            for name, args in calls:
                answers = [
                    self._answer(model, user, name, number, args) for number in (hidden, LAST_ID)
                ]
                if answers[0] != answers[1]:
                    told.append(f"{model}.{name}: {answers[0]:.300}\n   {answers[1]:.300}")
        self.assertFalse(told, f"{len(told)} methods tell:\n" + "\n".join(told[:60]))
        return tried

    def _find_hidden_id(self, model, user):
        mine = self.env[model].with_user(user)
        if self.env[model]._transient or not mine.has_access("read"):
            return None
        # sudo: of all that there are
        records = self.env[model].sudo().with_context(active_test=False).search([], limit=60)
        seen = records.with_user(user)._filtered_access("read")
        return (records - records.browse(seen.ids))[-1:].id

    def _choose_written(self, model):
        """Return fields of a model, one of each kind, that are written for a test."""
        kinds = {}
        for name, field in sorted(self.env[model]._fields.items()):
            if field.store and name not in ("id", "create_uid", "write_uid", "write_date"):
                kinds.setdefault((field.type, field.readonly, bool(field.compute)), name)
        return kinds.values()

    def _answer(self, model, user, name, number, args=None):
        """Return what a method called on one record answers, without its number."""
        plain = self.env[model].with_user(user)
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            method = get_public_method(plain, name)
        except Exception:  # noqa: BLE001 - what is not public is not called
            return ""
        if getattr(method, "_api_model", False):
            return ""
        if args is None:
            args = ON_RECORDS.get(name) or self._prepare_args(method)
        try:
            with suppress(Undone), self.env.cr.savepoint():
                answer = repr(call_kw(plain, name, [[number], *args], {}))
                raise Undone
        except Exception as error:  # noqa: BLE001 - each is an answer
            answer = f"{type(error).__name__}: {error}"
        return re.sub(rf"\b{number}\b", "N", answer)

    def assertMarshalled(self, prefix, users):
        """Assert that what methods of ours answer can be told over plain XML-RPC.

        :param str prefix: of the models
        :param users: as whom
        :return: names of the methods that have answered
        """
        answered, refused = set(), []
        for model in sorted(self.env.registry):
            if not model.startswith(prefix) or self.env[model]._abstract:
                continue
            for name in self._find_own_methods(model):
                for user in users:
                    try:
                        with self.env.cr.savepoint():
                            answer = self._call_as_meant(model, user, name)
                            answered.add(f"{model}.{name}")
                            self._marshal(answer)
                            raise Undone
                    except TypeError as error:
                        if "marshal" in str(error):
                            refused.append(f"{model}.{name}: {error} {answer!r:.200}")
                            break
                    except Exception:  # noqa: BLE001, S112 - refusals are for the other tests
                        continue
                    finally:
                        self.env.invalidate_all()
        self.assertFalse(refused, f"{len(refused)} answers:\n" + "\n".join(refused))
        return answered

    def _marshal(self, answer):
        # as Odoo does
        OdooMarshaller(allow_none=False).dumps((answer,))

    def _call_as_meant(self, model, user, name):
        """Call a method with what it takes by default, on one of the records that there are."""
        plain = self.env[model].with_user(user)
        method = get_public_method(plain, name)
        args = self._prepare_args(method)
        if not getattr(method, "_api_model", False):
            args = ((self._hostile_ids.get(model) or [1])[-1:], *args)
        return call_kw(plain, name, [*args], {})

    def _prepare_args(self, method):
        """Return values for what a method asks for and has no default for."""
        return tuple(
            {"date": "2026-01-05", "vals": {}}.get(parameter.name, [])
            for parameter in [*inspect.signature(method).parameters.values()][1:]
            if parameter.default is parameter.empty
            and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        )

    def _choose_args(self, chance, model, name, method):
        if name in ("create", "write", "onchange", "web_save"):
            fields = [
                field
                for field in sorted(model._fields)
                if field not in ("id", "create_uid", "write_uid", "create_date", "write_date")
            ]
            chosen = chance.sample(fields, min(len(fields), chance.randint(1, 3)))
            vals = {field: chance.choice(VALUES) for field in chosen}
            if name == "onchange":
                return (vals, chosen[:1], {field: {} for field in chosen})
            return (vals, {}) if name == "web_save" else (vals,)
        if name == "copy":
            return ({},)
        if name == "default_get":
            return (sorted(model._fields),)
        try:
            wanted = [*inspect.signature(method).parameters.values()][1:]
        except ValueError:
            return ()
        return tuple(
            chance.choice(VALUES)
            for parameter in wanted
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        )


class Undone(Exception):
    """Ends a call that went well, so that nothing stays of it."""


def _is_ours(error, args):
    """Tell whether code of ours is at fault: it stands in the way to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame.filename for frame in frames if "/kam_" in frame.filename]
    return any("/tests/" not in filename for filename in inside)
