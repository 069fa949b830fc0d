"""Which texts are like another one, in one statement.

Each text is kept as its grams (``rules.text_grams``), one row a gram with how often it occurs. A
text is the more alike the rarer the grams are that both have, and the shorter it is for that (Okapi
BM25; Robertson and Zaragoza, 2009). The rarest grams find some texts, all grams rank these: what a
search costs does not grow with the number of texts that have a frequent gram.

``counts`` says in how many texts a gram occurs. It may be some hours old: it only weighs.
"""

from odoo.tools import SQL

# Okapi BM25: how soon repetition says nothing more, how much the length of a text counts
SATURATION, LENGTH = 1.2, 0.75
# the rarest grams find texts until they have looked at so many rows
MOST_ROWS = 3000
# so many texts are ranked by all grams
CANDIDATES = 100
# a pair of characters says half of what its characters did not say before
PAIR_WEIGHT = 0.5


def similar(texts, grams, counts, wanted, pairs, size, length, allowed, limit):
    """Return the query of the texts that are most like another one.

    Columns: id of the text, score, the higher the more alike.

    :param str texts: a table of ``id`` and ``gram_count``
    :param str grams: a table of ``text_id``, ``gram`` and ``times``, with an index by either
    :param str counts: a table of ``gram`` and ``texts``
    :param list wanted: the grams of what is looked for, each once
    :param list pairs: those of them that are pairs of characters
    :param int size: how many texts there are
    :param float length: how many grams a text has on the average
    :param SQL allowed: condition on ``text.id``: what may be found
    :param int limit: how many are wanted
    :rtype: SQL
    """
    return SQL(
        """
        WITH wanted AS MATERIALIZED (
            SELECT wanted.gram,
                   ln(1 + (%(size)s - coalesce(known.texts, 0) + 0.5)
                        / (coalesce(known.texts, 0) + 0.5))
                   * CASE WHEN wanted.gram = ANY(%(pairs)s) THEN %(pair)s ELSE 1 END AS weight,
                   -- rows that the rarer ones have looked at
                   sum(coalesce(known.texts, 0)) OVER (
                       ORDER BY coalesce(known.texts, 0), wanted.gram
                   ) - coalesce(known.texts, 0) AS rows_before
              FROM unnest(%(wanted)s) AS wanted (gram)
              LEFT JOIN %(counts)s AS known ON known.gram = wanted.gram
        ),
        found AS MATERIALIZED (
            SELECT text.id, text.gram_count
              FROM wanted
              JOIN %(grams)s AS own ON own.gram = wanted.gram
              JOIN %(texts)s AS text ON text.id = own.text_id
             WHERE wanted.rows_before < %(most)s AND %(allowed)s
             GROUP BY text.id, text.gram_count
             ORDER BY sum(wanted.weight) DESC, text.id DESC
             LIMIT %(candidates)s
        )
        SELECT found.id,
               sum(wanted.weight * own.times * (%(saturation)s + 1)
                   / (own.times + %(saturation)s
                      * (1 - %(share)s + %(share)s * found.gram_count / %(length)s))
               ) AS score
          FROM found
         CROSS JOIN wanted
          JOIN %(grams)s AS own ON own.text_id = found.id AND own.gram = wanted.gram
         GROUP BY found.id
         ORDER BY score DESC, found.id DESC
         LIMIT %(limit)s
        """,
        texts=SQL.identifier(texts),
        grams=SQL.identifier(grams),
        counts=SQL.identifier(counts),
        wanted=wanted,
        pairs=pairs,
        pair=PAIR_WEIGHT,
        size=float(size),
        length=max(float(length), 1.0),
        most=MOST_ROWS,
        candidates=CANDIDATES,
        saturation=SATURATION,
        share=LENGTH,
        allowed=allowed,
        limit=limit,
    )
