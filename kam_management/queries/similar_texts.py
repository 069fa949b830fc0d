"""Which texts are like another one, in one statement.

Each text is kept as its grams (``rules.text_grams``), one row a gram with how often it occurs. A
text is the more alike the rarer the grams are that both have, and the shorter it is for that (Okapi
BM25; Robertson and Zaragoza, 2009). The rarest grams find some texts, all grams rank these: what a
search costs does not grow with the number of texts that have a frequent gram. Either step reads an
index and nothing else; what may be found is asked of those that are ranked.

``counts`` says in how many texts a gram occurs. It may be some hours old: it only weighs.
"""

from odoo.tools import SQL

# Okapi BM25: how soon repetition says nothing more, how much the length of a text counts
SATURATION, LENGTH = 1.2, 0.75
# the rarest grams find texts until they have looked at so many rows
MOST_ROWS = 3000
# so many texts are ranked by all grams
CANDIDATES = 100


def similar(texts, grams, counts, wanted, whole, allowed, limit):
    """Return the query of the texts that are most like another one.

    Columns: id of the text; score: how much of what is looked for it says, about 1 for all of it.

    :param str texts: a table of ``id``
    :param str grams: a table of ``suggestion_id``, ``gram``, ``times`` and ``size``, how many grams
        its text has
    :param str counts: a table of ``gram``, ``texts`` and ``times``
    :param dict wanted: number of each gram that is looked for -> how much it counts
    :param int whole: number that stands for all of a text
    :param SQL allowed: condition on ``text``, of those that may be found
    :param int limit: how many are wanted
    :rtype: SQL
    """
    return SQL(
        """
        WITH whole AS MATERIALIZED (
            SELECT coalesce(max(texts), 0)::float8 AS texts,
                   max(times)::float8 / nullif(max(texts), 0) AS length
              FROM %(counts)s
             WHERE gram = %(whole)s
        ),
        wanted AS MATERIALIZED (
            SELECT given.gram,
                   ln(1 + (greatest(whole.texts - coalesce(known.texts, 0), 0) + 0.5)
                        / (coalesce(known.texts, 0) + 0.5)) * given.share AS weight,
                   -- rows that the rarer ones have looked at
                   sum(coalesce(known.texts, 0)) OVER (
                       ORDER BY coalesce(known.texts, 0), given.gram ROWS UNBOUNDED PRECEDING
                   ) - coalesce(known.texts, 0) AS rows_before
              FROM whole
             CROSS JOIN unnest(%(given)s::int[], %(shares)s::float8[]) AS given (gram, share)
              LEFT JOIN %(counts)s AS known ON known.gram = given.gram
        ),
        found AS MATERIALIZED (
            SELECT own.suggestion_id AS id
              FROM wanted
              JOIN %(grams)s AS own ON own.gram = wanted.gram
             WHERE wanted.rows_before < %(most)s
             GROUP BY own.suggestion_id
             ORDER BY sum(wanted.weight) DESC, own.suggestion_id DESC
             LIMIT %(candidates)s
        ),
        ranked AS MATERIALIZED (
            SELECT found.id,
                   sum(wanted.weight * own.times * (%(saturation)s + 1)
                       / (own.times + %(saturation)s
                          * (1 - %(share)s
                             + %(share)s * own.size / coalesce(whole.length, own.size)))
                   ) / (SELECT sum(weight) FROM wanted) AS score
              FROM found
             CROSS JOIN whole
             -- kept apart: text by text, not all rows of a gram
             CROSS JOIN LATERAL (
                   SELECT gram, times, size
                     FROM %(grams)s AS each
                    WHERE each.suggestion_id = found.id
                   OFFSET 0
                   ) AS own
              JOIN wanted ON wanted.gram = own.gram
             GROUP BY found.id
        )
        SELECT ranked.id, ranked.score
          FROM ranked
          JOIN %(texts)s AS text ON text.id = ranked.id
         WHERE %(allowed)s
         ORDER BY ranked.score DESC, ranked.id DESC
         LIMIT %(limit)s
        """,
        texts=SQL.identifier(texts),
        grams=SQL.identifier(grams),
        counts=SQL.identifier(counts),
        given=list(wanted),
        shares=list(wanted.values()),
        whole=whole,
        most=MOST_ROWS,
        candidates=CANDIDATES,
        saturation=SATURATION,
        share=LENGTH,
        allowed=allowed,
        limit=limit,
    )
