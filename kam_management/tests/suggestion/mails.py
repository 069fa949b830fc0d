from email.message import EmailMessage

ADDRESS = "ideas"
DOMAIN = "kam.example"


class IntakeMails:
    """Mails to the address of suggestions of the company, ``ideas@kam.example``.

    ``buyer_chen`` works at the mill, with an address of his own.
    """

    @classmethod
    def _enter_mails(cls):
        cls.domain = cls.env["mail.alias.domain"].search([("name", "=", DOMAIN)]) or cls.env[
            "mail.alias.domain"
        ].create(
            {
                "name": DOMAIN,
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
                "default_from": "notifications",
            }
        )
        cls.company.alias_domain_id = cls.domain
        cls.company.kam_suggestion_alias_name = ADDRESS
        cls.chen = cls.env["res.partner"].create(
            {
                "name": "Chen",
                "parent_id": cls.mill.partner_id.id,
                "email": "chen@mill.example",
            }
        )
        cls.number = 0

    @classmethod
    def _mail(cls, sender="Chen <chen@mill.example>", text="Deliver before eight.", **headers):
        """Return a mail; ``None`` takes a header away."""
        mail = EmailMessage()
        cls.number += 1
        given = {
            "From": sender,
            "To": f"{ADDRESS}@{DOMAIN}",
            "Subject": "Delivery",
            "Message-Id": f"<{cls.number}.test@mill.example>",
            "Date": "Sun, 29 Nov 2026 09:00:00 +0800",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for name, value in given.items():
            if value is not None:
                mail[name] = value
        mail.set_content(text)
        return mail

    def _deliver(self, mail=None, env=None, **given):
        """Let the gateway bring a mail; return its row."""
        mail = mail or self._mail(**given)
        rows = self.env["kam.suggestion.mail"].search([])
        gateway = (env or self.env)["mail.thread"]
        gateway.message_process(False, mail.as_bytes())
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["kam.suggestion.mail"].search([]) - rows

    def _thanks(self, email="chen@mill.example"):
        """Return the mails of thanks that were queued for an address."""
        return self.env["kam.suggestion.thanks"].search([("email", "=", email)]).mail_id
