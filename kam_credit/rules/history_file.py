"""What the columns of a file with items of a former system are called, and what they hold."""

import re
import unicodedata

# Titles by the field they fill; compared without case, width, blanks and what stands in brackets.
TITLES = {
    "name": (
        "number",
        "invoice",
        "invoice number",
        "invoice no",
        "invoice no.",
        "document",
        "document number",
        "编号",
        "发票",
        "发票号",
        "发票号码",
        "发票编号",
        "单据编号",
        "单据号",
    ),
    "customer": ("customer", "partner", "debtor", "客户", "往来单位"),
    "customer_name": ("customer name", "partner name", "客户名称", "客户全称", "单位名称"),
    "customer_ref": (
        "customer reference",
        "reference",
        "customer number",
        "customer code",
        "客户编号",
        "客户编码",
        "客户代码",
    ),
    "customer_vat": (
        "tax id",
        "vat",
        "tax number",
        "税号",
        "纳税人识别号",
        "统一社会信用代码",
    ),
    "date_invoice": (
        "invoice date",
        "invoiced on",
        "date",
        "日期",
        "开票日期",
        "发票日期",
        "单据日期",
    ),
    "date_due": ("due date", "due on", "due", "到期日", "到期日期", "应收日期", "约定付款日"),
    "amount": (
        "amount",
        "amount with tax",
        "gross amount",
        "total",
        "金额",
        "含税金额",
        "价税合计",
        "应收金额",
        "发票金额",
    ),
    "amount_untaxed": (
        "untaxed amount",
        "amount without tax",
        "net amount",
        "不含税金额",
        "未税金额",
        "无税金额",
    ),
    "date_settled": (
        "settled on",
        "settlement date",
        "paid on",
        "payment date",
        "结清日期",
        "结清日",
        "付款日期",
        "收款日期",
        "回款日期",
        "核销日期",
    ),
}
CUSTOMER = ("customer", "customer_name", "customer_ref", "customer_vat")
REQUIRED = ("name", "date_invoice", "date_due", "amount")
# The heading is looked for among so many lines: a title and a date may stand above it.
HEAD_LINES = 10

_AMOUNT = re.compile(r"[-+]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+")
_CURRENCY = re.compile(r"^(rmb|cny|usd|eur|[¥￥$€元])|(rmb|cny|usd|eur|[¥￥$€元])$", re.IGNORECASE)


def clean(value):
    """Return a value of a file as a text, full-width characters as usual ones."""
    return " ".join(unicodedata.normalize("NFKC", str(value or "")).split())


def _title(value):
    return re.split(r"\(", clean(value))[0].strip(" *:").casefold()


def get_title(field, label):
    """Return what a template calls a column: its label, where that would be understood again.

    :param str field: a field of ``TITLES``
    :param str label: what the field is called in the language of the reader
    """
    return label if _title(label) in TITLES[field] else TITLES[field][0]


def find_heading(rows):
    """Find the line that names the columns.

    :param list rows: ``(line number, values)`` pairs
    :return: ``(index of the line, dict field -> position, list of titles that are not known)``;
        None where no line names an amount and a number
    """
    fields = {title: field for field, titles in TITLES.items() for title in titles}
    for index, (_line, values) in enumerate(rows[:HEAD_LINES]):
        columns, unknown = {}, []
        for at, value in enumerate(values):
            field = fields.get(_title(value))
            if field and field not in columns:
                columns[field] = at
            elif value:
                unknown.append(clean(value))
        if {"name", "amount"} <= columns.keys():
            return index, columns, unknown
    return None


def read_amount(value):
    """Read an amount as people write it.

    :param value: such as 1234.5, ¥1,234.50 or 1.234,50
    :rtype: float
    :raise ValueError: for everything else
    """
    text = _CURRENCY.sub("", clean(value).replace(" ", "")).strip()
    if "," in text and "." in text:
        thousands = "," if text.rindex(",") < text.rindex(".") else "."
        text = text.replace(thousands, "").replace(",", ".")
    elif _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    if not _AMOUNT.fullmatch(text):
        raise ValueError(value)
    return float(text)
