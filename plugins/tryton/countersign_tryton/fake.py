from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, Happened, reply, route

_DATE = "Sat, 21 Nov 2026 12:00:00 GMT"
_AT = {"__class__": "datetime", "year": 2026, "month": 11, "day": 21, "hour": 11, "minute": 0, "second": 0, "microsecond": 0}
STAMP = "1795258800.45233"


def _mechanisms() -> dict[int, dict[str, Any]]:
    return {
        1: {"type": "email", "value_compact": "greta@mail.example", "_timestamp": STAMP},
        2: {"type": "phone", "value_compact": "+4915550100001", "_timestamp": STAMP},
    }


@dataclass
class TrytonFake(FakeSystem):
    """One party with two mechanisms. Whoever says when they saw a record changes it only as it was then."""

    mechanisms: dict[int, dict[str, Any]] = field(default_factory=_mechanisms)
    categories: list[str] = field(default_factory=lambda: ["identity verified", "UTC+01:00"])
    changes: int = 0

    @route("POST", "/rpc/")
    def dispatch(self, asked: Asked) -> Response:
        methods: dict[str, Callable[..., Response]] = {
            "common.db.login": lambda *_: _result([1, "session", None]),
            "model.party.party.search_read": self._find_party,
            "model.party.contact_mechanism.read": self._read,
            "model.party.contact_mechanism.search_count": lambda *_: _result(0),
            "model.party.contact_mechanism.write": self._write,
            "model.ir.email.search_read": lambda *_: _result([{"id": 1, "create_date": _AT}]),
        }
        call = asked.json
        if call["method"] not in methods:
            return _error("'nothing'", "")
        return methods[call["method"]](*call["params"])

    def _find_party(self, domain: list[list[str]], *_: Any) -> Response:
        wanted = domain[0][2] if domain else "CUST-0001"
        mechanisms = [{"id": number, **mechanism} for number, mechanism in self.mechanisms.items()]
        party = {
            "id": 1,
            "code": "CUST-0001",
            "name": "Greta Holm",
            "write_date": None,
            "create_date": _AT,
            "categories.": [{"id": number, "name": name} for number, name in enumerate(self.categories)],
            "addresses.": [{"id": 1, "country.": {"id": 1, "code": "DE"}}],
            "contact_mechanisms.": mechanisms,
        }
        return _result([party] if wanted == party["code"] else [])

    def _read(self, numbers: list[int], fields: list[str], *_: Any) -> Response:
        if set(numbers) - self.mechanisms.keys():
            return _error("UserError", ["You are trying to read records that don't exist.", "", None])
        return _result([{"id": number, **{name: self.mechanisms[number][name] for name in fields}} for number in numbers])

    def _write(self, *params: Any) -> Response:
        *pairs, context = params
        changed = {numbers[0]: values["value"] for numbers, values in zip(pairs[::2], pairs[1::2], strict=True)}
        if changed.keys() - self.mechanisms.keys():
            return _error("UserError", ["You are trying to write to records that don't exist.", "", None])
        seen = context.get("_timestamp", {})
        if any(seen.get(f"party.contact_mechanism,{number}", stamp) != stamp for number, stamp in self._stamps(changed)):
            return _error("ConcurrencyException", "Records were modified in the meanwhile")
        self.changes += 1
        for number, value in changed.items():
            self.mechanisms[number] |= {"value_compact": value, "_timestamp": f"179525890{self.changes}.45233"}
        self.effects.append(Happened(Effect.WRITE_REVERSIBLE, f"party.contact_mechanism,{next(iter(changed))}"))
        return _result(None)

    def _stamps(self, numbers: dict[int, Any]) -> list[tuple[int, str]]:
        return [(number, self.mechanisms[number]["_timestamp"]) for number in numbers]


def _result(result: Any) -> Response:
    return reply(200, {"id": 1, "result": result}, date=_DATE)


def _error(*error: Any) -> Response:
    return reply(200, {"id": 1, "error": list(error)}, date=_DATE)
