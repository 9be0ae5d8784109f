import pytest
from tests.unit.sandbox.company_at_work import CompanyAtWork

NOTE = {"public": False, "body": "Called twice.", "external_id": "key-1"}
COMMENTS = "/tickets/TICK-0001/comments"


def note(company: CompanyAtWork, key: str = "key-1") -> int:
    return company.ask("POST", "ticketing", COMMENTS, body={**NOTE, "external_id": key}).status


def test_a_fault_is_used_up(company: CompanyAtWork) -> None:
    company.order_fault("error_500", times=2)

    assert [note(company) for _ in range(3)] == [500, 500, 201]


@pytest.mark.parametrize(
    "order",
    [{"system": "crm"}, {"path_prefix": "/calls"}, {"method": "GET"}],
    ids=["another system", "another path", "another method"],
)
def test_a_fault_spares_what_it_was_not_ordered_for(order: dict[str, str], company: CompanyAtWork) -> None:
    company.order_fault("error_500", **order)

    assert note(company) == 201


def test_faults_stand_in_line(company: CompanyAtWork) -> None:
    company.order_fault("rate_limit_429")
    company.order_fault("error_500_after_effect")

    assert [note(company), note(company), note(company)] == [429, 500, 409]


def test_a_fault_does_not_let_strangers_in(company: CompanyAtWork) -> None:
    company.order_fault("error_500")

    assert company.ask("POST", "ticketing", COMMENTS, body=NOTE, token="guessed").status == 401


@pytest.mark.parametrize(("kind", "effect"), [("error_500", False), ("error_500_after_effect", True), ("wrong_json", True)])
def test_the_journal_says_what_really_happened(kind: str, effect: bool, company: CompanyAtWork) -> None:  # noqa: FBT001  a parameter
    company.order_fault(kind)
    note(company)

    (entry,) = company.documents.journal(system="ticketing", since=0)
    assert (entry["fault"], entry["effect"], entry["key"]) == (kind, effect, "key-1")
    assert bool(company.company.effects("note")) is effect


def test_cleared_faults_are_gone(company: CompanyAtWork) -> None:
    assert company.ask("POST", "", "/faults", body={"kind": "error_500", "times": 3}).status == 201
    assert company.ask("GET", "", "/faults").body["faults"][0]["left"] == 3
    company.ask("DELETE", "", "/faults")

    assert note(company) == 201


def test_an_unknown_fault_is_refused(company: CompanyAtWork) -> None:
    reply = company.ask("POST", "", "/faults", body={"kind": "earthquake"})

    assert (reply.status, reply.body["fields"]) == (422, ["kind"])
