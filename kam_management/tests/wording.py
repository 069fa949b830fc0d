import ast
import re
from pathlib import Path

import polib
from lxml import etree

from odoo.modules.module import get_module_path

QUOTED = re.compile("“([^“”]+)”")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
# Odoo's archive, which hides a record
ARCHIVED = re.compile(
    r"\b(un)?[Aa]rchived\b|\bunarchive\b|\barchives or\b|\b[Aa]rchive (it|the|this|that|these)\b"
)
HALF_WIDTH = re.compile("[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]")
BLANK = re.compile("[\u4e00-\u9fff] %[(s]|%(\\(\\w+\\))?s [\u4e00-\u9fff]")
# what stood once for: take-over, checksum, credit note, waiting for me or somebody, supervisors and
# above, snapshot
REPLACED = ("接管", "校验和", "贷项通知单", "待我处理", "待办人", "主管以上", "留存款项")

# where texts for people are made
ROOMS = ("models", "wizards", "reports", "controllers")
# signs of one language, between texts that come from elsewhere
GLUE = {", ", ": ", "; ", " (", "%", " %", "\N{NO-BREAK SPACE}%"}
SIGNS = set(",;:%()")
# where a full stop alone ends a sentence; prints number what they list: “1. ”
SENTENCES = ("views", "wizards", "static/src")
# what is joined for programs: function and file
TECHNICAL = {
    # addresses in the head of a mail
    "_kam_drop_outsiders": "mail_mail",
    # codes of roles, as a step keeps them, and the pattern that finds them
    "_inverse_who": "kam_approval_step",
    "_refresh_held": "kam_approval_review_candidates",
    # a pattern of SQL, and an interval as mathematics writes it
    "_held_ids": "kam_credit_ledger_scope",
    "_interval_text": "kam_credit_tier_mixin",
}


def _find_glue(path):
    """Return where a file joins texts by signs of one language: (function, line)."""
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        logged = {
            id(part)
            for call in ast.walk(function)
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("_logger.")
            for part in ast.walk(call)
        }
        for node in ast.walk(function):
            if id(node) in logged:
                continue
            if isinstance(node, ast.JoinedStr):
                parts = node.values
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "join":
                parts = [node.func.value]
            else:
                continue
            if any(getattr(part, "value", None) in GLUE for part in parts if _is_text(part)):
                yield function.name, node.lineno


def _is_text(part):
    return isinstance(part, ast.Constant) and isinstance(part.value, str)


def _find_signs(path, signs):
    """Return where a template has only signs beside what it shows: (line, sign)."""
    tree = etree.parse(path)
    for element in tree.iter(etree.Element):
        # text beside what is filled in is translated by itself, a sign alone never is
        for text in (element.text, *(child.tail for child in element)):
            sign = (text or "").strip()
            if sign and set(sign) <= signs:
                yield element.sourceline, sign


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

    def test_wording_of_joined_texts(self):
        """What people read is joined by the signs of their language, see ``wording.listed``."""
        addon = Path(get_module_path(self.wording_of[0]))
        found = [
            f"{path.relative_to(addon)}:{line} {name}"
            for room in ROOMS
            for path in sorted((addon / room).rglob("*.py"))
            for name, line in _find_glue(path)
            if TECHNICAL.get(name) != path.stem
        ]
        self.assertFalse(found, "\n".join(found))

    def test_wording_of_joined_templates(self):
        """The same for prints, mails, views and the web client."""
        addon = Path(get_module_path(self.wording_of[0]))
        found = [
            f"{path.relative_to(addon)}:{line} {sign}"
            for room in ("reports", "views", "wizards", "static/src")
            for path in sorted((addon / room).rglob("*.xml"))
            for line, sign in _find_signs(path, SIGNS | set("." if room in SENTENCES else ""))
        ]
        self.assertFalse(found, "\n".join(found))

    def test_wording_of_joined_scripts(self):
        """The same for what the web client joins itself."""
        addon = Path(get_module_path(self.wording_of[0]))
        glue = re.compile(r"\}(: |, | ?%)(?![;,]? ?[a-z-]*:)|join\(\"[,;:] \"\)")
        found = [
            f"{path.relative_to(addon)}: {line.strip()}"
            for path in sorted((addon / "static/src").rglob("*.js"))
            for line in path.read_text().splitlines()
            if glue.search(line)
            and ("`" in line or "join(" in line)
            # styles have percentages of their own
            and not re.search(r"`(left|width|height|top): ", line)
        ]
        self.assertFalse(found, "\n".join(found))

    def test_wording_of_days(self):
        """Scripts write days by ``writtenDay``, workbooks of our registers by ``day_format``."""
        addon = Path(get_module_path(self.wording_of[0]))
        own_ways = (("static/src", "*.js", r"formatDate(Time)?\b"), ("reports", "*.py", "yyyy"))
        found = [
            str(path.relative_to(addon))
            for room, names, own_way in own_ways
            for path in sorted((addon / room).rglob(names))
            if path.stem != "kam_wording" and re.search(own_way, path.read_text())
        ]
        self.assertFalse(found, "\n".join(found))

    def test_prints_repeat_the_heads_of_their_tables(self):
        """A row of heads over many rows comes again on the next page."""
        addon = Path(get_module_path(self.wording_of[0]))
        found = []
        for path in sorted((addon / "reports").rglob("*.xml")):
            for row in etree.parse(path).iter("tr"):
                cells = [cell.tag for cell in row if isinstance(cell.tag, str)]
                is_head = len(cells) > 1 and set(cells) == {"th"}
                if row.get("class") == "o_kam_head_once":
                    # of a table of tables: their heads come again instead
                    continue
                if is_head and row.getparent().tag not in ("thead", "t"):
                    found.append(f"{path.relative_to(addon)}:{row.sourceline}")
        self.assertFalse(found, "\n".join(found))

    def test_helps_are_for_users(self):
        """What a field says of itself is read as a tip on the page: nothing of the code in it."""
        addon = Path(get_module_path(self.wording_of[0]))
        found = [
            f"{path.relative_to(addon)}:{text.lineno}"
            for room in ("models", "wizards")
            for path in sorted((addon / room).rglob("*.py"))
            for call in ast.walk(ast.parse(path.read_text()))
            if isinstance(call, ast.keyword) and call.arg == "help"
            for text in ast.walk(call.value)
            if isinstance(text, ast.Constant) and "`" in str(text.value)
        ]
        self.assertFalse(found, "\n".join(found))

    def test_prints_keep_cells_over_several_rows_on_one_page(self):
        """Rows stay whole; a cell beside several of them does where they are one block."""
        addon = Path(get_module_path(self.wording_of[0]))
        found = []
        for path in sorted((addon / "reports").rglob("*.xml")):
            for cell in etree.parse(path).xpath("//*[@rowspan or @t-att-rowspan]"):
                around = list(cell.iterancestors())
                classes = {name for one in around for name in one.get("class", "").split()}
                is_head = any(one.tag == "thead" for one in around)
                if not is_head and not classes & {"o_kam_block", "o_kam_together", "header"}:
                    found.append(f"{path.relative_to(addon)}:{cell.sourceline}")
        self.assertFalse(found, "\n".join(found))
