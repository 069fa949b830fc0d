"""A real database whose addons are uninstalled and installed again: see :mod:`.removal_story`."""

import json

import pytest

from tools.kamdev import database, process, python_env
from tools.kamdev.machine import Machine


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """What was seen after each step; played once for all tests."""
    machine = Machine.prepare(python_env.DEVELOP)
    configuration = machine.configure("removal", data_dir=machine.data_folder("test"))
    path = tmp_path_factory.mktemp("removal") / "seen.json"
    with (
        machine.server("test").running() as server,
        database.test_copy(machine, server, configuration, furnished=False) as name,
    ):
        process.run(
            [machine.layout.python, "-m", "tools.tests.removal_story", name, path],
            env=machine.variables(server, configuration),
            cwd=machine.layout.root,
            log=machine.layout.logs / "removal.log",
            failure="the addons could not be uninstalled and installed again",
        )
    return json.loads(path.read_text(encoding="utf-8"))


def test_open_reviews_end_with_a_reason(story):
    before, removed = story["before"]["reviews"], story["removed"]["reviews"]
    assert {state for _id, state, _reason, _label in before} == {
        *("approved", "rejected", "cancelled", "pending", "waiting")
    }
    for (_id, state, _reason, label), after in zip(before, removed, strict=True):
        is_open = state in ("pending", "waiting")
        assert after[1:] == ["cancelled" if is_open else state, is_open and "form_gone", label]


def test_nothing_final_changes(story):
    final = story["before"]["final"]
    assert {row.split()[0] for row in final} == {"review", "event", "entry"}
    assert set(story["removed"]["final"]) == set(final)
    assert set(story["back"]["final"]) > set(final)


def test_nothing_asks_anybody(story):
    assert len(story["before"]["asking"]) == 4
    assert story["removed"]["asking"] == []
    # what is asked afterwards is about what was made afterwards
    latest = max(form for form, *_review in story["before"]["reviews"])
    asked = [asking.split() for asking in story["back"]["asking"]]
    assert {code for code, _form in asked} >= {"review", "credit_confirmation"}
    assert all(int(form) > latest for _code, form in asked)


def test_jobs_go_on(story):
    for step, jobs in (("removed", 5), ("back", 6)):
        answers = story[step]["jobs"]
        assert len(answers) >= jobs
        assert {job: why for job, why in answers.items() if why} == {}


def test_what_was_filed_stays_readable(story):
    removed = story["removed"]
    assert removed["readers"] == {"supervisor": 2, "director": 2, "rep": 0, "archivist": 0}
    assert removed["found_by_kind"] == 2
    assert removed["page_shows_number"]
    assert removed["receipt_shows_number"]
    assert removed["documents"] == [["Licence", "1"]]
    # codes of roles that nobody has any more
    assert set(removed["roles_read"]) == {"credit_reviewer", "credit_approver"}
    # the pages waited for their PDF when the addon went
    assert [state for *_form, state in story["before"]["entries"]] == ["waiting", "waiting"]
    assert [state for *_form, state in removed["entries"]] == ["done", "done"]


def test_nobody_decides_what_ended(story):
    for told in story["removed"]["decided"]:
        assert "is not installed" in told or "Approval Review" in told
    assert any("is not installed" in told for told in story["removed"]["decided"])
    assert len(story["back"]["decided"]) == 3
    assert all("is not to be decided now" in told for told in story["back"]["decided"])


def test_what_is_left_of_the_credit_addon(story):
    removed = story["removed"]
    assert removed["objects"] == []
    assert removed["columns"] == []
    # the numbering of its ten kinds of forms, which goes on when the addon comes back
    assert removed["rows"] == {"ir_sequence.code": 10}
    assert removed["roles"] == ["archivist", "director", "representative", "supervisor"]
    assert removed["viewers"] == ["director", "supervisor"]
    assert removed["has_term"], "terms stay with the customer, as the documentation says"
    # of the other forms there were none
    assert {model: count for model, count in removed["removed"].items() if count} == {
        "kam.credit.change": 4,
        "kam.credit.event": 2,
        "kam.credit.profile": 7,
    }


def test_later_requests_start_clean(story):
    back = story["back"]
    ids = [form for form, *_review in story["before"]["reviews"]]
    assert {number.rsplit("/")[-1]: found[1:] for number, found in back["new"].items()} == {
        "0005": [2, 1],
        "0006": [2, 0],
    }
    assert min(found[0] for found in back["new"].values()) > max(ids)
    assert min(back["event_ids"]) > story["removed"]["removed"]["kam.credit.event"]
    assert back["tiers"] == ["red", False]
    assert set(back["timed"]) == set(back["new"])


def test_nothing_is_left_of_both_addons(story):
    assert story["nothing"] == {"objects": [], "rows": {}}
