"""What customers have bought so far: one statement for any number of customers of a company.

The caller hands over a query of documents that has the reader's rules in it.

``document``  the documents, with the customer and the document that they correct
``entry``     their lines that make net sales
``ordered``   which order each line comes from, and ``billed`` each document: of several the first
``placed``    the lines with the purchase to which each belongs: its order, else that of its
              document, else that of the document which it corrects, else the document itself
``purchase``  what is bought at once, as far as it is not taken back; several invoices of one order
              are one purchase, and a credit note lessens the one that it corrects
``sold``      what was sold of each product
"""

from odoo.tools import SQL

# so many products are named
TOP = 5


def transactions(moves, query, year):
    """Return the statement with one row per customer who has such documents.

    Sales are in company currency. Quantities are those of the unit that makes most of the sales:
    pieces and kilograms do not add up. What is taken back in full is no purchase.

    :param moves: ``account.move``
    :param Query query: posted documents of two years; it is changed
    :param date year: the first day of the last twelve months
    :rtype: SQL
    """
    return SQL(
        """
        WITH document AS MATERIALIZED (%(documents)s),
        entry AS (
            SELECT document.customer_id,
                   document.day,
                   document.id AS document_id,
                   document.first_id,
                   line.id,
                   product.id AS product_id,
                   template.categ_id,
                   template.uom_id,
                   -line.balance AS value,
                   document.sign * line.quantity * coalesce(unit.factor / own.factor, 1) AS quantity
              FROM document
              JOIN account_move_line AS line
                ON line.move_id = document.id
               AND (line.display_type IN (
                        'product', 'non_deductible_product', 'non_deductible_product_total'
                    )
                    OR line.display_type = 'rounding' AND line.tax_repartition_line_id IS NULL)
         LEFT JOIN product_product AS product
                ON product.id = line.product_id
               AND line.is_downpayment IS NOT TRUE
         LEFT JOIN product_template AS template ON template.id = product.product_tmpl_id
         LEFT JOIN uom_uom AS unit ON unit.id = line.product_uom_id
         LEFT JOIN uom_uom AS own ON own.id = template.uom_id
        ),
        ordered AS (
            SELECT rel.invoice_line_id,
                   min(line.order_id) AS order_id
              FROM entry
              JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = entry.id
              JOIN sale_order_line AS line ON line.id = rel.order_line_id
          GROUP BY rel.invoice_line_id
        ),
        billed AS (
            SELECT written.move_id,
                   min(line.order_id) AS order_id
              FROM (SELECT id FROM document UNION SELECT first_id FROM document) AS wanted
              JOIN account_move_line AS written ON written.move_id = wanted.id
              JOIN sale_order_line_invoice_rel AS rel ON rel.invoice_line_id = written.id
              JOIN sale_order_line AS line ON line.id = rel.order_line_id
          GROUP BY written.move_id
        ),
        placed AS (
            SELECT entry.*,
                   whole.order_id,
                   CASE WHEN whole.order_id IS NULL THEN entry.first_id END AS move_id
              FROM entry
         LEFT JOIN ordered ON ordered.invoice_line_id = entry.id
         LEFT JOIN billed AS own ON own.move_id = entry.document_id
         LEFT JOIN billed AS corrected ON corrected.move_id = entry.first_id
        CROSS JOIN LATERAL (
                       SELECT coalesce(ordered.order_id, own.order_id, corrected.order_id)
                                  AS order_id
                   ) AS whole
        ),
        main AS (
            SELECT DISTINCT ON (customer_id) customer_id, uom_id
              FROM (
                   SELECT customer_id, uom_id, sum(value) AS value
                     FROM entry
                    WHERE uom_id IS NOT NULL
                 GROUP BY customer_id, uom_id
                   ) AS measured
          ORDER BY customer_id, value DESC, uom_id
        ),
        purchase AS (
            SELECT placed.customer_id,
                   placed.order_id,
                   placed.move_id,
                   min(placed.day) AS day,
                   sum(placed.value) AS value,
                   sum(placed.quantity) FILTER (WHERE placed.uom_id = main.uom_id) AS quantity
              FROM placed
         LEFT JOIN main ON main.customer_id = placed.customer_id
          GROUP BY placed.customer_id, placed.order_id, placed.move_id
            HAVING sum(placed.value) > 0
        ),
        paced AS (
            SELECT purchase.*,
                   day - lag(day) OVER (
                       PARTITION BY customer_id ORDER BY day, order_id, move_id
                   ) AS gap
              FROM purchase
        ),
        bought AS (
            SELECT customer_id,
                   count(*) FILTER (WHERE day >= %(year)s) AS purchases_year,
                   count(*) AS purchases,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS value_median,
                   avg(value) AS value_mean,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity) AS quantity_median,
                   avg(quantity) AS quantity_mean,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap_median,
                   max(day) AS last_day
              FROM paced
          GROUP BY customer_id
        ),
        sold AS (
            SELECT entry.customer_id,
                   entry.product_id,
                   entry.categ_id,
                   sum(entry.value) AS value
              FROM entry
             WHERE entry.product_id IS NOT NULL
          GROUP BY entry.customer_id, entry.product_id, entry.categ_id
            HAVING sum(entry.value) > 0
        ),
        spread AS (
            SELECT customer_id,
                   count(*) AS products,
                   count(DISTINCT categ_id) AS categories,
                   json_agg(json_build_array(product_id, value) ORDER BY place)
                       FILTER (WHERE place <= %(top)s) AS top
              FROM (
                   SELECT sold.*,
                          row_number() OVER (
                              PARTITION BY customer_id ORDER BY value DESC, product_id
                          ) AS place
                     FROM sold
                   ) AS ranked
          GROUP BY customer_id
        ),
        total AS (
            SELECT customer_id,
                   coalesce(sum(value) FILTER (WHERE day >= %(year)s), 0) AS sales,
                   coalesce(sum(value) FILTER (WHERE day < %(year)s), 0) AS sales_before
              FROM entry
          GROUP BY customer_id
        )
        SELECT total.customer_id,
               coalesce(bought.purchases_year, 0),
               coalesce(bought.purchases, 0),
               bought.value_median,
               bought.value_mean,
               bought.quantity_median,
               bought.quantity_mean,
               main.uom_id,
               bought.gap_median,
               bought.last_day,
               coalesce(spread.products, 0),
               coalesce(spread.categories, 0),
               spread.top,
               total.sales,
               total.sales_before
          FROM total
     LEFT JOIN bought ON bought.customer_id = total.customer_id
     LEFT JOIN spread ON spread.customer_id = total.customer_id
     LEFT JOIN main ON main.customer_id = total.customer_id
        """,
        documents=_documents(moves, query),
        year=year,
        top=TOP,
    )


def _documents(moves, query):
    table = moves._table
    return query.select(
        SQL("%s AS id", moves._field_to_sql(table, "id", query)),
        SQL("%s AS customer_id", moves._field_to_sql(table, "commercial_partner_id", query)),
        SQL("%s AS day", moves._field_to_sql(table, "invoice_date", query)),
        SQL(
            "coalesce(%s, %s) AS first_id",
            moves._field_to_sql(table, "reversed_entry_id", query),
            moves._field_to_sql(table, "id", query),
        ),
        SQL(
            "CASE WHEN %s = 'out_refund' THEN -1 ELSE 1 END AS sign",
            moves._field_to_sql(table, "move_type", query),
        ),
    )
