import json
import re

import pytest
from tests.builders import REF, TENANT, make_action, make_voter
from tests.fakes import LocalKey

from countersign.record import keys
from countersign.steps.seal import Sealer, seal

REFUND, BENCH = make_action(2_000), make_action(12_000)
KEY = LocalKey("seal-key")


def sealed(world, hub, ref) -> None:
    seal(Sealer(world.store, hub.archive, KEY, KEY.public_key), TENANT, world.record(ref.case_id), now=world.now)


@pytest.fixture
def signed_in(browser):
    browser.sign_in("sam", "supervisor")
    return browser


def test_a_day_lists_its_cases_and_leads_to_the_days_beside_it(world, signed_in):
    ref = world.receive()
    page = signed_in.get("/console/cases")
    assert f'href="../console/cases/{ref.case_id}"' in page.body
    assert "?day=2026-11-17" in page.body
    assert "?day=2026-11-19" not in page.body
    assert "No such case on this day." in signed_in.get("/console/cases?day=2026-11-17").body


def test_a_day_is_narrowed_to_a_state(world, signed_in):
    ref = world.receive()
    assert ref.case_id in signed_in.get("/console/cases?state=RECEIVED").body
    assert ref.case_id not in signed_in.get("/console/cases?state=STUCK").body


def test_a_long_day_goes_on_on_another_page(world, signed_in):
    made = []
    for number in range(51):
        world.wait(seconds=1)
        made.append(world.receive(f"evt_{number}", ticket_id=f"TICK-{number:04}").case_id)
    first = signed_in.get("/console/cases")
    [more] = re.findall(r'href="\?([^"]*)" rel="next">More', first.body)
    assert made[0] not in first.body
    assert made[0] in signed_in.get(f"/console/cases?{more}").body


def test_a_case_tells_its_story_and_what_it_rests_on(world, signed_in):
    world.given(REFUND)
    world.settle(REF, REFUND.digest)
    body = signed_in.get(f"/console/cases/{REF.case_id}").body
    for seen in ("Pay back: 20.00 EUR, to CUST-0001", "RF-0001", "base.impact", "Order ORD-1001", "chain verified", REFUND.digest):
        assert seen in body


def test_a_case_leads_to_its_approval_and_to_what_lies_with_people(world, signed_in):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    world.escalate(REF, None, "Lambda.Unknown")
    body = signed_in.get(f"/console/cases/{REF.case_id}").body
    assert f"console/approvals/{request.approval_id}" in body
    assert f"console/exceptions/{REF.case_id}/case" in body


def test_a_broken_record_is_said_first(world, signed_in):
    """I10."""
    ref = world.receive()
    world.alter(keys.audit(TENANT, ref.case_id, 0), actor="somebody")
    body = signed_in.get(f"/console/cases/{ref.case_id}").body
    assert "is broken at event 0: event was changed" in body
    assert "chain broken" in body


def test_hostile_texts_stay_inert(world, signed_in):
    """I11: neither markup nor hidden characters."""
    world.given(make_action(2_000, title='<script>alert("x")</script>\u202egnp.exe'))
    (digest,) = [row["action"] for row in world.row(keys.plan(TENANT, REF.case_id))["actions"]]
    world.settle(REF, digest)
    body = signed_in.get(f"/console/cases/{REF.case_id}").body
    assert "<script>alert" not in body
    assert r"\u{202e}gnp.exe" in body


def test_the_proof_is_a_file_to_keep(world, hub, signed_in):
    ref = world.receive()
    sealed(world, hub, ref)
    reply = signed_in.get(f"/console/cases/{ref.case_id}/proof")
    assert reply.headers["Content-Disposition"] == [f'attachment; filename="{ref.case_id}.proof.json"']
    proof = json.loads(reply.body)
    assert (proof["format"], proof["case_id"], len(proof["record"])) == ("countersign-proof-v1", ref.case_id, 1)


def test_a_proof_that_cannot_be_given_yet_is_refused_calmly(world, hub, signed_in):
    ref = world.receive()
    sealed(world, hub, ref)
    world.triage(ref)
    reply = signed_in.get(f"/console/cases/{ref.case_id}/proof")
    assert (reply.status, "Try again in half a minute." in reply.body) == (409, True)


@pytest.mark.parametrize("path", ["", "/proof"])
def test_another_tenants_case_is_not_there(world, browser, path):
    """I13."""
    ref = world.receive()
    browser.sign_in("sam", "supervisor", **{"custom:tenant": "other"})
    assert browser.get(f"/console/cases/{ref.case_id}{path}").status == 404
    assert ref.case_id not in browser.get("/console/cases").body


def test_who_is_not_signed_in_sees_no_case(world, browser):
    ref = world.receive()
    assert ref.case_id not in browser.get(f"/console/cases/{ref.case_id}").body
    assert make_voter().name not in browser.get("/console/cases").body
