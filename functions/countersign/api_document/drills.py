"""Known-bad questions, planted among the real ones."""

from countersign.api_document.operation import Listed, Operation
from countersign.model.drill import Drill, Plant

_OWNERS = "You are in none of the groups `risk`, `compliance` and `operator`"


class Drills(Listed):
    """Those that were planted, by approval."""

    drills: tuple[Drill, ...]


OPERATIONS = (
    Operation(
        "GET",
        "/drills",
        "listDrills",
        "Drills",
        "Which checks were planted",
        "With what is wrong with each. Whoever may answer one should not read this.",
        Drills,
        refusals={403: f"{_OWNERS}."},
        is_list=True,
    ),
    Operation(
        "POST",
        "/drills",
        "plantDrill",
        "Drills",
        "Plant a question that everybody should say no to",
        "It looks like any other to approvers. No workflow waits for it, the case has no plan, and answers to it are bound to a bundle that"
        " does not exist, so nothing can ever be done with them. It is marked on the record first; who answers is told what it was.",
        Drill,
        body=Plant,
        refusals={403: f"{_OWNERS}, or checks are switched off in this deployment.", 422: "There is no such kind of check."},
    ),
)
