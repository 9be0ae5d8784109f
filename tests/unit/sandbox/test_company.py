from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.sandbox.company_at_work import CompanyAtWork

REFUND = {
    "order_id": "ORD-1001",
    "customer_id": "CUST-0001",
    "amount_minor": 500,
    "currency": "EUR",
    "reason": "cracked",
    "reference": "key-1",
}


def refund(company: CompanyAtWork, **more: Any) -> int:
    return company.ask("POST", "payments", "/refunds", body=REFUND, headers={"idempotency-key": "key-1"}, **more).status


def test_an_idempotency_key_is_kept_for_a_day(company: CompanyAtWork) -> None:
    refund(company)
    refund(company, later=timedelta(hours=23))
    assert len(company.company.effects("refund")) == 1

    refund(company, later=timedelta(hours=24))
    assert len(company.company.effects("refund")) == 2


def test_a_replayed_answer_says_so_and_is_no_effect(company: CompanyAtWork) -> None:
    refund(company)

    reply = company.ask("POST", "payments", "/refunds", body=REFUND, headers={"idempotency-key": "key-1"})

    assert reply.headers["idempotent-replayed"] == "true"
    assert [entry["effect"] for entry in company.documents.journal(system="payments", since=0)] == [True, False]


def test_a_refused_refund_leaves_no_key_behind(company: CompanyAtWork) -> None:
    too_much = {**REFUND, "amount_minor": 2001}
    company.ask("POST", "payments", "/refunds", body=too_much, headers={"idempotency-key": "key-1"})

    assert refund(company) == 201


def test_contacts_older_than_a_day_do_not_count(company: CompanyAtWork) -> None:
    history = company.ask("GET", "crm", "/customers/CUST-0011/contact-history", later=timedelta(hours=20)).body

    assert history["contacts_24h"] == 1
    assert history["last_contact_at"] == "2026-11-21T10:00:00Z"


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({}, ["amount_minor", "currency", "customer_id", "order_id", "reason", "reference"]),
        ({**REFUND, "amount_minor": 0}, ["amount_minor"]),
        ({**REFUND, "amount_minor": "500"}, ["amount_minor"]),
        ({**REFUND, "tip": 1}, ["tip"]),
    ],
)
def test_a_bad_form_is_refused_by_field(form: dict[str, Any], fields: list[str], company: CompanyAtWork) -> None:
    reply = company.ask("POST", "payments", "/refunds", body=form)

    assert (reply.status, reply.body["fields"]) == (422, fields)


@pytest.mark.parametrize(
    ("method", "system", "path", "status"),
    [
        ("GET", "crm", "/nowhere", 404),
        ("DELETE", "crm", "/customers/CUST-0001", 405),
        ("GET", "crm", "/customers/CUST-0001/", 404),
        ("GET", "payments", "/orders/ORD-9999", 404),
        ("GET", "", "/effects", 200),
    ],
)
def test_paths_and_methods(method: str, system: str, path: str, status: int, company: CompanyAtWork) -> None:
    assert company.ask(method, system, path).status == status


@pytest.mark.parametrize(
    ("token_of", "method", "path", "status"),
    [
        (("read", "crm"), "GET", "/customers/CUST-0001", 200),
        (("write", "crm"), "GET", "/customers/CUST-0001", 200),
        (("read", "crm"), "PUT", "/customers/CUST-0001/contact", 403),
        (("write", "crm"), "PATCH", "/customers/CUST-0001", 403),
        (("read", "payments"), "GET", "/customers/CUST-0001", 401),
    ],
)
def test_a_token_is_good_for_its_system_and_power(
    token_of: tuple[str, str], method: str, path: str, status: int, company: CompanyAtWork
) -> None:
    power, system = token_of
    token = getattr(company.tokens, power)[system]

    assert company.ask(method, "crm", path, token=token).status == status


@pytest.mark.parametrize("token", ["", "guessed"])
def test_strangers_learn_nothing(token: str, company: CompanyAtWork) -> None:
    for path in ("/customers/CUST-0001", "/customers/CUST-9999", "/nowhere"):
        assert company.ask("GET", "crm", path, token=token).status == 401
    assert company.ask("GET", "", "/journal", token=token).status == 401


def test_an_administrator_sets_the_scene(company: CompanyAtWork) -> None:
    company.ask("PATCH", "crm", "/customers/CUST-0001", body={"flags": {"vulnerable": True}, "utc_offset_minutes": 540})

    customer = company.ask("GET", "crm", "/customers/CUST-0001").body
    assert (customer["flags"]["vulnerable"], customer["flags"]["identity_verified"]) == (True, True)
    assert customer["utc_offset_minutes"] == 540


def test_an_administrator_adds_a_customer_with_an_order_once(company: CompanyAtWork) -> None:
    customer = {"id": "CUST-0100", "full_name": "Ada Horn", "email": "ada@mail.example", "phone": "+49155501100", "flags": ["vulnerable"]}
    order = {"id": "ORD-2001", "customer_id": "CUST-0100", "amount_minor": 700, "items": "trowel"}

    assert [company.ask("POST", "crm", "/customers", body=customer).status for _ in range(2)] == [201, 409]
    assert [company.ask("POST", "payments", "/orders", body=order).status for _ in range(2)] == [201, 409]
    assert company.ask("GET", "crm", "/customers/CUST-0100").body["flags"]["vulnerable"]
    assert company.ask("GET", "payments", "/orders/ORD-2001").body["total"] == {"amount_minor": 700, "currency": "EUR"}


def test_reset_brings_the_first_day_back_but_no_id_twice(company: CompanyAtWork) -> None:
    form = {"customer_id": "CUST-0001", "channel": "chat", "subject": "", "text": "Hello"}
    first = company.ask("POST", "ticketing", "/tickets", body=form).body["id"]
    refund(company)

    company.ask("POST", "", "/reset")

    assert company.ask("GET", "", "/effects").body == {"effects": []}
    assert company.ask("GET", "payments", "/orders/ORD-1001").body["refunded_minor"] == 0
    assert company.ask("POST", "ticketing", "/tickets", body=form).body["id"] != first


def test_the_books_outlive_the_process(tmp_path: Path) -> None:
    yesterday = CompanyAtWork(tmp_path)
    refund(yesterday)
    yesterday.close()

    today = CompanyAtWork(tmp_path)

    assert today.ask("GET", "payments", "/orders/ORD-1001").body["refunded_minor"] == 500
    assert today.tokens == yesterday.tokens
    today.close()
