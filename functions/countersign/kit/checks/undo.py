"""Does an undo bring back what was before?"""

from collections.abc import Iterator

import jsonschema_rs

from countersign.kit.bench import Bench
from countersign.kit.check import Level, NotApplicableError, check
from countersign.sdk.contract import Applied


@check("CS-U01", Level.GOLD, "An undo fits its own schema, and brings back what was before")
def restores(bench: Bench) -> Iterator[str]:
    declared = {name: undo for name in bench.writes if (undo := bench.actions[name].undo)}
    if not declared:
        raise NotApplicableError("nothing can be undone")
    for name, undo in declared.items():
        arguments, system = bench.writes[name].arguments, bench.system()
        before = system.state()
        receipt = system.do(name, arguments, bench.key())
        if not isinstance(receipt, Applied):
            continue
        if system.state() == before:
            yield f"{name}: the example changes nothing, so nothing can be brought back"
        taking_back = bench.connector.compensate(name, arguments, receipt)
        if not jsonschema_rs.Draft202012Validator(bench.actions[undo].input_schema).is_valid(dict(taking_back)):
            yield f"{name}: what undoes it does not fit the input schema of {undo}"
            continue
        if not isinstance(system.do(undo, taking_back, bench.key()), Applied) or system.state() != before:
            yield f"{name}: after {undo} the system is not as it was"
