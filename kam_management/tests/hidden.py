"""What a user of another region learns of records that are hidden from them."""

from odoo.exceptions import AccessError, UserError

from .. import relations

MISSING = 2**31 - 1


class HiddenParents:
    """Mixin of test classes: every model of an addon, with every parent it may have."""

    def assertParentsHidden(self, user, prefix="kam."):
        """Assert that naming a hidden parent is refused by the same words whatever is there.

        :param user: who may see none of the parents that are tried, by their rights
        :param str prefix: of the models
        :return: names of the models that were tried with a parent that exists
        """
        tried = set()
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith(prefix) or model._abstract or not model._auto:
                continue
            mine = model.with_user(user)
            if not mine.has_access("create"):
                continue
            for fname, field in model._fields.items():
                is_parent = (
                    field.type == "many2one"
                    and field.store
                    and (field.comodel_name.startswith("kam."))
                    and not (field.compute and field.readonly)
                )
                if not is_parent:
                    continue
                hidden = self._find_hidden(field.comodel_name, user)
                if hidden:
                    tried.add(name)
                with self.subTest(model=name, field=fname):
                    self.assertEqual(
                        self._refusal(mine, fname, hidden.id or MISSING),
                        self._refusal(mine, fname, MISSING),
                    )
        return tried

    def _find_hidden(self, comodel, user):
        """Return a record that the user may not read, or none where there is none."""
        records = self.env[comodel].sudo().search([], limit=50)
        return (records - records.with_user(user)._filtered_access("read").sudo())[:1]

    def _refusal(self, model, fname, parent_id):
        with self.assertRaises(AccessError) as caught:
            model.create({fname: parent_id})
        return str(caught.exception).replace(str(parent_id), "N")


class HiddenRelations:
    """Mixin of test classes: what a reader is answered stays the same when hidden records come."""

    def assertHiddenTellNothing(self, user, modules, make):
        """Assert that records which a user may not see change no answer to them.

        :param user: who asks
        :param modules: names of the addons whose fields are asked for
        :param make: makes the hidden records; returns all of them, of whatever models
        :return: names of the fields behind which hidden records stand by then
        """
        self.known = {}
        before = self._take_answers(user, modules, {})
        hidden = {}
        for records in make():
            self.assertFalse(records.with_user(user)._filtered_access("read"), records)
            hidden.setdefault(records._name, set()).update(records.ids)
        after = self._take_answers(user, modules, hidden)
        for question, answer in before.items():
            with self.subTest(question=question):
                self.assertEqual(after[question], answer)
        return {
            str(field)
            for field in self._find_lists(modules)
            if field.store
            and self.env[field.model_name]
            .sudo()
            .search_count([(field.name, "in", [*hidden.get(field.comodel_name, ())])], limit=1)
        }

    def assertRelationsAsk(self, modules):
        """Assert that what points to many of ours asks the rules of its readers."""
        plain = [
            str(field)
            for field in self._find_lists(modules)
            if field.store and not isinstance(field, (relations.One2many, relations.Many2many))
        ]
        self.assertFalse(plain, "take One2many and Many2many from kam_management.relations")

    def _find_lists(self, modules):
        """Return the fields of some addons that point to many records of ours."""
        return [
            field
            for model in self.env.registry.values()
            if not model._abstract and model._auto
            for field in model._fields.values()
            if field.type in ("one2many", "many2many")
            and (field.comodel_name or "").startswith("kam.")
            and {*modules} & {*field._modules}
        ]

    def _take_answers(self, user, modules, hidden):
        """Return what a user is answered: dict question -> answer."""
        answers = {}
        for name in sorted(self.env.registry):
            model = self.env[name]
            names = self._find_asked(model, user, modules)
            if not names or not model.with_user(user).has_access("read"):
                continue
            self.env.flush_all()
            self.env.invalidate_all()
            mine = model.with_user(user).with_context(active_test=False)
            if name not in self.known:
                self.known[name] = mine.search([], order="id", limit=60).ids
            known = self.known[name]
            for fname in names:
                answers[name, fname, "read"] = self._try(mine.browse(known).read, [fname])
                field = model._fields[fname]
                if field.type not in ("one2many", "many2many"):
                    continue
                ids = [*hidden.get(field.comodel_name, ()), MISSING]
                for path in self._find_paths(model, fname):
                    for number, condition in enumerate(_ask(path, ids)):
                        domain = [("id", "in", known), *condition]
                        answers[name, path, number] = self._try(mine.search, domain)
                if field.type == "many2many" and field.store:
                    answers[name, fname, "groups"] = self._try(
                        mine.formatted_read_group, [("id", "in", known)], [fname], ["__count"]
                    )
        return answers

    def _find_asked(self, model, user, modules):
        if model._abstract or not model._auto or model._transient:
            return []
        is_ours = model._name.startswith("kam.")
        return [
            name
            for name, field in sorted(model._fields.items())
            if (is_ours or {*modules} & {*field._modules})
            and model.with_user(user)._has_field_access(field, "read")
        ]

    def _find_paths(self, model, fname):
        """Yield how a field is asked for: itself, and through the partner of a user."""
        yield fname
        if model._fields[fname].inherited:
            yield f"partner_id.{fname}"

    def _try(self, method, *arguments):
        try:
            with self.env.cr.savepoint():
                return str(method(*arguments))
        except (AccessError, NotImplementedError, UserError, ValueError) as error:
            return type(error).__name__


def _ask(path, ids):
    yield [(path, "=", False)]
    yield [(path, "!=", False)]
    yield [(path, "in", ids)]
    yield [(path, "not in", ids)]
    yield [(path, "in", [False, *ids])]
    yield [(path, "not in", [False, *ids])]
    yield ["!", (path, "in", ids)]
    yield [(path, "any", [("id", "!=", False)])]
    yield [(path, "not any", [("id", "in", ids)])]
    yield [(path, "child_of", ids)]
