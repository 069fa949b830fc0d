"""What waits for people, said by the processes themselves: nothing here reads a deadline.

My Day has to list exactly this, whatever data there is.
"""

from collections import defaultdict

from odoo.fields import Domain


def told(user, duties):
    """Return what My Day says of duties to a user: dict duty -> dict."""
    my_day = duties.env["kam.my.day"].with_user(user)
    own = duties.with_user(user)
    return my_day._describe(own, True, my_day._read_documents(own))


class MyDayOracle:
    """Mixin of tests: who owes what, from the fields of forms, reviews, entries and files."""

    def expected_days(self, companies):
        """Return what waits for each person: dict id of user -> sorted (code, model, id).

        :param companies: companies whose work is looked at
        """
        env = self.env(su=True)
        owed = [
            item
            for find in self._get_finders()
            for item in find(env, Domain("company_id", "in", companies.ids))
        ]
        days = defaultdict(list)
        for code, record, people in owed:
            for user in people:
                days[user.id].append((code, record._name, record.id))
        return {user_id: sorted(items) for user_id, items in days.items()}

    def _get_finders(self):
        return [
            self._find_decisions,
            self._find_corrections,
            self._find_archive,
            self._find_candidates,
            self._find_relationships,
            self._find_facts,
            self._find_statements,
        ]

    def shown_day(self, user, companies, key=None):
        """Return what My Day lists for a person: sorted (code, model, id)."""
        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.env["kam.my.day"].with_user(user)
        day = mine.with_context(allowed_company_ids=companies.ids).get_day(limit=2000)
        self.assertEqual(len(day["rows"]), sum(day["counts"].values()))
        return sorted((row["code"], row["res_model"], row["res_id"]) for row in day["rows"])

    def assertDays(self, users, companies):
        """Assert for each user that My Day lists what the processes say, and return these lists."""
        expected = self.expected_days(companies)
        for user in users:
            with self.subTest(user=user.login):
                self.assertEqual(self.shown_day(user, companies), expected.get(user.id, []))
        return expected

    # ------------------------------------------------------------------
    # who acts
    # ------------------------------------------------------------------

    def _able(self, users):
        return users.filtered(lambda user: user.active and not user.share)

    def _nearest(self, env, unit, roles):
        """Return who holds one of some roles at the nearest unit that has somebody."""
        while unit:
            held = env["kam.position"].search(
                [("unit_id", "=", unit.id), ("role", "in", list(roles)), ("is_current", "=", True)]
            )
            if held:
                return held.user_id
            unit = unit.parent_id
        return env["res.users"]

    def _leaders(self, env, unit):
        return self._nearest(env, unit, env["kam.position"]._supervising_roles())

    def _in_charge(self, form):
        people = form.env["res.users"].union(*(form[name] for name in form._in_charge_fields))
        return people or form.submitted_by_id or form.create_uid

    def _correctors(self, form):
        return self._in_charge(form)

    # ------------------------------------------------------------------
    # what is owed
    # ------------------------------------------------------------------

    def _find_forms(self, env):
        """Yield the models of controlled forms."""
        for model in env.registry.values():
            if not model._abstract and isinstance(
                env[model._name], env.registry["kam.approval.mixin"]
            ):
                yield env[model._name]

    def _find_decisions(self, env, domain):
        reviews = env["kam.approval.review"].search(domain & Domain("state", "=", "pending"))
        for review in reviews:
            form = env[review.res_model].browse(review.res_id)
            yield "review", form, review.candidate_ids | review.delegate_ids

    def _find_corrections(self, env, domain):
        for model in self._find_forms(env):
            for form in model.search(
                domain & Domain("approval_state", "=", "draft") & Domain("approval_round", ">", 0)
            ):
                states = form.review_ids.filtered(
                    lambda review, form=form: review.round == form.approval_round
                ).mapped("state")
                if self._is_corrected(form, states):
                    yield "correction", form, self._correctors(form)

    def _is_corrected(self, form, states):
        return "returned" in states

    def _find_archive(self, env, domain):
        for entry in env["kam.archive.entry"].search(domain):
            if entry.receipt_state == "waiting" and entry.company_id.kam_archive_days > 0:
                yield "archive", entry, self._nearest(env, entry.unit_id, ["archivist"])
            elif entry.receipt_state == "incomplete":
                form = env[entry.res_model].browse(entry.res_id)
                yield "completion", entry, self._correctors(form)

    def _find_candidates(self, env, domain):
        for screening in env["kam.screening"].search(
            domain
            & Domain("approval_state", "=", "draft")
            & Domain("approval_round", "=", 0)
            & Domain("date_started", "=", False)
        ):
            unit = screening.unit_id or screening.company_id.kam_candidate_unit_id
            people = self._able(screening.manager_id) or self._leaders(env, unit)
            yield "candidate", screening, people

    def _find_relationships(self, env, domain):
        for stakeholder in env["kam.stakeholder"].search(
            domain & Domain("relationship_date", "!=", False)
        ):
            if stakeholder.relationship_now < stakeholder.relationship_wanted:
                people = stakeholder.relationship_user_id or stakeholder.account_id.manager_id
                yield "relationship", stakeholder, people

    def _find_facts(self, env, domain):
        for stakeholder in env["kam.stakeholder"].search(domain):
            facts = env["kam.stakeholder.fact"].search(
                [("stakeholder_id", "=", stakeholder.id), ("date_erased", "=", False)]
            )
            if any(facts.mapped("date_review")):
                yield "fact_review", stakeholder, stakeholder.account_id.manager_id

    def _find_statements(self, env, domain):
        for account in env["kam.account"].search(
            domain & Domain("state", "in", ("potential", "key"))
        ):
            statements = env["kam.financial.statement"].search([("account_id", "=", account.id)])
            if statements and account.company_id.kam_statement_months:
                yield "statement", account, account.manager_id
