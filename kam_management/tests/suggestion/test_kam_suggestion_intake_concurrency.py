from email.message import EmailMessage

from odoo.api import SUPERUSER_ID, Environment
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import KamCommon
from ..concurrency import ConcurrencyCase

DOMAIN = "kam-twice.example"


@tagged("post_install", "-at_install")
class TestKamSuggestionIntakeConcurrency(ConcurrencyCase):
    """Two workers take mails at the same moment."""

    guarded = (
        "kam.deadline",
        "kam.suggestion.mail",
        "kam.suggestion.thanks",
        "kam.suggestion",
        "kam.account.event",
        "kam.account",
    )
    unguarded = ("mail.mail", *ConcurrencyCase.unguarded)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        base = type("World", (KamCommon,), {})
        with cls._new_world(base) as world:
            partner = world._partner("Twice", email="office@twice.example")
            cls.chen_id = (
                world.env["res.partner"]
                .create({"name": "Chen", "parent_id": partner.id, "email": "chen@twice.example"})
                .id
            )
            domain = world.env["mail.alias.domain"].create({"name": DOMAIN})
            cls.domain_before = world.company.alias_domain_id.id
            world.company.alias_domain_id = domain
            world.company.kam_suggestion_alias_name = "twice"
            cls.domain_id = domain.id

    @classmethod
    def _remove_others(cls, env):
        company = env["res.company"].browse(cls.ids["company"])
        company.kam_suggestion_alias_name = False
        domain = env["mail.alias.domain"].browse(cls.domain_id)
        # the first domain of a database goes to all companies and aliases
        env["res.company"].search([("alias_domain_id", "=", domain.id)]).alias_domain_id = False
        env["mail.alias"].search([("alias_domain_id", "=", domain.id)]).alias_domain_id = False
        company.alias_domain_id = cls.domain_before
        domain.unlink()

    def _mail(self, number):
        mail = EmailMessage()
        mail["From"] = "chen@twice.example"
        mail["To"] = f"twice@{DOMAIN}"
        mail["Subject"] = "Twice"
        mail["Message-Id"] = f"<{number}@twice.example>"
        mail.set_content("Deliver before eight.")
        return mail.as_bytes()

    def _at_once(self, first, second):
        """Let one worker begin, another one take a mail, and then the first one take its own."""
        with self.registry.cursor() as early:
            early.execute("SELECT 1 FROM kam_suggestion LIMIT 1")
            # committed when it ends
            with self.registry.cursor() as late:
                self._take(late, second)
            self._take(early, first)

    def _take(self, cr, mail):
        env = Environment(cr, SUPERUSER_ID, {})
        with mute_logger("odoo.sql_db"):
            env["mail.thread"].message_process(False, mail)
            env.flush_all()

    def _count(self, message_ids):
        with self._new_env() as env:
            rows = env["kam.suggestion.mail"].search([("message_id", "in", message_ids)])
            thanks = env["kam.suggestion.thanks"].search([("email", "=", "chen@twice.example")])
            return len(rows), len(rows.suggestion_id), len(thanks)

    def test_the_same_mail_and_two_of_one_sender(self):
        same = self._mail("same")
        self._at_once(same, same)
        self.assertEqual(self._count(["<same@twice.example>"]), (1, 1, 1))
        with self._new_env() as env:
            env["kam.suggestion.thanks"].search([])._protected_unlink()
        self._at_once(self._mail("one"), self._mail("two"))
        ids = ["<one@twice.example>", "<two@twice.example>"]
        self.assertEqual(self._count(ids), (2, 2, 1))
