from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from ... import arguments, protection, transactions
from ...rules import texts
from .kam_suggestion_rating import SCORES, UNSATISFIED

LONGEST_SUBJECT = 150
LONGEST_KEY = 64


class KamSuggestionPublic(models.Model):
    """What customers say on the portal: new suggestions, messages, ratings.

    Called by the pages alone, in the name of who is logged in; each asks again who may.
    """

    _inherit = "kam.suggestion.public"

    # ------------------------------------------------------------------
    # a new suggestion
    # ------------------------------------------------------------------

    @api.model
    def _take_in(self, given, files, client_key):
        """Take in what a customer suggests on the portal; the same form makes one, sent twice.

        :param dict given: ``name``, ``description``, ``kind_id``, ``product_id``: texts of a form
        :param files: pairs of name and content
        :param str client_key: of the form
        :return: what the customer knows of it, none where something is wrong; and what is wrong,
            a dict name of field -> text
        :raise AccessError: for whoever speaks for no customer
        """
        protection.check_caller(self.env, "_take_in")
        if not self._may_suggest():
            raise AccessError(self.env._("Only customers of ours write down suggestions here."))
        customer = self._get_customer()
        transactions.serialise(customer)
        key = client_key[:LONGEST_KEY] if arguments.is_text(client_key) else ""
        # sudo: the form that was sent, whoever reads what became of it
        sent = self.sudo().search([("partner_id", "=", customer.id), ("client_key", "=", key)])
        if key and sent:
            return self.browse(sent.ids), {}
        vals, faults = self._check_entry(given)
        kept, fault = self._check_files(files)
        if fault:
            faults["files"] = fault
        if not faults:
            faults = self._check_number_today()
        if faults:
            return self.browse(), faults
        suggestion = self._create_suggestion(vals)
        public = suggestion._find_public()
        public._protected_write({"client_key": key or False})
        suggestion._hang_files(public, kept)
        suggestion._tell_handlers(
            lambda own: (
                own.env._("%s has written a suggestion on the portal", own.partner_id.name),
                own.description,
            )
        )
        return self.browse(public.ids), {}

    @api.model
    def _check_entry(self, given):
        """Return the values of a suggestion, and what is wrong with them."""
        labels = self.env["kam.suggestion"]
        longest = self._get_text_length()
        faults = {}
        for name, most in (("name", LONGEST_SUBJECT), ("description", longest)):
            label = {
                "name": self.env._("Subject of the Suggestion"),
                "description": self.env._("Your Suggestion"),
            }[name]
            fault = self._find_text_fault(label, given.get(name), most)
            if fault:
                faults[name] = fault
        kind = self._pick(self._get_kinds(), given.get("kind_id"))
        product = self._pick(self._get_products(), given.get("product_id"))
        if not kind:
            faults["kind_id"] = self.env._(
                "“%s” is empty: choose one.", labels._get_label("kind_id")
            )
        if given.get("product_id") and not product:
            faults["product_id"] = self.env._(
                "“%s”: choose one of those that are offered.", labels._get_label("product_tmpl_id")
            )
        if faults:
            return {}, faults
        return {
            "name": " ".join(texts.trimmed(given["name"]).split()),
            "description": texts.trimmed(given["description"].replace("\r\n", "\n")),
            "kind_id": kind.id,
            "product_tmpl_id": product.id,
        }, {}

    @api.model
    def _pick(self, offered, given):
        """Return the one of some records whose id a form names; none for anything else."""
        return offered.filtered(lambda record: str(record.id) == given)

    @api.model
    def _check_number_today(self):
        # sudo: the limit is one of the customer, whoever of them writes
        system = self.sudo()
        most = self._get_receiver().sudo().kam_customer_suggestions_per_day  # sudo: as above
        web = [("suggestion_id.channel", "=", "web")]
        if system.search_count([*self._get_today_domain(), *web], limit=most) < most:
            return {}
        return {
            "form": self.env._(
                "At most %s suggestions are taken on one day. Write the others tomorrow, or call "
                "us.",
                most,
            )
        }

    @api.model
    def _create_suggestion(self, vals):
        """Take a suggestion in as the system: nobody of ours has written it down."""
        person = self.env.user.partner_id
        suggestions = (
            self.env["kam.suggestion"]
            .with_user(SUPERUSER_ID)
            .with_context(lang=self.env.lang, tz=self.env.context.get("tz"))
        )
        vals = {**vals, "company_id": self._get_receiver().id, "channel": "web"}
        vals.update(suggestions._prepare_taken_in(person, vals))
        return suggestions._protected_create([vals])

    # ------------------------------------------------------------------
    # messages
    # ------------------------------------------------------------------

    def _receive_message(self, text, files, client_key):
        """Take what a customer writes about their suggestion.

        :param str text: what they write
        :param files: pairs of name and content
        :param str client_key: of the form
        :return: what is wrong, a dict name of field -> text; empty when it was taken
        :raise AccessError: for whoever speaks for no customer, or for another one
        """
        protection.check_caller(self.env, "_receive_message")
        self._check_speaks()
        suggestion = self._get_suggestion()
        customer = self._get_customer()
        transactions.serialise(customer)
        key = client_key[:LONGEST_KEY] if arguments.is_text(client_key) else ""
        messages = suggestion._as_system("kam.suggestion.message")
        sent = [("public_id", "=", self.id), ("client_key", "=", key)]
        if key and messages.search_count(sent, limit=1):
            return {}
        # sudo: what customers are refused tells them of the limits
        limits = self._get_receiver().sudo()
        faults = {}
        fault = self._find_text_fault(
            self.env._("Your Message"), text, limits.kam_customer_text_length
        )
        if fault:
            faults["text"] = fault
        kept, fault = self._check_files(files)
        if fault:
            faults["files"] = fault
        most = limits.kam_customer_messages_per_day
        today = [*self._get_today_domain("public_id."), ("way", "=", "portal")]
        of_theirs = [*today, ("is_ours", "=", False), ("kind", "=", "message")]
        if not faults and messages.search_count(of_theirs, limit=most) >= most:
            faults["form"] = self.env._(
                "At most %s messages are taken on one day. Write again tomorrow, or call us.", most
            )
        if faults:
            return faults
        row = suggestion._say(
            "message",
            texts.trimmed(text.replace("\r\n", "\n")),
            files=kept,
            is_ours=False,
            author_name=self.env.user.name,
            client_key=key or False,
        )
        suggestion._tell_of_message(row)
        return {}

    def _check_speaks(self):
        """Refuse for whoever does not speak for the customer of the suggestion.

        :raise AccessError: whether or not there is such a suggestion
        """
        arguments.one(self)
        self.check_access("read")
        # sudo: whose suggestion it is counts; it may be read
        if not self._is_portal() or self.sudo().partner_id != self._get_customer():
            raise AccessError(
                self.env._("Only users of the customer write here, logged in on the portal.")
            )

    def _get_suggestion(self):
        """Return the suggestion behind, as the system."""
        return self.with_user(SUPERUSER_ID).suggestion_id

    # ------------------------------------------------------------------
    # ratings
    # ------------------------------------------------------------------

    def _may_rate(self):
        """Tell whether the user may rate the answer now: once, and only if it was answered."""
        self.ensure_one()
        if not self._is_portal() or self.state != "replied":
            return False
        number = 2 if self.is_reopened else 1
        return not self.answer_rating_ids.filtered(
            lambda rating: rating.is_verified and rating.answer_number == number
        )

    def _rate(self, score, text):
        """Write down what the customer thinks of the answer: verified, because they are logged in.

        :param str score: one of the scores
        :param str text: what they say to it; required when they are not satisfied
        :return: what is wrong, a dict name of field -> text; empty when it was taken
        :raise AccessError: for whoever speaks for no customer, or for another one
        :raise UserError: when it was not answered, or rated already
        """
        protection.check_caller(self.env, "_rate")
        self._check_speaks()
        # sudo: whatever is written of it, one after the other
        transactions.serialise(self.sudo())
        self.env.invalidate_all()
        if not self._may_rate():
            raise UserError(self.env._("This answer was rated already, or is not given yet."))
        faults = {}
        if score not in dict(SCORES):
            faults["score"] = self.env._(
                "“%s” is empty: choose one.",
                self.env["kam.suggestion.rating"]._fields["score"]._description_string(self.env),
            )
        said = texts.trimmed(text) if arguments.is_text(text) else ""
        longest = self._get_text_length()
        if len(said) > longest:
            faults["text"] = self._find_text_fault(self.env._("In Your Words"), said, longest)
        elif score in UNSATISFIED and not said:
            faults["text"] = self.env._(
                "Say in a few words what is missing: we take it up again with that."
            )
        if faults:
            return faults
        self._get_suggestion()._note_rating(
            score, said, author_name=self.env.user.name, is_verified=True
        )
        return {}
