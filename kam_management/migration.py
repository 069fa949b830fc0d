"""What migrations of both addons do with the tables of the database."""

import base64
import hashlib
import logging
import re

from odoo.exceptions import UserError
from odoo.tools import SQL, sql

from .rules.keys import exact_key

_logger = logging.getLogger(__name__)

# Columns that name a model by its technical name.
MODEL_NAMES = (
    ("ir_model", "model"),
    ("ir_model_fields", "model"),
    ("ir_model_fields", "relation"),
    ("ir_model_data", "model"),
    ("ir_ui_view", "model"),
    ("ir_act_window", "res_model"),
    ("ir_act_report_xml", "model"),
    ("ir_attachment", "res_model"),
    ("ir_exports", "resource"),
    ("ir_filters", "model_id"),
    ("mail_activity", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
)
# Objects of PostgreSQL whose names begin with the name of their table.
RELATED_OBJECTS = """
    SELECT 'INDEX', index.relname FROM pg_index
    JOIN pg_class AS index ON index.oid = pg_index.indexrelid
    WHERE pg_index.indrelid = %(table)s::regclass
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = index.oid)
    UNION ALL
    SELECT 'CONSTRAINT', conname FROM pg_constraint WHERE conrelid = %(table)s::regclass
    UNION ALL
    SELECT 'TRIGGER', tgname FROM pg_trigger
    WHERE tgrelid = %(table)s::regclass AND NOT tgisinternal
    UNION ALL
    SELECT 'SEQUENCE', relname FROM pg_class
    WHERE oid = pg_get_serial_sequence(%(table)s, 'id')::regclass
"""


def rename_model(cr, old, new):
    """Rename a model with its table, rows that name it, and external ids that contain its name.

    Called before the addon loads. A database that never had the model is left as it is.

    :param cr: cursor
    :param str old: technical name until now
    :param str new: technical name from now on
    """
    old_table, new_table = old.replace(".", "_"), new.replace(".", "_")
    if not sql.table_exists(cr, old_table) or sql.table_exists(cr, new_table):
        return
    _rename_table(cr, old_table, new_table)
    for table, column in MODEL_NAMES:
        if sql.column_exists(cr, table, column):
            cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    new,
                    SQL.identifier(column),
                    old,
                )
            )
    cr.execute(
        SQL(
            "UPDATE ir_model_data SET name = regexp_replace(name, %s, %s) WHERE name ~ %s",
            rf"(^|_){old_table}(_|$)",
            rf"\1{new_table}\2",
            rf"(^|_){old_table}(_|$)",
        )
    )


def _rename_table(cr, old, new):
    cr.execute(RELATED_OBJECTS, {"table": old})
    objects = [(kind, name) for kind, name in cr.fetchall() if name.startswith(old)]
    table = SQL.identifier(old)
    for kind, name in objects:
        target = SQL.identifier(name), SQL.identifier(new + name.removeprefix(old))
        if kind == "INDEX":
            cr.execute(SQL("ALTER INDEX %s RENAME TO %s", *target))
        elif kind == "SEQUENCE":
            cr.execute(SQL("ALTER SEQUENCE %s RENAME TO %s", *target))
        elif kind == "CONSTRAINT":
            cr.execute(SQL("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table, *target))
        else:
            cr.execute(SQL("ALTER TRIGGER %s ON %s RENAME TO %s", target[0], table, target[1]))
    cr.execute(SQL("ALTER TABLE %s RENAME TO %s", table, SQL.identifier(new)))


def change_rule(env, xmlid, former, domain):
    """Bring a record rule to another domain. Rules are not updated with the addon.

    A company may have changed the rule: then it stays, and the log says so. One that has the new
    domain already, because this upgrade has made it, stays as well.

    :param env: superuser environment
    :param str xmlid: external id of the rule
    :param str former: the domain that the version before had
    :param str domain: the domain of this version
    """
    rule = env.ref(xmlid, raise_if_not_found=False)
    if not rule or _same_domain(rule.domain_force, domain):
        return
    if _same_domain(rule.domain_force, former):
        rule.domain_force = domain
    else:
        _warn_changed_rule(rule, xmlid, domain)


def open_rules_to_branches(env, module):
    """Let record rules of an addon show what belongs to the root of a branch.

    Rules are not updated with the addon. Those that a company has changed stay, and the log says
    so.

    :param env: superuser environment
    :param str module: name of the addon
    """
    pattern = re.compile(r"(company_id['\"],\s*)(['\"])in\2(,\s*company_ids)")
    ids = env["ir.model.data"].search([("module", "=", module), ("model", "=", "ir.rule")])
    for data in ids:
        rule = env["ir.rule"].browse(data.res_id).exists()
        text = rule.domain_force or ""
        if not pattern.search(text):
            continue
        if re.fullmatch(r"\[\([^()]*\)\]", "".join(text.split())):
            rule.domain_force = pattern.sub(r"\1\2parent_of\2\3", text)
        else:
            _warn_changed_rule(rule, data.complete_name, "('company_id', 'parent_of', company_ids)")


def split_rule(env, xmlid, former, successors):
    """Delete a record rule that others have taken the place of.

    A company may have changed, switched off or deleted the rule: then what took its place opens
    nothing, and the log says so.

    :param env: superuser environment
    :param str xmlid: external id of the rule
    :param str former: the domain that the version before had
    :param list successors: external ids of the rules, made by this upgrade
    """
    rule = env.ref(xmlid, raise_if_not_found=False)
    if rule and rule.active and _same_domain(rule.domain_force, former):
        rule.unlink()
        return
    for successor in successors:
        env.ref(successor).active = False
    if rule:
        _warn_changed_rule(rule, xmlid, ", ".join(successors))
    else:
        _logger.warning("%s is gone: %s are switched off", xmlid, ", ".join(successors))


def replace_condition(env, field, condition, model=None):
    """Replace a condition on the user in all record rules, also those of the company itself.

    For a field that is gone, or means something else: what a company has made of it goes on.
    Conditions are those with ``=`` or ``in`` and the user or True.

    :param env: superuser environment
    :param str field: what the path of the condition ends in, such as ``team_ids.user_id``
    :param str condition: the new one, with ``{path}`` for what comes before the field
    :param str model: only where the path before the field leads to this model
    """
    pattern = re.compile(
        rf"""\(\s*(?P<quote>['"])(?P<path>(?:\w+\.)*){re.escape(field)}(?P=quote)\s*,\s*"""
        r"""['"](?:=|in)['"]\s*,\s*(?:True|user\.ids?|\[user\.id\])\s*\)"""
    )
    rules = env["ir.rule"].with_context(active_test=False)
    for rule in rules.search([("domain_force", "like", field)]):
        # rules of addons that are not loaded yet come with their upgrade
        if rule.model_id.model not in env:
            continue
        text = pattern.sub(
            lambda match, rule=rule: _replace(env, rule, match, condition, model),
            rule.domain_force,
        )
        if text != rule.domain_force:
            _logger.info("The record rule “%s” asks for %s no longer: %s", rule.name, field, text)
            rule.domain_force = text


def _replace(env, rule, match, condition, model):
    records = env[rule.model_id.model]
    for name in match["path"].split(".")[:-1]:
        records = records[name]
    if model and records._name != model:
        return match[0]
    return condition.format(path=match["path"])


def _same_domain(text, other):
    return "".join((text or "").split()) == "".join(other.split())


def _warn_changed_rule(rule, xmlid, new):
    _logger.warning(
        "The record rule %s (“%s”) was changed in this database and stays as it is: %s. "
        "Compare it with what this version brings: %s",
        xmlid,
        rule.name,
        rule.domain_force,
        new,
    )


def unsubscribe_others(env, model):
    """Take from records the followers that may not read them.

    :param env: superuser environment
    :param str model: name of a model whose records belong to accounts
    """
    env["mail.followers"]._kam_end_following(res_models=[model])


def align_drafts(cr, table, follows_unit=False):
    """Let drafts of a form be as they are when they come back by now.

    Called after the addon has loaded.

    :param cr: cursor
    :param str table: table of the form
    :param bool follows_unit: the unit of a draft is that of its account
    """
    cr.execute(
        SQL(
            "UPDATE %s SET date_total_due = NULL"
            " WHERE approval_state = 'draft' AND date_first_submitted IS NULL",
            SQL.identifier(table),
        )
    )
    if follows_unit:
        cr.execute(
            SQL(
                "UPDATE %s AS form SET unit_id = account.unit_id FROM kam_account AS account"
                " WHERE account.id = form.account_id AND form.approval_state = 'draft'"
                " AND account.unit_id IS NOT NULL",
                SQL.identifier(table),
            )
        )


def rename_steps(cr, names):
    """Give steps of routes another English name, where they still have the one they came with.

    Reviews that were submitted under the former name keep it, in every language.

    :param dict names: former name -> name
    """
    # what the migration adds to final rows is no change of what they say
    cr.execute("ALTER TABLE kam_approval_review DISABLE TRIGGER USER")
    for former, name in names.items():
        cr.execute(
            SQL(
                "UPDATE kam_approval_review AS review SET names = step.name"
                " FROM kam_approval_step AS step"
                " JOIN kam_approval_route AS route ON route.id = step.route_id"
                " WHERE step.name ->> 'en_US' = %(former)s AND review.name = %(former)s"
                " AND review.res_model = route.model AND review.company_id = route.company_id"
                " AND review.names IS NULL",
                former=former,
            )
        )
        cr.execute(
            SQL(
                "UPDATE kam_approval_step SET name = name || jsonb_build_object('en_US', %s)"
                " WHERE name ->> 'en_US' = %s",
                name,
                former,
            )
        )
    cr.execute("ALTER TABLE kam_approval_review ENABLE TRIGGER USER")


def move_archive_files(env):
    """Move pages and PDFs of the archive from the columns of their rows into the file store.

    One row after the other, so that nothing grows with the archive. What was read is compared with
    the checksum of the row: one that differs is moved as it is and named in the log, as *Verify*
    names it later. What was written is read again: what differs then ends the upgrade.

    :param env: superuser environment
    :raise UserError: when a file cannot be read as it was written
    """
    entries = env["kam.archive.entry"]
    columns = sql.table_columns(env.cr, entries._table)
    names = [name for name in ("page", "pdf") if name in columns]
    if not names:
        return
    env.cr.execute("SELECT id FROM kam_archive_entry ORDER BY id")
    for (row_id,) in env.cr.fetchall():
        for name in names:
            _move_archive_file(entries.browse(row_id), name)
        env.flush_all()
        env.invalidate_all()
    for name in names:
        env.cr.execute(SQL("ALTER TABLE kam_archive_entry DROP COLUMN %s", SQL.identifier(name)))


def _move_archive_file(entry, name):
    entry.env.cr.execute(
        SQL("SELECT %s FROM kam_archive_entry WHERE id = %s", SQL.identifier(name), entry.id)
    )
    (stored,) = entry.env.cr.fetchone()
    if stored is None:
        return
    content = base64.b64decode(bytes(stored))
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != entry["checksum" if name == "page" else "pdf_checksum"]:
        _logger.error("%s: “%s” differs from its checksum, and is kept as it is", entry, name)
    file_name, mimetype = entry._get_file_terms(name)
    attachment = entry._add_file(file_name, content, mimetype, name)
    attachment.invalidate_recordset()
    if hashlib.sha256(attachment.raw or b"").hexdigest() != checksum:
        message = entry.env._(
            "“%(file)s” of %(entry)s cannot be read from the file store as it was written.",
            file=name,
            entry=entry.display_name,
        )
        raise UserError(message)


def fill_keys(cr, table, column, key_column):
    """Let what people wrote have its key, see :func:`rules.keys.exact_key`.

    Of two that differ in case, width or blanks only, the older one gets the key; the other one is
    named in the log.

    :param cr: cursor
    :param str table: table of records that belong to companies
    :param str column: column of what people wrote
    :param str key_column: column of the key
    """
    cr.execute(
        SQL(
            "SELECT id, company_id, %(column)s FROM %(table)s"
            " WHERE %(column)s IS NOT NULL ORDER BY id",
            column=SQL.identifier(column),
            table=SQL.identifier(table),
        )
    )
    holders, rows = {}, []
    for row_id, company_id, written in cr.fetchall():
        key = exact_key(written)
        if not key:
            continue
        holder = holders.setdefault((company_id, key), row_id)
        if holder == row_id:
            rows.append((row_id, key))
        else:
            _logger.warning(
                "%s %s has the same %s as %s, written in another way (“%s”): give it another one.",
                table,
                row_id,
                column,
                holder,
                written,
            )
    if rows:
        ids, keys = zip(*rows, strict=True)
        cr.execute(
            SQL(
                "UPDATE %(table)s AS record SET %(key_column)s = new.key"
                " FROM unnest(%(ids)s::integer[], %(keys)s::varchar[]) AS new (id, key)"
                " WHERE record.id = new.id",
                table=SQL.identifier(table),
                key_column=SQL.identifier(key_column),
                ids=list(ids),
                keys=list(keys),
            )
        )
