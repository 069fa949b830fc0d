from odoo.tools import html2plaintext


class MailHelpers:
    """What people were told in person, by mail or in their inbox."""

    def _mark(self):
        """Return where messages and mails stand, to ask afterwards what has come since."""
        self.env.flush_all()
        self.env.invalidate_all()
        return tuple(
            # sudo: the newest counts, also where the user of the test may not read it
            self.env[model].sudo().search([], order="id DESC", limit=1).id or 0
            for model in ("mail.message", "mail.mail")
        )

    def _told(self, user, since):
        """Return the messages by which a user was told something since a mark."""
        self.env.invalidate_all()
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [("id", ">", since[0]), ("notified_partner_ids", "in", user.partner_id.ids)],
                order="id",
            )
        )

    def _mails(self, user, since):
        """Return the mails that were queued for a user since a mark."""
        self.env.invalidate_all()
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [("id", ">", since[1]), ("recipient_ids", "in", user.partner_id.ids)], order="id"
            )
        )

    def _as_text(self, mail):
        """Return a mail as it goes out as plain text, with its subject."""
        return f"{mail.subject}\n{html2plaintext(mail.body_html)}"

    def _by_mail(self, *users):
        for user in users:
            user.notification_type = "email"
