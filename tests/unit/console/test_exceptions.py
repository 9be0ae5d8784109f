import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.unknown import unknown_refund

from countersign.record import audit
from countersign.steps.seal import report_change

REFUND = make_action(2_000)
PATH = f"/console/exceptions/{CASE_ID}/{REFUND.digest}"


@pytest.fixture
def refused(world):
    """A refund that a thrown switch stops."""
    world.given(REFUND)
    world.throw("action", REFUND.name)
    world.settle(REF, REFUND.digest)
    world.measure(REF)


@pytest.fixture
def sam(browser):
    browser.sign_in("sam", "supervisor")
    return browser


@pytest.mark.usefixtures("refused")
def test_the_list_names_what_lies_with_people(sam):
    body = sam.get("/console/exceptions").body
    assert "Pay back" in body
    assert f'href="../console/exceptions/{CASE_ID}/{REFUND.digest}"' in body
    assert "Nothing of this kind" in sam.get("/console/exceptions?kind=stuck+case").body
    assert sam.get("/console/exceptions?kind=nonsense").status == 400


@pytest.mark.usefixtures("refused")
def test_one_takes_it_notes_and_resolves_it(world, sam):
    taken = sam.submit(sam.get(PATH), "/assign")
    assert "It is yours now." in taken.body
    assert "With <strong>sam</strong>, that is you" in taken.body
    assert "Pay back" in sam.get("/console/exceptions?taken=me").body
    noted = sam.submit(taken, "/comment", text="Rang.\r\nNo answer <b>yet</b>.")
    assert "Rang.\nNo answer &lt;b&gt;yet&lt;/b&gt;." in noted.body
    resolved = sam.submit(noted, "/resolve", reason="Paid by hand")
    assert "It is resolved." in resolved.body
    assert world.case(REF).state == "RESOLVED"
    assert "Pay back" in sam.get("/console/exceptions/settled").body
    assert "It is open again." in sam.submit(resolved, "/reopen").body
    assert world.case(REF).state == "ESCALATED"


@pytest.mark.usefixtures("refused")
def test_it_is_given_to_somebody_by_name(world, sam):
    world.employ(make_voter("sue"))
    page = sam.get(PATH)
    assert "It is with sue now." in sam.submit(page, "/assign", to="sue").body
    assert "Nobody of that name may take this." in sam.submit(sam.get(PATH), "/assign", to="nobody").body


@pytest.mark.usefixtures("refused")
def test_who_comes_second_is_told_so_and_sees_how_it_stands(sam):
    """A page that was left open."""
    seen = sam.get(PATH)
    sam.submit(seen, "/assign")
    late = sam.submit(seen, "/resolve", reason="Paid by hand")
    assert "This was changed meanwhile. Look again." in late.body
    assert "With <strong>sam</strong>" in late.body


@pytest.mark.usefixtures("refused")
def test_a_resolution_without_a_reason_is_not_accepted(world, sam):
    reply = sam.submit(sam.get(PATH), "/resolve", reason="  ")
    assert reply.status == 400
    assert world.case(REF).state == "ESCALATED"


def test_an_unknown_effect_has_two_buttons_and_no_other_way_out(world, sam):
    """I14."""
    unknown_refund(world)
    page = sam.get(PATH)
    assert page.form("/settle").fields["happened"] == "yes"
    assert "/resolve" not in page.body
    first = sam.submit(page, "/settle", vendor_id="RF-0001")
    assert "Your answer is recorded." in first.body
    assert "Answered by</dt><dd>sam" in first.body
    sam.cookies.clear()
    sam.sign_in("sue", "supervisor")
    last = sam.submit(sam.get(PATH), "/settle", vendor_id="RF-0001")
    assert "Settled" in last.body
    assert world.case(REF).state == "RESOLVED"


def test_that_it_did_not_happen_needs_a_ground(world, sam):
    unknown_refund(world)
    assert sam.submit(sam.get(PATH), "/settle", happened="no").status == 400
    said = sam.submit(sam.get(PATH), "/settle", happened="no", reason="Not on the statement")
    assert "Your answer is recorded." in said.body


def test_who_may_not_say_what_became_of_money_is_told_so(world, browser):
    """I5."""
    unknown_refund(world)
    browser.sign_in("olga", "operator")
    body = browser.get(PATH).body
    assert "You are in none of these groups." in body
    assert "/settle" not in body


def test_a_finding_about_the_record_is_on_the_list_too(world, sam):
    """I10."""
    subject = report_change(world.store, TENANT, "MODIFY", "main|case|<b>x</b>", now=world.now).body["subject"]
    page = sam.get(f"/console/exceptions/{audit.CONTROL}/{subject}")
    assert "MODIFY main|case|&lt;b&gt;x&lt;/b&gt;" in page.body
    assert "It is resolved." in sam.submit(page, "/resolve", reason="A drill").body


@pytest.mark.usefixtures("refused")
def test_a_form_from_elsewhere_changes_nothing(world, sam):
    fields = sam.get(PATH).form("/assign").fields
    assert sam.post(f"{PATH}/assign", fields, sec_fetch_site="cross-site").status == 403
    assert sam.post(f"{PATH}/assign", fields | {"csrf": "0" * 32}).status == 403
    assert "exception.assigned" not in world.types(REF)


@pytest.mark.usefixtures("refused")
def test_another_tenants_exception_is_neither_shown_nor_touched(world, browser):
    """I13."""
    browser.sign_in("sam", "supervisor", **{"custom:tenant": "other"})
    assert browser.get(PATH).status == 404
    csrf = browser.get("/console").form("/sign-out").fields
    assert browser.post(f"{PATH}/comment", csrf | {"text": "hello"}).status == 404
    assert "exception.commented" not in world.types(REF)
