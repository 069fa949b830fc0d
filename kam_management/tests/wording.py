import re

import polib

from odoo.modules.module import get_module_path

QUOTED = re.compile("“([^“”]+)”")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
# Odoo's archive, which hides a record
ARCHIVED = re.compile(
    r"\b(un)?[Aa]rchived\b|\bunarchive\b|\barchives or\b|\b[Aa]rchive (it|the|this|these)\b"
)
HALF_WIDTH = re.compile("[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]")
BLANK = re.compile("[\u4e00-\u9fff] %[(s]|%(\\(\\w+\\))?s [\u4e00-\u9fff]")
# what stood once for: take-over, checksum, credit note, waiting for me or somebody, supervisors and
# above, snapshot
REPLACED = ("接管", "校验和", "贷项通知单", "待我处理", "待办人", "主管以上", "留存款项")


class WordingChecks:
    """What holds for the Chinese of an addon: one name for each thing, as the scheme has it."""

    # addon, and those below it whose labels its messages quote
    wording_of = ()

    def _read_words(self, addon):
        """Return the Chinese of an addon by its English."""
        entries = polib.pofile(f"{get_module_path(addon)}/i18n/zh_CN.po")
        return {entry.msgid: entry.msgstr for entry in entries}

    def _assert_words(self, is_wrong):
        """Fail with all entries of the addon of which ``is_wrong(english, chinese)`` is true."""
        words = self._read_words(self.wording_of[0])
        wrong = [
            f"{english} => {chinese}"
            for english, chinese in words.items()
            if is_wrong(english, chinese)
        ]
        self.assertFalse(wrong, "\n".join(wrong))

    def test_wording_is_complete(self):
        """All is translated, with the values that it is filled with."""
        self._assert_words(
            lambda english, chinese: (
                not chinese
                or sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(chinese))
            )
        )

    def test_wording_of_quoted_labels(self):
        """What a message quotes is called as it is called on the screen."""
        labels = {}
        for addon in reversed(self.wording_of):
            labels |= self._read_words(addon)
        self._assert_words(
            lambda english, chinese: any(
                label in labels and f"“{labels[label]}”" not in chinese
                for label in QUOTED.findall(english)
            )
        )

    def test_wording_of_archives(self):
        """存档 hides a record, 归档 files a form: nobody is sent to the archive room in vain."""
        self._assert_words(
            lambda english, chinese: (
                bool(ARCHIVED.search(english)) != ("存档" in chinese)
                or ("存档" in chinese and "归档" in chinese)
            )
        )

    def test_wording_of_one_thing(self):
        """A word that was replaced is gone, and 放弃 closes a dialog only: a form ends by 终止."""
        self._assert_words(
            lambda english, chinese: (
                any(word in chinese for word in REPLACED)
                or ("放弃" in chinese and english != "Discard")
            )
        )

    def test_wording_punctuation(self):
        """Signs are of full width, and no blanks stand around values."""
        self._assert_words(
            lambda _english, chinese: HALF_WIDTH.search(chinese) or BLANK.search(chinese)
        )
