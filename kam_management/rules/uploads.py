"""Rules of files that come from outside, or go there: which are taken, and what they are called."""

import re

# What a browser or a computer would carry out: never taken, whatever a company allows.
ACTIVE = frozenset(
    [
        "app",
        "bat",
        "cmd",
        "com",
        "cpl",
        "css",
        "exe",
        "hta",
        "htm",
        "html",
        "jar",
        "js",
        "jse",
        "lnk",
        "mht",
        "mhtml",
        "mjs",
        "msi",
        "php",
        "pif",
        "ps1",
        "py",
        "scr",
        "sh",
        "svg",
        "svgz",
        "swf",
        "vbe",
        "vbs",
        "wsf",
        "xht",
        "xhtml",
        "xml",
        "xsl",
    ]
)
ACTIVE_CONTENT = frozenset(
    {
        "application/javascript",
        "application/vnd.microsoft.portable-executable",
        "application/x-dosexec",
        "application/x-executable",
        "application/x-mach-binary",
        "application/x-msdownload",
        "application/x-sharedlib",
        "application/x-shellscript",
        "application/xhtml+xml",
        "application/xml",
        "image/svg+xml",
        "text/html",
        "text/javascript",
        "text/x-shellscript",
        "text/xml",
    }
)
# How the content of files with these endings is recognised: beginnings of content types.
CONTENT = {
    "pdf": ("application/pdf",),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "bmp"), ("image/",)),
    **dict.fromkeys(
        ("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"),
        ("application/vnd.", "application/zip"),
    ),
    **dict.fromkeys(
        ("doc", "xls", "ppt"),
        (
            "application/msword",
            "application/vnd.",
            "application/x-ole-storage",
            "application/cdfv2",
        ),
    ),
    # texts in an encoding that is not recognised are any bytes
    **dict.fromkeys(("txt", "csv"), ("text/", "application/csv", "application/octet-stream")),
}
LONGEST_NAME = 120
# path, control and direction signs, and what file systems refuse
_UNFIT = re.compile(r'[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]+')
_ENDING = re.compile(r"[a-z0-9]{1,10}")


def split_types(text):
    """Return the endings that somebody wrote, lower case, each once.

    :param str text: such as “PDF, .png docx”
    :rtype: tuple
    """
    parts = re.split(r"[\s,;，；、]+", text or "")
    return tuple(dict.fromkeys(part.strip(".").lower() for part in parts if part.strip(".")))


def find_unfit(types):
    """Return those of some endings that no company may allow, or that are none.

    :param types: endings
    :rtype: list
    """
    return [name for name in types if name in ACTIVE or not _ENDING.fullmatch(name)]


def ending(name):
    """Return the ending of a file's name, lower case; an empty text where it has none."""
    stem, dot, end = name.rpartition(".")
    return end.lower() if dot and stem.strip(". ") else ""


def clean_name(name):
    """Return the name under which a file is kept: no path, nothing that hides its ending.

    :param str name: as it was handed over
    :rtype: str
    """
    last = re.split(r"[\\/]", name or "")[-1]
    fit = _UNFIT.sub("", last).strip(" .") or "file"
    if len(fit) <= LONGEST_NAME:
        return fit
    end = ending(fit)
    tail = f".{end}" if end else ""
    return fit[: LONGEST_NAME - len(tail)] + tail


def find_fault(name, size, content_type, types, most_bytes):
    """Return why a file is not taken: ``type``, ``empty``, ``size``, ``content``, or None.

    :param str name: its name, cleaned
    :param int size: its size in bytes
    :param str content_type: what its content was recognised as, or None where not looked at yet
    :param types: endings that are allowed
    :param int most_bytes: how large it may be
    """
    end = ending(name)
    if end not in types or end in ACTIVE:
        return "type"
    if not size:
        return "empty"
    if size > most_bytes:
        return "size"
    if content_type is None:
        return None
    found = content_type.lower()
    if found in ACTIVE_CONTENT:
        return "content"
    if end in CONTENT and not found.startswith(CONTENT[end]):
        return "content"
    return None
