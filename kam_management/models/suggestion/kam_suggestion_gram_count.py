from odoo import api, fields, models
from odoo.tools import SQL

# what fewer suggestions say weighs alike: a count of one of them would tell what it says
LEAST_COUNTED = 8


class KamSuggestionGramCount(models.Model):
    """In how many suggestions a gram occurs: the fewer, the more it says.

    Counted by a job. What was said since then weighs a little too much or too little, and is found
    all the same. What few say is not counted, so that whoever sees which of two suggestions comes
    first learns of no hidden one what it says.
    """

    _name = "kam.suggestion.gram.count"
    _description = "Frequency of a Gram"
    _log_access = False
    _order = "id"

    gram = fields.Integer(required=True, readonly=True, aggregator=None)
    texts = fields.Integer(
        string="Suggestions With It", required=True, readonly=True, aggregator=None
    )
    times = fields.Integer(required=True, readonly=True, aggregator=None)

    _gram_uniq = models.UniqueIndex("(gram) INCLUDE (texts, times)")

    @api.model
    def _cron_count(self):
        """Count again, in one statement: killed, it has counted nothing, and begins again."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO kam_suggestion_gram_count AS known (gram, texts, times)
                SELECT gram, count(*), sum(times)
                  FROM kam_suggestion_gram
                 GROUP BY gram
                HAVING count(*) >= %s
                    ON CONFLICT (gram) DO UPDATE
                   SET texts = EXCLUDED.texts, times = EXCLUDED.times
                 WHERE known.times <> EXCLUDED.times OR known.texts <> EXCLUDED.texts
                """,
                LEAST_COUNTED,
            )
        )
        self.invalidate_model()
