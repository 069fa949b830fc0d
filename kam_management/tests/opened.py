"""What an action shows at once: for tests that a number opens the records it counts."""

from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

DEFAULT = "search_default_"


def find_filters(env, model_name, view_id=False):
    """Return the filters of a search view: dict name -> (group, domain).

    Those of one group widen, groups narrow what is found.

    :param env: environment of the reader
    :param str model_name: whose records are searched
    :param int view_id: id of the search view; a false value for that of the model
    """
    view = env[model_name].get_view(view_id or False, "search")
    group, filters = 0, {}
    for node in etree.fromstring(view["arch"]).iter("separator", "filter"):
        if node.tag == "separator":
            group += 1
        elif node.get("domain"):
            domain = safe_eval(node.get("domain"), {"uid": env.uid})
            filters[node.get("name")] = group, Domain(domain)
    return filters


def narrow(filters, names):
    """Return the domain of some filters that are set together.

    :param dict filters: as :func:`find_filters` returns them
    :param names: names of filters
    """
    groups = {}
    for name in names:
        group, domain = filters[name]
        groups.setdefault(group, []).append(domain)
    return Domain.AND(Domain.OR(domains) for domains in groups.values())


def count_shown(env, action):
    """Return how many records a window action shows its reader before they change anything.

    :param env: environment of the reader
    :param dict action: the window action
    """
    context = action.get("context") or {}
    if isinstance(context, str):
        context = safe_eval(context, {"uid": env.uid})
    view_id = action.get("search_view_id")
    view_id = view_id[0] if isinstance(view_id, (list, tuple)) else view_id
    filters = find_filters(env, action["res_model"], view_id)
    names = [
        name.removeprefix(DEFAULT)
        for name, value in context.items()
        if name.startswith(DEFAULT) and value and name.removeprefix(DEFAULT) in filters
    ]
    domain = action.get("domain") or []
    if isinstance(domain, str):
        domain = safe_eval(domain, {"uid": env.uid})
    records = env[action["res_model"]]
    if "active_test" in context:
        records = records.with_context(active_test=context["active_test"])
    if action.get("res_id"):
        domain = [("id", "=", action["res_id"])]
    return records.search_count(Domain(domain) & narrow(filters, names))
