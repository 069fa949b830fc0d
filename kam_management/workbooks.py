"""How the sheets of our workbooks are laid out, on the screen and on paper, and show days."""

import re

from odoo.tools.misc import get_lang

from . import wording

A4 = 9
# directives of a language's format of days -> how workbooks write the same
DIRECTIVES = {
    "%Y": "yyyy",
    "%y": "yy",
    "%m": "mm",
    "%B": "mmmm",
    "%b": "mmm",
    "%d": "dd",
    "%A": "dddd",
    "%a": "ddd",
}


def lay_out(sheet, keys=0):
    """Keep the head and the first columns in sight, and print a sheet on the width of a page.

    :param sheet: a worksheet of xlsxwriter whose first row is the head
    :param int keys: how many of the first columns say what a row is about
    """
    sheet.freeze_panes(1, keys)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if keys:
        sheet.repeat_columns(0, keys - 1)
    sheet.set_footer("&C&P / &N")


def number_format(digits):
    """Return the number format of numbers with so many decimals.

    :param int digits: how many
    :return: “#,##0”, “#,##0.00”
    :rtype: str
    """
    return "#,##0" + ("." + "0" * digits if digits else "")


def day_format(env):
    """Return the number format of days, as the language of the reader writes them elsewhere.

    :param env: the environment of the reader
    :return: “mm/dd/yyyy”, “yyyy"年"m"月"d"日"”
    :rtype: str
    """
    pattern = wording.find_day_pattern(env)
    if pattern:
        return re.sub("[^yMd]+", r'"\g<0>"', pattern).replace("y", "yyyy", 1).lower()
    parts = re.split("(%.)", get_lang(env).date_format)
    if not {*parts[1::2]} <= {*DIRECTIVES}:
        # what workbooks cannot write is written so that everybody reads it
        return "yyyy-mm-dd"
    return "".join(
        DIRECTIVES[part] if place % 2 else part and f'"{part}"' for place, part in enumerate(parts)
    )


def moment_format(env):
    """Return the number format of moments: the day as :func:`day_format`, and the minute.

    :param env: the environment of the reader
    :rtype: str
    """
    return f"{day_format(env)} hh:mm"
