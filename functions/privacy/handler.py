"""privacy: what is held about a customer, and its erasure. Customers are named in bodies, for addresses stand in traces."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from countersign import clock
from countersign.api import answer, api, given, listed, wanted
from countersign.bootstrap import hub
from countersign.identity import require_group, voter
from countersign.model.approval import Voter
from countersign.model.privacy import About, Erase
from countersign.privacy.erasing import Eraser
from countersign.privacy.holdings import Holdings

resolver = api()
COMPLIANCE = "compliance"


@resolver.post("/privacy/holdings")
def show_holdings() -> Response[str]:
    holdings = Holdings(hub().rows, hub().content, hub().ring, _person(), clock.now())
    return answer(200, holdings.show(given(resolver, About)))


@resolver.get("/privacy/erasures")
def list_erasures() -> Response[str]:
    return listed("erasures", _eraser().erasures(wanted(resolver)))


@resolver.post("/privacy/erasures")
def erase() -> Response[str]:
    return answer(200, _eraser().erase(given(resolver, Erase)).to_json())


def _eraser() -> Eraser:
    return Eraser(hub().rows, hub().objects, hub().ring, _person(), clock.now())


def _person() -> Voter:
    person = voter(resolver.current_event.raw_event)
    require_group(person, COMPLIANCE)
    return person


def handler(event: dict[str, Any], context: Any) -> Any:
    return resolver.resolve(event, context)
