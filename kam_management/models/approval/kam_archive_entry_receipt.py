from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ... import arguments
from ...wording import format_date, format_datetime
from .kam_deadline import ARCHIVE

# code of the duty of the author, who completes what the archive room acknowledges
COMPLETION = "completion"
# what the last word says of the entry; until then, and after it was completed, it waits
STATES = {"received": "received", "incomplete": "incomplete", "completed": "waiting"}


class KamArchiveEntry(models.Model):
    """The archive room acknowledges what is filed; where something is missing, the author adds it.

    Entries are final: what is said of them stands in rows of its own, the last of which counts.
    """

    _inherit = "kam.archive.entry"

    @api.depends("acknowledgement_ids", "is_confidential")
    def _compute_receipt(self):
        for entry in self:
            last = entry.acknowledgement_ids.sorted("number")[-1:]
            waiting = False if entry.is_confidential else "waiting"
            entry.receipt_state = STATES.get(last.kind, waiting)
            entry.receipt_missing = last.note if last.kind == "incomplete" else False

    @api.model
    def _search_receipt_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = set(value)
        wanted = Domain.OR(
            self._having_last(kind) for kind, state in STATES.items() if state in states
        )
        if "waiting" in states:
            wanted |= ~self._having_said() & Domain("is_confidential", "=", False)
        if False in states:
            wanted |= ~self._having_said() & Domain("is_confidential", "=", True)
        return wanted

    # In SQL: whoever reads an entry finds it by its state, and need not read what was said of it.

    @api.model
    def _having_said(self):
        """Return the domain of the entries of which something was said."""
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (SELECT entry_id FROM kam_archive_acknowledgement)",
                SQL.identifier(alias, "id"),
            )
        )

    @api.model
    def _having_last(self, kind):
        """Return the domain of the entries of which the last word is of a kind."""
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (SELECT word.entry_id FROM kam_archive_acknowledgement AS word"
                " WHERE word.kind = %s AND NOT EXISTS ("
                "SELECT FROM kam_archive_acknowledgement AS later"
                " WHERE later.entry_id = word.entry_id AND later.number > word.number))",
                SQL.identifier(alias, "id"),
                kind,
            )
        )

    @api.depends("acknowledgement_ids")
    @api.depends_context("lang", "tz")
    def _compute_receipt_list(self):
        row = Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")
        table = Markup('<table class="table table-sm"><tbody>%s</tbody></table>')
        for entry in self:
            rows = Markup().join(row % line for line in entry._get_receipt_lines())
            entry.receipt_list = table % rows if rows else False

    def _get_receipt_lines(self):
        """Return what was said of the entry: list of (kind, time, person, note), as texts."""
        self.ensure_one()
        # sudo: who reads the entry reads what was said of it
        words = self.sudo().acknowledgement_ids.sorted("number")
        kinds = dict(words._fields["kind"]._description_selection(self.env))
        return [
            (
                kinds[word.kind],
                format_datetime(self.env, word.date, dt_format="short"),
                word.user_id.name,
                word.note or "",
            )
            for word in words
        ]

    def _word_filed(self):
        """Return when the entry was filed, in the time of its reader, else of the company."""
        self.ensure_one()
        zone = self.env.context.get("tz") or self.env.user.tz
        return format_datetime(
            self.env,
            self.date_filed,
            tz=zone or self.company_id._kam_timezone().zone,
            dt_format="short",
        )

    def _get_filed(self):
        """Return all documents of the entry: filed with the form, or added since.

        :return: list of dicts, see ``_kam_describe``
        """
        self.ensure_one()
        # sudo: as in _get_receipt_lines
        added = self.sudo().acknowledgement_ids.sorted("number").mapped("documents")
        return [*(self.documents or []), *(document for some in added for document in some or [])]

    @api.depends("receipt_state")
    @api.depends_context("uid")
    def _compute_can_receipt(self):
        is_archivist = self._is_archivist()
        for entry in self:
            entry.can_acknowledge = is_archivist and entry.receipt_state in (
                "waiting",
                "incomplete",
            )
            entry.can_complete = entry.receipt_state == "incomplete" and entry._may_complete()

    @api.model
    def _is_archivist(self):
        return self.env.user.has_group("kam_management.group_kam_archivist")

    def _may_complete(self):
        """Tell whether the user is one of those who owe what is missing, or act for them."""
        duties = self.env["kam.deadline"]._find_open(self, COMPLETION)
        return self.env.user in duties.worker_ids | self._find_completers()

    # ------------------------------------------------------------------
    # what people do
    # ------------------------------------------------------------------

    def action_acknowledge(self, missing=""):
        """Acknowledge what was filed, as the archive room.

        :param str missing: what is missing; empty: the file is complete
        :return: True
        :raise UserError: for what was acknowledged as complete already
        :raise AccessError: for everybody else, and for whoever may not read an entry
        """
        if not self._is_archivist():
            raise AccessError(self.env._("What is filed is acknowledged by the archivists."))
        self.check_access("read")
        missing = arguments.text(self.env, self.env._("What Is Missing"), missing)
        for entry in self:
            if entry.receipt_state == "received" and not missing:
                raise UserError(
                    self.env._("%(form)s was acknowledged already.", form=entry.display_name)
                )
            entry._say("incomplete" if missing else "received", missing)
            entry._settle_receipt(missing)
        return True

    def _settle_receipt(self, missing):
        """Let the duties follow from what the archive room said."""
        duties = self.env["kam.deadline"]
        duties._close(self, ARCHIVE)
        if missing:
            self._ask_author()
        else:
            duties._close(self, COMPLETION)

    def action_complete(self, added="", document_ids=()):
        """Add what was missing, as the author; the archive room then looks at it again.

        :param str added: what was added, or why nothing more comes
        :param list document_ids: ids of attachments that the user uploaded, or of documents of the
            form; copies are kept here
        :return: True
        :raise UserError: for a file of which nothing is missing, without a word, or for a document
            of something else
        :raise AccessError: for whoever does not owe it, or may not read an entry or a document
        """
        arguments.one(self)
        self.check_access("read")
        if self.receipt_state != "incomplete":
            raise UserError(
                self.env._(
                    "Nothing is missing of %(form)s, as far as the archive room has said.",
                    form=self.display_name,
                )
            )
        if not self._may_complete():
            raise AccessError(
                self.env._(
                    "%(form)s is completed by its author, or who is in charge of it.",
                    form=self.display_name,
                )
            )
        added = arguments.text(self.env, self.env._("What Was Added"), added)
        if not added:
            raise UserError(self.env._("“What Was Added” is empty: say it in a few words."))
        documents = self._find_addable(document_ids)
        kept = [
            document
            if document.type == "url"
            else self._add_file(document.name, document.raw or b"", document.mimetype)
            for document in documents
        ]
        self._say("completed", added, [document._kam_describe() for document in kept])
        self.env["kam.deadline"]._close(self, COMPLETION)
        self._ask_archive_room()
        return True

    def _find_addable(self, document_ids):
        """Return the documents that complete the file.

        :param document_ids: ids of attachments, as a caller gave them
        :raise UserError: for what is no list of ids, or belongs to something else
        :raise AccessError: for a document that the user may not read
        """
        self.ensure_one()
        wanted = arguments.ids(self.env, self.env._("Documents"), document_ids)
        documents = self.env["ir.attachment"].browse(wanted)
        documents.check_access("read")
        # sudo: whose form it is, whoever asks
        entry = self.sudo()
        form = None if entry.is_form_gone else entry.env[entry.res_model].browse(entry.res_id)
        own = entry._get_documents(form) if form and form.exists() else documents.browse()
        for document in documents:
            # what a field of a record holds, for example its image, is no document
            is_field = bool(document.res_field)
            is_placed = document.res_model and document.res_id
            is_added = document.create_uid == self.env.user and (
                not is_placed or document.res_model == "kam.archive.receipt"
            )
            if is_field or not (is_added or document in own):
                raise UserError(
                    self.env._(
                        "“%(file)s” cannot be added to %(form)s: it belongs to something else. "
                        "Upload the document itself.",
                        file=document.name,
                        form=self.display_name,
                    )
                )
        return documents

    def _say(self, kind, note, documents=None):
        # sudo: what was said counts, whoever may read it
        words = self.sudo().acknowledgement_ids
        self.env["kam.archive.acknowledgement"]._append(
            [
                {
                    "entry_id": self.id,
                    "number": max(words.mapped("number"), default=0) + 1,
                    "kind": kind,
                    "note": note,
                    "documents": documents or False,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
            ]
        )
        self.invalidate_recordset()

    def action_open_receipt(self):
        """Open the dialog in which the archive room acknowledges the entries.

        :return: a window action
        """
        return self._open_receipt(False)

    def action_open_completion(self):
        """Open the dialog in which the author adds what is missing.

        :return: a window action
        """
        return self._open_receipt(True)

    def _open_receipt(self, is_completion):
        wizard = self.env["kam.archive.receipt"].create(
            {"entry_ids": self.ids, "is_completion": is_completion}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complete the File") if is_completion else self.env._("Acknowledge"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------------
    # duties
    # ------------------------------------------------------------------

    def _ask_archive_room(self):
        """Let the archivists owe the acknowledgement, where the company has some and asks them."""
        # sudo: whoever files has no business with settings and positions
        entries = self.sudo().filtered(
            lambda entry: not entry.is_confidential and entry.company_id.kam_archive_days > 0
        )
        archivists = entries.env["kam.position"]._find_nearest(
            {entry: (entry.unit_id, "archivist") for entry in entries}
        )
        entries.filtered(lambda entry: archivists[entry])._open_duties(ARCHIVE, "kam_archive_days")

    def _ask_author(self):
        """Let whoever wrote the form owe what is missing."""
        self._open_duties(COMPLETION, "kam_completion_days")

    def _open_duties(self, kind, setting):
        """Open the duties of one kind.

        :param str kind: code of the kind
        :param str setting: field of the company that says how many days there are
        """
        # sudo: duties belong to the process, whoever begins them
        entries = self.sudo()
        vals_list = []
        for entry in entries:
            company = entry.company_id
            due = company._kam_due(company._kam_today(), company[setting])
            vals = entry._prepare_duty_vals(kind, due, unit_id=entry.unit_id.id)
            if kind == COMPLETION:
                vals["user_ids"] = entry._find_completers().ids
            vals_list.append(vals)
        entries.env["kam.deadline"]._open(vals_list)

    def _find_completers(self):
        """Return who completes the file: who corrects the form, or filed it."""
        self.ensure_one()
        # sudo: whose form it is, whoever asks
        entry = self.sudo()
        if entry.is_form_gone:
            return entry.filed_by_id
        form = entry.env[entry.res_model].browse(entry.res_id).exists()
        return form._find_correctors() if form else entry.filed_by_id

    @api.model
    def _find_duty_users(self, deadlines):
        """See the base method: who completes the file."""
        people = super()._find_duty_users(deadlines)
        for duty, entry in self._find_duty_documents(deadlines).items():
            if duty.code == COMPLETION:
                people[duty] = entry._find_completers()
        return people

    # ------------------------------------------------------------------
    # My Day
    # ------------------------------------------------------------------

    @api.model
    def _get_described_fields(self):
        """See the base method."""
        return [*super()._get_described_fields(), "company_id", "date_filed", "is_confidential"]

    @api.model
    def _describe_duties(self, deadlines, documents):
        """See the base method: what was filed when, and what the archive room misses."""
        told = super()._describe_duties(deadlines, documents)
        my_day = self.env["kam.my.day"]
        for duty, entry in documents.items():
            if duty.code == ARCHIVE:
                told[duty] = {
                    "why": self.env._(
                        "Filed on %(day)s",
                        day=format_date(self.env, entry.company_id._kam_day_of(entry.date_filed)),
                    ),
                    "actions": [
                        my_day._prepare_action("acknowledge", self.env._("Acknowledge"), bulk=True),
                        my_day._prepare_action("miss", self.env._("Something Is Missing")),
                    ],
                }
            elif duty.code == COMPLETION:
                told[duty] = {
                    "why": self.env._("Missing: %s", entry.receipt_missing or ""),
                    "actions": [
                        my_day._prepare_action("complete", self.env._("Complete the File"))
                    ],
                }
        return told

    @api.model
    def _settle_duties(self, deadlines, key):
        """See the base method: the archive room acknowledges, authors complete."""
        entries = self.browse(deadlines.mapped("res_id"))
        if key == "acknowledge":
            return entries.action_acknowledge()
        if key == "miss":
            return entries.action_open_receipt()
        if key == "complete":
            return entries.action_open_completion()
        return super()._settle_duties(deadlines, key)
