"""Does an effect happen once, and is it found again after its answer was lost?"""

from collections.abc import Iterator

from countersign.kit.bench import Bench
from countersign.kit.check import Level, NotApplicableError, check
from countersign.kit.system import System, acting_then_lost, answering, lost
from countersign.sdk.contract import Applied, Listed, NotApplied, Outcome, Request, Response, Unknown
from countersign.sdk.errors import ConnectorError, NotListedError

_BAD_ANSWERS = (
    Response(status=500, body=b"{}"),
    Response(status=429, body=b"Too many requests"),
    Response(status=401, body=b"{}"),
    Response(status=403, body=b"{}"),
    Response(status=200, body=b"<html>Sorry</html>"),
)
_PAGES = 10


@check("CS-I01", Level.SILVER, "The same key twice is one object, where the system is said to see to that")
def same_key_twice(bench: Bench) -> Iterator[str]:
    declared = [name for name in bench.writes if _mode(bench, name) != "ledger_only"]
    if not declared:
        raise NotApplicableError("only the hub's ledger stops a second effect")
    for name in declared:
        system, (request, _) = bench.system(), bench.prepared(name)
        system.send(name, request)
        if isinstance(system.send(name, request), Unknown):
            yield f"{name}: the second time ends as Unknown"
        if len(system.effects) != 1:
            yield f"{name}: declared {_mode(bench, name)}, and {len(system.effects)} things happened"


@check("CS-I02", Level.SILVER, "An effect is found after its answer was lost")
def found_again(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        system, (request, key) = bench.system(), bench.prepared(name)
        system.faults.append(acting_then_lost)
        system.send(name, request)
        outcome = system.look_up(name, request, key)
        if isinstance(outcome, NotApplied) or (isinstance(outcome, Unknown) and _mode(bench, name) != "ledger_only"):
            yield f"{name}: it is there, and the look-up says {type(outcome).__name__}"
        if isinstance(outcome, Applied) and system.last_id not in {None, outcome.vendor_id}:
            yield f"{name}: the look-up finds another one"


@check("CS-I03", Level.SILVER, "What never arrived is not found")
def not_found(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        system, (request, key) = bench.system(), bench.prepared(name)
        system.faults.append(lost)
        system.send(name, request)
        outcome = system.look_up(name, request, key)
        if isinstance(outcome, Applied):
            yield f"{name}: it is not there, and the look-up says Applied"
        if isinstance(outcome, NotApplied) and _mode(bench, name) == "ledger_only":
            yield f"{name}: ledger_only, so it may still be on its way, and the look-up says NotApplied"


@check("CS-I04", Level.SILVER, "An effect under another key is not taken for ours")
def anothers(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        system, (other, _), (ours, key) = bench.system(), bench.prepared(name), bench.prepared(name)
        if other == ours:
            continue  # The request is the same whatever the key: what is there is what was wanted.
        system.send(name, other)
        if isinstance(system.look_up(name, ours, key), Applied):
            yield f"{name}: somebody else's effect is taken for ours"


@check("CS-I05", Level.SILVER, "A look-up that is answered badly proves nothing")
def answered_badly(bench: Bench) -> Iterator[str]:
    for name in bench.writes:
        for response in _BAD_ANSWERS:
            system, (request, key) = bench.system(), bench.prepared(name)
            system.faults += [acting_then_lost, answering(response)]
            system.send(name, request)
            outcome = _looked_up(system, name, request, key)
            if outcome is not None and not isinstance(outcome, Unknown):
                yield f"{name}: {response.status} to the look-up is taken for {type(outcome).__name__}"


@check("CS-I06", Level.GOLD, "The system's own list shows what was done, once, with our key")
def listed(bench: Bench) -> Iterator[str]:
    kept = 0
    for name in bench.writes:
        system, (request, key) = bench.system(), bench.prepared(name)
        outcome = system.send(name, request)
        try:
            shown = _all_listed(system, name)
        except NotListedError:
            continue
        kept += 1
        ours = [each for each in shown if isinstance(outcome, Applied) and each.vendor_id == outcome.vendor_id]
        # A request that is the same whatever the key leaves none behind; the hub then goes by the system's id.
        left = [key] if bench.prepared(name)[0] != request else [None]
        if [each.key for each in ours] != left:
            yield f"{name}: the list shows it {len(ours)} times, or without its key"
    if not kept:
        raise NotApplicableError("the system keeps no list")


def _mode(bench: Bench, name: str) -> str:
    idempotency = bench.actions[name].idempotency
    return idempotency.mode if idempotency else "ledger_only"


def _looked_up(system: System, name: str, request: Request, key: str) -> Outcome | None:
    try:
        return system.look_up(name, request, key)
    except ConnectorError:
        return None


def _all_listed(system: System, name: str) -> list[Listed]:
    found: list[Listed] = []
    page: str | None = None
    for _ in range(_PAGES):
        listing = system.converse(system.connector.list_effects(name, since="2000-01-01T00:00:00Z", page=page))
        found += listing.effects
        page = listing.next_page
        if page is None:
            break
    return found
