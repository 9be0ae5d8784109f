"""I13: every route, every kind of id, everybody who must not: one answer, whether or not there is something."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.builders import make_delegation
from tests.contract.stores.aws import LOGICAL, client
from tests.integration.deployment import CASE_ID, TENANT, Deployment, sample
from tests.integration.test_handlers import asked
from tests.security.routes import Route, ask, person, routes
from tests.security.seen_store import seen

from countersign.bootstrap import hub
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, AttemptState
from countersign.ports import Power, Put
from countersign.record import keys
from countersign.record.escalations import listed

OTHER = "other"
PEOPLES = [route for route in routes() if not route.is_open]
WEBHOOK = next(route for route in routes() if route.signed)
PRIVACY = [route for route in PEOPLES if route.path.startswith("/privacy/")]
SWITCHING = [route for route in PEOPLES if route.path.startswith("/switches/")]
NAMING = [route for route in PEOPLES if route.parameters and route not in SWITCHING]
LISTING = [route for route in PEOPLES if not route.parameters and route.method == "GET"]
HOSTILE: list[str] = [
    *json.loads((Path(__file__).parent / "corpus" / "ids.json").read_text(encoding="utf-8")),
    # Beyond what a key of a table may measure.
    "a" * 3_000,
    "\u00e9" * 1_100,
]
DELEGATION_ID = "d" * 32
THROWN = {"kind": "action", "name": "refund.issue"}
SWITCH = {"pk": {"S": "main|control"}, "sk": {"S": "SWITCH#action#refund.issue"}}


@dataclass(frozen=True)
class There:
    """Ids of what the tenant `main` has."""

    approval_id: str
    action: str

    def names(self, route: Route) -> dict[str, str]:
        things = {"approvals": self.approval_id, "delegations": DELEGATION_ID}
        thing = things.get(route.path.split("/")[1], CASE_ID)
        return THROWN | {"id": thing, "case_id": CASE_ID, "action": self.action, "subject": self.action}


def nobodys(route: Route) -> dict[str, str]:
    """Ids of the right shape that nobody has."""
    case_id = "C-0000000000000000"
    return {
        "id": "0" * 32 if route.path.startswith(("/approvals/", "/delegations/")) else case_id,
        "case_id": case_id,
        "action": "0" * 64,
        "subject": "0" * 64,
    }


@pytest.fixture
def there(deployment: Deployment) -> There:
    """An approval that waits, an effect nobody knows of, which lies with people, a delegation, a thrown switch."""
    action, approval_id = asked(deployment)
    lost = Attempt(
        action=action,
        epoch=1,
        state=AttemptState.UNKNOWN,
        opened_at=deployment.now,
        lease_until=deployment.now,
        vendor_id=None,
        result={},
        error="timeout",
    )
    deployment.store.transact(
        [
            Put(keys.attempt(TENANT, CASE_ID, action), lost.to_json()),
            *listed(CaseRef(tenant=TENANT, case_id=CASE_ID), action, "EffectUnknownError", deployment.now),
            Put(keys.delegation(TENANT, "sub-dora", DELEGATION_ID), make_delegation(delegation_id=DELEGATION_ID).to_json()),
        ]
    )
    put = next(route for route in SWITCHING if route.method == "PUT")
    assert ask(deployment, put, THROWN, requestContext=person(put, groups="operator"))[0] == 200
    return There(approval_id, action)


def rows() -> dict[str, Any]:
    return {name: sorted(map(str, client("dynamodb").scan(TableName=name)["Items"])) for name in LOGICAL.values()}


def secrets_wanted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every tenant and connector in whose name a secret is asked for from now on."""
    wanted: list[str] = []
    get = hub().secrets.get

    def noted(tenant: str, connector: str, power: Power) -> Any:
        wanted.extend((tenant, connector))
        return get(tenant, connector, power)

    monkeypatch.setattr(hub().secrets, "get", noted)
    return wanted


def strangers(route: Route) -> Iterator[dict[str, Any]]:
    """Requests that no person of any tenant makes."""
    yield {"requestId": "r"}
    yield {"requestId": "r", "authorizer": None}
    yield {"requestId": "r", "authorizer": {"claims": {}}}
    yield from (person(route, tenant=tenant) for tenant in ("", "*", "main|case", "MAIN", "main ", "..", "a" * 33))


def test_every_kind_of_id_has_one_that_nobody_has():
    named = {parameter for route in NAMING for parameter in route.parameters}
    assert named <= nobodys(NAMING[0]).keys()


@pytest.mark.parametrize("route", NAMING, ids=str)
def test_what_another_tenant_has_is_answered_as_what_nobody_has(deployment, there, route):
    """I13: the same status and the same body."""
    stranger = person(route, tenant=OTHER, groups="operator,supervisor,risk,compliance,agent_lead")
    before = rows()
    answers = [ask(deployment, route, named, requestContext=stranger) for named in (there.names(route), nobodys(route))]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert rows() == before


def test_lists_of_another_tenant_are_empty(deployment, there):
    """I13."""
    assert there
    today = {"day": f"{deployment.now:%Y-%m-%d}"}
    mine, theirs = (
        {
            str(route): ask(deployment, route, {}, requestContext=person(route, tenant=tenant), queryStringParameters=today)
            for route in LISTING
        }
        for tenant in (TENANT, OTHER)
    )
    assert {route for route, (status, _) in theirs.items() if status != 200} == set()
    assert {route for route, (_, listed) in theirs.items() if any(map(is_filled_list, listed.items()))} == set()
    assert {"GET /cases", "GET /search", "GET /exceptions"} <= {
        route for route, (_, listed) in mine.items() if any(map(is_filled_list, listed.items()))
    }


def is_filled_list(member: tuple[str, Any]) -> bool:
    """Signs of health are there for everybody."""
    name, value = member
    return isinstance(value, list) and value != [] and name != "signs"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_search_reaches_beyond_the_indexes(deployment, name):
    """I13: what is no id is looked for nowhere."""
    route = next(route for route in LISTING if route.path == "/search")
    with seen() as store:
        status, _ = ask(deployment, route, {}, queryStringParameters={"q": name})
    assert status in {200, 400}
    assert {partition for partition in store.partitions if partition.count("|") != 2} == set()


@pytest.mark.parametrize("route", SWITCHING, ids=str)
def test_a_switch_of_another_tenant_is_neither_seen_nor_touched(deployment, there, route):
    """I13: throwing one's own leaves theirs as it was."""
    assert there
    mine = client("dynamodb").get_item(TableName="StateTable", Key=SWITCH)["Item"]
    status, _ = ask(deployment, route, THROWN, requestContext=person(route, tenant=OTHER, groups="operator"))
    assert status == (200 if route.method == "PUT" else 404)
    assert client("dynamodb").get_item(TableName="StateTable", Key=SWITCH)["Item"] == mine


@pytest.mark.parametrize("route", SWITCHING, ids=str)
def test_the_switch_of_a_whole_tenant_is_its_own(deployment, route):
    """I13: a tenant that is there and one that is not are answered alike."""
    operator = person(route, tenant=OTHER, groups="operator")
    answers = [ask(deployment, route, {"kind": "tenant", "name": name}, requestContext=operator) for name in (TENANT, "nowhere")]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize("route", SWITCHING, ids=str)
def test_switches_are_for_operators(deployment, there, route):
    """The same no, whether or not the switch is thrown."""
    assert there
    for groups in ("", "supervisor", "operators", "Operator", "risk,compliance"):
        context = person(route, groups=groups)
        answers = [ask(deployment, route, THROWN | {"name": name}, requestContext=context) for name in ("refund.issue", "sms.send")]
        assert answers[0] == answers[1]
        assert answers[0][0] == 403


@pytest.mark.parametrize("route", PRIVACY, ids=str)
def test_customers_data_is_for_compliance(deployment, there, route):
    """I12, I13: and of another tenant's customer nothing is held."""
    assert there
    for groups in ("", "supervisor", "operator", "Compliance", "compliances,risk"):
        assert ask(deployment, route, {}, requestContext=person(route, groups=groups))[0] == 403
    status, told = ask(deployment, route, {}, requestContext=person(route, groups="compliance", tenant="other"))
    assert status == 404 if route.method == "POST" else told["erasures"] == []


def test_without_a_tenant_nothing_is_answered_and_nothing_is_looked_for(deployment, there):
    """I13."""
    with seen() as store:
        answers = {
            (str(route), str(context)): ask(deployment, route, there.names(route), requestContext=context)[0]
            for route in PEOPLES
            for context in strangers(route)
        }
    assert {asked_for: status for asked_for, status in answers.items() if status != 403} == {}
    assert store.partitions == set()


def test_a_tenant_is_the_tokens_and_nobody_elses_word(deployment, there):
    """I13: header, query and body say nothing."""
    said = {"headers": {"custom:tenant": TENANT, "x-tenant": TENANT}, "queryStringParameters": {"tenant": TENANT}}
    with seen() as store:
        for route in PEOPLES:
            ask(deployment, route, there.names(route), requestContext=person(route, tenant=OTHER, groups="operator"), **said)
    assert {partition.split("|")[0] for partition in store.partitions} == {OTHER}


@pytest.mark.parametrize(("route", "parameter"), [(route, name) for route in NAMING for name in route.parameters], ids=str)
def test_no_id_reaches_beyond_its_own_kind_of_row(deployment, there, route, parameter):
    """I13: a hostile id is as absent as any other, and nothing is looked for under it."""
    before = rows()
    _, absent = ask(deployment, route, nobodys(route))
    with seen() as store:
        answers = {hostile: ask(deployment, route, there.names(route) | {parameter: hostile}) for hostile in HOSTILE}
    assert {hostile for hostile, (status, _) in answers.items() if status != 404} == set()
    # Some never match the route: then it is the router that says so, in its own words.
    assert {body["title"] for _, body in answers.values()} <= {absent["title"], "Not found"}
    # Delegations are looked through by id, within the tenant's own.
    assert {partition for partition in store.partitions - {f"{TENANT}|delegations"} if partition.count("|") != 2} == set()
    assert rows() == before


@pytest.mark.parametrize("route", SWITCHING, ids=str)
@pytest.mark.parametrize("parameter", ["kind", "name"])
def test_no_name_of_a_switch_reaches_beyond_the_switches(deployment, route, parameter):
    """I13."""
    hostile = [text for text in HOSTILE if parameter == "kind" or not re.match(r"[a-z0-9][a-z0-9_.-]{0,99}$", text)]
    operator = person(route, groups="operator")
    before = rows()
    with seen() as store:
        answers = {text: ask(deployment, route, THROWN | {parameter: text}, requestContext=operator)[0] for text in hostile}
    assert {text: status for text, status in answers.items() if status not in {400, 404}} == {}
    assert store.partitions == set()
    assert rows() == before


def test_no_day_reaches_beyond_the_days(deployment):
    """I13."""
    route = next(route for route in LISTING if route.path == "/cases")
    with seen() as store:
        answers = {day: ask(deployment, route, {}, queryStringParameters={"day": day})[0] for day in HOSTILE}
    assert set(answers.values()) == {400}
    assert store.partitions == set()


@pytest.mark.parametrize("parameter", ["tenant", "connector"])
def test_a_webhooks_address_tells_a_stranger_nothing(deployment, parameter, monkeypatch):
    """I13: neither tenants nor connectors, and no secret is asked for under a name that a stranger made."""
    named = {"tenant": TENANT, "connector": "sandbox_ticketing"}
    wanted = secrets_wanted(monkeypatch)
    forged = {"headers": sample("intake")["headers"] | {"webhook-signature": "v1,AAAA"}}
    refused = ask(deployment, WEBHOOK, named, **forged)
    answers = {text: ask(deployment, WEBHOOK, named | {parameter: text}) for text in (*HOSTILE, "nobody")}
    assert refused[0] == 401
    not_found = refused[1] | {"status": 404, "title": "Not found"}
    assert {text for text, answer in answers.items() if answer not in (refused, (404, not_found))} == set()
    assert {name for name in wanted if not re.fullmatch("[a-z0-9_-]{1,40}", name)} == set()


def test_a_webhook_signed_for_one_tenant_is_forged_for_another(deployment):
    """I13: each tenant's sender has its own key."""
    secret = json.dumps({"keys": ["whsec_b3RoZXIgdGVuYW50cyBrZXk="]})
    client("secretsmanager").create_secret(Name=f"hub/{OTHER}/sandbox_ticketing/webhook", SecretString=secret)
    named = {"tenant": OTHER, "connector": "sandbox_ticketing"}
    before = rows()
    assert ask(deployment, WEBHOOK, named)[0] == 401
    assert rows() == before
