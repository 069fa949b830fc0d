"""Snapshots: nested content of plain values, as it is frozen in a form."""


def places(content, name):
    """Return each value of a snapshot under the name of its place, to count what has changed.

    :param content: dicts and lists of plain values
    :param str name: name of the whole
    :return: dict place -> text; places without a value are left out
    """
    if isinstance(content, dict):
        pairs = content.items()
    elif isinstance(content, list):
        pairs = enumerate(content)
    else:
        return {} if content is None or content is False or content == "" else {name: str(content)}
    return {
        place: value
        for key, inner in pairs
        for place, value in places(inner, f"{name}.{key}").items()
    }
