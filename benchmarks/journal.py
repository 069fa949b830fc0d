"""The documents and journal items of a plan, as Odoo would have booked them.

Temporary tables: ``seed_move``, ``seed_partial`` and ``seed_line``. Rows are numbered in the order
of their days, so that they lie on disk as in a ledger that grew day by day.
"""

_MOVE = """
    CREATE TEMP TABLE seed_move AS
    SELECT %(first_move)s - 1 + row_number() OVER (ORDER BY date, kind, key, piece, debtor_id)
               AS id,
           CASE WHEN kind = 'payment' THEN
               %(first_payment)s - 1
               + row_number() OVER (PARTITION BY kind ORDER BY date, key, piece, debtor_id)
            END AS payment_id,
           prefix || to_char(date, 'YYYY/') AS prefix,
           1000 + row_number() OVER (
               PARTITION BY kind, date_trunc('year', date) ORDER BY date, key, piece, debtor_id
           ) AS serial,
           kind, number, key, piece, date, date_due, debtor_id, partner_id, cents, open_cents,
           payment_state
      FROM (
           SELECT 'invoice' AS kind, 'INV/' AS prefix, invoice.number, NULL::bigint AS key,
                  NULL::int AS piece, date, date_due,
                  %(first_partner)s - 1 + customer AS debtor_id,
                  CASE WHEN is_for_contact THEN %(first_contact)s - 1 + customer / 10
                       ELSE %(first_partner)s - 1 + customer END AS partner_id,
                  cents, open_cents,
                  CASE WHEN open_cents = cents THEN 'not_paid'
                       WHEN open_cents > 0 THEN 'partial'
                       WHEN paid_cents > 0 THEN 'paid'
                       ELSE 'reversed' END AS payment_state
             FROM seed_invoice AS invoice
             JOIN (
                  SELECT number, SUM(cents)::bigint AS cents,
                         SUM(open_cents)::bigint AS open_cents,
                         SUM(paid_cents) AS paid_cents
                    FROM seed_settled GROUP BY number
                  ) AS settled USING (number)
             JOIN (SELECT number, MAX(date_due) AS date_due FROM seed_part GROUP BY number) AS due
                  USING (number)
        UNION ALL
           SELECT 'refund', 'RINV/', number, key, NULL, refund.date, refund.date,
                  %(first_partner)s - 1 + customer, %(first_partner)s - 1 + customer,
                  refund.cents, 0, 'paid'
             FROM seed_refund AS refund
             JOIN seed_invoice AS invoice USING (number)
        UNION ALL
           SELECT 'payment', 'PBNK1/', number, key, piece, payment.date, NULL,
                  %(first_partner)s - 1 + COALESCE(payment.customer, invoice.customer),
                  %(first_partner)s - 1 + COALESCE(payment.customer, invoice.customer),
                  cents, NULL, 'not_paid'
             FROM seed_payment AS payment
        LEFT JOIN seed_invoice AS invoice USING (number)
           ) AS document
"""

_PARTIAL = """
    CREATE TEMP TABLE seed_partial AS
    SELECT %(first_partial)s - 1 + row_number() OVER (ORDER BY date, id) AS id,
           id AS move_id, key, date AS max_date, cents
      FROM seed_move
     WHERE kind != 'invoice' AND key IS NOT NULL
"""

# An instalment that is paid beside others of its invoice never gets a full reconciliation.
_FULL = """
    UPDATE seed_settled AS settled
       SET full_id = matched.full_id,
           matching_number = COALESCE(matched.full_id::text, 'P' || matched.partial_id)
      FROM (
           SELECT key, MIN(partial.id) AS partial_id,
                  CASE WHEN is_only AND open_cents = 0 THEN
                      %(first_full)s - 1
                      + row_number() OVER (PARTITION BY is_only AND open_cents = 0 ORDER BY key)
                   END AS full_id
             FROM seed_settled
             JOIN seed_partial AS partial USING (key)
         GROUP BY key, is_only, open_cents
           ) AS matched
     WHERE settled.key = matched.key
"""

_LINE = """
    CREATE TEMP TABLE seed_line AS
    SELECT %(first_line)s - 1 + row_number() OVER (ORDER BY move_id, place) AS id, line.*
      FROM (
           SELECT move.id AS move_id, item AS place, 'item' AS kind, NULL::bigint AS key,
                  NULL::date AS date_due, -item.cents AS cents, 0 AS open_cents
             FROM seed_item AS item
             JOIN seed_move AS move ON move.number = item.number AND move.kind = 'invoice'
        UNION ALL
           SELECT move.id, 10 + part.part, 'part', part.key, part.date_due, part.cents,
                  settled.open_cents
             FROM seed_part AS part
             JOIN seed_settled AS settled USING (key)
             JOIN seed_move AS move ON move.number = part.number AND move.kind = 'invoice'
        UNION ALL
           SELECT id, 1, 'refund_item', NULL, NULL, cents, 0 FROM seed_move WHERE kind = 'refund'
        UNION ALL
           SELECT id, 2, 'refund', key, date, -cents, 0 FROM seed_move WHERE kind = 'refund'
        UNION ALL
           SELECT id, 1, 'money', NULL, date, cents, cents FROM seed_move WHERE kind = 'payment'
        UNION ALL
           SELECT id, 2, 'payment', key, date, -cents, CASE WHEN key IS NULL THEN -cents ELSE 0 END
             FROM seed_move WHERE kind = 'payment'
           ) AS line
"""

_INDEXES = (
    "CREATE INDEX ON seed_move (id)",
    "CREATE INDEX ON seed_line (move_id)",
    "ANALYZE seed_move, seed_partial, seed_settled, seed_line",
)


def book(cr, first, show):
    """Make the temporary tables of documents and journal items from those of the plan.

    :param cr: a cursor
    :param dict first: the first free id of each table, by the names used above
    :param show: called with a few words on how far it is
    """
    for title, statement in (
        ("documents", _MOVE),
        ("reconciliations", _PARTIAL),
        ("full reconciliations", _FULL),
        ("journal items", _LINE),
    ):
        show(f"booking {title}")
        cr.execute(statement, first)
    for statement in _INDEXES:
        cr.execute(statement)
