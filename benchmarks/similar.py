"""Similar suggestions against pg_trgm: how many are found, and how long it takes, in one run.

Run by ``TEXTS=path make bench ARGS=similar``. The file has a line of titles, and a line for each
pair of questions, apart by tabulators: number, question, other question, 1 where both ask the same.
"""

import csv
import os
import random
from pathlib import Path

from odoo.tools import SQL

from tools.kamdev.console import say, step

from . import accounts, bulk, database, measure

TABLES = ("kam_suggestion", "kam_suggestion_gram", "kam_suggestion_gram_count")

TEXTS = 20_000
# so many questions are asked, of each of which another wording is among the texts
ASKED = 400
HITS = 5


def compare(env, rounds):
    """Compare what is found with what trigrams find.

    What is made is committed, as only then indexes are read without the tables, and deleted again.

    :param env: an environment with superuser rights
    :param int rounds: repetitions
    :return: how many texts are not found by themselves; 0 without a file of texts
    """
    path = os.environ.get("TEXTS")
    if not path:
        say("  left out: TEXTS=path names a file of questions, see benchmarks/similar.py")
        return 0
    chance = random.Random(3)
    texts, pairs = _read(Path(path), chance)
    asked = chance.sample(pairs, ASKED)
    prototype = _find_prototype(env)
    try:
        with step(f"Making {len(texts):,} suggestions"):
            ids = _make(env, prototype, texts)
            env.cr.commit()
            database.vacuum(env.cr.dbname, *TABLES)
        wrong = _check(env, ids, [text for text, _other in asked[:100]])
        _measure(env, ids, asked, rounds)
    finally:
        env.cr.rollback()
        env.cr.execute("DROP INDEX IF EXISTS bench_trgm")
        env.cr.execute("DELETE FROM kam_suggestion WHERE id > %s", [prototype.id])
        env.cr.execute("DELETE FROM kam_suggestion_gram_count")
        env.cr.commit()
    return wrong


def _read(path, chance):
    """Return the texts, each once, filled up with mixtures of two; and the pairs that are alike."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    texts = list(dict.fromkeys(text for row in rows for text in row[1:3]))
    known = len(texts)
    while len(texts) < TEXTS:
        one, other = chance.sample(texts[:known], 2)
        texts.append(one[: len(one) // 2] + other[len(other) // 2 :])
    return texts, [(row[1], row[2]) for row in rows if row[3] == "1" and row[1] != row[2]]


def _find_prototype(env):
    """Return the newest suggestion, which stays; all that come after it are copies."""
    newest = env["kam.suggestion"].search([], limit=1, order="id desc")
    if not newest:
        customer = env["res.partner"].search([("name", "like", "Customer %")], limit=1)
        newest = env["kam.suggestion"].create(
            {
                "partner_id": (customer or env.company.partner_id).id,
                "name": "建议",
                "description": "建议",
            }
        )
        env.cr.commit()
    return newest


def _make(env, prototype, texts):
    """Make a suggestion of each text; return dict text -> id."""
    first = prototype.id + 1
    bulk.clone(
        env.cr,
        "kam_suggestion",
        SQL(
            "SELECT at AS id, at, said, %s AS prototype"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS given (said, at)",
            prototype.id,
            texts,
        ),
        {
            "id": SQL("%s + seed.at", prototype.id),
            "number": SQL("NULL"),
            "description": SQL("seed.said"),
        },
    )
    env.invalidate_all()
    ids = dict(zip(texts, range(first, first + len(texts)), strict=True))
    made = list(ids.values())
    for start in range(0, len(made), 2000):
        env["kam.suggestion"].browse(made[start : start + 2000])._keep_grams()
    env["kam.suggestion.gram.count"]._cron_count()
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    env.cr.execute(
        "CREATE INDEX bench_trgm ON kam_suggestion USING gist (description gist_trgm_ops)"
    )
    env.invalidate_all()
    return ids


def _grams(env, text, own):
    found = env["kam.suggestion"]._find_similar_ids(text, env.company.root_id, HITS + 1)
    return [number for number, _score in found if number != own][:HITS]


def _trigrams(env, text, own):
    rows = env.execute_query(
        SQL(
            "SELECT id FROM kam_suggestion WHERE id <> %s ORDER BY description <-> %s LIMIT %s",
            own,
            text,
            HITS,
        )
    )
    return [number for (number,) in rows]


def _check(env, ids, texts):
    """Return how many texts are not the first that is found by them."""
    find, root = env["kam.suggestion"]._find_similar_ids, env.company.root_id
    wrong = [text for text in texts if find(text, root, 1)[0][0] != ids[text]]
    say(f"  {len(texts)} texts looked for by themselves, {len(wrong)} not found first")
    return len(wrong)


def _measure(env, ids, asked, rounds):
    director = env["res.users"].search([("login", "=", accounts.LOGIN)])
    page = env["kam.suggestion"].with_user(director or env.user)
    ways = {"pg_trgm": _trigrams, "grams": _grams}
    recall = {
        name: sum(ids[other] in find(env, text, ids[text]) for text, other in asked) / len(asked)
        for name, find in ways.items()
    }
    part = asked[:100]

    def run(find):
        for text, _other in part:
            find(env, text, ids[text])

    def ask():
        for text, _other in part:
            page.find_similar(text, ids[text])

    cases = {name: lambda find=find: run(find) for name, find in ways.items()}
    cases["what the web client asks for"] = ask
    with step("Asking in turns") as current:
        seconds = measure.in_turns(cases, rounds, current.show)
        spent = {name: _spend(env, case) for name, case in cases.items()}
    measure.table(
        f"Similar suggestions ({len(ids):,} texts, {len(asked)} questions)",
        ("", "ratio", "found of 5", "ratio", "target", "ms a question", "ms of a processor"),
        [
            (
                name,
                f"{measure.ratio(times, seconds['pg_trgm']):.2f}",
                f"{recall[name]:.3f}" if name in recall else "",
                f"{recall[name] / recall['pg_trgm']:.2f}" if name in recall else "",
                {"grams": "1.7, 10 ms"}.get(name, ""),
                f"{measure.median_ms(times) / len(part):.1f}",
                f"{spent[name] / len(part):.1f}",
            )
            for name, times in seconds.items()
        ],
    )


def _spend(env, run):
    """Return the milliseconds of a processor that some work takes, whatever else runs beside it.

    This process and that of PostgreSQL, which is on the same machine.
    """
    clock = measure.processor_clock(env)
    before = clock()
    run()
    return (clock() - before) * 1e3
