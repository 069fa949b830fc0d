from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ... import wording
from ...queries.account_figures import sales_domain

# so much of a message is shown
EXCERPT = 240


class KamAccount(models.Model):
    """The sources of the time line, see ``kam_account_timeline``."""

    _inherit = "kam.account"

    def _get_timeline_sources(self):
        """Return the sources that the user may read, in the order of rows of the same moment.

        Extended with ``super() | {...}``.

        :return: dict kind -> dict ``label``, ``icon``, ``date`` (name of the field), ``is_day``,
            ``find`` (name of the method)
        """
        candidates = (
            ("history", "kam.account.event", self.env._("History"), "fa-flag", "date"),
            ("form", "kam.archive.entry", self.env._("Filed Forms"), "fa-archive", "date_filed"),
            (
                "approval",
                "kam.approval.review",
                self.env._("Decisions"),
                "fa-gavel",
                "date_decided",
            ),
            ("duty", "kam.deadline", self.env._("Deadlines Ended"), "fa-check", "date_done"),
            ("invoice", "account.move", self.env._("Invoices"), "fa-file-text", "invoice_date"),
            ("message", "mail.message", self.env._("Messages"), "fa-comment", "date"),
        )
        return {
            kind: {
                "label": label,
                "icon": icon,
                "date": date,
                "is_day": self.env[model]._fields[date].type == "date",
                "find": f"_find_timeline_{kind}",
            }
            for kind, model, label, icon, date in candidates
            if self.env[model].has_access("read")
        }

    def _find_timeline_history(self, domain, limit):
        events = self.env["kam.account.event"]
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        found = events.search_fetch(
            domain & Domain("account_id", "=", self.id),
            ["date", "kind", "reason", "user_id", "document_name"],
            limit=limit,
            order="date DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                event,
                event.date,
                kinds[event.kind],
                text=" · ".join(filter(None, (event.reason, event.document_name))),
                who=event.user_id,
                tone="danger" if event.kind in ("downgraded", "rejected") else "",
            )
            for event in found
        ]

    def _find_timeline_form(self, domain, limit):
        entries = self.env["kam.archive.entry"]
        results = dict(entries._fields["approval_state"]._description_selection(self.env))
        tones = {"approved": "success", "rejected": "danger"}
        found = entries.search_fetch(
            domain & Domain("account_id", "=", self.id),
            [
                "date_filed",
                "name",
                "number",
                "form_label",
                "approval_state",
                "filed_by_id",
                "res_model",
                "res_id",
                "revision_mark",
            ],
            limit=limit,
            order="date_filed DESC, id DESC",
        )
        again = found._find_filed_again()
        return [
            self._prepare_timeline_row(
                entry,
                entry.date_filed,
                entry.name,
                text=again.get(entry) or results.get(entry.approval_state, ""),
                who=entry.filed_by_id,
                tone=tones.get(entry.approval_state, ""),
            )
            for entry in found
        ]

    def _find_timeline_approval(self, domain, limit):
        reviews = self.env["kam.approval.review"]
        of_forms = [
            Domain("res_model", "=", forms._name)
            & Domain("res_id", "in", forms._search([("account_id", "=", self.id)]))
            for forms in self._get_timeline_forms()
        ]
        if not of_forms:
            return []
        tones = {"approved": "success", "returned": "warning", "rejected": "danger"}
        # steps that never began end with their form, and are nobody's decision
        ended = Domain("decided_by_id", "!=", False) | Domain("state", "in", ("lapsed", "passed"))
        found = reviews.search_fetch(
            domain & Domain.OR(of_forms) & ended,
            ["date_decided", "name", "document_name", "state", "opinion", "decided_by_id"],
            limit=limit,
            order="date_decided DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                review,
                review.date_decided,
                wording.labelled(
                    self.env,
                    f"{review.document_name} – {review._get_step_label()}",
                    review.outcome,
                ),
                text=review.opinion or "",
                who=review.decided_by_id,
                tone=tones.get(review.state, ""),
            )
            for review in found
        ]

    @api.model
    def _get_timeline_forms(self):
        """Return an empty recordset of each form model of accounts that the user may read."""
        account_form = self.env.registry["kam.account.form.mixin"]
        models_of_forms = (
            self.env[name] for name in self.env["kam.approval.route"]._get_form_models()
        )
        return [
            model
            for model in models_of_forms
            if isinstance(model, account_form) and model.has_access("read")
        ]

    def _find_timeline_duty(self, domain, limit):
        duties = self.env["kam.deadline"]
        states = dict(duties._fields["state"]._description_selection(self.env))
        tones = {"kept": "success", "late": "warning", "missed": "danger"}
        found = duties.search_fetch(
            domain & Domain("account_id", "=", self.id) & Domain("state", "!=", "open"),
            ["date_done", "kind_id", "title", "state", "done_by_id"],
            limit=limit,
            order="date_done DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                duty,
                duty.date_done,
                wording.labelled(self.env, duty.kind_id.display_name, duty.title),
                text=states[duty.state],
                who=duty.done_by_id,
                tone=tones.get(duty.state, ""),
            )
            for duty in found
        ]

    def _find_timeline_invoice(self, domain, limit):
        moves = self.env["account.move"]
        types = dict(moves._fields["move_type"]._description_selection(self.env))
        found = moves.search_fetch(
            domain
            & Domain(sales_domain(self.company_id.id))
            & Domain("commercial_partner_id", "=", self.partner_id.id),
            ["invoice_date", "name", "move_type", "ref", "amount_total_signed", "invoice_user_id"],
            limit=limit,
            order="invoice_date DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                move,
                move.invoice_date,
                f"{types[move.move_type]} {move.name}",
                text=move.ref or "",
                who=move.invoice_user_id,
                amount=self.currency_id.format(move.amount_total_signed),
                tone="warning" if move.move_type == "out_refund" else "",
            )
            for move in found
        ]

    def _find_timeline_message(self, domain, limit):
        messages = self.env["mail.message"]
        found = messages.search_fetch(
            domain
            & Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("comment", "email", "email_outgoing")),
            ["date", "body", "author_id", "subject"],
            limit=limit,
            order="date DESC, id DESC",
        )
        return [
            self._prepare_timeline_row(
                message,
                message.date,
                message.subject or self.env._("Message"),
                text=html2plaintext(message.body or "")[:EXCERPT].strip(),
                who=message.author_id,
                # a message is read where it was written
                model=self._name,
                res_id=self.id,
            )
            for message in found
        ]
