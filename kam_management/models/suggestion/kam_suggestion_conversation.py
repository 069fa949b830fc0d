from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools.mail import email_normalize

from ... import arguments, wording
from ...rules import texts

UPLOAD = "kam.suggestion.write"
# Characters of what was said, in what colleagues are told of it.
QUOTED = 500


class KamSuggestion(models.Model):
    """What is said between the customer and us, beside the conversation of colleagues."""

    _inherit = "kam.suggestion"

    @api.depends("author_id", "account_id", "unit_id", "state")
    @api.depends_context("uid")
    def _compute_can_write_customer(self):
        for suggestion in self:
            seen = suggestion._origin
            may = bool(seen) and seen.has_access("write") and seen._answers()
            suggestion.can_write_customer = may
            suggestion.can_note_rating = may and suggestion.state in ("replied", "closed")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_customer_side(self):
        messages = self.env["kam.suggestion.message"]
        ratings = self.env["kam.suggestion.rating"]
        self.customer_message_ids = messages
        self.answer_rating_ids = ratings
        self.customer_file_ids = False
        if not (self._origin and messages.has_access("read")):
            return
        seen = self._origin._filtered_access("read")
        # which rows belong to which suggestion; those are read that are in sight
        publics = {each.suggestion_id.id: each for each in seen._find_public()}
        public_ids = [public.id for public in publics.values()]
        said = messages.search([("public_id", "in", public_ids)]).grouped("public_id")
        rated = ratings.search([("public_id", "in", public_ids)]).grouped("public_id")
        files = self.env["ir.attachment"].search(
            [
                "|",
                "&",
                ("res_model", "=", messages._name),
                ("res_id", "in", [row.id for rows in said.values() for row in rows]),
                "&",
                ("res_model", "=", "kam.suggestion.public"),
                ("res_id", "in", public_ids),
            ]
        )
        hung = files.grouped(lambda file: (file.res_model, file.res_id))
        for suggestion in self:
            public = publics.get(suggestion._origin.id)
            if not public:
                continue
            own = self.env[public._name].browse(public.id)
            suggestion.customer_message_ids = said.get(own) or messages
            suggestion.answer_rating_ids = rated.get(own) or ratings
            rows = [(messages._name, row.id) for row in suggestion.customer_message_ids]
            rows.append((public._name, public.id))
            suggestion.customer_file_ids = files.browse(
                file.id for row in rows for file in hung.get(row, ())
            )

    # ------------------------------------------------------------------
    # from us
    # ------------------------------------------------------------------

    def _check_may_write_customer(self):
        """Refuse to write to customers for all but who handles a suggestion, or leads it.

        :raise AccessError: naming the suggestion
        """
        self.check_access("write")
        for suggestion in self:
            if not suggestion._answers():
                raise AccessError(
                    self.env._(
                        "%s: whoever handles it writes to the customer, and those who lead its "
                        "account or unit.",
                        suggestion.display_name,
                    )
                )

    def action_write_to_customer(self):
        """Open the dialog in which the customer is written to.

        :return: a window action
        :raise AccessError: for all but those who handle the suggestion, or lead it
        """
        arguments.one(self)
        self._check_may_write_customer()
        return self._open_dialog(self.env._("Write to the Customer"), UPLOAD)

    def _open_dialog(self, title, model):
        dialog = self.env[model].create({"suggestion_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _write_to_customer(self, text, files=(), kind="message"):
        """Say something to the customer: it stands on the portal, and is mailed to them.

        Who may was checked.

        :param str text: what is said
        :param files: pairs of name and content, that were looked at
        :param str kind: message, interim or answer
        :return: the row, as the system
        """
        self.ensure_one()
        address = self._get_address()
        row = self._say(
            kind,
            text,
            files=files,
            way="mail" if address else "portal",
            address=address,
            mail_reference=self._new_message_id() if address else False,
        )
        if address:
            self._mail_customer(row)
        return row

    def _say(self, kind, text, files=(), **vals):
        """Add to the conversation with the customer, in our name or theirs.

        :param str kind: see the rows of the conversation
        :param str text: what was said
        :param files: pairs of name and content, that were looked at
        :param vals: further values of the row; by default we say it, in the user's name
        :return: the row, as the system
        """
        self.ensure_one()
        public = self._find_public()
        row = self._as_system("kam.suggestion.message")._append(
            [{**public._prepare_row(kind, text), "author_name": self.env.user.name, **vals}]
        )
        self._hang_files(row, files)
        return row

    @api.model
    def _hang_files(self, record, files):
        """Keep files with what the customer reads, as the system.

        :param record: a row of the conversation, or what the customer knows of the suggestion
        :param files: pairs of name and content, that were looked at
        """
        self._as_system("ir.attachment").create(
            [
                {"name": name, "raw": content, "res_model": record._name, "res_id": record.id}
                for name, content in files
            ]
        )

    def _mail_customer(self, row):
        """Mail the customer what was said: a mail of its own, that belongs to no conversation.

        :param row: what was said
        """
        # sudo: what the mail shows is made for the customer; who may write was checked
        own = self.sudo().with_context(lang=self._get_language())
        public = own._find_public()
        has_login = any(not user._is_public() for user in own.contact_id.user_ids)
        subject = own.env._(
            "%(subject)s: your suggestion %(number)s", subject=public.name, number=public.number
        )
        user = self.env.user
        self._queue_mail(
            "kam_management.suggestion_customer_mail",
            {
                "title": subject,
                "paragraphs": row.text.split("\n"),
                "user": user,
                "url": has_login and own._get_public_url(public),
            },
            subject=subject,
            email_from=user.email_formatted,
            author_id=user.partner_id.id,
            email_to=row.address,
            message_id=row.mail_reference,
            headers=repr({"X-Kam-Suggestion": public.number}),
            attachment_ids=[Command.set(row.attachment_ids.ids)],
        )
        self.env["mail.thread"]._kam_hurry(user)

    # ------------------------------------------------------------------
    # what processes say
    # ------------------------------------------------------------------

    def _on_taken_in(self):
        """See the base method: the conversation begins with our thanks (scheme, one.3, 1)."""
        super()._on_taken_in()
        publics = {public.suggestion_id.id: public for public in self._find_public()}
        rows = []
        for suggestion in self:
            thanks = wording.worded(
                "thanks",
                number=suggestion.number,
                day=wording.day(suggestion.date_promise),
            )
            rows.append(
                {
                    **publics[suggestion.id]._prepare_row("thanks", thanks),
                    "author_name": suggestion.company_id.name,
                }
            )
        self._as_system("kam.suggestion.message")._append(rows)

    def _on_replied(self, text, kind="answer"):
        """Note what the customer was answered, and bring up to date what they see.

        :param str text: what was answered
        :param str kind: answer, or interim where it is none yet
        """
        self.ensure_one()
        self._say(kind, text)
        # sudo: as the process, which has checked who answers
        self.sudo()._publish()

    # ------------------------------------------------------------------
    # from the customer
    # ------------------------------------------------------------------

    def _on_customer_mail(self, text, sender, attachments):
        """Take what a customer has written by mail: nothing of it is lost.

        It stands in the conversation with copies of the files that are taken; the others are named
        there, and stay where the mail has put them.

        :param str text: what they wrote
        :param res.partner sender: who wrote it
        :param ir.attachment attachments: what came with it
        :return: the row, as the system
        """
        self.ensure_one()
        # sudo: the names of who wrote it and of the files, whoever hands the mail over
        person = sender.sudo()
        files, left_out = self._pick_files(attachments.sudo())
        row = self._say(
            "message",
            texts.trimmed(text) or self.env._("(A mail without a text)"),
            files=files,
            is_ours=False,
            way="mail",
            author_name=person.name or person.email or self.partner_id.name,
            address=email_normalize(person.email) or False,
            left_out=left_out or False,
        )
        self._tell_of_message(row)
        return row

    def _pick_files(self, attachments):
        """Return which files of a mail are kept, and a line for each that is not.

        :param ir.attachment attachments: the files, as superuser
        :return: list of pairs of name and content, and a text in the customer's language
        """
        checker = self.env["kam.suggestion.public"].with_context(lang=self._get_language())
        kept, refused = [], []
        for file in attachments.sorted("id"):
            content = file.raw or b""
            fault = checker._find_file_fault(self.company_id, len(kept), file.name, content)
            if fault:
                refused.append(fault)
            else:
                kept.append((checker._clean_file_name(file.name), content))
        return kept, "\n".join(refused)

    def _tell_of_message(self, row):
        """Tell whoever handles the suggestion what its customer wrote, else those who lead it.

        :param row: what was said
        """
        self._tell_handlers(
            lambda own: (
                own.env._("%(customer)s wrote to us", customer=own.partner_id.name),
                row.text,
            ),
            without=self.env["res.users"],
        )

    def _tell_handlers(self, word, leaders=False, without=None):
        """Tell whoever handles the suggestion something, each in their language.

        :param word: called with the suggestion in a language; returns subject and text
        :param bool leaders: tell those next above as well
        :param res.users without: who knows already; by default the user
        """
        self.ensure_one()
        # sudo: as the process, whoever causes it; nobody is told who may not read it
        own = self.with_user(SUPERUSER_ID)
        people = own.author_id._kam_able(own.company_id)
        if leaders or not people:
            people |= own._find_leaders()
        people -= self.env.user if without is None else without
        for lang, some in wording.by_language(people):
            read = own.with_context(lang=lang)
            subject, text = word(read)
            lines = [
                Markup("<p>%s</p>") % line for line in text[:QUOTED].split("\n") if line.strip()
            ]
            title = wording.labelled(read.env, read.display_name, subject)
            read._kam_tell(some.with_env(read.env), title, Markup().join(lines))

    def _find_leaders(self):
        """Return the nearest who lead the account of the suggestion, or its unit."""
        self.ensure_one()
        positions = self.env["kam.position"]
        unit = self._get_unit()
        return positions._find_nearest({self: (unit, positions._supervising_roles())})[self]

    @api.model
    def _check_own_uploads(self, attachments):
        """Refuse files that were not chosen for this very message: nothing of ours gets out.

        :param ir.attachment attachments: what somebody wants to send
        :return: pairs of name and content
        :raise UserError: naming the file
        """
        files = []
        for attachment in attachments:
            attachment.check_access("read")
            # sudo: where it hangs counts, it may be read
            own = attachment.sudo()
            is_fresh = own.create_uid == self.env.user and own.res_model == UPLOAD
            if not is_fresh or own.type != "binary" or own.res_field:
                raise UserError(
                    self.env._(
                        "“%s” belongs to something else: choose the file anew for this message.",
                        own.name,
                    )
                )
            files.append((own.name, own.raw or b""))
        return files
