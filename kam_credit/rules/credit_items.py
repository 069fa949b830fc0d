"""What the forms of a credit file ask of a customer (scheme, credit management, section 4.3).

Codes, in the order of the scheme's tables: section -> items. What each is called is said by
``kam.credit.content.mixin``.
"""

# the customer basic information sheet 客户基本情况表
BASIC = {
    "company": ("name", "code", "founded", "capital", "legal", "address", "industry", "size"),
    "history": ("history",),
    "operator": ("operator",),
    "policy": ("policy",),
    "management": ("management",),
    "bank": ("bank",),
    "documents": ("licence", "identity", "year", "quarter"),
}

# the credit assessment content table 大客户信用评估内容表
CONTENT = {
    "basic": ("company", "history", "operator", "policy", "management", "bank"),
    "capability": ("ability", "facilities", "staff", "production", "sales"),
    "capital": ("composition", "relations", "raising", "finance", "collateral", "acceptance"),
    "environment": ("policies", "economy", "trade"),
}


def in_order(items):
    """Return ``(section, item)`` in the order of a table.

    :param dict items: section -> items
    :rtype: list
    """
    return [(section, item) for section, codes in items.items() for item in codes]
