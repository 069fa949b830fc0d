"""What a user of another region learns by naming records that are hidden from them."""

from odoo.exceptions import AccessError

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
