"""Rules of mail that comes in: what was sent by machines, which mail it is, what it answers.

A header is a pair of name and value, as the mail brings it; names in any case.
"""

import hashlib
import re

# Why a mail is not taken, the first that applies.
OWN, BOUNCE, AUTOMATIC, LIST = "own", "bounce", "automatic", "list"
MACHINE_REASONS = (OWN, BOUNCE, AUTOMATIC, LIST)

# Their presence says it, unless they say no.
AUTOMATIC_HEADERS = ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-autoresponder")
DENIALS = frozenset({"", "no", "none", "false", "0"})
MAILING_LISTS = frozenset({"bulk", "junk", "list"})
DAEMONS = frozenset({"mailer-daemon", "mailer_daemon", "postmaster", "bounce", "bounces"})
# what delivery reports are made of
REPORT_TYPES = frozenset({"multipart/report", "message/delivery-status"})
# Of the mails that we send about a suggestion: its number in the database stands in their id.
ANSWERED = re.compile(r"-openerp-(\d{1,9})-kam\.suggestion@")
# So many of the mails before are looked at, the last ones.
MOST_REFERENCES = 32
# how texts are kept
MOST_SIGNS, MOST_SUBJECT = 100_000, 200


def values_of(headers, name):
    """Return the values of a header, in small letters and without what follows them.

    >>> values_of([("Auto-Submitted", "Auto-Replied; owner=a@b.c")], "auto-submitted")
    ['auto-replied']

    :param headers: pairs of name and value
    :param str name: of the header, in small letters
    """
    return [
        re.split(r"[;(\s,]", str(value).strip().lower(), maxsplit=1)[0]
        for key, value in headers
        if key.lower() == name
    ]


def find_reason(headers, sender, is_own, content_type="text/plain"):
    """Return why a mail was sent by a machine, or None for one that somebody wrote.

    :param headers: pairs of name and value
    :param str sender: address of the sender, without the name; a false value for none
    :param bool is_own: whether that address is one of ours
    :param str content_type: of the whole mail
    :return: ``own``, ``bounce``, ``automatic``, ``list`` or None
    """
    if is_own:
        return OWN
    local_part = (sender or "").partition("@")[0].lower()
    if content_type.lower() in REPORT_TYPES or local_part in DAEMONS:
        return BOUNCE
    if values_of(headers, "x-failed-recipients"):
        return BOUNCE
    if any(value not in DENIALS for value in values_of(headers, "auto-submitted")):
        return AUTOMATIC
    for name in AUTOMATIC_HEADERS:
        if any(value not in DENIALS for value in values_of(headers, name)):
            return AUTOMATIC
    precedence = set(values_of(headers, "precedence"))
    if "auto_reply" in precedence:
        return AUTOMATIC
    if precedence & MAILING_LISTS or any(key.lower() == "list-id" for key, _value in headers):
        return LIST
    if any(value in ("<>", "") for value in values_of(headers, "return-path")):
        # whoever sends it wants no answer: a report of delivery
        return BOUNCE
    return None


def find_answered(references):
    """Return the numbers of the suggestions that a mail answers, the last mentioned first.

    >>> find_answered("<1.2-openerp-7-kam.suggestion@host> <3@other>")
    [7]

    :param str references: what the headers References and In-Reply-To hold
    """
    mentioned = (references or "").replace("\n", " ").split()[-MOST_REFERENCES:]
    found = [int(match[1]) for text in mentioned if (match := ANSWERED.search(text))]
    return list(dict.fromkeys(reversed(found)))


def key_of(message_id, parts):
    """Return by what a mail is known again: its id, or a digest of what it holds.

    :param str message_id: what the mail says its id is; a false value for none
    :param parts: bytes that make the mail the one it is: sender, day, subject, text
    """
    given = " ".join((message_id or "").split())
    if 0 < len(given) <= 250:
        return given
    digest = hashlib.sha256(given.encode(errors="replace"))
    for part in parts:
        digest.update(b"\0" + part)
    return f"sha256:{digest.hexdigest()}"


def storable(text):
    """Return a text as the database can keep it.

    >>> storable("a\\0b")
    'ab'
    """
    return (text or "").replace("\0", "").encode("utf-8", "replace").decode()


def subject_of(subject, body):
    """Return in a few words what a mail is about: its subject, or how it begins.

    >>> subject_of("  Re:  the\\n tiles ", "Good day")
    'Re: the tiles'

    :param str subject: what stands above it; a false value for nothing
    :param str body: its text
    """
    line = " ".join(storable(subject).split())
    if not line:
        line = " ".join(storable(body)[:1000].split())
        line = line if len(line) <= 80 else line[:79].rstrip() + "…"
    return line if len(line) <= MOST_SUBJECT else line[: MOST_SUBJECT - 1] + "…"
