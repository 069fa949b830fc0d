from odoo import api, fields, models
from odoo.tools import SQL

from ...rules import text_grams


class KamSuggestionGram(models.Model):
    """What suggestions are compared by: a row for each gram of one, and one for all of it.

    Written by the server and read by one statement (``queries.similar_texts``); nobody has any
    right here, because rows tell what customers said.
    """

    _name = "kam.suggestion.gram"
    _description = "Gram of a Suggestion"
    _log_access = False
    _order = "id"

    suggestion_id = fields.Many2one(
        "kam.suggestion", required=True, readonly=True, ondelete="cascade"
    )
    # a number that stands for the gram within its company, see rules.text_grams
    gram = fields.Integer(required=True, readonly=True, aggregator=None)
    times = fields.Integer(required=True, readonly=True, aggregator=None)
    size = fields.Integer(
        string="Grams of the Suggestion", required=True, readonly=True, aggregator=None
    )

    # either step of a search reads one of them and nothing else
    _gram_idx = models.Index("(gram) INCLUDE (suggestion_id)")
    _suggestion_idx = models.Index("(suggestion_id) INCLUDE (gram, times, size)")

    @api.model
    def _keep(self, texts):
        """Keep what suggestions are compared by, instead of what was kept of them.

        :param dict texts: suggestion -> its text; with the rights of the process
        """
        if not texts:
            return
        rows = []
        for suggestion, text in texts.items():
            counted = text_grams.kept(text, suggestion.company_id.id)
            size = max(counted.values(), default=0)
            rows += [(suggestion.id, gram, times, size) for gram, times in counted.items()]
        ids = tuple(suggestion.id for suggestion in texts)
        self.env.cr.execute(SQL("DELETE FROM kam_suggestion_gram WHERE suggestion_id IN %s", ids))
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO kam_suggestion_gram (suggestion_id, gram, times, size)"
                    " SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[])",
                    *(list(column) for column in zip(*rows, strict=True)),
                )
            )
        self.invalidate_model()
