"""I13, and who may open or send what, for every page and every form of the console."""

import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.builders import CASE_ID, TENANT, make_account, make_action, make_sheet, make_voter
from tests.security.seen_store import SeenStore
from tests.unit.console.browser import HOME, Browser, Reply, TestHub
from tests.unit.console.fake_issuer import FakeIssuer
from tests.unit.console.voting import editor, recorder
from tests.world import World

from countersign.approving.delegations import Delegate, delegate
from countersign.console.app import resolver
from countersign.ports import Table
from countersign.record import keys

OTHER = "other"
GROUPS = ("operator", "supervisor", "risk", "compliance", "agent_lead")
# For whoever comes. Links have no session either; their own tests are theirs.
PUBLIC = {"/console/sign-in", "/console/callback", "/console/signed-out", "/console/static/<name>", "/links/<tenant>/<secret>"}
ROUTES = [(route.method, str(route.path)) for route in (*resolver._static_routes, *resolver._dynamic_routes)]
PEOPLES = [(method, path) for method, path in ROUTES if path not in PUBLIC]
PAGES = [path for method, path in PEOPLES if method == "GET"]
FORMS = [path for method, path in PEOPLES if method == "POST"]
NAMING = [(method, path) for method, path in PEOPLES if "<" in path]
HOSTILE: list[str] = [*json.loads((Path(__file__).parent / "corpus" / "ids.json").read_text(encoding="utf-8")), "a" * 3_000]
BENCH = make_action(12_000)
NOBODYS = {
    "approval_id": "0" * 32,
    "case_id": "C-0000000000000000",
    "subject": "0" * 64,
    "kind": "action",
    "name": "sms.send",
    "action": "0" * 64,
    "delegation_id": "0" * 32,
}
# Fits each form, so that nothing but the address is at fault.
FIELDS = {
    "action": BENCH.digest,
    "answer": "approve",
    "reason": "seen",
    "text": "seen",
    "to": "sam",
    "version": "0" * 64,
    "happened": "no",
    "kind": "action",
    "name": "sms.send",
    f"chosen.{'0' * 32}": BENCH.digest,
    "set.amount_minor": "110.00",
    "colleague": "sam",
    "role.supervisor": "on",
    "until": "2026-11-20T12:00",
}


@pytest.fixture
def world() -> World:
    """The tenant `main` has an approval that waits, what lies with people, and a thrown switch."""
    world = World()
    ref = world.given(BENCH, sheet=make_sheet())
    world.gate(ref, BENCH.digest)
    world.ask(ref, BENCH.digest)
    world.escalate(ref, BENCH.digest, "EffectUnknownError")
    world.throw("action", "refund.issue")
    world.employ(sam := make_voter(), make_voter("sue"))
    span = {"starts_at": world.now, "ends_at": world.now + timedelta(days=1)}
    leave = Delegate(delegate="sue", roles=("supervisor",), reason="On leave", **span)
    delegate(world.store, world.directory, sam, leave, new_id="e" * 32, now=world.now)
    return world


@pytest.fixture
def there(world: World) -> dict[str, str]:
    [entry] = world.rows.query(Table.STATE, keys.inbox(TENANT))
    named = {"case_id": CASE_ID, "subject": BENCH.digest, "kind": "action", "name": "refund.issue", "action": BENCH.digest}
    [made] = world.rows.query(Table.STATE, keys.delegations(TENANT))
    return {**named, "approval_id": str(entry["approval_id"]), "delegation_id": str(made["delegation_id"])}


def browser_at(world: World, *, tenant: str | None) -> Browser:
    """Signed in with every group of that tenant, or a stranger; what is reached is noted from then on."""
    hub = TestHub(world.store, FakeIssuer(world.now), world.directory, world.workflows)
    browser = Browser(hub, lambda: world.now, record=recorder(world), edit=editor(world))
    if tenant:
        world.directory.put(make_account(make_voter("eve", *GROUPS), tenant=tenant))
        browser.sign_in("eve", *GROUPS, **{"custom:tenant": tenant})
    hub.store = SeenStore(world.store)
    return browser


def ask(browser: Browser, method: str, path: str, named: dict[str, str], **fields: str) -> Reply:
    address = HOME + re.sub(r"<(\w+)>", lambda part: quote(named[part[1]], safe=""), path)
    if method == "GET":
        return browser.once("GET", address)
    csrf = browser.once("GET", f"{HOME}/console").form("sign-out").fields["csrf"]
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in {"csrf": csrf, **FIELDS, **fields}.items())
    return browser.once("POST", address, body, {"sec-fetch-site": "same-origin"})


def partitions(browser: Browser) -> set[str]:
    """Those reached, but for the sessions."""
    seen = browser.hub.store
    assert isinstance(seen, SeenStore)
    return {partition for partition in seen.partitions if "|session|" not in partition}


def rows(world: World) -> list[str]:
    return sorted(f"{key} {row}" for key, row in world.rows._rows.items() if "|session|" not in key.partition)


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_led_to_sign_in_and_nothing_is_looked_for(world, there, path):
    browser = browser_at(world, tenant=None)
    reply = ask(browser, "GET", path, there)
    assert reply.status == 303
    assert "console/sign-in?next=" in reply.headers["Location"][0]
    assert partitions(browser) == set()


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_the_sessions_token_changes_nothing(world, there, path):
    browser, before = browser_at(world, tenant=TENANT), rows(world)
    address = HOME + re.sub(r"<(\w+)>", lambda part: there[part[1]], path)
    body = "&".join(f"{name}={value}" for name, value in FIELDS.items())
    assert browser.once("POST", address, body, {"sec-fetch-site": "same-origin"}).status == 403
    assert browser.once("POST", address, body, {"sec-fetch-site": "cross-site"}).status == 403
    assert rows(world) == before


@pytest.mark.parametrize(("method", "path"), NAMING)
def test_what_another_tenant_has_is_answered_as_what_nobody_has(world, there, method, path):
    """I13: the same status, and the same page but for the name that was asked for."""
    browser, before = browser_at(world, tenant=OTHER), rows(world)
    answers = []
    for named in (there, NOBODYS):
        reply = ask(browser, method, path, named)
        shown = reply.body + "".join(reply.headers.get("Location", []))
        for name in named.values():
            shown = shown.replace(name, "NAME")
        answers.append((reply.status, shown, heard(browser)))
    assert answers[0] == answers[1]
    assert rows(world) == before


def heard(browser: Browser) -> str | None:
    """What the next page would say, which is taken back."""
    return browser.cookies.pop("__Host-countersign-said", None)


@pytest.mark.parametrize("path", [path for path in PAGES if "<" not in path])
def test_lists_of_another_tenant_show_nothing_of_this_one(world, there, path):
    """I13."""
    body = ask(browser_at(world, tenant=OTHER), "GET", path, there).body
    assert [name for name in (there["approval_id"], CASE_ID, BENCH.digest, "CUST-0001") if name in body] == []


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path in NAMING if "switches" not in path])
def test_no_name_reaches_beyond_its_own_kind_of_row(world, there, method, path):
    """I13: a hostile name is as absent as any other, nothing fails, and nothing is looked for under it."""
    browser, before = browser_at(world, tenant=TENANT), rows(world)
    for parameter in re.findall(r"<(\w+)>", path):
        for hostile in HOSTILE:
            reply = ask(browser, method, path, there | {parameter: hostile})
            assert reply.status in {303, 400, 404, 413, 422}, (parameter, hostile, reply.status)
    assert browser.failures == []
    assert {partition for partition in partitions(browser) if partition.count("|") > 2 or not partition.startswith(f"{TENANT}|")} == set()
    assert rows(world) == before


@pytest.mark.parametrize("path", [path for path in PAGES if "<" not in path])
def test_no_question_makes_a_page_fail(world, path):
    browser = browser_at(world, tenant=TENANT)
    for name in ("ids", "day", "cursor", "q", "seen", "verdict", "assignee", "reason"):
        for hostile in HOSTILE[::4]:
            assert browser.once("GET", f"{HOME}{path}?{name}={quote(hostile)}").status < 500, (name, hostile)
    assert browser.failures == []
    assert {partition.partition("|")[0] for partition in partitions(browser)} <= {TENANT}
