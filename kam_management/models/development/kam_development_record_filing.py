from markupsafe import Markup

from odoo import fields, models

from ... import wording
from ...rules import developments, findings
from .kam_development_transfer import PREFIX

# where what is found of some factors belongs; the others are analysed
PLACE_OF_POINT = {"selling_ability": "marketing", "own_supply": "structure"}


class KamDevelopmentRecord(models.Model):
    """Where a development goes when it ends: into the archive, and into the account's file."""

    _inherit = "kam.development.record"

    def _file(self):
        """See the base method: with all that the development has brought, as one entry."""
        archive = self.env["kam.archive.entry"]
        entries = archive
        for record in self:
            entries |= archive._file_process(record, record._collect_parts())
        return entries

    def _collect_parts(self):
        """Return what is filed with the record, classified: pairs of heading and things."""
        # sudo: what is filed is complete, whoever decides
        development = self.development_id.sudo()
        editions = development._get_editions().filtered(
            lambda edition: edition.approval_state == "approved"
        )
        parts = [
            (self.env._("Development schemes"), editions),
            *development._get_papers(),
            *development.account_id._collect_papers(
                development.date_started, fields.Datetime.now()
            ),
        ]
        return [(heading, things) for heading, things in parts if things]

    # ------------------------------------------------------------------
    # into the account's file (development scheme, 7.1)
    # ------------------------------------------------------------------

    def _begin_transfers(self):
        """Propose what records that say “won” bring into the file, where nothing is proposed."""
        begun = self.filtered(
            lambda record: (
                record.result == developments.WON
                and record.approval_state == "draft"
                and not record.transfer_ids
            )
        )
        begun._propose_transfers()

    def action_propose_transfers(self):
        """Propose anew what goes into the account's file, in place of what is proposed now.

        :return: True
        :raise UserError: for a record that is no draft
        :raise AccessError: for whoever may not write it
        """
        self.check_access("write")
        for record in self:
            record._check_state("draft")
        self._propose_transfers()
        return True

    def _propose_transfers(self):
        transfers = self.env["kam.development.transfer"].sudo()  # sudo: who may was checked
        # sudo: as above
        self.sudo().transfer_ids._protected_unlink()
        vals_list = []
        for record in self:
            # sudo: what the file holds decides what is proposed, whoever records
            for (place, competitor), text in record.sudo()._find_transfers().items():
                target = competitor or record.account_id.sudo()  # sudo: as above
                before = target[place] or ""
                vals_list.append(
                    {
                        "record_id": record.id,
                        "place": f"{PREFIX}{place}" if competitor else place,
                        "competitor_id": competitor.id,
                        "text_before": before,
                        "new_text": text,
                        # what is there already is added to only where somebody wants that
                        "is_taken": not before,
                    }
                )
        transfers._protected_create(vals_list)
        self.invalidate_recordset(["transfer_ids"])

    def _find_transfers(self):
        """Return what the development has found out: dict (field, competitor) -> text."""
        lang = self.company_id.partner_id.lang or self.env.lang
        record = self.with_context(lang=lang)
        development = record.development_id
        scheme = development._get_editions().filtered("is_current")[-1:] or development
        nobody = self.env["kam.competitor"]
        texts = {}

        def add(place, text, competitor=nobody):
            if text and text.strip():
                texts.setdefault((place, competitor), []).append(text.strip())

        people = development._find_contacts()[development].stakeholder_id
        add("persons_in_charge", "\n".join(people.mapped("display_name")))
        for line in scheme.with_context(lang=lang).factor_ids:
            add(PLACE_OF_POINT.get(line.point, "information_analysis"), line._word_finding())
        for name in ("reasons_text", "own_strengths", "own_weaknesses", "development_risk"):
            owner = record if name == "reasons_text" else scheme.with_context(lang=lang)
            label = owner._fields[name]._description_string(owner.env)
            text = (owner[name] or "").strip()
            add("information_judgement", text and wording.labelled(owner.env, label, text))
        for line in scheme.competitor_ids:
            add("strengths", line.own_weaknesses, line.competitor_id)
            add("weaknesses", line.own_strengths, line.competitor_id)
        return {key: "\n".join(parts) for key, parts in texts.items()}

    def _take_over(self):
        """Write what was agreed on into the account's file; the conversation names it."""
        day = self.company_id._kam_today()
        # sudo: the approval decided it, whoever approves
        taken = self.sudo().transfer_ids.filtered(
            lambda line: line.is_taken and (line.new_text or "").strip()
        )
        texts = {}
        for line in taken:
            target, name = line._get_target()
            if target == line.account_id:
                line._protected_write({"text_before": target[name]})
                texts[name] = line.new_text
            else:
                before = target[name]
                line._protected_write({"text_before": before})
                target.write({name: findings.merge_text(before, line.new_text, day, "append")})
        # sudo: as above
        account = self.account_id.sudo()
        if texts:
            account._take_information(texts, day)
        taken._protected_write({"date_taken": fields.Datetime.now()})
        if taken:
            self._note_taken(account, taken)

    def _note_taken(self, account, taken):
        """Say in the conversation of the account what was taken into its file."""
        note = wording.for_readers(account)
        places = dict(taken.with_env(note.env)._get_places())
        text = note.env._(
            "Taken into the file from %(record)s: %(places)s",
            record=self.number,
            places=wording.listed(note.env, [places[line.place] for line in taken]),
        )
        note._message_log(body=Markup("<p>%s</p>") % text)
