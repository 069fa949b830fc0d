from odoo import api, models
from odoo.tools.mimetypes import guess_mimetype

from ... import arguments, wording
from ...rules import texts, uploads


class KamSuggestionPublic(models.Model):
    """What is not taken of customers, or sent to them: files, texts, too much on one day."""

    _inherit = "kam.suggestion.public"

    @api.model
    def _clean_file_name(self, name):
        return uploads.clean_name(name if isinstance(name, str) else "")

    @api.model
    def _find_file_fault(self, company, before, name, content):
        """Return why a file is not taken, in words; False where it is.

        :param res.company company: whose limits hold
        :param int before: how many files are taken with it already
        :param str name: its name
        :param bytes content: its content
        """
        types, most_bytes, most_files = company._kam_get_file_limits()
        clean = self._clean_file_name(name)
        if before >= most_files:
            return self.env._(
                "“%(file)s”: at most %(count)s files are sent at once.",
                file=clean,
                count=most_files,
            )
        found = guess_mimetype(content[:65536]) if content else None
        fault = uploads.find_fault(clean, len(content), found, types, most_bytes)
        return fault and self._word_file_fault(fault, clean, types, most_bytes)

    @api.model
    def _word_file_fault(self, fault, name, types, most_bytes):
        megabytes = most_bytes // (1024 * 1024)
        kinds = wording.listed(self.env, types)
        return {
            "type": self.env._(
                "“%(file)s”: files of this kind are not taken. Send one of these: %(types)s.",
                file=name,
                types=kinds,
            ),
            "empty": self.env._("“%s” is empty.", name),
            "size": self.env._("“%(file)s” is larger than %(size)s MB.", file=name, size=megabytes),
            "content": self.env._(
                "“%s” does not hold what its ending says. Save it anew, and choose it again.", name
            ),
        }[fault]

    @api.model
    def _check_files(self, files):
        """Return the files as they are kept, and what is wrong with them in words, or nothing.

        :param files: pairs of name and content
        """
        company = self._get_receiver()
        for number, (name, content) in enumerate(files):
            fault = self._find_file_fault(company, number, name, content)
            if fault:
                return [], fault
        if files:
            # sudo: what customers are refused tells them of the limit
            most = company.sudo().kam_files_per_day
            if self._count_files_today() + len(files) > most:
                return [], self.env._(
                    "At most %s files are taken on one day. Send the others tomorrow.", most
                )
        return [(self._clean_file_name(name), content) for name, content in files], ""

    @api.model
    def _get_day_start(self):
        company = self._get_receiver()
        return company._kam_day_start(company._kam_today())

    @api.model
    def _get_today_domain(self, path=""):
        return [
            (f"{path}partner_id", "=", self._get_customer().id),
            (f"{path}company_id", "=", self._get_receiver().id),
            ("create_date", ">=", self._get_day_start()),
        ]

    @api.model
    def _count_files_today(self):
        """Return how many files the customer has sent today on the portal."""
        # sudo: the limit is one of the customer, whoever of them sends
        system = self.sudo()
        theirs = [("is_ours", "=", False), ("way", "=", "portal")]
        messages = system.env["kam.suggestion.message"].search(
            [*self._get_today_domain("public_id."), *theirs]
        )
        begun = system.search([*self._get_today_domain(), ("suggestion_id.channel", "=", "web")])
        return system.env["ir.attachment"].search_count(
            [
                "|",
                "&",
                ("res_model", "=", messages._name),
                ("res_id", "in", messages.ids),
                "&",
                ("res_model", "=", self._name),
                ("res_id", "in", begun.ids),
            ]
        )

    @api.model
    def _find_text_fault(self, label, text, most):
        """Return what is wrong with a text, in words; nothing where it can be taken."""
        if not arguments.is_text(text) or not texts.trimmed(text):
            return self.env._("“%s” is empty.", label)
        if len(text) > most:
            return self.env._(
                "“%(field)s” is %(length)s characters long: at most %(most)s are taken.",
                field=label,
                length=len(text),
                most=most,
            )
        return ""
