from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ... import wording
from ...rules import texts

KINDS = [
    ("economy", "Economy"),
    ("health", "Personal health"),
    ("family", "Family"),
    ("work", "Work"),
    ("social", "Social life"),
    ("hobby", "Hobbies"),
    ("culture", "Culture"),
    ("pursuit", "Pursuits"),
    ("ideal", "Ideals"),
    ("character", "Character"),
    ("interest", "Interests"),
]
# Read by the account manager and by supervisors and above of the account's units only; the
# record rules say the same.
NARROW_KINDS = ("economy", "health")


class KamStakeholderFact(models.Model):
    """One personal fact about a stakeholder.

    The row says that there is a fact, of which kind and what it is kept for. What the fact is
    stands in the column ``body``, which is no field of Odoo. What is no field cannot be searched,
    grouped, sorted, related to, tracked, exported or read by a template or as superuser: whoever
    reads goes through :meth:`_fetch_texts`, which writes the log.
    """

    _name = "kam.stakeholder.fact"
    _description = "Personal Fact"
    _inherit = ["kam.protected.mixin"]
    _order = "stakeholder_id, kind, id"
    _rec_name = "kind"
    _check_company_auto = True

    # the account and the person follow from the stakeholder: record rules and Odoo's privacy
    # tools go by them
    _protected_fields = frozenset(
        {"account_id", "company_id", "partner_id", "date_erased", "erased_by_id"}
    )

    stakeholder_id = fields.Many2one(
        comodel_name="kam.stakeholder", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(
        related="stakeholder_id.account_id", store=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="stakeholder_id.company_id", store=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="stakeholder_id.partner_id",
        string="Person",
        store=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=KINDS,
        required=True,
        index=True,
        help="Economy and health are read by the account manager and by supervisors and above "
        "of the account's units only, the other kinds by the service team too.",
    )
    purpose = fields.Char(
        help="What we keep this for. Ask: “What will we do differently because we know it?” "
        "If nothing, do not write it down."
    )
    legal_basis = fields.Selection(
        selection=[
            ("consent", "Consent of the person"),
            ("told", "Told us by the person for this purpose"),
            ("public", "Made public by the person"),
            ("interest", "Legitimate interest"),
        ],
        help="Why we may keep it.",
    )
    basis_note = fields.Char(
        string="Consent Note", help="When and how the person agreed, or where it was made public."
    )
    date_review = fields.Date(
        string="Review On",
        required=True,
        index=True,
        default=lambda self: fields.Date.add(self.env.company._kam_today(), years=1),
        help="On this day the account manager decides whether it is still needed and right: "
        "set another day, or delete it.",
    )
    date_erased = fields.Datetime(
        string="Erased On",
        readonly=True,
        copy=False,
        help="The person asked for it: the text is gone for good.",
    )
    erased_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    text = fields.Text(
        string="Fact",
        compute="_compute_text",
        inverse="_inverse_text",
        groups="kam_management.group_kam_representative",
        help="What is known. Each opening, export and print is logged.",
    )

    _purpose_not_blank = models.Constraint(
        "CHECK(date_erased IS NOT NULL OR btrim(coalesce(purpose, '')) <> '')",
        "“Purpose” of a personal fact is empty: say what it is kept for, or do not keep it.",
    )

    @api.model
    def _get_protected_remedy(self):
        return self.env._("It follows from the stakeholder, or from the erasure.")

    @api.depends("kind", "partner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for fact in self:
            fact.display_name = wording.labelled(
                self.env, fact.partner_id.name, kinds.get(fact.kind)
            )

    @api.constrains("stakeholder_id")
    def _check_has_person(self):
        for fact in self:
            if not fact.stakeholder_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(stakeholder)s” has no contact yet. A personal fact is about a person: "
                        "fill “Contact” first.",
                        stakeholder=fact.stakeholder_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse facts that say nothing.

        :raise ValidationError: when a text is missing
        """
        self.check_access("create")
        self._kam_check_input(vals_list)
        for vals in vals_list:
            self._check_text(vals.get("text"))
        facts = super().create(vals_list)
        facts.stakeholder_id._sync_fact_review()
        return facts

    def write(self, vals):
        """Keep a fact what it is: who may read it hangs on its kind and its person.

        :raise UserError: when the kind or the stakeholder is to change, or the fact was erased
        :raise ValidationError: when the text is to be emptied
        """
        self.check_access("write")
        self._kam_check_input([vals])
        self._check_fixed(vals)
        if "text" in vals:
            self._check_text(vals["text"])
        result = super().write(vals)
        if "date_review" in vals:
            self.stakeholder_id._sync_fact_review()
        return result

    def _check_fixed(self, vals):
        if not vals.keys() & {"kind", "stakeholder_id", "text", "purpose", "basis_note"}:
            return
        self.check_access("write")
        for fact in self:
            if fact.date_erased:
                raise UserError(
                    self.env._("%(fact)s was erased and stays so.", fact=fact.display_name)
                )
            for name in ("kind", "stakeholder_id"):
                present = fact[name].id if name == "stakeholder_id" else fact[name]
                if name in vals and vals[name] != present:
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(fact)s cannot be changed: who may read it hangs on "
                            "it. Delete it and enter it anew.",
                            field=self._fields[name]._description_string(self.env),
                            fact=fact.display_name,
                        )
                    )

    @api.model
    def _check_text(self, text):
        if not texts.trimmed(text):
            raise ValidationError(
                self.env._(
                    "“Fact” is empty: write what is known. To remove a fact, delete its row."
                )
            )

    def unlink(self):
        """Delete facts; the log keeps that they existed, of which kind, and who deleted them."""
        self.check_access("unlink")
        stakeholders = self.stakeholder_id
        self._log_access("delete")
        result = super().unlink()
        stakeholders._sync_fact_review()
        return result

    def _erase(self):
        """Remove what the facts say, for good. The caller has checked who may do it.

        The row keeps its kind, who erased it and when.
        """
        # sudo: the person's wish counts for facts nobody who carries it out may read
        kept = self.sudo().filtered(lambda fact: not fact.date_erased)
        kept._protected_write(
            {
                "date_erased": fields.Datetime.now(),
                "erased_by_id": self.env.uid,
                "purpose": False,
                "legal_basis": False,
                "basis_note": False,
            }
        )
        kept._remove_texts()
        kept.with_env(self.env)._log_access("erase")
        kept.stakeholder_id._sync_fact_review()

    # ------------------------------------------------------------------
    # the text, which is no field
    # ------------------------------------------------------------------

    def init(self):
        """Add the column that no field stands for."""
        super().init()
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN IF NOT EXISTS body text",
                SQL.identifier(self._table),
            )
        )

    # The reader is part of the key of the cache: nobody finds what another one has opened.
    @api.depends_context("uid")
    def _compute_text(self):
        """Read the texts for a user. Code that runs as superuser is given nothing."""
        readable = self.browse()
        if not self.env.su:
            readable = self._origin.filtered("id")._filtered_access("read")
        texts = readable._fetch_texts("open")
        for fact in self:
            fact.text = texts.get(fact._origin.id, False)

    def _inverse_text(self):
        for fact in self:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET body = %s WHERE id = %s",
                    SQL.identifier(self._table),
                    fact.text,
                    fact.id,
                )
            )

    def _fetch_texts(self, how):
        """Return what the facts say, and log it. The caller has checked who may read them.

        :param str how: a value of ``kam.stakeholder.opening.how``
        :return: dict id of the fact -> text; nothing for those that were erased
        """
        if not self:
            return {}
        self._log_access(how)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, body FROM %s WHERE id IN %s AND body IS NOT NULL",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        return dict(rows)

    def _remove_texts(self):
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET body = NULL WHERE id IN %s",
                    SQL.identifier(self._table),
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["text"])

    def _log_access(self, how):
        """Write who did what with which fact, once per fact, way and request.

        :param str how: a value of ``kam.stakeholder.opening.how``
        :raise ReadOnlySqlTransaction: on a read-only cursor; Odoo repeats the request on a
            cursor that can write
        """
        if self and getattr(self.env.cr, "readonly", False):
            raise ReadOnlySqlTransaction("The opening of personal facts has to be logged")
        # forgotten with the transaction, also when a part of it is rolled back
        logged = self.env.cr.precommit.data.setdefault("kam.stakeholder.opening", set())
        new = self.filtered(lambda fact: (fact.id, how) not in logged)
        # what is exported or printed is opened as well: one row says it
        logged.update((fact_id, way) for fact_id in new.ids for way in {how, "open"})
        # sudo: the log says of which account and kind the fact is
        new_sudo = new.sudo()
        self.env["kam.stakeholder.opening"]._append(
            [
                {
                    "account_id": fact.account_id.id,
                    "company_id": fact.company_id.id,
                    "stakeholder_ref": fact.stakeholder_id.id,
                    "fact_ref": fact.id,
                    "fact_kind": fact.kind,
                    "user_id": self.env.uid,
                    "how": how,
                }
                for fact in new_sudo
            ]
        )

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Log as an export what an export is going to read, on whatever way it got here."""
        if any(path and path[0] == "text" for path in fields) and not self.env.su:
            self._filtered_access("read")._log_access("export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
