"""What there is to look at when documents are decided on: of most debtors nothing but the ledger.

One statement says what debtors owe, what orders add to that, and whether there is anything to ask
besides; only then it is asked what.
"""

import datetime
from typing import NamedTuple

from odoo.tools import SQL

from .parties import array

NAME = SQL("kam_credit_questions")
PARAMETERS = ("int[]", "bool[]", "int", "date", "text[]", "int[]")


class Looked(NamedTuple):
    """A customer that is looked at; ``is_asked_for_documents`` tells whether a document that is
    missing holds anything."""

    profile_id: int
    is_asked_for_documents: bool


class Questions(NamedTuple):
    """Whether there is anything of a kind.

    ``limits``: a temporary limit that holds; ``documents``: one that is missing or out of date;
    ``promises``: one that was not kept; ``releases``: one of the orders that is not over.
    """

    limits: bool = False
    documents: bool = False
    promises: bool = False
    releases: bool = False


class Company(NamedTuple):
    """The legal entity, by its root company, and the day it is there."""

    root_id: int
    day: datetime.date


def definition():
    """Return the statement that makes the function of the questions: its plan is kept.

    It may say yes where a closer look finds nothing, never the other way round.

    :rtype: SQL
    """
    ids, asked, root_id, day, lacking, order_ids = (
        SQL(f"${place}") for place in range(1, len(PARAMETERS) + 1)
    )
    return SQL(
        """
        CREATE OR REPLACE FUNCTION %(name)s (%(types)s)
        RETURNS TABLE (has_limits bool, has_documents bool, has_promises bool, has_releases bool)
        AS $kam$
        BEGIN
            RETURN QUERY
            SELECT EXISTS (
                       SELECT
                         FROM kam_credit_temporary_limit AS form
                        WHERE form.profile_id = ANY(%(ids)s)
                          AND form.approval_state = 'approved'
                          AND %(day)s BETWEEN form.date_first AND form.date_last
                   ),
                   EXISTS (
                       SELECT
                         FROM unnest(%(ids)s, %(asked)s) AS looked (profile_id, is_asked)
                   CROSS JOIN kam_credit_document_kind AS kind
                        WHERE looked.is_asked
                          AND kind.company_id = %(root_id)s
                          AND kind.active
                          AND kind.is_required
                          AND kind.blocks_orders
                          AND NOT EXISTS (
                              SELECT
                                FROM kam_credit_document AS held
                               WHERE held.profile_id = looked.profile_id
                                 AND held.kind_id = kind.id
                                 AND held.verification = 'verified'
                                 AND held.successor_id IS NULL
                                 AND COALESCE(held.date_valid_until >= %(day)s, TRUE)
                          )
                   ),
                   EXISTS (
                       SELECT
                         FROM kam_credit_promise AS promise
                        WHERE promise.profile_id = ANY(%(ids)s)
                          AND promise.state = ANY(%(lacking)s)
                   ),
                   EXISTS (
                       SELECT
                         FROM kam_credit_release AS release
                        WHERE release.order_id = ANY(%(order_ids)s)
                          AND release.date_until >= %(day)s
                   );
        END
        $kam$ LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off
        """,
        name=NAME,
        types=SQL(", ").join(map(SQL, PARAMETERS)),
        ids=ids,
        asked=asked,
        root_id=root_id,
        day=day,
        lacking=lacking,
        order_ids=order_ids,
    )


def facts(company, looked, lacking, order_ids, exposures):
    """Return the query of what is known of debtors when documents are decided on.

    :param Company company: the legal entity
    :param looked: list of :class:`Looked`
    :param lacking: the states of promises that were not kept
    :param order_ids: ids of orders whose releases are asked for
    :param SQL exposures: see :func:`queries.exposure_function.call`
    :return: the columns of :class:`Questions`, the same in each row, and those of ``exposures``,
        empty where nobody owes anything
    :rtype: SQL
    """
    ids, asked = zip(*looked, strict=True)
    return SQL(
        """
        SELECT question.*, exposure.*
          FROM %(name)s(%(ids)s, %(asked)s, %(root_id)s, %(day)s, %(lacking)s, %(order_ids)s)
               AS question
     LEFT JOIN (%(exposures)s) AS exposure ON TRUE
        """,
        name=NAME,
        ids=array(ids, "int"),
        asked=array(asked, "bool"),
        root_id=company.root_id,
        day=SQL("%s::date", company.day),
        lacking=array(lacking, "text"),
        order_ids=array(order_ids, "int"),
        exposures=exposures,
    )
