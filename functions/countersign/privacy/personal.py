"""Which fields of which rows are personal data, and what stands there once they are erased.

This is the whole list: what is not on it lies in the clear, and is an identifier, a code, a sum, a digest or an employee's name.
"""

from collections.abc import Mapping

from countersign.sdk.strict_json import Json

ERASED = "erased"
# Sealed like the rest, but ours: nobody is shown them.
SECRET = frozenset({"salt", "opening"})

Fields = Mapping[str, Json]

# By the first part of a row's sort key.
PERSONAL: Mapping[str, Fields] = {
    "SALT": {"salt": ""},
    "TRIAGE": {"summary": ERASED, "references": []},
    "FACTS": {"customer": None, "orders": [], "contacts": None},
    "ACTION": {
        "customer_id": ERASED,
        "requester": None,
        "recipient": ERASED,
        "money": None,
        "arguments": {ERASED: True},
        "request": {"method": ERASED, "path": ERASED, "query": [], "headers": [], "body": None},
        "salt": "",
    },
    "DECISION": {"facts": {}},
    "GROUNDS": {"opening": "", "facts": {}},
    "ATTEMPT": {"result": {}},
    "SETTLEMENT": {"findings": []},
    "COMMENT": {"text": ERASED},
    "HANDLING": {"resolution": None},
    "VOTE": {"words": ERASED},
    "UNDO": {"reason": ERASED},
    "EDIT": {"arguments": {ERASED: True}, "reason": ERASED},
}


def kind_of(sort: str) -> str:
    """What kind of row has this sort key."""
    return sort.split("#", maxsplit=1)[0]
