import hashlib

from odoo import api, models

from ... import protection
from .kam_archive_entry import PAGE_TYPE


class KamArchiveEntry(models.Model):
    """All that a process has collected, filed as one entry and listed by headings."""

    _inherit = "kam.archive.entry"

    @api.model
    def _file_process(self, form, parts):
        """File the forms and documents of a process as one entry.

        What prints is the main form; its own documents that no part names are listed first. Of
        other forms that were filed already the checksum is listed; the others are kept with the
        entry as they print now. Documents that belong to the main form stay there, of others a copy
        is kept. Where one of the forms holds credit figures, the entry is shown like these.

        :param form: the main form
        :param list parts: what was collected, as ``(heading, things)``; things are records, namely
            forms, attachments and entries of the archive, or pairs of name and address of a link
        :return: the entry
        :raise AccessError: for what is not Python code of an addon
        """
        protection.check_caller(self.env, "_file_process")
        documents, files, is_confidential = [], [], form._is_confidential()
        own = self._get_documents(form)
        for heading, things in parts:
            for thing in things:
                if isinstance(thing, tuple):
                    name, url = thing
                    documents.append({"heading": heading, "name": name, "url": url})
                    continue
                # sudo: what was collected is filed, whatever who ends the process may read
                description, file = self._describe_part(thing.sudo(), own)
                documents.append({"heading": heading, **description})
                files += [file] if file else []
                is_confidential |= self._is_part_confidential(thing)
        rest = [
            document
            for document in self._get_form_documents(form) or []
            if not any(document.items() <= listed.items() for listed in documents)
        ]
        entry = self._file(form, documents=rest + documents, is_confidential=is_confidential)
        for name, content, mimetype in files:
            entry._add_file(name, content, mimetype)
        return entry

    @api.model
    def _describe_part(self, thing, own):
        """Return what the receipt says of a thing, and the file that is kept with the entry.

        :param thing: one form, attachment or entry
        :param own: the documents of the main form
        :return: a dict, and ``(name, content, type)`` or None
        """
        if thing._name == "ir.attachment":
            is_kept = thing in own or thing.type == "url"
            file = None if is_kept else (thing.name, thing.raw or b"", thing.mimetype)
            return thing._kam_describe(), file
        entry = thing if thing._name == self._name else thing.archive_entry_ids.sorted("id")[-1:]
        if entry:
            # of several editions the receipt names each
            name = " ".join(filter(None, (entry.name, entry.revision_mark)))
            return {"name": name, "page": entry.checksum}, None
        page, name = self._render_page(thing), thing.display_name
        return (
            {"name": name, "page": hashlib.sha256(page).hexdigest()},
            (f"{name}.html", page, PAGE_TYPE),
        )

    @api.model
    def _is_part_confidential(self, thing):
        # sudo: as above
        thing = thing.sudo()
        if thing._name == self._name:
            return thing.is_confidential
        return thing._name != "ir.attachment" and thing._is_confidential()
