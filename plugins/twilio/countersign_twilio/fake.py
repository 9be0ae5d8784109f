from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

ACCOUNT = "AC" + "0" * 32
# Twilio lists fifty and more on a page.
_PAGE_SIZE = 2
_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
_NOBODY = "+999"
_OVER = frozenset({"completed", "canceled"})


def sid_of(prefix: str, number: int) -> str:
    """An identifier as Twilio gives them out: two letters, and 32 hexadecimal digits."""
    return f"{prefix}{number:032x}"


LIVE_CALL = sid_of("CA", 0xA)


def _call(sid: str, **members: Any) -> dict[str, Any]:
    return {"sid": sid, "account_sid": ACCOUNT, "direction": "inbound", "status": "in-progress", "date_created": _time(), **members}


def _queue(number: int, name: str) -> dict[str, Any]:
    return {"sid": sid_of("QU", number), "account_sid": ACCOUNT, "friendly_name": name, "current_size": 0, "max_size": 100}


def _time() -> str:
    return _AT.strftime("%a, %d %b %Y %H:%M:%S +0000")


@dataclass
class TwilioFake(FakeSystem):
    """Sends every message and places every call it is asked for, however often; a call that is over stays so.

    `wants_sender`: a sender is missed. Off on the bench, where nothing is bound late.
    """

    wants_sender: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=lambda: [_call(LIVE_CALL)])
    queues: list[dict[str, Any]] = field(default_factory=lambda: [_queue(1, "returns"), _queue(2, "risk"), _queue(3, "orders")])
    waiting: dict[str, str] = field(default_factory=dict)

    @route("POST", "/Messages.json")
    def send_message(self, asked: Asked) -> Response:
        if refused := self._refused_contact(asked.form, without_sender=21603):
            return refused
        sid = self._made("SM", asked.form["To"])
        members = {"body": asked.form["Body"], "num_segments": "1", "date_sent": None, "error_code": None, "error_message": None}
        self.messages.insert(0, _outbound(sid, asked.form, **members))
        return reply(201, self.messages[0])

    @route("GET", "/Messages.json")
    def list_messages(self, asked: Asked) -> Response:
        return _page("Messages", self.messages, asked)

    @route("POST", "/Calls.json")
    def place_call(self, asked: Asked) -> Response:
        if refused := self._refused_contact(asked.form, without_sender=21213):
            return refused
        sid = self._made("CA", asked.form["To"])
        self.calls.insert(0, _outbound(sid, asked.form, start_time=None, end_time=None))
        return reply(201, self.calls[0])

    @route("GET", "/Calls.json")
    def list_calls(self, asked: Asked) -> Response:
        return _page("Calls", self.calls, asked)

    @route("GET", "/Calls/{sid}.json")
    def read_call(self, asked: Asked) -> Response:
        found = self._call(asked)
        return reply(200, found) if found else _refused(404, 20404)

    @route("POST", "/Calls/{sid}.json")
    def change_call(self, asked: Asked) -> Response:
        found = self._call(asked)
        if found is None:
            return _refused(404, 20404)
        if found["status"] in _OVER:
            return _refused(400, 21220)
        self._changed(found["sid"])
        if "Status" in asked.form:
            found["status"] = asked.form["Status"]
        else:
            self.waiting[found["sid"]] = asked.form["Twiml"].partition("<Enqueue>")[2].partition("<")[0]
        return reply(200, found)

    @route("GET", "/Queues.json")
    def list_queues(self, asked: Asked) -> Response:
        return _page("Queues", self.queues, asked)

    @route("GET", "/Queues/{queue}/Members/{sid}.json")
    def read_member(self, asked: Asked) -> Response:
        names = {queue["sid"]: queue["friendly_name"] for queue in self.queues}
        if self.waiting.get(asked.names["sid"]) != names.get(asked.names["queue"], ""):
            return _refused(404, 20404)
        return reply(200, {"call_sid": asked.names["sid"], "queue_sid": asked.names["queue"], "position": 1, "wait_time": 7})

    def _refused_contact(self, form: dict[str, str], *, without_sender: int) -> Response | None:
        if self.wants_sender and "From" not in form:
            return _refused(400, without_sender)
        return _refused(400, 21211) if form["To"].startswith(_NOBODY) else None

    def _made(self, prefix: str, recipient: str) -> str:
        """The identifier of a new message or call."""
        done = self.happened(Effect.CUSTOMER_CONTACT, "", recipient=recipient)
        return self._known_by(sid_of(prefix, int(done.id)))

    def _changed(self, sid: str) -> None:
        """What happens to a call is known by the call."""
        self.happened(Effect.CUSTOMER_CONTACT, "")
        self._known_by(sid)

    def _known_by(self, sid: str) -> str:
        self.effects[-1] = replace(self.effects[-1], id=sid)
        return sid

    def _call(self, asked: Asked) -> dict[str, Any] | None:
        return next((call for call in self.calls if call["sid"] == asked.names["sid"]), None)


def _outbound(sid: str, form: dict[str, str], **members: Any) -> dict[str, Any]:
    common = {"sid": sid, "account_sid": ACCOUNT, "to": form["To"], "from": form.get("From"), "direction": "outbound-api"}
    return {**common, "status": "queued", "date_created": _time(), "date_updated": _time(), **members}


def _page(name: str, items: list[dict[str, Any]], asked: Asked) -> Response:
    start = int(asked.query.get("Page", "0")) * _PAGE_SIZE
    more = start + _PAGE_SIZE < len(items)
    path = f"/2010-04-01/Accounts/{ACCOUNT}/{name}.json"
    following = f"{path}?PageSize={_PAGE_SIZE}&Page={start // _PAGE_SIZE + 1}&PageToken=PA{start}" if more else None
    body = {"page": start // _PAGE_SIZE, "page_size": _PAGE_SIZE, "start": start, "uri": path, "next_page_uri": following}
    return reply(200, {**body, name.lower(): items[start : start + _PAGE_SIZE]})


def _refused(status: int, code: int) -> Response:
    body = {"code": code, "message": "", "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status}
    return reply(status, body, twilio_request_id="RQ1")
