"""Who stands in for whom, and who is away."""

from countersign.api_document.operation import Listed, Operation, Parameter, Told
from countersign.approving.absences import Away
from countersign.approving.delegations import Delegate
from countersign.model.delegation import Absence, Delegation

WHICH = Parameter("id", "path", {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "The delegation's id, as the list tells it.")
_SPAN = "The time does not fit: it has to end after it begins and after now, and not to last too long."


class Delegations(Listed):
    """All that were made, by whom they empower, the revoked and the ended among them."""

    delegations: tuple[Delegation, ...]


class SaidAbsence(Told):
    """The latest that you announced, be it over."""

    absence: Absence | None


OPERATIONS = (
    Operation(
        "GET",
        "/delegations",
        "listDelegations",
        "Delegations",
        "Who stands in for whom",
        "An answer by somebody who stands in counts for the person whose right it is, and the two never count as two.",
        Delegations,
        is_list=True,
    ),
    Operation(
        "POST",
        "/delegations",
        "makeDelegation",
        "Delegations",
        "Let a colleague stand in for you",
        "For your own roles only, from when to when, and if you like only for some actions or up to an amount. What was handed to you"
        " cannot be handed on. You may still answer yourself.",
        Delegation,
        body=Delegate,
        rules={"properties": {"reason": {"pattern": r"\S"}}},
        refusals={
            403: "Your account is gone or locked.",
            422: f"A role is not yours, nobody of that name works here, or it is yourself. {_SPAN}",
        },
    ),
    Operation(
        "DELETE",
        "/delegations/{id}",
        "revokeDelegation",
        "Delegations",
        "End it now",
        "By who made it, whom it empowers, or an operator. Answers given meanwhile are looked at again before they count.",
        Delegation,
        parameters=(WHICH,),
        refusals={403: "It is neither yours nor are you an operator.", 404: "There is no such delegation in your tenant."},
    ),
    Operation(
        "GET",
        "/absence",
        "showAbsence",
        "Delegations",
        "Whether you have said that you are away",
        "Your own only.",
        SaidAbsence,
    ),
    Operation(
        "PUT",
        "/absence",
        "announceAbsence",
        "Delegations",
        "Say that you will be away",
        "Those who stand in for you are asked at once then. It takes the place of what you said before.",
        Absence,
        body=Away,
        refusals={409: "You said something else at the same moment; look again.", 422: _SPAN},
    ),
    Operation(
        "DELETE",
        "/absence",
        "endAbsence",
        "Delegations",
        "Say that you are back",
        "Again, it changes nothing.",
        Absence,
        refusals={404: "You have not said that you are away.", 409: "You said something else at the same moment; look again."},
    ),
)
