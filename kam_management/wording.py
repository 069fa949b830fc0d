"""What code writes, read in the language of the reader.

Histories keep *why* as a code with values, or as what somebody wrote: :func:`worded` makes the
former, a field of the class :class:`Worded` holds either and shows both as text, one of the class
:class:`Standard` begins with the former and is written by people. The texts of the
codes stand in ``_get_reasons`` of the model, which topics extend for their own codes. Rows that an
earlier version wrote as text stay as they are.

What cannot be worded when it is read (notes in a conversation, mails) is worded for those who read
it: :func:`for_readers`, :func:`by_language`.

Texts are joined by the signs of the language, “、” and “：” in Chinese: :func:`listed`,
:func:`phrased`, :func:`parted`, :func:`sentences`, :func:`labelled`, :func:`noted`,
:func:`percentage`. No sign of one language stands between texts that come from elsewhere.

Days are written by :func:`format_date` and moments by :func:`format_datetime`, in messages, mails
and prints alike.
"""

import json
import re

from markupsafe import Markup

from odoo import fields, tools
from odoo.tools.misc import babel_locale_parse, formatLang, get_lang, posix_to_ldml

# Stands before what is kept as a code: nobody can type it.
MARK = "\x02"
# how Odoo writes days in Chinese, as a machine does; a company may have chosen another way
SLASHED = "%Y/%m/%d"
# Chinese breaks between any two signs: a day on paper would end on the next line
WHOLE = Markup('<span style="white-space: nowrap">{}</span>')
# the digits of a number in a pattern of a language
DIGITS = re.compile(r"[#0][#0.,]*")


def worded(code, **values):
    """Return what a field of the class :class:`Worded` keeps for a reason of the code's own.

    :param str code: a code of ``_get_reasons`` of the model
    :param values: what the text has places for: texts, :func:`percent`, :func:`amount`,
        :func:`day` or :func:`names`
    :rtype: str
    """
    return MARK + json.dumps({"code": code, "values": values}, sort_keys=True)


def reworded(kept, prefix, **values):
    """Return what a field of the class :class:`Worded` keeps, as a reason that is made of it.

    :param str kept: what :func:`worded` has returned
    :param str prefix: what the code of the new reason begins with
    :param values: what its text has further places for
    :rtype: str
    """
    known = json.loads(kept.removeprefix(MARK))
    return worded(prefix + known["code"], **{**known["values"], **values})


def in_languages(record, name):
    """Return what a translated field holds in each language in which people read.

    For what keeps the texts of something that may change later: see :func:`kept`.

    :param record: one record
    :param str name: name of the field
    :return: dict code of a language -> text, which may be empty
    """
    languages = record.env["res.lang"].get_installed()
    return {code: record.with_context(lang=code)[name] or "" for code, _name in languages}


def kept(env, texts):
    """Return one of the texts that :func:`in_languages` has returned, for the reader.

    :param env: the environment of the reader
    :param dict texts: code of a language -> text; a false value for none
    :return: that of the reader's language, or the one nearest to it
    :rtype: str
    """
    texts = texts or {}
    return texts.get(env.lang) or texts.get("en_US") or next(iter(texts.values()), "")


def percent(share, digits=2):
    """Return a share as a value of :func:`worded`.

    :param float share: 1 is all
    :param int digits: how many decimal places are shown
    """
    return {"percent": share, "digits": digits}


def amount(number, currency):
    """Return an amount of money as a value of :func:`worded`.

    :param float number: the amount
    :param res.currency currency: its currency
    """
    return {"amount": number, "currency": currency.id}


def day(date):
    """Return a day as a value of :func:`worded`.

    :param date date: the day
    """
    return {"day": fields.Date.to_string(date)}


def names(records):
    """Return records as a value of :func:`worded`: they are called as the reader calls them.

    :param records: records whose names are no secret to whoever reads the text
    """
    return {"names": records.ids, "model": records._name}


class Worded(fields.Text):
    """A text that somebody wrote, or a code with values that is worded when it is read."""

    def convert_to_record(self, value, record):
        """See the base method: as text, in the language of the record's environment."""
        value = super().convert_to_record(value, record)
        if not (value and value.startswith(MARK)):
            return value
        kept = json.loads(value.removeprefix(MARK))
        text = record._get_reasons().get(kept["code"])
        if text is None:
            # of an addon that is gone
            return kept["code"]
        return text % {name: _show(record, of) for name, of in kept["values"].items()}


class Standard(Worded):
    """A text that begins with words of the product's own, read in the language of the reader.

    It is kept as a code, which is the name of the field, until somebody writes another text; what
    is saved as it is shown, in whichever language, stays the code. What somebody wrote stays as it
    is written.
    """

    def convert_to_column(self, value, record, values=None, validate=True):
        """See the base method: words of the product's own as their code."""
        return super().convert_to_column(self._recognise(value, record), record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        """See the base method: words of the product's own as their code."""
        return super().convert_to_cache(self._recognise(value, record), record, validate)

    def _recognise(self, value, record):
        if not isinstance(value, str) or value == worded(self.name):
            return value
        text = value.strip()
        for code, _name in record.env["res.lang"].get_installed():
            if text == record.with_context(lang=code)._get_reasons()[self.name]:
                return worded(self.name)
        # what is typed begins with no code
        return value.lstrip(MARK)


def _show(record, value):
    if not isinstance(value, dict):
        return value
    if "percent" in value:
        return percentage(record.env, value["percent"] * 100, value["digits"])
    if "day" in value:
        return format_date(record.env, value["day"])
    if "names" in value:
        # sudo: whoever may read the text may read whom or what it is about
        named = record.env[value["model"]].sudo().browse(value["names"]).exists()
        return listed(record.env, named.mapped("display_name"))
    # sudo: how an amount is written is no secret
    return record.env["res.currency"].sudo().browse(value["currency"]).format(value["amount"])


def for_readers(records):
    """Return records in the language of their company, where a job is at work, not a person.

    :param records: records of one company
    """
    if not records.env.user._is_superuser():
        return records
    company = records["company_id"][:1] if "company_id" in records._fields else None
    # sudo: the language of a company is no secret
    lang = (company or records.env.company).sudo().partner_id.lang
    return records.with_context(lang=lang) if lang else records


def by_language(users):
    """Return users by the language in which they are written to.

    :param res.users users: whom something is told
    :return: pairs of language and users
    """
    # sudo: in which language a colleague reads is no secret
    return users.sudo().grouped("lang").items()


# ----------------------------------------------------------------------
# the signs of a language
# ----------------------------------------------------------------------


def listed(env, items):
    """Return things of one kind in a row: “A, B, C”, in Chinese “A、B、C”.

    :param env: the environment of the reader
    :param items: texts, or what is shown as text
    :rtype: str
    """
    # between the last two stands no “and”: rows are looked through, not read aloud
    sign = _get_locale(env).list_patterns["standard"]["middle"].format("", "")
    return sign.join(map(str, items))


def phrased(env, texts):
    """Return short texts about one thing, without empty ones: “Call, Mr Qian”.

    :param env: the environment of the reader
    :param texts: texts, or what stands for none
    :rtype: str
    """
    return env._("%(text)s, %(further)s", text="", further="").join(filter(None, texts))


def parted(env, texts):
    """Return texts that may hold lists themselves: “A: B, C; D: E”; empty ones are left out.

    :param env: the environment of the reader
    :param texts: texts, or what stands for none
    :rtype: str
    """
    return env._("%(text)s; %(further)s", text="", further="").join(filter(None, texts))


def sentences(env, texts):
    """Return sentences one after the other: with a blank between, in Chinese with none.

    :param env: the environment of the reader
    :param texts: whole sentences, or what stands for none
    :rtype: str
    """
    return env._("%(sentence)s %(further)s", sentence="", further="").join(filter(None, texts))


def labelled(env, label, text):
    """Return what something is called, and what it says, or the one there is: “Label: text”.

    :param env: the environment of the reader
    :param str label: what it is called
    :param str text: what it says
    :rtype: str
    """
    if not (label and text):
        return label or text or ""
    return env._("%(label)s: %(text)s", label=label, text=text)


def noted(env, text, note):
    """Return a text with a note between brackets, where there is one: “text (note)”.

    :param env: the environment of the reader
    :param str text: the text
    :param str note: what is added
    :rtype: str
    """
    return env._("%(text)s (%(note)s)", text=text, note=note) if note else text


def percentage(env, number, digits=0, signed=False):
    """Return a number of percent as the language of the reader writes it: “75%”, “75 %”.

    :param env: the environment of the reader
    :param number: 100 is all
    :param int digits: how many decimal places are shown
    :param bool signed: whether a plus is written
    :rtype: str
    """
    # adding zero takes the sign from what is rounded to nothing
    number = round(float(number), digits) + 0.0
    text = formatLang(env, number, digits=digits)
    pattern = _get_locale(env).percent_formats[None].pattern
    sign = "+" if signed and number > 0 else ""
    return sign + DIGITS.sub(lambda _digits: text, pattern, count=1)


def format_date(env, value, date_format=False):
    """Return a day as the language of the reader writes it: “11/28/2026”, “2026年11月28日”.

    :param env: the environment of the reader
    :param value: a day, or a moment in UTC; nothing for an empty text
    :param date_format: as of Odoo's function; what is Chinese is written out all the same
    :rtype: str
    """
    return tools.format_date(env, value, date_format=find_day_pattern(env) or date_format)


def format_datetime(env, value, tz=False, dt_format="medium"):
    """Return a moment as the language of the reader writes it: “2026年11月28日 09:30”.

    :param env: the environment of the reader
    :param value: a moment in UTC; nothing for an empty text
    :param tz: name of the time zone; by default that of the user
    :param dt_format: ``medium`` with seconds, or ``short``
    :rtype: str
    """
    pattern = find_day_pattern(env)
    if pattern:
        time = get_lang(env).time_format
        if dt_format == "short":
            time = time.replace(":%S", "")
        dt_format = f"{pattern} {posix_to_ldml(time, locale=_get_locale(env))}"
    return tools.format_datetime(env, value, tz=tz, dt_format=dt_format)


def find_day_pattern(env):
    """Return the pattern by which days are written out in Chinese; none where Odoo's holds.

    :param env: the environment of the reader
    :return: a pattern of the Unicode locale data, “y年M月d日”, or None
    """
    lang = get_lang(env)
    if lang.code.startswith("zh") and lang.date_format == SLASHED:
        return babel_locale_parse(lang.code).date_formats["long"].pattern
    return None


def _get_locale(env):
    return babel_locale_parse(env.lang or "en_US")
