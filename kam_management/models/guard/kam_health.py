from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...wording import format_datetime

# How long what failed is looked back for.
LOOK_BACK = timedelta(days=14)
# A job that has not begun this long after its time does not run.
OVERDUE = timedelta(hours=6)
# Seals are made each night.
SEALED_WITHIN = timedelta(days=2)


class KamHealth(models.TransientModel):
    """What an operator looks at: one line per thing that should be right, and what stands behind.

    Topics add their lines by extending ``_collect``.
    """

    _name = "kam.health"
    _description = "Health"
    _order = "sequence, id"

    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="What", readonly=True)
    level = fields.Selection(
        [("problem", "Problem"), ("warning", "Look at it"), ("ok", "In order")],
        string="State",
        readonly=True,
    )
    message = fields.Text(string="Found", readonly=True)
    date = fields.Datetime(string="Last or Oldest", readonly=True)
    res_model = fields.Char(readonly=True)
    domain = fields.Json(readonly=True)
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.depends("res_model")
    @api.depends_context("uid")
    def _compute_can_open(self):
        for line in self:
            line.can_open = bool(line.res_model) and self.env[line.res_model].has_access("read")

    @api.model
    def action_check(self):
        """Look at everything now, and show what was found.

        :return: a window action
        :raise AccessError: for everybody but administrators of key accounts
        """
        if not self.env.user.has_group("kam_management.group_kam_administrator"):
            raise AccessError(
                self.env._("Only administrators of key accounts see whether everything runs.")
            )
        order = {"problem": 0, "warning": 1, "ok": 2}
        # sudo: what is counted concerns everybody's records; nobody writes the lines themselves
        found = self.sudo()._collect()
        lines = self.sudo().create(
            [{"sequence": order[vals["level"]], "res_model": False, **vals} for vals in found]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Health"),
            "res_model": self._name,
            "views": [(False, "list")],
            "domain": [("id", "in", lines.ids)],
            "target": "current",
        }

    def action_open(self):
        """Open the records behind a line, as far as the user may see them.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("read")
        if not self.can_open:
            raise AccessError(
                self.env._("You have no right to see what stands behind “%s”.", self.name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "views": [(False, "list"), (False, "form")],
            "domain": self.domain or [],
            "context": {"active_test": False},
        }

    # ------------------------------------------------------------------
    # what is looked at; called with all rights
    # ------------------------------------------------------------------

    @api.model
    def _collect(self):
        """Return the lines, as values. To be extended by topics."""
        return [
            *self._check_jobs(),
            self._check_failures(),
            self._check_mails(),
            self._check_seals(),
        ]

    @api.model
    def _count(self, name, model, domain, message, level="problem", date_field=None):
        """Return the line for records that there should be none of.

        :param str name: what is looked at
        :param str model: name of the model
        :param domain: which records are wrong
        :param str message: what is wrong and what to do, with ``%s`` for how many
        :param str level: how bad it is
        :param str date_field: the field that says since when
        """
        records = self.env[model].with_context(active_test=False)
        domain = Domain(domain)
        count = records.search_count(domain)
        oldest = False
        if count and date_field:
            oldest = records.search(domain, order=date_field, limit=1)[date_field]
        return {
            "name": name,
            "level": level if count else "ok",
            "message": message % count if count else self.env._("None"),
            "date": oldest,
            "res_model": model,
            "domain": list(domain),
        }

    def _check_jobs(self):
        known = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("name", "=like", r"ir\_cron\_kam\_%")]
        )
        jobs = self.env["ir.cron"].with_context(active_test=False)
        return [self._check_job(job) for job in jobs.browse(known.mapped("res_id")).exists()]

    def _check_job(self, job):
        now = fields.Datetime.now()
        level, message = (
            "ok",
            self.env._(
                "Runs; next on %s (UTC).", format_datetime(self.env, job.nextcall, tz="UTC")
            ),
        )
        if not job.active:
            level, message = (
                "problem",
                self.env._("Is switched off. Switch it on in Settings / Technical."),
            )
        elif job.failure_count:
            level, message = (
                "problem",
                self.env._(
                    "Has failed %(count)s times since %(date)s (UTC); the log says why. It is "
                    "tried again at its next time.",
                    count=job.failure_count,
                    date=format_datetime(self.env, job.first_failure_date, tz="UTC"),
                ),
            )
        elif job.nextcall < now - OVERDUE:
            level, message = (
                "problem",
                self.env._(
                    "Should have begun on %s (UTC). Does the server run with max_cron_threads?",
                    format_datetime(self.env, job.nextcall, tz="UTC"),
                ),
            )
        return {
            "name": job.name,
            "level": level,
            "message": message,
            "date": job.lastcall,
            "res_model": "ir.cron",
            "domain": [("id", "=", job.id)],
        }

    def _check_failures(self):
        """Find the records on which jobs have noted that they left them out."""
        texts = {
            # the words in which ``transactions.note_failure`` says so, whatever the language
            self.with_context(lang=code).env._("A scheduled job left this out: %s", "").strip()
            for code, _name in self.env["res.lang"].get_installed()
        }
        since = fields.Datetime.now() - LOOK_BACK
        domain = [("date", ">", fields.Datetime.to_string(since)), ("model", "=like", "kam.%")]
        return self._count(
            self.env._("Records that jobs left out"),
            "mail.message",
            Domain(domain) & Domain.OR(Domain("body", "ilike", text) for text in texts),
            self.env._("Notes within two weeks: %s. The next run tries again; read why."),
            date_field="date",
        )

    def _check_mails(self):
        since = fields.Datetime.to_string(fields.Datetime.now() - LOOK_BACK)
        return self._count(
            self.env._("Mails that could not be sent"),
            "mail.mail",
            [("state", "=", "exception"), ("create_date", ">", since)],
            self.env._("Mails within two weeks: %s. Check the outgoing mail server, then retry."),
            level="warning",
            date_field="create_date",
        )

    def _check_seals(self):
        last = self.env["kam.seal"].search([("res_model", "=", False)], limit=1)
        now = fields.Datetime.now()
        if not last:
            level, message = "warning", self.env._("Nothing is sealed yet.")
        elif last.date < now - SEALED_WITHIN:
            level, message = "problem", self.env._("The last run of seals is too long ago.")
        else:
            level = "ok"
            message = self.env._(
                "Sealed until %s (UTC). Verify compares it.",
                format_datetime(self.env, last.date_until, tz="UTC"),
            )
        return {
            "name": self.env._("Seals"),
            "level": level,
            "message": message,
            "date": last.date,
            "res_model": "kam.seal",
            "domain": [("res_model", "=", False)],
        }
