from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ... import wording
from ...rules import uploads

TYPES = "pdf, png, jpg, jpeg, gif, webp, docx, xlsx, pptx, doc, xls, ppt, txt, csv"
MEGABYTE = 1024 * 1024


class ResCompany(models.Model):
    """Where customers send suggestions to, what they may send, and what goes to them."""

    _inherit = "res.company"

    kam_suggestion_alias_id = fields.Many2one(
        "mail.alias",
        string="Alias of Suggestions",
        ondelete="set null",
        copy=False,
        groups="base.group_user",
    )
    kam_suggestion_alias_name = fields.Char(
        string="Address of Suggestions",
        compute="_compute_kam_suggestion_alias_name",
        inverse="_inverse_kam_suggestion_alias_name",
        compute_sudo=True,
        groups="base.group_user",
        help="What stands before the @. Mail that customers send there makes suggestions. Empty: "
        "none does.",
    )
    kam_suggestion_email = fields.Char(
        string="E-Mail of Suggestions",
        compute="_compute_kam_suggestion_email",
        compute_sudo=True,
        groups="base.group_user",
    )
    kam_customer_suggestions_per_day = fields.Integer(
        string="Suggestions a Day on the Portal",
        default=10,
        help="So many suggestions are taken of one customer on a day.",
        groups="base.group_user",
    )
    kam_customer_messages_per_day = fields.Integer(
        string="Messages a Day on the Portal",
        default=20,
        help="So many messages are taken of one customer on a day.",
        groups="base.group_user",
    )
    kam_customer_text_length = fields.Integer(
        string="Length of a Message",
        default=5000,
        help="So many characters at most, in what customers write on the portal.",
        groups="base.group_user",
    )
    kam_file_types = fields.Char(
        string="Kinds of Files Taken",
        default=TYPES,
        help="Endings of the files that customers may send, and that are sent to them.",
        groups="base.group_user",
    )
    kam_file_megabytes = fields.Integer(
        string="Largest File in MB",
        default=10,
        help="No file that customers send, or that is sent to them, is larger.",
        groups="base.group_user",
    )
    kam_files_per_message = fields.Integer(
        string="Files in One Message",
        default=5,
        help="So many files at most, in one suggestion or message. 0: none are taken.",
        groups="base.group_user",
    )
    kam_files_per_day = fields.Integer(
        string="Files a Day on the Portal",
        default=30,
        help="So many files are taken of one customer on a day.",
        groups="base.group_user",
    )

    _kam_customer_suggestions_per_day_possible = models.Constraint(
        "CHECK(kam_customer_suggestions_per_day BETWEEN 1 AND 1000)",
        "“Suggestions a Day on the Portal” runs from 1 to 1000.",
    )
    _kam_customer_messages_per_day_possible = models.Constraint(
        "CHECK(kam_customer_messages_per_day BETWEEN 1 AND 1000)",
        "“Messages a Day on the Portal” runs from 1 to 1000.",
    )
    _kam_customer_text_length_possible = models.Constraint(
        "CHECK(kam_customer_text_length BETWEEN 200 AND 100000)",
        "“Length of a Message” runs from 200 to 100000 characters.",
    )
    _kam_file_megabytes_possible = models.Constraint(
        "CHECK(kam_file_megabytes BETWEEN 1 AND 100)",
        "“Largest File in MB” runs from 1 to 100.",
    )
    _kam_files_per_message_possible = models.Constraint(
        "CHECK(kam_files_per_message BETWEEN 0 AND 50)",
        "“Files in One Message” runs from 0 to 50.",
    )
    _kam_files_per_day_possible = models.Constraint(
        "CHECK(kam_files_per_day BETWEEN 0 AND 1000)",
        "“Files a Day on the Portal” runs from 0 to 1000.",
    )

    @api.constrains("kam_file_types")
    def _check_kam_file_types(self):
        for company in self:
            unfit = uploads.find_unfit(uploads.split_types(company.kam_file_types))
            if unfit:
                raise ValidationError(
                    self.env._(
                        "“%(field)s”: %(types)s cannot be allowed. Name endings of letters and "
                        "digits, none of what a browser or a computer would carry out.",
                        field=self._fields["kam_file_types"]._description_string(self.env),
                        types=wording.listed(self.env, unfit),
                    )
                )

    def _kam_get_file_limits(self):
        """Return which files are taken: endings, bytes of one file, number in one message."""
        # sudo: customers are told of the limits by what is refused
        root = self.sudo().root_id
        return (
            uploads.split_types(root.kam_file_types),
            root.kam_file_megabytes * MEGABYTE,
            root.kam_files_per_message,
        )

    # ------------------------------------------------------------------
    # the address
    # ------------------------------------------------------------------

    @api.depends("parent_id", "kam_suggestion_alias_id.alias_name")
    def _compute_kam_suggestion_alias_name(self):
        for company in self:
            company.kam_suggestion_alias_name = company.root_id.kam_suggestion_alias_id.alias_name

    @api.depends("parent_id", "kam_suggestion_alias_id.alias_full_name")
    def _compute_kam_suggestion_email(self):
        for company in self:
            alias = company.root_id.kam_suggestion_alias_id
            # without a domain it is no address
            company.kam_suggestion_email = bool(alias.alias_domain_id) and alias.alias_full_name

    def _inverse_kam_suggestion_alias_name(self):
        for company in self:
            name = company.kam_suggestion_alias_name
            # sudo: who may change the company may change its address
            root = company.sudo().root_id
            if root.kam_suggestion_alias_id and name:
                root.kam_suggestion_alias_id.alias_name = name
            elif root.kam_suggestion_alias_id:
                root.kam_suggestion_alias_id.unlink()
            elif name:
                root.kam_suggestion_alias_id = root.env["mail.alias"].create(
                    root._kam_prepare_suggestion_alias(name)
                )

    def _kam_prepare_suggestion_alias(self, name):
        return {
            "alias_name": name,
            "alias_model_id": self.env["ir.model"]._get_id("kam.suggestion"),
            "alias_domain_id": self.alias_domain_id.id,
            "alias_parent_model_id": self.env["ir.model"]._get_id(self._name),
            "alias_parent_thread_id": self.id,
        }

    def write(self, vals):
        """Change companies; the address of suggestions is of their domain."""
        result = super().write(vals)
        if "alias_domain_id" in vals:
            # sudo: as above
            for company in self.sudo().filtered("kam_suggestion_alias_id"):
                company.kam_suggestion_alias_id.alias_domain_id = company.alias_domain_id
        return result

    def unlink(self):
        """Delete companies, with their addresses of suggestions."""
        aliases = self.sudo().kam_suggestion_alias_id  # sudo: it goes with the company
        result = super().unlink()
        aliases.unlink()
        return result

    @api.model
    def _kam_find_of_aliases(self, aliases):
        """Return to which companies a mail to some addresses is sent.

        An address that somebody made by hand is of the company of its domain.

        :param mail.alias aliases: addresses of suggestions
        """
        owners = self.search([("kam_suggestion_alias_id", "in", aliases.ids)])
        others = aliases - owners.kam_suggestion_alias_id
        for alias in others:
            owners |= (alias.alias_domain_id.company_ids[:1] or self.env.company).root_id
        return owners.root_id
