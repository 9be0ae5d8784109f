"""For each check a connector, or a system, that breaks exactly what it looks at."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from countersign_reference.conformance import subject
from countersign_reference.connector import Reference
from countersign_reference.fake import ReferenceFake
from countersign_reference.manifest import MANIFEST, closed

from countersign.sdk import (
    Applied,
    Effect,
    Event,
    Health,
    Idempotency,
    InvalidArgumentsError,
    Listing,
    NotApplied,
    Request,
    Unknown,
    VendorError,
    WebhookRejectedError,
)
from countersign.sdk import webhooks as standard_webhooks
from countersign.sdk.conformance import Subject, route
from countersign.sdk.requests import get_request, json_request
from countersign.sdk.responses import absent

Hostile = Callable[[], Subject]
HOSTILE: dict[str, Hostile] = {}


def breaking(check_id: str) -> Callable[[Hostile], Hostile]:
    def enlist(hostile: Hostile) -> Hostile:
        HOSTILE[check_id] = hostile
        return hostile

    return enlist


def behaving(**members: Any) -> Subject:
    """The reference connector with other members."""
    return replace(subject(), connector=type("HostileConnector", (Reference,), members))


def declaring(action: str, **changes: Any) -> Subject:
    """The reference connector with another declaration of one action."""
    actions = tuple(each.model_copy(update=changes) if each.name == action else each for each in MANIFEST.actions)
    return behaving(manifest=MANIFEST.model_copy(update={"actions": actions}))


def answering(**members: Any) -> Subject:
    """The reference connector, at another system."""
    return replace(subject(), fake=type("HostileFake", (ReferenceFake,), members))


def preparing(change: Callable[[Request, Mapping[str, Any], str], Request], only: str = "note.add") -> Subject:
    def prepare(self: Reference, action: str, arguments: Mapping[str, Any], *, key: str) -> Request:
        request = Reference.prepare(self, action, arguments, key=key)
        return change(request, arguments, key) if action == only else request

    return behaving(prepare=prepare)


def interpreting(change: Callable[[Any], Any]) -> Subject:
    """`change` gives the outcome of a response, or None where the honest one stands."""
    return behaving(
        interpret=lambda self, action, request, response: change(response) or Reference.interpret(self, action, request, response)
    )


def failed(kind: str, message: str = "no", **more: Any) -> NotApplied:
    return NotApplied(error=VendorError(kind=kind, safe_message=message, **more))


def with_header(name: str, value: str = "x") -> Subject:
    return preparing(lambda request, _arguments, _key: request.model_copy(update={"headers": (*request.headers, (name, value))}))


SCHEMAS = {
    "CS-D02": lambda: declaring("note.add", input_schema={**closed(text={}, colour={}), "additionalProperties": True}),
    "CS-D03": lambda: declaring("message.send", recipient_path="/nobody"),
    "CS-D05": lambda: declaring("message.send", personal_data=("/to",)),
    "CS-E01": lambda: declaring("message.send", effect=Effect.WRITE_REVERSIBLE),
    "CS-I01": lambda: declaring("message.send", idempotency=Idempotency(mode="natural_key")),
}
PACKAGES = {
    "CS-K01": lambda: replace(subject(), distribution="countersign-nowhere"),
    "CS-K02": lambda: replace(subject(), package="boto3"),
    "CS-K03": lambda: replace(subject(), package="botocore"),
    "CS-K04": lambda: replace(subject(), package="botocore"),
    "CS-K05": lambda: replace(subject(), package="botocore"),
    "CS-P01": lambda: replace(subject(), package="pluggy"),
}
ANSWERS = {
    "CS-O01": lambda: interpreting(lambda response: Applied(vendor_id="?") if response.status == 201 else None),
    "CS-O02": lambda: interpreting(lambda response: failed("invalid") if response.status == 403 else None),
    "CS-O03": lambda: interpreting(lambda response: failed("unavailable") if response.status == 500 else None),
    "CS-O04": lambda: interpreting(lambda response: failed("rate_limited", retry_after_seconds=1) if response.status == 429 else None),
    "CS-O05": lambda: interpreting(lambda response: Unknown(error=failed("auth").error) if response.status == 401 else None),
    "CS-O06": lambda: interpreting(
        lambda response: Applied(vendor_id="?") if b"error" in response.body and response.status == 200 else None
    ),
    "CS-O07": lambda: interpreting(lambda response: Applied(vendor_id="?") if b"html" in response.body else None),
    "CS-S02": lambda: interpreting(lambda response: failed("invalid", response.body.decode()) if response.status == 400 else None),
}
REQUESTS = {
    "CS-R01": lambda: preparing(lambda _request, _arguments, key: get_request("/notes", key=key)),
    "CS-R02": lambda: preparing(
        lambda request, arguments, _key: request.model_copy(update={"path": f"/notes/{arguments['id']}"}), only="note.change"
    ),
    "CS-R03": lambda: with_header("Authorization"),
    "CS-R04": lambda: preparing(lambda request, _arguments, _key: request.model_copy(update={"headers": ()}), only="note.change"),
    "CS-R05": lambda: with_header("X-CSRF"),
    "CS-E02": lambda: preparing(
        lambda request, arguments, key: json_request(
            "POST", request.path, {**arguments, "amount": arguments["amount"] * 2, "key": key}, headers=request.headers
        ),
        only="refund.pay",
    ),
    "CS-E03": lambda: preparing(
        lambda request, arguments, key: (
            json_request("POST", "/messages", {"to": "+4915550100001", "key": key}) if arguments["colour"] == "green" else request
        )
    ),
    "CS-O08": lambda: preparing(
        lambda request, arguments, key: json_request(
            "POST", request.path, {**arguments, "amount": min(1000, arguments["amount"]), "key": key}, headers=request.headers
        ),
        only="refund.pay",
    ),
    "CS-P02": lambda: preparing(
        lambda request, _arguments, _key: request.model_copy(update={"headers": (*request.headers, ("x-at", str(time.time())))})
    ),
}
HOSTILE |= SCHEMAS | PACKAGES | ANSWERS | REQUESTS


@breaking("CS-D01")
def another_contract() -> Subject:
    return behaving(manifest=MANIFEST.model_copy(update={"contract": 2}))


@breaking("CS-D04")
def no_example() -> Subject:
    return replace(subject(), writes={name: example for name, example in subject().writes.items() if name != "refund.pay"})


@breaking("CS-E04")
def does_it_twice() -> Subject:
    @route("POST", "/notes")
    def add_note(self: ReferenceFake, asked: Any) -> Any:
        self.happened(Effect.WRITE_REVERSIBLE, "extra")
        return self.do(asked)

    return answering(add_note=add_note)


@breaking("CS-E05")
def reading_marks_as_read() -> Subject:
    @route("GET", "/notes/{note_id}")
    def read_note(self: ReferenceFake, asked: Any) -> Any:
        self.happened(Effect.WRITE_REVERSIBLE, "read")
        return ReferenceFake.read_note(self, asked)

    return answering(read_note=read_note)


def reading(dialogue: Callable[..., Any]) -> Subject:
    return behaving(read=lambda _self, action, arguments: dialogue(action, arguments))


@breaking("CS-G01")
def reads_by_writing() -> Subject:
    def read(action: str, arguments: Any) -> Any:  # noqa: ARG001  whatever is asked
        yield json_request("POST", "/notes", {"text": "read"})
        return {}

    return reading(read)


@breaking("CS-G02")
def answers_in_another_shape() -> Subject:
    def read(action: str, arguments: Any) -> Any:  # noqa: ARG001  whatever is asked
        yield get_request("/notes/n1")
        return {"note": "n1"}

    return reading(read)


@breaking("CS-G03")
def busy_is_empty() -> Subject:
    def read(action: str, arguments: Any) -> Any:  # noqa: ARG001  whatever is asked
        response = yield get_request("/notes/n1")
        return {"notes": []} if response.status == 429 else {}

    return reading(read)


@breaking("CS-G04")
def refused_is_nothing() -> Subject:
    def read(action: str, arguments: Any) -> Any:  # noqa: ARG001  whatever is asked
        response = yield get_request("/notes/n1")
        return None if response.status == 403 else json.loads(response.body)

    return reading(read)


@breaking("CS-G05")
def follows_circles() -> Subject:
    def read(action: str, arguments: Any) -> Any:  # noqa: ARG001  whatever is asked
        notes, page = [], "0"
        while page is not None:
            answer = json.loads((yield get_request("/notes", page=page)).body)
            notes, page = notes + answer["items"], answer["next_page"]
        return {"notes": notes}

    return reading(read)


@breaking("CS-G06")
def always_well() -> Subject:
    def check(self: Reference) -> Any:  # noqa: ARG001  the contract's signature
        yield get_request("/notes/none")
        return Health(ok=True)

    return behaving(check=check)


def looking_up(outcome: Callable[[Any], Any], path: str = "/done") -> Subject:
    def reconcile(self: Reference, action: str, request: Request, *, key: str) -> Any:  # noqa: ARG001  the contract's signature
        return outcome((yield get_request(path)))

    return behaving(reconcile=reconcile)


@breaking("CS-I02")
def never_finds_it() -> Subject:
    return looking_up(lambda _response: absent("no"))


@breaking("CS-I03")
def always_finds_it() -> Subject:
    return looking_up(lambda _response: Applied(vendor_id="?"))


@breaking("CS-I04")
def finds_anything() -> Subject:
    return looking_up(
        lambda response: Applied(vendor_id=items[-1]["id"]) if (items := json.loads(response.body)["items"]) else absent("no")
    )


@breaking("CS-I05")
def an_error_is_absence() -> Subject:
    return looking_up(lambda response: absent("no") if response.status != 200 else Unknown(error=failed("unexpected").error))


@breaking("CS-I06")
def lists_nothing() -> Subject:
    def list_effects(self: Reference, action: str, *, since: str, page: str | None) -> Any:  # noqa: ARG001  the contract's signature
        yield get_request("/done")
        return Listing(effects=(), next_page=None)

    return behaving(list_effects=list_effects)


@breaking("CS-P03")
def counts() -> Subject:
    numbers = iter(range(1000))
    return preparing(lambda request, _arguments, _key: request.model_copy(update={"headers": (("x-number", str(next(numbers))),)}))


@breaking("CS-P04")
def depends_on_hashes() -> Subject:
    from hostile_elsewhere import subject as shuffling

    return shuffling()


@breaking("CS-P05")
def takes_arguments_away() -> Subject:
    def prepare(self: Reference, action: str, arguments: dict[str, Any], *, key: str) -> Request:
        request = Reference.prepare(self, action, arguments, key=key)
        arguments.clear()
        return request

    return behaving(prepare=prepare)


@breaking("CS-S01")
def talks() -> Subject:
    def interpret(self: Reference, action: str, request: Request, response: Any) -> Any:
        logging.getLogger("vendor").warning("got %s", response.body)
        return Reference.interpret(self, action, request, response)

    return behaving(interpret=interpret)


@breaking("CS-S03")
def quotes_arguments() -> Subject:
    def prepare(self: Reference, action: str, arguments: Mapping[str, Any], *, key: str) -> Request:
        if ".." in arguments.get("text", ""):
            raise InvalidArgumentsError(f"{arguments['text']} is no text")
        return Reference.prepare(self, action, arguments, key=key)

    return behaving(prepare=prepare)


@breaking("CS-U01")
def brings_back_something_else() -> Subject:
    def compensate(self: Reference, action: str, arguments: Any, receipt: Applied) -> Any:
        return {**Reference.compensate(self, action, arguments, receipt), "text": "Something else"}

    return behaving(compensate=compensate)


def verifying(verify: Callable[..., None]) -> Subject:
    return behaving(verify_webhook=lambda _self, webhook, *, keys, now: verify(webhook, keys, now))


@breaking("CS-W01")
def refuses_all() -> Subject:
    def verify(*_: Any) -> None:
        raise WebhookRejectedError("no")

    return verifying(verify)


@breaking("CS-W02")
def strips_bodies() -> Subject:
    return verifying(
        lambda webhook, keys, now: standard_webhooks.verify(webhook.model_copy(update={"body": webhook.body.strip()}), keys=keys, now=now)
    )


@breaking("CS-W03")
def needs_no_key() -> Subject:
    return verifying(lambda *_: None)


@breaking("CS-W04")
def believes_any_time() -> Subject:
    return verifying(
        lambda webhook, keys, _now: standard_webhooks.verify(webhook, keys=keys, now=int(webhook.headers["webhook-timestamp"]))
    )


@breaking("CS-W05")
def trusts_what_is_not_signed() -> Subject:
    return verifying(lambda webhook, keys, now: standard_webhooks.verify(webhook, keys=keys, now=now) if webhook.headers else None)


@breaking("CS-W06")
def verifies_what_it_wrote_itself() -> Subject:
    def verify(webhook: Any, keys: Any, now: int) -> None:
        body = json.dumps(json.loads(webhook.body), ensure_ascii=False).encode()
        standard_webhooks.verify(webhook.model_copy(update={"body": body}), keys=keys, now=now)

    return verifying(verify)


def parsing(**changes: Callable[[Any], Any]) -> Subject:
    def parse_event(self: Reference, webhook: Any) -> tuple[Event, ...]:
        (event,) = Reference.parse_event(self, webhook)
        return (event.model_copy(update={name: change(webhook) for name, change in changes.items()}),)

    return behaving(parse_event=parse_event)


@breaking("CS-W07")
def names_events_by_their_delivery() -> Subject:
    return parsing(id=lambda webhook: webhook.headers["webhook-timestamp"])


@breaking("CS-W08")
def names_all_events_alike() -> Subject:
    return parsing(id=lambda _webhook: "event")


@breaking("CS-W09")
def stumbles_over_bodies() -> Subject:
    return behaving(parse_event=lambda self, webhook: Reference.parse_event(self, webhook) if json.loads(webhook.body)["type"] else ())


@breaking("CS-W10")
def drops_what_is_beyond_ascii() -> Subject:
    return parsing(data=lambda webhook: {"text": webhook.body.decode("ascii", "ignore")})
