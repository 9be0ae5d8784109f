"""The connector against a real Tryton; and its fake, which must not say otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from countersign_tryton import connector
from countersign_tryton.fake import TrytonFake
from tests.servers.bookkeeping import EMAIL, PHONE, Tryton, tryton
from tests.servers.hub import TENANT, Hub, hub_for

from countersign.kit.serving import serving
from countersign.model.facts import ContactHistory, CustomerFact
from countersign.ports import NotSentError, Power
from countersign.sdk import Applied, NotApplied, Outcome
from countersign.sdk.requests import json_request

pytestmark = pytest.mark.servers

ACTION = "customer.update_contact"
NEW = {"email": "greta@new.example", "phone": "+4915550100009"}


@dataclass(frozen=True)
class Work:
    """The hub, and a customer."""

    hub: Hub
    customer_id: str

    def read(self, action: str) -> dict[str, Any]:
        found = self.hub.read(action, customer_id=self.customer_id)
        assert found is not None
        return found

    def update(self, version: str, **changes: Any) -> Outcome:
        return self.hub.do(ACTION, self.change(version, **changes), key=uuid4().hex)

    def change(self, version: str, **changes: Any) -> dict[str, Any]:
        return {"customer_id": self.customer_id, "version": version, **NEW, **changes}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tryton]:
    with tryton(tmp_path_factory.mktemp("tryton")) as running:
        yield running


@pytest.fixture(params=["fake", "real"])
def work(request: pytest.FixtureRequest) -> Iterator[Work]:
    if request.param == "real":
        company: Tryton = request.getfixturevalue("company")
        customer_id = f"CUST-{uuid4().hex}"
        company.take_on(customer_id)
        yield Work(hub_for(connector.Tryton(), company.secret), customer_id)
        return
    with serving(TrytonFake()) as url:
        yield Work(hub_for(connector.Tryton(), {"base_url": url, "username": "admin", "password": "any"}), "CUST-0001")


def refusal(outcome: Outcome) -> tuple[str, str | None]:
    assert isinstance(outcome, NotApplied)
    return outcome.error.kind, outcome.error.vendor_code


def test_the_self_test_is_content(work: Work) -> None:
    assert work.hub.check().ok


def test_a_party_is_a_customer_in_the_hubs_own_shape(work: Work) -> None:
    fact = CustomerFact.from_json(work.read("customer.read"))

    assert (fact.customer_id, fact.name, fact.email, fact.phone) == (work.customer_id, "Greta Holm", EMAIL, PHONE)
    assert (fact.country, fact.utc_offset_minutes, fact.segment) == ("DE", 60, "consumer")
    assert fact.identity_verified
    assert not fact.vulnerable


def test_contacts_are_counted_in_the_hubs_own_shape(work: Work) -> None:
    history = ContactHistory.from_json(work.read("customer.contacts"))

    assert (history.contacts_24h == 0) == (history.last_contact_at is None)


@pytest.mark.parametrize("action", ["customer.read", "customer.contacts", "customer.addresses"])
def test_who_is_not_there_is_none(action: str, work: Work) -> None:
    assert work.hub.read(action, customer_id="CUST-NOBODY") is None


def test_both_addresses_change_and_are_found_changed(work: Work) -> None:
    version = work.read("customer.addresses")["version"]

    outcome = work.update(version)

    assert isinstance(outcome, Applied)
    after = work.read("customer.addresses")
    assert {name: after[name] for name in NEW} == NEW
    assert work.hub.look_up(ACTION, work.change(version), key="any") == outcome


def test_what_never_arrived_is_not_there(work: Work) -> None:
    outcome = work.hub.look_up(ACTION, work.change(work.read("customer.addresses")["version"]), key="any")

    assert refusal(outcome) == ("not_found", None)


def test_addresses_that_somebody_changed_since_are_left_alone(work: Work) -> None:
    """The refusal stands in an answer of status 200."""
    seen = work.read("customer.addresses")["version"]
    work.update(seen)

    assert refusal(work.update(seen, email="greta@stale.example")) == ("conflict", "ConcurrencyException")
    after = work.read("customer.addresses")
    assert after["email"] == NEW["email"]
    assert isinstance(work.update(after["version"], email="greta@fresh.example"), Applied)


def test_the_same_change_twice_is_done_once(work: Work) -> None:
    version = work.read("customer.addresses")["version"]

    assert isinstance(work.update(version), Applied)
    assert refusal(work.update(version))[0] == "conflict"


def test_a_record_that_is_not_there_is_refused_with_status_200(work: Work) -> None:
    version = f"{work.customer_id}/4711@1.5/4712@1.5"

    assert refusal(work.update(version))[0] in {"invalid", "conflict"}


def test_one_half_refused_is_nothing_done(work: Work) -> None:
    """Both records are one transaction."""
    whole, email, phone = work.read("customer.addresses")["version"].split("/")

    assert refusal(work.update(f"{whole}/{email}/{phone.partition('@')[0]}@1.5"))[0] == "conflict"
    assert work.read("customer.addresses")["email"] == EMAIL


def test_with_a_wrong_password_nothing_is_sent(company: Tryton) -> None:
    stranger = Work(hub_for(connector.Tryton(), {**company.secret, "password": "guessed"}), "CUST-0001")

    with pytest.raises(NotSentError):
        stranger.update("CUST-0001/1@1.5/2@1.5")


def test_a_session_that_has_ended_is_begun_anew(company: Tryton) -> None:
    hub = hub_for(connector.Tryton(), company.secret)
    assert hub.check().ok
    logout = json_request("POST", "/rpc/", {"id": 1, "method": "common.db.logout", "params": []})
    hub.transport.send(TENANT, hub.connector, logout, power=Power.READ, deadline_seconds=20)

    assert hub.check().ok
