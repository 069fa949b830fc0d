"""How work is cut into transactions: record by record, batch by batch, and one at a time on a row.

Functions of a module, not methods of models: they call what they are given, and server actions
must not be able to hand them anything.
"""

from functools import partial

import psycopg2
from markupsafe import Markup

from odoo.exceptions import UserError, ValidationError
from odoo.service.model import retrying
from odoo.tools import SQL

from . import wording

# As many records make the first batch of a job: it commits after a moment, so that no number of
# kills makes Odoo believe that the job cannot be done.
FIRST_BATCH = 20


class CannotGoOn(UserError):
    """What a job lacks to do anything at all: it stops, and every record waits."""


def as_job(model):
    """Return a model as a scheduled job works with it: mails are queued, never sent.

    A silent mail server would cost a minute for each message.

    :param model: a recordset
    """
    return model.with_context(mail_notify_force_send=False)


def serialise(records):
    """Let transactions that do the same with these rows come one after the other.

    Called before anything is read that the work rests on. The rows are written, not only locked: of
    two transactions at once the second one fails to be serialised, and is repeated on fresh data.

    :param records: the rows that the work is about
    """
    if not records:
        return
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET write_date = write_date WHERE id IN %s",
            SQL.identifier(records._table),
            tuple(records.ids),
        )
    )


def run_each(records, function):
    """Call a function with each record. What is refused is undone for that record alone.

    :param records: the records
    :param function: called with one record at a time
    :return: list of what the function returned, and list of ``(record, error)`` of what it refused
    """
    results, refused = [], []
    for record in records:
        try:
            with record.env.cr.savepoint():
                result = function(record)
        except UserError as error:
            refused.append((record, error))
        except psycopg2.IntegrityError as error:
            refused.append((record, _as_refusal(record.env, error)))
        else:
            results.append(result)
    return results, refused


def run_together(records, function):
    """Call a function with all records at once. What is refused is found by halves, and undone.

    For work that costs the database little when many are done together.

    :param records: the records
    :param function: called with some of the records
    :return: list of what the function returned, and list of ``(record, error)`` of what it refused
    """
    if not records:
        return [], []
    try:
        with records.env.cr.savepoint():
            return [function(records)], []
    except (UserError, psycopg2.IntegrityError) as error:
        if len(records) == 1:
            if not isinstance(error, UserError):
                error = _as_refusal(records.env, error)
            return [], [(records, error)]
    results, refused = [], []
    middle = len(records) // 2
    for half in (records[:middle], records[middle:]):
        done, not_done = run_together(half, function)
        results += done
        refused += not_done
    return results, refused


def notify_done(env, done, failures):
    """Return the action that tells how much of some work on many records was done.

    :param env: environment of the reader
    :param int done: how many were done
    :param list failures: why the others were refused, a text each
    :return: a client action, after which the page is read again
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "warning" if failures else "success",
            "title": env._("%(done)s of %(total)s done", done=done, total=done + len(failures)),
            "message": " ".join(f"• {failure}" for failure in failures),
            "sticky": bool(failures),
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }


def _as_refusal(env, error):
    """Return what a constraint of the database says to people, as Odoo does after a call."""
    table = error.diag.table_name
    model = next((model for model in env.registry.values() if model._table == table), None)
    message = env[model._name if model else "base"]._sql_error_to_message(error)
    return ValidationError(env._("The operation cannot be completed: %s", message))


def note_failure(record, error):
    """Write into the chatter of a record why a job left it, unless it says so already.

    :param record: one record; one without chatter is left alone
    :param error: the exception
    """
    record = record.exists()
    if not record or "message_ids" not in record:
        return
    record = wording.for_readers(record)
    why = error if isinstance(error, UserError) else repr(error)
    body = Markup("<p>%s</p>") % record.env._("A scheduled job left this out: %s", why)
    if body not in record.message_ids.mapped("body"):
        record._message_log(body=body)


def run_batches(env, parts, *, size, logger, note=note_failure, remaining=None):
    """Do the work of a scheduled job in batches, each of which is a transaction of its own.

    The job may be killed at any point and started again, as long as it reads from the data what is
    left to do. A batch that runs into somebody else's transaction is repeated. One that fails is
    tried again in halves: a record that fails alone is named in the log and on itself, is left for
    the next run, and holds nobody up.

    :param env: environment of the job
    :param list parts: pairs of records and the function that is called with some of them
    :param int size: how many records make a batch, to be done within seconds
    :param logger: where to say what could not be done
    :param note: called with a record that failed and the error, to name it on the record
    :param int remaining: how much there is to do, when the parts do not hold all of it
    :return: whether there was time for all of it
    :raise CannotGoOn: at once, when a function does
    :raise UserError: after all others are done, when a record failed other than by being refused
    """
    batches = list(_cut(parts, size))
    cron = env["ir.cron"]
    if remaining is None:
        remaining = sum(len(records) for records, _function in batches)
    cron._commit_progress(remaining=remaining)
    failed, is_done = [], True
    for number, (records, function) in enumerate(batches, 1):
        failed += _run_batch(records, function, logger, note)
        if not cron._commit_progress(len(records)) and number < len(batches):
            logger.info("Out of time: the next run goes on from here")
            is_done = False
            break
    if failed:
        raise UserError(
            env._(
                "These could not be done, and are left for the next run; the log says why: %s",
                ", ".join(map(str, failed)),
            )
        )
    return is_done


def _cut(parts, size):
    """Cut the work into batches; the very first one is small."""
    limit = min(size, FIRST_BATCH)
    for records, function in parts:
        start = 0
        while start < len(records):
            yield records[start : start + limit], function
            start += limit
            limit = size


def _run_batch(records, function, logger, note):
    """Call a function with records, or else with each half; return those that fail by a defect."""
    env = records.env
    try:
        retrying(partial(function, records), env)
    except CannotGoOn:
        env.cr.rollback()
        raise
    except UserError as error:
        env.cr.rollback()
        if len(records) == 1:
            logger.warning("%s: %s", records, error)
            _note(records, error, logger, note)
            return []
    except Exception as error:
        env.cr.rollback()
        logger.exception("%s", records)
        if len(records) == 1:
            _note(records, error, logger, note)
            return [records]
    else:
        return []
    middle = len(records) // 2
    return [
        failed
        for half in (records[:middle], records[middle:])
        for failed in _run_batch(half, function, logger, note)
    ]


def _note(record, error, logger, note):
    try:
        retrying(partial(note, record, error), record.env)
    except Exception:
        record.env.cr.rollback()
        logger.exception("%s: the failure could not be noted", record)
