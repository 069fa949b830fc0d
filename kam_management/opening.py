"""Window actions that open records."""


def open_found(records, name):
    """Return the action that opens records: the one, or the list of them.

    :param records: of one model
    :param str name: what stands above the list
    :return: a window action
    """
    action = {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": records._name,
        "view_mode": "list,form",
        "domain": [("id", "in", records.ids)],
    }
    if len(records) == 1:
        action.update(res_id=records.id, view_mode="form")
    return action
