from odoo import models

from ... import transactions


class KamBatchDialogMixin(models.AbstractModel):
    """A dialog that does something with one record or with many.

    One that is refused alone is refused as ever. Among several it is named in ``failures``, a field
    of the dialog, which is shown again; the others stand.
    """

    _name = "kam.batch.dialog.mixin"
    _description = "Dialog for Several Records"

    def _apply_each(self, records, function, title):
        """Call a function with each record.

        :param records: what the dialog is about
        :param function: called with one record at a time
        :param str title: what stands above those that were refused
        :return: an action that closes the dialog, or shows what was refused and why
        :raise UserError: when the only one is refused
        """
        if len(records) == 1:
            function(records)
            return self._end_with([], title)
        _results, refused = transactions.run_each(records, function)
        failures = [self._explain(record, error) for record, error in refused]
        return self._end_with(failures, title)

    def _explain(self, record, error):
        """Return why a record was refused: by default the record says so. To be overridden."""
        return record._explain(error)

    def _end_with(self, failures, title):
        """Close the dialog, or show again what was refused.

        :param list failures: why records were refused, a text each
        :param str title: what stands above them
        :return: a window action
        """
        if not failures:
            return {"type": "ir.actions.act_window_close"}
        self.failures = "\n".join(failures)
        return self._show(title)

    def _show(self, title):
        """Return the action that shows the dialog.

        :param str title: what stands above it
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }
