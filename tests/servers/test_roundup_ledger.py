"""What the hub's own ledger makes of Roundup on a bad day: a reply reaches the customer once, and a stale tag is refused for good."""

from typing import Any

import pytest
from countersign_roundup.connector import Roundup
from tests.servers.hub import hub_for
from tests.servers.trackers import Tracker
from tests.servers.warranted import Warranted, warranted_for

from countersign.errors import ConnectorBusyError, EffectRejectedError, TransientHubError
from countersign.model.case import Channel
from countersign.model.effect import AttemptState
from countersign.steps.execute import LEASE

TEXT = "We are open from 9 to 18."


@pytest.fixture
def ticket(roundup: Tracker) -> str:
    return roundup.write_in("CUST-0001", "Opening hours", "When are you open?")


@pytest.fixture
def warranted(roundup: Tracker, ticket: str, request: pytest.FixtureRequest) -> Warranted:
    """A reply."""
    arguments = {"ticket_id": ticket, "customer_id": "CUST-0001", "text": TEXT}
    hub = hub_for(Roundup(), roundup.secret)
    return warranted_for(hub, "ticket.reply_public", arguments, intent="opening_hours", channel=Channel.PORTAL, by=request.node.name)


def replies(roundup: Tracker, ticket: str) -> int:
    """All messages but the customer's own."""
    return len(roundup.issue(ticket)["messages"]) - 1


def test_a_reply_whose_answer_was_lost_is_found_and_not_sent_again(warranted: Warranted, roundup: Tracker, ticket: str) -> None:
    warranted.hub.transport.loses = "answers"

    attempt = warranted.execute()

    assert (attempt.state, replies(roundup, ticket)) == (AttemptState.DONE, 1)
    assert warranted.execute() == attempt
    assert replies(roundup, ticket) == 1


def test_a_reply_that_never_arrived_is_sent_again_once_nobody_else_can_be_sending_it(
    warranted: Warranted, roundup: Tracker, ticket: str
) -> None:
    """Not there yet is not the same as not there: the first look-up may be faster than the request."""
    warranted.hub.transport.loses = "requests"
    with pytest.raises(TransientHubError, match="not there yet"):
        warranted.execute()
    warranted.hub.transport.loses = "nothing"
    with pytest.raises(TransientHubError, match="another worker"):
        warranted.execute()
    assert replies(roundup, ticket) == 0

    warranted.world.now += LEASE
    with pytest.raises(ConnectorBusyError):
        warranted.execute()

    assert warranted.execute().state is AttemptState.DONE
    assert replies(roundup, ticket) == 1


def test_tags_for_a_ticket_that_was_changed_since_are_refused_for_good(
    roundup: Tracker, ticket: str, request: pytest.FixtureRequest
) -> None:
    hub = hub_for(Roundup(), roundup.secret)
    seen: Any = hub.read("ticket.read", ticket_id=ticket)
    arguments = {"ticket_id": ticket, "tags": ["delivery"], "version": seen["version"]}
    warranted = warranted_for(hub, "ticket.tag", arguments, intent="opening_hours", channel=Channel.PORTAL, by=request.node.name)
    hub.do("ticket.tag", {"ticket_id": ticket, "tags": ["opening_hours"]}, key="somebody-else")

    for _ in range(2):
        with pytest.raises(EffectRejectedError):
            warranted.execute()

    assert warranted.attempt().state is AttemptState.REJECTED
    assert [keyword["name"] for keyword in roundup.issue(ticket)["keyword"]] == ["opening_hours"]
