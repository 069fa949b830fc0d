from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from ... import wording
from ...wording import format_date

# how many names of a kind are listed; the rest is counted
SHOWN_NAMES = 50


class KamAccountHandover(models.Model):
    """How an account went into other hands: why, what was settled, and what moved with it."""

    _name = "kam.account.handover"
    _description = "Hand-over of an Account"
    _inherit = ["kam.history.mixin"]
    _order = "date desc, id desc"

    account_id = fields.Many2one(
        comodel_name="kam.account", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict", readonly=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )
    reason = fields.Text(required=True, readonly=True)
    manager_from = fields.Many2one(
        comodel_name="res.users",
        string="Manager before",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    manager_to = fields.Many2one(
        comodel_name="res.users",
        string="Manager after",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    unit_from = fields.Many2one(
        comodel_name="kam.unit", string="Unit before", ondelete="restrict", readonly=True
    )
    unit_to = fields.Many2one(
        comodel_name="kam.unit", string="Unit after", ondelete="restrict", readonly=True
    )
    checklist = fields.Json(readonly=True, help="What was on the checklist, as it was done.")
    checklist_html = fields.Html(
        string="Checklist as Done", compute="_compute_checklist_html", sanitize=False
    )
    # Names of forms tell more than everybody may know who sees the account: nobody reads them but
    # through the field below, which lists what the reader may open.
    work = fields.Json(readonly=True, groups=NO_ACCESS)
    work_html = fields.Html(string="Open Work", compute="_compute_work_html", sanitize=False)
    form_count = fields.Integer(string="Forms Moved", readonly=True)
    activity_count = fields.Integer(string="Activities Moved", readonly=True)
    lead_count = fields.Integer(string="Opportunities Moved", readonly=True)
    left_count = fields.Integer(
        string="Left", readonly=True, help="What stayed with the account manager before."
    )

    @api.depends("account_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = self.env._(
                "Hand-over of %(account)s, %(day)s",
                # sudo: the name of the account belongs to its history
                account=handover.account_id.sudo().name,
                day=format_date(
                    self.env,
                    handover.company_id.sudo()._kam_day_of(handover.date),  # sudo: as above
                ),
            )

    @api.depends("checklist")
    def _compute_checklist_html(self):
        for handover in self:
            handover.checklist_html = self.env["ir.qweb"]._render(
                "kam_management.handover_checklist", {"items": handover.checklist or []}
            )

    @api.depends("work")
    @api.depends_context("uid", "lang")
    def _compute_work_html(self):
        for handover in self:
            # sudo: the reader gets the names of what they may open, see _render_work
            entries = handover.sudo().work or []
            handover.work_html = self._render_work(entries)

    @api.model
    def _prepare_entry(self, item, is_moved):
        """Return one piece of open work as it is recorded and shown.

        :param item: a ``Work``
        :param bool is_moved: whether it goes to the new account manager
        """
        name, detail = item.document.display_name, {}
        if item.kind == "form":
            detail = {"state": item.record.approval_state}
        elif item.kind == "activity":
            name = wording.labelled(self.env, item.record.display_name, name)
            detail = {"day": fields.Date.to_string(item.record.date_deadline)}
        return {
            "kind": item.kind,
            "model": item.document._name,
            "id": item.document.id,
            "name": name,
            "detail": detail,
            "moved": is_moved,
        }

    @api.model
    def _word_detail(self, detail):
        """Return what is said of a piece of work besides its name, in the reader's language.

        :param detail: what :meth:`_prepare_entry` gave; a text in rows of earlier versions
        """
        if not isinstance(detail, dict):
            return detail
        if "state" in detail:
            states = self.env["kam.approval.mixin"]._fields["approval_state"]
            return dict(states._description_selection(self.env)).get(detail["state"], "")
        return format_date(self.env, detail["day"]) if "day" in detail else ""

    @api.model
    def _render_work(self, entries):
        """Return open work as HTML: by name what the user may read, the rest as a number.

        :param entries: list of what :meth:`_prepare_entry` returned
        """
        readable = self._get_readable(entries)
        sections = []
        for kind in ("form", "case", "activity", "lead", "partner"):
            of_kind = [entry for entry in entries if entry["kind"] == kind]
            rows = [entry for entry in of_kind if (entry["model"], entry["id"]) in readable]
            sections.append(
                {
                    "kind": kind,
                    "count": len(of_kind),
                    "rows": [
                        {**row, "detail": self._word_detail(row["detail"])}
                        for row in rows[:SHOWN_NAMES]
                    ],
                    "more": len(rows[SHOWN_NAMES:]),
                    "hidden": len(of_kind) - len(rows),
                }
            )
        return self.env["ir.qweb"]._render(
            "kam_management.handover_work",
            {"sections": [section for section in sections if section["count"]]},
        )

    @api.model
    def _get_readable(self, entries):
        """Return which documents the user may read, as a set of (model, id)."""
        ids_by_model = {}
        for entry in entries:
            if entry["model"] in self.env:
                ids_by_model.setdefault(entry["model"], set()).add(entry["id"])
        readable = set()
        for name, ids in ids_by_model.items():
            documents = self.env[name].browse(ids).exists()._filtered_access("read")
            readable |= {(name, record_id) for record_id in documents.ids}
        return readable
