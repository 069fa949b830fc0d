from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...rules import validity
from ...wording import format_date


class KamValidityMixin(models.AbstractModel):
    """What holds from one day to another, by the calendar of its company: a position, a duty.

    It has ``company_id`` and ``user_id``. Nobody who cannot act in the company, being archived, a
    portal user or no user of it, has anything of the kind; it comes back with the user. What has
    begun ends and stays in the records. Record rules read the stored ``is_current``; a job keeps it
    right when days pass, see ``kam_validity_mixin_job.py``.
    Code that asks who decides goes by the dates, see :meth:`_get_valid_domain`: it is right even
    when the job did not run. A model says in ``_validity_key`` which fields make two records the
    same: the days of such may not overlap.
    """

    _name = "kam.validity.mixin"
    _description = "Valid from One Day to Another"
    _inherit = ["kam.protected.mixin"]

    _validity_key = ()
    # what nobody changes once it has begun
    _validity_fixed = ()
    # what rights follow from: each change leaves a row in kam.right.change
    _validity_tracked = ("date_from", "date_to", "active")

    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._kam_today()
    )
    date_to = fields.Date(string="To", help="The last day. Empty: until further notice.")
    active = fields.Boolean(default=True)
    is_able = fields.Boolean(
        string="Can Act",
        compute="_compute_is_able",
        store=True,
        help="The user is active, internal and works in the company, which is active as well.",
    )
    is_current = fields.Boolean(
        string="Current",
        compute="_compute_is_current",
        store=True,
        index=True,
        help="Valid today, by the calendar of the company.",
    )
    phase = fields.Selection(
        selection=[
            ("current", "Current"),
            ("future", "Begins later"),
            ("suspended", "User cannot act"),
            ("ended", "Ended"),
        ],
        compute="_compute_phase",
    )

    _date_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "“To” lies before “From”: choose a later last day or leave “To” empty.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"is_able", "is_current"}

    @api.model
    def _get_valid_domain(self, companies=None):
        """Return the domain of what holds today by its dates, in the day of each company.

        Left out is what belongs to people who cannot act.

        :param res.company companies: the companies; by default all
        """
        if companies is None:
            # sudo: what the day is where companies work is no secret
            companies = self.env["res.company"].sudo().search([])
        ids_by_day = {}
        for company in companies._origin:
            ids_by_day.setdefault(company._kam_today(), []).append(company.id)
        valid = Domain.OR(
            Domain("company_id", "in", ids)
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
            for today, ids in ids_by_day.items()
        )
        return Domain("active", "=", True) & Domain("is_able", "=", True) & valid

    @api.depends(
        "company_id.active",
        "user_id.active",
        "user_id.share",
        "user_id.company_ids.active",
    )
    def _compute_is_able(self):
        for company, records in self.grouped("company_id").items():
            able = records.user_id._kam_able(company)
            for record in records:
                record.is_able = record.user_id in able

    @api.depends("active", "date_from", "date_to", "company_id", "is_able")
    def _compute_is_current(self):
        for company, records in self.grouped("company_id").items():
            today = (company or self.env.company)._kam_today()
            for record in records:
                record.is_current = (
                    record.active
                    and record.is_able
                    and validity.is_current(record.date_from, record.date_to, today)
                )

    @api.depends("is_current", "active", "date_from", "date_to")
    def _compute_phase(self):
        for record in self:
            today = (record.company_id or self.env.company)._kam_today()
            if record.is_current:
                record.phase = "current"
            elif record.active and record.date_from and record.date_from > today:
                record.phase = "future"
            elif record.active and validity.is_current(record.date_from, record.date_to, today):
                record.phase = "suspended"
            else:
                record.phase = "ended"

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for record in self:
            if record.date_to and record.date_to < record.date_from:
                raise ValidationError(
                    self.env._(
                        "%(record)s: it cannot end on %(date_to)s, because it begins on "
                        "%(date_from)s. Choose a later last day or leave “To” empty.",
                        record=record.display_name,
                        date_to=format_date(self.env, record.date_to),
                        date_from=format_date(self.env, record.date_from),
                    )
                )

    @api.constrains(lambda self: [*self._validity_key, "date_from", "date_to", "active"])
    def _check_overlap(self):
        def key_of(record):
            return tuple(record[name] for name in self._validity_key)

        others_by_key = self.search(
            Domain("active", "=", True)
            & Domain.AND(
                Domain(
                    name,
                    "in",
                    self[name].ids if self._fields[name].relational else self.mapped(name),
                )
                for name in self._validity_key
            )
        ).grouped(key_of)
        for record in self.filtered("active"):
            for other in others_by_key.get(key_of(record), self.browse()) - record:
                if validity.overlap(
                    (record.date_from, record.date_to), (other.date_from, other.date_to)
                ):
                    raise ValidationError(
                        self.env._(
                            "%(record)s: the same exists already from %(date_from)s to "
                            "%(date_to)s. Change the dates so that they do not overlap.",
                            record=record.display_name,
                            date_from=format_date(self.env, other.date_from),
                            date_to=format_date(self.env, other.date_to)
                            or self.env._("further notice"),
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create records; the job is woken when they begin and when they are over.

        :raise UserError: for what would be over when it is entered
        """
        records = super().create(vals_list)
        if not self.env.su:
            records._check_not_over()
        records._schedule_refresh()
        changes = self.env["kam.right.change"]
        changes._note("created", records, {}, changes._take(records, self._validity_tracked))
        return records

    def write(self, vals):
        """Change records; the job is woken when they begin and when they are over."""
        changes = self.env["kam.right.change"]
        names = [name for name in self._validity_tracked if name in vals]
        if names:
            # before anything is looked at, whether or not the records are there
            self.check_access("write")
        before = changes._take(self, names) if names else {}
        result = super().write(vals)
        if "date_from" in vals or "date_to" in vals:
            self._schedule_refresh()
        if names:
            changes._note("changed", self, before, changes._take(self, names))
        return result

    def unlink(self):
        """Delete records that have not begun; that they were there stays written down."""
        changes = self.env["kam.right.change"]
        self.check_access("unlink")
        before = changes._take(self, self._validity_tracked)
        # of those that are refused, nothing is kept
        changes._note("deleted", self, before, {})
        return super().unlink()

    def _check_write(self, vals):
        """See the base method: what has begun stays what it was; it ends, and that once.

        :raise UserError: naming the field of a record that has begun
        """
        super()._check_write(vals)
        self._check_end(vals)
        names = [name for name in self._validity_fixed if name in vals]
        # what the system does leaves its row in kam.right.change
        for record in self if names and not self.env.su else ():
            if record.date_from > record.company_id._kam_today():
                continue
            for name in names:
                field = self._fields[name]
                given = field.convert_to_cache(vals[name], record)
                if field.convert_to_record(given, record) != record[name]:
                    record._refuse_begun(field)

    def _check_end(self, vals):
        """Refuse an end in the past, and to take back one that has come.

        :raise UserError: naming the record and the day
        """
        if self.env.su or not {"date_to", "active"} & vals.keys():
            # what the system does leaves its row in kam.right.change
            return
        field = self._fields["date_to"]
        for record in self:
            today = record.company_id._kam_today()
            is_begun = record.date_from <= today
            was_over = not record.active or (record.date_to and record.date_to < today)
            date_to = record.date_to
            if "date_to" in vals:
                date_to = field.convert_to_cache(vals["date_to"], record) or False
            active = bool(vals.get("active", record.active))
            if is_begun and was_over:
                if date_to != record.date_to or (active and not record.active):
                    record._refuse_over()
            elif date_to != record.date_to and date_to and date_to < today:
                record._refuse_past_end(date_to, today)
            elif is_begun and not active and not (date_to and date_to <= today):
                record._refuse_begun(self._fields["active"])

    def _check_not_over(self):
        """Refuse new records that are over, which would be a past that nobody has seen.

        :raise UserError: naming the record and the day
        """
        for record in self:
            today = record.company_id._kam_today()
            if record.date_to and record.date_to < today:
                record._refuse_past_end(record.date_to, today)
            if not record.active and record.date_from <= today:
                record._refuse_over()

    def _refuse_over(self):
        raise UserError(
            self.env._(
                "%(record)s has ended and stays in the records as it was. Enter another one that "
                "begins today or later.",
                record=self.display_name,
            )
        )

    def _refuse_past_end(self, date_to, today):
        raise UserError(
            self.env._(
                "%(record)s: it cannot end on %(date_to)s, which is past. Choose %(today)s or a "
                "later day.",
                record=self.display_name,
                date_to=format_date(self.env, date_to),
                today=format_date(self.env, today),
            )
        )

    def _refuse_begun(self, field):
        raise UserError(
            self.env._(
                "“%(field)s” of %(record)s cannot be changed: it began on %(date_from)s and stays "
                "in the records. End it and enter another one.",
                field=field._description_string(self.env),
                record=self.display_name,
                date_from=format_date(self.env, self.date_from),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for record in self:
            if record.date_from <= record.company_id._kam_today():
                raise UserError(
                    self.env._(
                        "%(record)s: it began on %(date_from)s and stays in the records. "
                        "End it instead.",
                        record=record.display_name,
                        date_from=format_date(self.env, record.date_from),
                    )
                )

    def action_end(self):
        """End the records today; what they allowed ends at once.

        :return: True
        :raise UserError: for a record that has not begun
        """
        for record in self:
            today = record.company_id._kam_today()
            if record.date_from > today:
                raise UserError(
                    self.env._(
                        "%(record)s: it begins on %(date_from)s only. Delete it instead.",
                        record=record.display_name,
                        date_from=format_date(self.env, record.date_from),
                    )
                )
            last_day = min(record.date_to or today, today)
            record.write({"date_to": last_day, "active": False})
        return True
