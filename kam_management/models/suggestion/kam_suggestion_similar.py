from odoo import api, models
from odoo.tools import SQL

from ... import arguments
from ...queries import similar_texts
from ...rules import suggestions, text_grams
from ...wording import format_date

# so many are shown; so many hidden ones, and so many in all, are looked at for it
MOST_HITS, MOST_HIDDEN, MOST_FOUND = 5, 12, similar_texts.CANDIDATES
# what says less of what somebody writes is about something else
LEAST_SCORE = 0.2


class KamSuggestion(models.Model):
    """Which suggestions are like a text, while somebody writes one down.

    An add-on that knows better which texts are alike extends :meth:`_find_similar_ids`.
    """

    _inherit = "kam.suggestion"

    def _on_taken_in(self):
        """See the base method: from now on it can be found."""
        super()._on_taken_in()
        self._keep_grams()

    def write(self, vals):
        """Change suggestions; they are found by their present subject."""
        result = super().write(vals)
        if "name" in vals:
            self._keep_grams()
        return result

    def _keep_grams(self):
        # sudo: what suggestions are compared by is written for all of them, and read by nobody
        own = self.sudo()
        own.env["kam.suggestion.gram"]._keep(
            {suggestion: f"{suggestion.name}\n{suggestion.description}" for suggestion in own}
        )

    @api.model
    def _find_similar_ids(self, text, company, limit):
        """Return which suggestions of a company are most like a text, whoever may read them.

        May be overridden.

        :param str text: what somebody writes
        :param res.company company: a company that is in no tree, or the root of one
        :param int limit: how many are wanted
        :return: list of ``(id, score)``, the most alike first; a score of 1 for all of the text
        """
        found = text_grams.grams(text)
        if not text_grams.is_searchable(found):
            return []
        self.flush_model(["company_id", "state"])
        allowed = SQL("text.company_id = %s AND text.state <> 'cancelled'", company.id)
        return self.env.execute_query(
            similar_texts.similar(
                "kam_suggestion",
                "kam_suggestion_gram",
                "kam_suggestion_gram_count",
                text_grams.wanted(found, company.id),
                text_grams.key("", company.id),
                allowed,
                limit,
            )
        )

    @api.model
    def find_similar(self, text="", exclude_id=0):
        """Return suggestions that say what somebody writes, decided and refused ones too.

        Of those that the user may not read no more is told than that there is one, of which kind,
        since when and how it was decided; and only where the text says already all they say.
        They come last, the latest first: neither which others are shown nor any order follows from
        what they say.

        :param str text: what somebody writes
        :param int exclude_id: the suggestion that it is of
        :return: list of dicts, of those that may be read the most alike first, see
            :meth:`_describe_similar`
        :raise AccessError: for whoever reads no suggestions
        :raise UserError: for what is no text, or no id
        """
        self.browse().check_access("read")
        text = arguments.text(self.env, self._get_label("description"), text)
        label = self.env["ir.model"]._get(self._name).name
        given = arguments.ids(self.env, label, [exclude_id] if exclude_id else None)
        # whoever may not read a suggestion is told nothing by leaving it out
        own = self.search([("id", "in", given)]) if given else self.browse()
        company = own.company_id or self.env.company.root_id
        found = [
            number
            for number, score in self._find_similar_ids(text, company, MOST_FOUND)
            if score >= LEAST_SCORE and number not in own.ids
        ]
        if not found:
            return []
        visible = {*self._find_seen(found, ["company_id"]).ids}
        first = [number for number in found if number in visible][:MOST_HITS]
        others = [number for number in found if number not in visible][:MOST_HIDDEN]
        # sudo: what is told of them is chosen by who may read them
        every = self.sudo().browse(first + others)
        seen, hidden = every[: len(first)], every[len(first) :]
        joinable = self._find_joinable(own, seen.with_env(self.env))
        looked_for = set(text_grams.grams(text))
        hits = [hit._describe_similar(looked_for, hit.id in joinable.ids) for hit in seen]
        known = hidden.filtered(lambda hit: text_grams.is_known(text, hit.description))
        latest = known.sorted("id", reverse=True)
        return [*hits, *(hit._describe_hidden() for hit in latest)][:MOST_HITS]

    def _describe_similar(self, looked_for, can_join):
        """Return what is told of a suggestion that is like another one, and may be read.

        :param looked_for: grams of what somebody writes
        :param bool can_join: whether the user may join the two
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            **self._describe_hidden(),
            "id": self.id,
            "number": self.number or "",
            "name": self.name,
            "customer": self.partner_id.name or "",
            "standing": self._describe_decision() or labels[self.state],
            "parts": [
                {"text": part, "is_match": is_match}
                for part, is_match in text_grams.excerpt(self.description, looked_for)
            ],
            "can_join": can_join,
            "is_hidden": False,
        }

    def _describe_hidden(self):
        """Return what is told of a suggestion of a customer whom the user does not know."""
        received = self.company_id._kam_day_of(self.date_received)
        return {
            "id": False,
            "number": "",
            "name": "",
            "customer": "",
            "kind": self.kind_id.name,
            "date": format_date(self.env, received),
            "standing": self._describe_decision() or self.env._("Not decided yet"),
            "tone": self.decision or "",
            "parts": [],
            "can_join": False,
            "is_hidden": True,
        }

    def _describe_decision(self):
        """Return how a suggestion was decided and when; an empty text where it was not."""
        if not self.decision or self.state in suggestions.UNDECIDED_STATES:
            return ""
        labels = dict(self._fields["decision"]._description_selection(self.env))
        return self.env._(
            "%(decision)s on %(day)s",
            decision=labels[self.decision],
            day=format_date(self.env, self.company_id._kam_day_of(self.date_decided)),
        )
