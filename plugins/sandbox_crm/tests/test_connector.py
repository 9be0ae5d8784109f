import json

from countersign_sandbox_crm.connector import SandboxCrm

from countersign.sdk import Applied, NotApplied, Request, Response

CONNECTOR = SandboxCrm()
ARGUMENTS = {"customer_id": "CUST-0001", "email": "a@b.example", "phone": "+4915550100009", "updated_at": "2026-11-01T00:00:00Z"}


def prepared() -> Request:
    return CONNECTOR.prepare("customer.update_contact", ARGUMENTS, key="key-1")


def looked_up(email: str) -> object:
    dialogue = CONNECTOR.reconcile("customer.update_contact", prepared(), key="key-1")
    assert next(dialogue) == Request(method="GET", path="/customers/CUST-0001")
    record = {"id": "CUST-0001", "email": email, "phone": ARGUMENTS["phone"]}
    try:
        dialogue.send(Response(status=200, body=json.dumps(record).encode()))
    except StopIteration as done:
        return done.value
    raise AssertionError


def test_a_change_of_contact_is_one_put() -> None:
    request = prepared()

    assert (request.method, request.path) == ("PUT", "/customers/CUST-0001/contact")
    assert request.body == '{"email":"a@b.example","phone":"+4915550100009","updated_at":"2026-11-01T00:00:00Z"}'


def test_the_record_shows_whether_the_change_is_there() -> None:
    assert isinstance(looked_up("a@b.example"), Applied)
    assert isinstance(looked_up("former@b.example"), NotApplied)
