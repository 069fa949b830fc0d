from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import transactions

# in the context of what is left to do: whose it is
RUN = "kam_run_id"


class KamRunMixin(models.AbstractModel):
    """Work that somebody has asked for, done in the background: how far it is, what came of it.

    What is left to do follows from the run. Each batch is a transaction of its own that notes what
    it did: killed at any point, the job goes on from there. What fails by a defect is named on the
    run and holds nobody up. Who may see a run is for the rules of each model to say; nobody writes
    one.
    """

    _name = "kam.run.mixin"
    _description = "Work in the Background"
    _order = "id desc"

    # the fields that count: what was done, what could not be done, and all of it
    _run_counts = ()

    user_id = fields.Many2one(
        "res.users", string="Asked by", required=True, readonly=True, ondelete="cascade", index=True
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("running", "Under way"), ("done", "Done")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    failures = fields.Text(string="What Could Not Be Done", readonly=True)
    progress = fields.Float(compute="_compute_progress", aggregator=None)

    @api.depends(lambda self: ("state", *self._run_counts))
    def _compute_progress(self):
        for run in self:
            done, refused, total = (run[name] for name in run._run_counts)
            run.progress = 100 if run.state == "done" else 100 * (done + refused) / max(total, 1)

    # ------------------------------------------------------------------
    # the job
    # ------------------------------------------------------------------

    @api.model
    def _carry_on(self, size, logger):
        """Go on with what was asked for, the first one first.

        :param int size: how many records make a batch
        :param logger: where to say what could not be done
        :raise UserError: after all others are done, when a record failed by a defect
        """
        runs = transactions.as_job(self).search([("state", "!=", "done")], order="id")
        failure = None
        try:
            transactions.run_batches(
                self.env,
                [(run._get_left().with_context(**{RUN: run.id}), run._carry_out) for run in runs],
                size=size,
                logger=logger,
                note=lambda record, error: runs.browse(record.env.context[RUN])._note_failure(
                    record, error
                ),
            )
        except UserError as error:
            failure = error
        for run in runs:
            run._end_if_done()
        self.env["ir.cron"]._commit_progress()
        if failure:
            raise failure

    def _get_left(self):
        """Return the records that are still to be done. To be overridden."""
        raise NotImplementedError

    def _carry_out(self, records):
        """Do what was asked for with some records, and note it. To be overridden."""
        raise NotImplementedError

    def _note_failure(self, record, error):
        """Name a record that fails by a defect on the run, and leave it. To be overridden."""
        raise NotImplementedError

    def _note_progress(self, vals):
        """Write how far the run is."""
        self.write(vals)

    def _prepare_failures(self, lines):
        """Return the value of what could not be done, with some lines more."""
        self.ensure_one()
        return {"failures": "\n".join([*filter(None, [self.failures]), *lines])}

    # ------------------------------------------------------------------
    # the end
    # ------------------------------------------------------------------

    def _end_if_done(self):
        """End a run of which nothing is left, unless it has ended."""
        self.invalidate_recordset()
        if self.exists() and self.state != "done" and not self._get_left():
            self._end()

    def _end(self):
        """End the run, and tell who asked."""
        self._note_progress({"state": "done", **self._prepare_end()})
        self._tell()

    def _prepare_end(self):
        """Return what else is written when a run has ended. To be overridden."""
        return {}

    def _tell(self):
        """Tell who asked, in their language. To be overridden."""
        raise NotImplementedError

    def _tell_by_bus(self, title, message, is_sticky=False):
        """Show who asked a message, if they are there; a warning where something was not done.

        :param str title: what has ended
        :param str message: what came of it
        :param bool is_sticky: whether it stays until it is closed
        """
        has_refused = bool(self[self._run_counts[1]])
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "warning" if has_refused else "success",
                "title": title,
                "message": message,
                "sticky": is_sticky,
            },
        )
