"""Switches stop a kind of work at once."""

from countersign.api_document.operation import Listed, Operation, Parameter
from countersign.record.switches import KINDS, Switch
from countersign.viewing.switching import Throw

WHICH = (
    Parameter("kind", "path", {"type": "string", "enum": list(KINDS)}, "What kind of work."),
    Parameter(
        "name",
        "path",
        {"type": "string", "pattern": "^[a-z0-9][a-z0-9_.-]{0,99}$"},
        "Which one: a tenant (your own), a connector, an action such as `refund.issue`, or an intent.",
    ),
)
_NOT_AN_OPERATOR = "You are not in the group `operator`."
_AT_ONCE = "Somebody else changed it at the same moment; look again."


class Switches(Listed):
    """All that were ever thrown, by kind and name."""

    switches: tuple[Switch, ...]


OPERATIONS = (
    Operation(
        "GET",
        "/switches",
        "listSwitches",
        "Switches",
        "The switches that were ever thrown",
        "With who did it and why.",
        Switches,
        is_list=True,
    ),
    Operation(
        "PUT",
        "/switches/{kind}/{name}",
        "throwSwitch",
        "Switches",
        "Stop this kind of work now",
        "From this moment no new warrant is written and no new request is sent; what is on its way ends as it ends. One operator can.",
        Switch,
        body=Throw,
        rules={"properties": {"reason": {"pattern": r"\S"}}, "required": ["reason"]},
        parameters=WHICH,
        refusals={
            403: _NOT_AN_OPERATOR,
            404: "There is no such tenant as the one named.",
            409: _AT_ONCE,
            422: "There is no reason given.",
        },
    ),
    Operation(
        "DELETE",
        "/switches/{kind}/{name}",
        "loosenSwitch",
        "Switches",
        "Ask to let it go on; a second operator's call lets it",
        "After the first call `loosen_asked_by` names who asked, and the switch still holds.",
        Switch,
        parameters=WHICH,
        refusals={
            403: _NOT_AN_OPERATOR,
            404: "This switch is not thrown.",
            409: f"You asked already, and another has to agree. Or: {_AT_ONCE}",
        },
    ),
)
