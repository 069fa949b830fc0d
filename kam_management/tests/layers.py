"""Which source of an addon refers to a topic above its own.

The topics stand in ``models/__init__.py``, the lowest first; each has a folder of its name in other
rooms as well. A source names a model, imports a module or calls a method of its own topic or of one
below, never of one above: what lies above extends what lies below.
"""

import ast
import re
from collections import defaultdict, namedtuple
from pathlib import Path

# a source: addon, room (models, wizards …), topic, name of the file, its text
Source = namedtuple("Source", ["addon", "room", "topic", "name", "text"])

ROOMS = ("models", "wizards", "reports", "security")
MODEL_NAME = re.compile(r"kam(\.[a-z0-9_]+)+")
# in XML: a quoted name, or the external id of a model
XML_NAME = re.compile(r"""['">](kam(?:\.[a-z0-9_]+)+)['"<]""")
XML_MODEL = re.compile(r"\bmodel_(kam_[a-z0-9_]+)")


def read_topics(addon):
    """Return the topics of an addon, the lowest first.

    :param Path addon: folder of the addon
    """
    tree = ast.parse((addon / "models" / "__init__.py").read_text(encoding="utf-8"))
    return [
        alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    ]


def read_sources(addon):
    """Return the sources of an addon that belong to topics.

    :param Path addon: folder of the addon
    """
    return [
        Source(addon.name, room, path.parent.name, path.name, path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in sorted((addon / room).glob("*/*"))
        if path.suffix in (".py", ".xml")
    ]


def find_upward(layers, sources):
    """Return what refers upwards, each as a sentence.

    :param list layers: pairs of addon and topic, the lowest first
    :param list sources: the sources of these addons
    """
    ranks = {layer: rank for rank, layer in enumerate(layers)}
    found = [
        f"{source.addon}/{source.room}/{source.topic}: no topic of models/__init__.py"
        for source in sources
        if (source.addon, source.topic) not in ranks
    ]
    placed = [source for source in sources if (source.addon, source.topic) in ranks]
    trees = {source: ast.parse(source.text) for source in placed if source.name.endswith(".py")}
    models, methods = _find_owners(ranks, trees)
    for source in placed:
        rank = ranks[source.addon, source.topic]
        if source in trees:
            named = _read_python(source, trees[source], ranks, models, methods)
        else:
            named = _read_xml(source, models)
        found += [
            f"{source.addon}/{source.room}/{source.topic}/{source.name}:{line} {what}, "
            f"of {'/'.join(layers[other])}"
            for line, what, other in named
            if other > rank
        ]
    return found


def _find_owners(ranks, trees):
    """Return the rank of the lowest topic that defines each model, and each private method."""
    models, methods = {}, defaultdict(lambda: len(ranks))
    for source, tree in trees.items():
        rank = ranks[source.addon, source.topic]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("_"):
                methods[node.name] = min(rank, methods[node.name])
            elif isinstance(node, ast.ClassDef):
                for name in _get_model_names(node):
                    models[name] = min(rank, models.get(name, rank))
    return models, dict(methods)


def _get_model_names(definition):
    """Return the names that a class gives to a new model: ``_name = "…"``."""
    return [
        node.value.value
        for node in definition.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(isinstance(target, ast.Name) and target.id == "_name" for target in node.targets)
    ]


def _read_python(source, tree, ranks, models, methods):
    """Yield line, description and rank of what a module refers to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if MODEL_NAME.fullmatch(node.value):
                yield from _name_model(node.lineno, node.value, models)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in methods:
                yield node.lineno, f"calls {node.func.attr}", methods[node.func.attr]
        elif isinstance(node, ast.ImportFrom):
            for layer in _get_imported(source, node):
                if layer in ranks:
                    yield node.lineno, f"imports {'.'.join(layer)}", ranks[layer]


def _name_model(line, name, models):
    """Yield what a string names: a model, or something of one (``model.field``)."""
    while name not in models and "." in name:
        name = name.rpartition(".")[0]
    if name in models:
        yield line, f"names {name}", models[name]


def _get_imported(source, node):
    """Return the layers from which a module imports, as pairs of addon and topic."""
    parts = (node.module or "").split(".") if node.module else []
    if node.level:
        here = ["odoo", "addons", source.addon, source.room, source.topic]
        parts = here[: len(here) - node.level + 1] + parts
    names = [[*parts, alias.name] for alias in node.names]
    return [
        (name[2], name[4])
        for name in names
        if name[:2] == ["odoo", "addons"] and len(name) > 4 and name[3] in ROOMS
    ]


def _read_xml(source, models):
    """Yield line, description and rank of what an XML file refers to."""
    by_table = {name.replace(".", "_"): name for name in models}
    for line, text in enumerate(source.text.splitlines(), 1):
        names = [*XML_NAME.findall(text), *map(by_table.get, XML_MODEL.findall(text))]
        for name in filter(None, names):
            yield from _name_model(line, name, models)


def path_of_addon(module):
    """Return the folder of the addon of a module in its ``tests``."""
    return Path(module).resolve().parents[1]
