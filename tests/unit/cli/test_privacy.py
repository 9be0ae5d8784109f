"""What is held about a customer, and its erasure, as people of compliance read and give it."""

import pytest
from tests.unit.privacy.erasures import CARL, CORA, GRETA, resolved

from countersign.cli.privacy import KINDS
from countersign.model.case import CaseRef
from countersign.ports import Replace
from countersign.privacy.erasing import BATCH
from countersign.privacy.personal import PERSONAL, SECRET
from countersign.record import indexes, keys

HINT = "countersign privacy erase CUST-0001 --as NAME"


@pytest.fixture(autouse=True)
def case(world) -> CaseRef:
    return resolved(world)


def test_what_is_held_is_listed_without_being_shown(run, case):
    words = run("privacy", "show", GRETA, "--as", "cora").words
    assert f"{case.case_id} 2026-11-18T12:00:00Z ticket TICK-0100" in words
    assert "the message itself" in words
    assert "facts from other systems: 1" in words
    assert "Canal Row" not in words


def test_every_kind_of_row_has_a_name_for_people():
    assert KINDS.keys() == {kind for kind, fields in PERSONAL.items() if fields.keys() - SECRET}


def test_for_machines_it_is_all_there(run):
    held = run("privacy", "show", GRETA, "--as", "cora", "--json").told
    assert "Canal Row" in held["cases"][0]["message"]["text"]


def test_one_asks_and_is_told_who_is_still_needed(run):
    asked = run("privacy", "erase", GRETA, "--reason", "DSR-1", "--as", "cora")
    assert (asked.code, HINT in asked.words) == (0, True)
    again = run("privacy", "erase", GRETA, "--as", "cora")
    assert again.code == 1
    assert "second person" in again.err


def test_another_agrees_and_it_is_gone(run):
    run("privacy", "erase", GRETA, "--reason", "DSR-1", "--as", "cora")
    assert "Erased: 1 cases" in run("privacy", "erase", GRETA, "--as", "carl").words
    assert run("privacy", "show", GRETA, "--as", "cora").code == 2
    listed = run("privacy", "erasures", "--as", "cora").words
    assert "DONE DSR-1 cora carl 1" in listed
    assert GRETA not in listed


def test_many_cases_take_several_calls_and_one_command(run, world, case):
    for number in range(BATCH):
        more = world.case(case).model_copy(update={"case_id": f"C-{number:016}", "ticket_id": f"TICK-{number:04}"})
        world.rows.transact([Replace(keys.case(more.tenant, more.case_id), more.to_json()), *indexes.of_case(more)])
    world.erase(CORA, GRETA, "DSR-1")
    ended = run("privacy", "erase", GRETA, "--as", "carl", "--json").told
    assert (ended["erasure"]["state"], ended["left"]) == ("DONE", 0)


def test_an_open_case_is_named(run, world):
    opened = world.receive("evt_2", ticket_id="TICK-0200")
    refused = run("privacy", "erase", GRETA, "--reason", "DSR-1", "--as", "cora")
    assert refused.code == 1
    assert opened.case_id in refused.err


@pytest.mark.parametrize("name", ["Greta Holm", "greta@mail.example", "", "a|b"])
def test_what_is_no_id_is_bad_input(run, name):
    assert run("privacy", "show", name, "--as", "cora").code == 2


def test_an_erased_case_is_told_as_erased(run, world, case):
    world.erase(CORA, GRETA, "DSR-1")
    world.erase(CARL, GRETA)
    told = run("case", "show", case.case_id).words
    assert "The customer's data was erased" in told
    assert "altered" not in told
    assert "its chain verifies" in told
