import pytest
from tests.builders import REF, TENANT, make_action, make_voter

from countersign.record import keys

BENCH = "Please refund order ORD-1002, the bench is broken."
PAVILION = "Please refund order ORD-1003, the pavilion is not complete."


def asking(world, text=BENCH, **ticket):
    ref = world.receive(text=text, **ticket)
    [waiting] = world.run(ref)
    return world.ask(ref, waiting.action)


def test_an_approver_sees_all_that_the_answer_is_for(world, run):
    request = asking(world)
    shown = run("inbox", "show", request.approval_id)
    for seen in (
        "Amount 120.00 EUR",
        "To CUST-0001",
        "order_id ORD-1002",
        "Asked by Refunds above 100.00 EUR need a supervisor [refund.over-100.supervisor]",
        "Needs 1 person with the role supervisor (now: supervisor)",
        "If nobody answers Nothing is done, and the case goes to a person.",
        "Undo by refund.reverse, for 30 min after it was done",
        f"Digest: {request.action}",
        "POST /refunds content-type: application/json; charset=utf-8",
    ):
        assert seen in shown.words
    assert '"amount_minor":12000' in shown.out


def test_an_approver_sees_what_the_action_rests_on_and_how_old_that_is(world, run):
    """4.1: each fact with its source; what a machine wrote stands last, and is called so."""
    shown = run("inbox", "show", asking(world).approval_id)
    for seen in (
        "Known Order ORD-1002, by sandbox_payments, order.list, read",
        "Still refundable: 120.00 EUR",
        "Identity verified: yes",
        "Quality 100 %",
        "Still needed 1 person with the role supervisor",
        "Asked 2026-11-18 12:00 UTC: supervisor",
    ):
        assert seen in shown.words
    assert shown.words.rindex("A machine wrote (nothing rests on it):") > shown.words.index("The request, exactly")


def test_what_may_deceive_the_eye_is_said_before_anything_else_is_known(world, run):
    action = make_action(12_000, arguments=make_action(12_000).arguments | {"note": "p\u0430id"})
    world.given(action)
    world.gate(REF, action.digest)
    shown = run("inbox", "show", world.ask(REF, action.digest).approval_id).words
    assert "Beware note: the word “pаid” mixes letters that look alike, of Cyrillic and Latin." in shown


def test_nothing_of_the_digest_or_the_request_is_cut_off_on_a_narrow_terminal(world, run, monkeypatch):
    request = asking(world)
    monkeypatch.setenv("COLUMNS", "40")
    shown = run("inbox", "show", request.approval_id).out
    assert f"Digest: {request.action}\n" in shown
    assert "…" not in shown.split("A machine wrote")[0]


def test_yes_sends_the_digest_that_was_shown(world, run):
    request = asking(world)
    answered = run("inbox", "approve", request.approval_id, "--as", "sam", typed="y\n")
    assert answered.code == 0
    assert "sam, do you approve exactly this?" in answered.out
    assert "Approved. The gate decides once more" in answered.out
    assert world.workflows.answers["token-1"]["action"] == request.action


def test_without_a_yes_nothing_is_answered(world, run):
    request = asking(world)
    assert run("inbox", "approve", request.approval_id, "--as", "sam", typed="n\n").code == 130
    assert world.row(keys.approval(TENANT, request.approval_id))["answers"] == 0


def test_the_first_of_two_hears_who_is_still_needed(world, run):
    request = asking(world, PAVILION)
    answered = run("inbox", "approve", request.approval_id[:4], "--as", "rosa", "--yes")
    assert "Recorded. Still needed: 1 person with the role risk." in answered.out


def test_the_beginning_of_an_id_must_be_clear(world, run):
    asking(world)
    asking(world, event_id="evt_2", ticket_id="TICK-0200")
    refused = run("inbox", "approve", "0000", "--as", "sam", "--yes")
    assert (refused.code, refused.err.splitlines()[0]) == (2, "Error: 2 open approvals begin with '0000'.")


@pytest.mark.parametrize("user", ["agent", "lena"])
def test_a_vote_of_somebody_who_may_not_is_refused_with_one(world, run, user):
    request = asking(world)
    refused = run("inbox", "approve", request.approval_id, "--as", user, "--yes")
    assert refused.code == 1
    assert "You may not answer for them now, neither yourself nor for anybody else. [trace trace-1]" in refused.err


def test_a_refused_vote_tells_a_machine_the_state_and_the_trace(world, run):
    request = asking(world)
    world.vote(request, make_voter("sue"))
    refused = run("inbox", "approve", request.approval_id, "--as", "sam", "--yes", "--json")
    assert refused.code == 1
    assert refused.told["state"] == "APPROVED"
    assert refused.told["trace_id"] == "trace-1"


def test_a_no_needs_a_reason_and_is_final(world, run):
    request = asking(world)
    assert run("inbox", "deny", request.approval_id, "--as", "sam").code == 2
    denied = run("inbox", "deny", request.approval_id, "--as", "sam", "--reason", "never paid")
    assert "Rejected. It is not done; the case goes to a person." in denied.out
    assert world.workflows.answers["token-1"] == "ApprovalRejectedError"


def test_a_vote_needs_a_name(world, run, monkeypatch):
    request = asking(world)
    unnamed = run("inbox", "approve", request.approval_id, "--yes")
    assert (unnamed.code, "Missing option '--as'" in unnamed.err) == (2, True)
    monkeypatch.setenv("COUNTERSIGN_USER", "sam")
    assert run("inbox", "approve", request.approval_id, "--yes").code == 0


def test_a_machine_says_yes_beforehand(world, run):
    request = asking(world)
    assert run("inbox", "approve", request.approval_id, "--as", "sam", "--json").code == 2
    told = run("inbox", "approve", request.approval_id, "--as", "sam", "--json", "--yes").told
    assert told == {"approval_id": request.approval_id, "state": "APPROVED", "still_needed": {}, "note": None, "action": request.action}


def test_an_action_that_is_not_the_one_asked_about_is_not_shown(stack, world, run):
    """I4: the digest is computed from what would be shown, whatever the hub says."""
    request = asking(world)
    stack.tamper = lambda told: told | {"shown": told["shown"] | {"recipient": "CUST-9999"}}
    refused = run("inbox", "approve", request.approval_id, "--as", "sam", "--yes")
    assert (refused.code, "Do not answer" in refused.err) == (2, True)
    assert world.row(keys.approval(TENANT, request.approval_id))["answers"] == 0


def test_an_altered_action_cannot_be_approved(world, run):
    request = asking(world)
    world.alter(keys.action(TENANT, request.case_id, request.action), recipient="CUST-9999")
    refused = run("inbox", "show", request.approval_id)
    assert (refused.code, "[state ALTERED]" in refused.err) == (1, True)


def test_the_list_names_what_waits_and_looks_as_anybody(stack, world, run):
    request = asking(world)
    listed = run("inbox", "list")
    assert f"{request.approval_id[:8]}  {request.case_id}  1 supervisor" in listed.out
    assert "Refund money for an order: 120.00 EUR, to CUST-0001" in listed.out
    assert stack.users == ["agent"]
    assert run("inbox", "list", "--json").told["approvals"][0]["approval_id"] == request.approval_id


def test_one_altered_action_does_not_hide_the_other_questions(world, run):
    altered, other = asking(world), asking(world, event_id="evt_2", ticket_id="TICK-0200")
    world.alter(keys.action(TENANT, altered.case_id, altered.action), recipient="CUST-9999")
    listed = run("inbox", "list").out.splitlines()
    assert {altered.case_id: "ALTERED" in listed[1], other.case_id: "1 supervisor" in listed[2]} == {
        line.split()[1]: True for line in listed[1:]
    }


def test_a_long_list_says_that_there_is_more(world, run):
    for number in range(3):
        asking(world, event_id=f"evt_{number}", ticket_id=f"TICK-020{number}")
    assert run("inbox", "list", "--limit", 2).out.splitlines()[3] == "More wait: --limit 20"
    assert [run("inbox", "list", "--limit", limit, "--json").told["more"] for limit in (2, 3)] == [True, False]


@pytest.mark.usefixtures("stack")
def test_an_empty_list_says_so(run):
    assert run("inbox", "list").out == "Nothing waits for people.\n"


@pytest.mark.usefixtures("stack")
def test_an_approval_that_is_not_there_is_bad_input(run):
    assert run("inbox", "show", "f" * 32).code == 2
    assert run("inbox", "show", "../cases").code == 2
