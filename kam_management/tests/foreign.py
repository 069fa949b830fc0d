"""What our addons add to models of others, and what it tells to whom."""

from odoo.exceptions import AccessError, UserError


class ForeignRelations:
    """Mixin of test classes: relations of ours on models that are not ours."""

    def _find_relations(self, *modules):
        """Return the fields that addons add to models of others, as they lead to models of ours."""
        return [
            field
            for name, model in self.env.registry.items()
            if not name.startswith("kam.") and not model._abstract
            for field in model._fields.values()
            if field.relational
            and field.comodel_name.startswith("kam.")
            and {*modules} & {*field._modules}
        ]

    def assertTellsNothing(self, field, user):
        """Assert that whoever may read no record behind a relation learns none of their names."""
        model = self.env[field.model_name].with_user(user)
        comodel = self.env[field.comodel_name]
        names = {
            record.display_name
            for record in comodel.sudo().search([], limit=200)
            if not record.with_user(user).has_access("read")
        }
        asked = (
            lambda: model.search_read([], [field.name], limit=200),
            lambda: model.formatted_read_group([], [field.name], ["__count"]),
            lambda: model.search([], limit=200).export_data([f"{field.name}/display_name"]),
            lambda: model.search([(f"{field.name}.display_name", "ilike", "a")]).ids and "found",
            lambda: model.search([(field.name, "!=", False)]).ids and "found",
        )
        for number, ask in enumerate(asked):
            with self.subTest(field=str(field), user=user.login, number=number):
                try:
                    with self.env.cr.savepoint():
                        answer = str(ask())
                except (AccessError, UserError, ValueError, NotImplementedError):
                    continue
                self.assertNotEqual(answer, "found")
                self.assertFalse([name for name in names if name and name in answer])
