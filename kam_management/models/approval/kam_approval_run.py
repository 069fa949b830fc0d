import logging

from odoo import api, fields, models

from ... import transactions, wording

_logger = logging.getLogger(__name__)

# From how many forms on nobody waits in front of the screen.
BACKGROUND_FROM = 100
# Each done within seconds; what a kill loses is not more than one of them.
BATCH_SIZE = 20
# Methods that do with many forms or reviews together what they do with one.
TOGETHER = frozenset({"action_submit", "action_withdraw", "action_give_up", "_carry_out"})


class KamApprovalRun(models.Model):
    """What somebody has asked for with many forms, done in the background, with its result.

    It is done with the rights of whoever asked, who alone sees it. What is left to do stands here.
    """

    _name = "kam.approval.run"
    _description = "Decisions in the Background"
    _inherit = ["kam.run.mixin"]

    _run_counts = ("done", "refused", "total")

    name = fields.Char(string="What", required=True, readonly=True)
    # nobody waits for its turn: it begins with the first batch
    state = fields.Selection(default="running")
    progress = fields.Float(string="Progress (%)")
    total = fields.Integer(readonly=True, aggregator=None)
    done = fields.Integer(readonly=True, aggregator=None)
    refused = fields.Integer(string="Not Done", readonly=True, aggregator=None)
    date_done = fields.Datetime(string="Done On", readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    arguments = fields.Json(readonly=True)
    left_ids = fields.Json(readonly=True)
    company_ids = fields.Json(string="Companies", readonly=True)

    @api.model
    def _background_from(self):
        """Return from how many records on something is done in the background."""
        return BACKGROUND_FROM

    @api.model
    def _start(self, records, method, arguments=()):
        """Do something with each of many records in the background, for the user.

        Those of a batch are done together where the method can, see ``TOGETHER``.

        :param records: forms or reviews
        :param str method: name of the method, called with one record at a time, or with some
        :param arguments: what it is called with
        :return: a window action that shows how far it is
        """
        # sudo: nobody writes runs themselves; the methods ask for the rights of who asked
        run = self.sudo().create(
            {
                "name": self.env._(
                    "%(count)s × %(what)s", count=len(records), what=records._description
                ),
                "user_id": self.env.uid,
                "res_model": records._name,
                "method": method,
                "arguments": list(arguments),
                "left_ids": records.ids,
                "total": len(records),
                "company_ids": self.env.companies.ids,
            }
        )
        # sudo: whoever asks need not be allowed to look after jobs
        self.env.ref("kam_management.ir_cron_kam_approval_run").sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("In the Background"),
            "res_model": self._name,
            "res_id": run.id,
            "view_mode": "form",
            "target": "current",
        }

    @api.model
    def _cron_carry_out(self):
        """Go on with what was asked for; see ``kam.run.mixin``."""
        self._carry_on(BATCH_SIZE, _logger)

    def _get_left(self):
        """Return the records that are still to be done, as whoever asked."""
        self.ensure_one()
        model = self.env[self.res_model].with_user(self.user_id)
        context = {"allowed_company_ids": self.company_ids, "lang": self.user_id.lang}
        return model.with_context(**context).browse(self.left_ids)

    def _carry_out(self, records):
        """Do what was asked for with some records, and say what was refused."""
        transactions.serialise(self)
        # another run of the job may have done some meanwhile
        self.invalidate_recordset(["left_ids"])
        records = records.filtered(lambda record: record.id in self.left_ids)
        method, arguments = self.method, self.arguments or []
        run = transactions.run_together if method in TOGETHER else transactions.run_each
        _results, refused = run(records, lambda some: getattr(some, method)(*arguments))
        done = len(records) - len(refused)
        self._settle(records, done, [_explain(record, why) for record, why in refused])
        _logger.info("%s: %s done, %s refused", self, done, len(refused))

    def _note_failure(self, record, error):
        """Leave a record that fails by a defect to its people, and go on."""
        self._settle(record, 0, [_explain(record, repr(error))[:500]])

    def _settle(self, records, done, failures):
        """Count some records as dealt with; tell whoever asked when these were the last."""
        left = [record_id for record_id in self.left_ids or [] if record_id not in records.ids]
        self._note_progress(
            {
                "left_ids": left,
                "done": self.done + done,
                "refused": self.refused + len(failures),
                **self._prepare_failures(failures),
            }
        )
        if not left:
            self._end()

    def _prepare_end(self):
        return {"date_done": fields.Datetime.now()}

    def _tell(self):
        told = self.with_context(lang=self.user_id.lang)
        message = told.env._("What could not be done stands in Decisions in the Background.")
        self._tell_by_bus(
            told.env._("%(done)s of %(total)s done", done=self.done, total=self.total),
            message if self.refused else "",
            is_sticky=bool(self.refused),
        )


def _explain(record, why):
    """Return why a record was refused; who may not read it any more is told no name."""
    if record.has_access("read"):
        return record._explain(why)
    return wording.labelled(record.env, f"{record._description} #{record.id}", why)
