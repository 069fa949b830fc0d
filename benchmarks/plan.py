"""What the seeded customers bought, what fell due and what they paid, as temporary tables.

The draws are hashes of running numbers: the same numbers on every machine, in any order.
Amounts are whole cents. Tables: ``seed_invoice``, ``seed_item`` (product lines), ``seed_part``
(instalments), ``seed_refund``, ``seed_payment`` (each of one instalment, or of none: unallocated),
``seed_move`` (all documents in the order of their days), ``seed_line`` (their journal items).
"""

from odoo.tools import SQL

DAYS = 3 * 365

_DRAW = SQL(
    """
    CREATE FUNCTION pg_temp.draw(number bigint, salt int) RETURNS float8
    LANGUAGE sql IMMUTABLE AS $$
        SELECT (hashint8extended(number, salt) & 16777215) / 16777216.0::float8
    $$
    """
)

# A few customers buy most; every fourth one pays badly.
_INVOICE = """
    CREATE TEMP TABLE seed_invoice AS
    SELECT number,
           customer,
           %(day)s - 1 - floor((1 - number::float8 / %(invoices)s) * %(days)s)::int AS date,
           1 + floor(pg_temp.draw(number, 2) * 3)::int AS item_count,
           CASE WHEN pg_temp.draw(number, 3) < 0.60 THEN 1
                WHEN pg_temp.draw(number, 3) < 0.85 THEN 2
                ELSE 3
            END AS part_count,
           pg_temp.draw(customer, 4) < 0.25 AS is_bad_payer,
           customer %% 10 = 0 AND pg_temp.draw(number, 5) < 0.2 AS is_for_contact
      FROM (
           SELECT number,
                  1 + floor(%(customers)s * pg_temp.draw(number, 1) ^ 2)::int AS customer
             FROM generate_series(1, %(invoices)s) AS number
           ) AS drawn
"""

_ITEM = """
    CREATE TEMP TABLE seed_item AS
    SELECT number,
           item,
           1000 + floor(pg_temp.draw(number * 4 + item, 6) ^ 3 * 2000000)::bigint AS cents
      FROM seed_invoice, generate_series(1, item_count) AS item
"""

# 30 days; 30 % after 15 and the rest after 60 days; thirds after 30, 60 and 90 days.
_PART = """
    CREATE TEMP TABLE seed_part AS
    SELECT invoice.number,
           part,
           invoice.number * 4 + part AS key,
           invoice.date,
           invoice.is_bad_payer,
           invoice.date + (ARRAY[30, 0, 0, 15, 60, 0, 30, 60, 90])[part_count * 3 - 3 + part]
               AS date_due,
           CASE WHEN part < part_count THEN first_cents
                ELSE total.cents - first_cents * (part_count - 1)
            END AS cents,
           part_count = 1 AS is_only
      FROM seed_invoice AS invoice
      JOIN (SELECT number, SUM(cents)::bigint AS cents FROM seed_item GROUP BY number) AS total
           USING (number)
CROSS JOIN LATERAL (
           SELECT round(total.cents * CASE part_count WHEN 2 THEN 0.3 ELSE 1 / 3.0 END)::bigint
               AS first_cents
           ) AS share
CROSS JOIN generate_series(1, part_count) AS part
"""

# One in thirty invoices that fall due at once is credited, a third of these in full.
_REFUND = """
    CREATE TEMP TABLE seed_refund AS
    SELECT number,
           key,
           date + floor(pg_temp.draw(key, 8) * 20)::int AS date,
           CASE WHEN pg_temp.draw(key, 9) < 0.33 THEN cents
                ELSE round(cents * (0.1 + 0.8 * pg_temp.draw(key, 10)))::bigint
            END AS cents
      FROM seed_part
     WHERE is_only
       AND pg_temp.draw(key, 7) < 1 / 30.0
       AND date + floor(pg_temp.draw(key, 8) * 20)::int < %(day)s
"""

# In one payment, in two, or only half; on time, late, or never; what would have come after the
# last day is open. One customer in fifty has paid something that nobody has allocated.
_PAYMENT = """
    CREATE TEMP TABLE seed_payment AS
    WITH promise AS (
        SELECT part.number,
               part.key,
               part.cents - COALESCE(refund.cents, 0) AS cents,
               pg_temp.draw(part.key, 11) AS manner,
               GREATEST(part.date, part.date_due + CASE
                   WHEN pg_temp.draw(part.key, 12) < CASE WHEN is_bad_payer THEN 0.45 ELSE 0.88 END
                   THEN -floor(pg_temp.draw(part.key, 13) * 15)::int
                   WHEN pg_temp.draw(part.key, 12) < CASE WHEN is_bad_payer THEN 0.90 ELSE 0.98 END
                   THEN 1 + floor(pg_temp.draw(part.key, 13)
                                  * CASE WHEN is_bad_payer THEN 120 ELSE 30 END)::int
               END) AS date,
               pg_temp.draw(part.key, 12) >= CASE WHEN is_bad_payer THEN 0.90 ELSE 0.98 END
                   AS is_never
          FROM seed_part AS part
     LEFT JOIN seed_refund AS refund USING (key)
    )
    SELECT promise.number,
           promise.key,
           NULL::int AS customer,
           piece,
           promise.date + (piece - 1) * 20 AS date,
           CASE WHEN piece = 2 THEN promise.cents - round(promise.cents * 0.6)::bigint
                WHEN manner < 0.05 THEN round(promise.cents * 0.5)::bigint
                WHEN manner < 0.15 THEN round(promise.cents * 0.6)::bigint
                ELSE promise.cents
            END AS cents
      FROM promise, generate_series(1, 2) AS piece
     WHERE NOT is_never
       AND promise.cents > 1
       AND (piece = 1 OR manner BETWEEN 0.05 AND 0.15)
       AND promise.date + (piece - 1) * 20 < %(day)s
 UNION ALL
    SELECT NULL, NULL, customer, 1, %(day)s - 10 - (customer %% 60), 50000 + customer
      FROM generate_series(50, %(customers)s, 50) AS customer
"""

_SETTLED = """
    CREATE TEMP TABLE seed_settled AS
    SELECT part.key,
           part.number,
           part.cents,
           part.is_only,
           part.cents - COALESCE(refund.cents, 0) - COALESCE(paid.cents, 0) AS open_cents,
           COALESCE(paid.cents, 0) AS paid_cents,
           COALESCE(refund.cents, 0) AS credited_cents,
           NULL::bigint AS full_id,
           NULL::text AS matching_number
      FROM seed_part AS part
 LEFT JOIN seed_refund AS refund USING (key)
 LEFT JOIN (
           SELECT key, SUM(cents)::bigint AS cents
             FROM seed_payment
            WHERE key IS NOT NULL
         GROUP BY key
           ) AS paid USING (key)
"""

_INDEXES = (
    "CREATE INDEX ON seed_invoice (number)",
    "CREATE INDEX ON seed_settled (key)",
    "ANALYZE seed_invoice, seed_item, seed_part, seed_refund, seed_payment, seed_settled",
)


def draw_up(cr, day, customers, invoices, show):
    """Make the temporary tables of what happened.

    :param cr: a cursor
    :param datetime.date day: nothing happened on or after this day
    :param int customers: number of customers
    :param int invoices: number of invoices
    :param show: called with a few words on how far it is
    """
    values = {"day": day, "customers": customers, "invoices": invoices, "days": DAYS}
    cr.execute(_DRAW)
    for title, statement in (
        ("invoices", _INVOICE),
        ("product lines", _ITEM),
        ("instalments", _PART),
        ("credit notes", _REFUND),
        ("payments", _PAYMENT),
        ("what is open", _SETTLED),
    ):
        show(f"drawing up {title}")
        cr.execute(statement, values)
    for statement in _INDEXES:
        cr.execute(statement)
