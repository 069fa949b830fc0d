"""When two numbers or codes that people write are the same one."""

import unicodedata


def exact_key(text):
    """Return what two ways of writing the same number have in common.

    Case, width (``ＫＡ１`` is ``KA1``), blanks and what cannot be seen make no difference.

    :param str text: what somebody wrote
    :rtype: str
    """
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    # folding may leave what is written in another way again
    folded = unicodedata.normalize("NFKC", folded)
    return "".join(
        letter
        for letter in folded
        if not letter.isspace() and unicodedata.category(letter) not in ("Cc", "Cf")
    )
