import json
from typing import Any

import pytest
from countersign_sandbox_telephony.connector import SandboxTelephony

from countersign.sdk import Applied, Outcome, Response, Unknown

CONNECTOR = SandboxTelephony()
SMS = {"customer_id": "CUST-0001", "to": "+4915550100001", "text": "On its way."}


def look_up(*pages: dict[str, Any]) -> Outcome:
    dialogue = CONNECTOR.reconcile("sms.send", CONNECTOR.prepare("sms.send", SMS, key="key-1"), key="key-1")
    next(dialogue)
    *earlier, last = [Response(status=200, body=json.dumps(page).encode()) for page in pages]
    for response in earlier:
        dialogue.send(response)
    with pytest.raises(StopIteration) as done:
        dialogue.send(last)
    outcome: Outcome = done.value.value
    return outcome


def page(*labels: str, following: str | None = None) -> dict[str, Any]:
    return {"items": [{"id": f"SMS-{label}", "label": label} for label in labels], "next_page": following}


def test_a_message_is_found_on_a_later_page() -> None:
    assert look_up(page("key-3", "key-2", following="10"), page("key-1")) == Applied(vendor_id="SMS-key-1", result={"id": "SMS-key-1"})


def test_a_message_that_is_not_listed_may_still_arrive() -> None:
    assert isinstance(look_up(page("key-3", following="10"), page("key-2")), Unknown)


def test_the_search_ends_although_the_pages_do_not() -> None:
    assert isinstance(look_up(*[page("other", following="10")] * 5), Unknown)
