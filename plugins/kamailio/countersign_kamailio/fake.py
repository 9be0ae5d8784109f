import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Effect, Response
from countersign.sdk.conformance import Asked, FakeSystem, Happened, reply, route
from countersign_kamailio.addresses import DOMAIN, held_key

_BEGAN = 1_795_000_000
KNOWN_CALL = "a84b4c76e66710;from-tag=caller1;to-tag=team1"
KNOWN_KEY = "key-of-a-call"


def _dialog(call_id: str, number: str, to_uri: str, place: int) -> dict[str, Any]:
    """As `dlg.list` tells of it, without what depends on the machine."""
    return {
        "h_entry": 1,
        "h_id": place,
        "call-id": call_id,
        "from_uri": f"sip:{number}@{DOMAIN}",
        "to_uri": to_uri,
        "state": 4,
        "init_ts": _BEGAN + place,
        "start_ts": _BEGAN + place,
        "end_ts": 0,
        "caller": {"tag": f"caller{place}", "contact": f"sip:{number}@127.0.0.1:5070", "cseq": "1"},
        "callee": {"tag": f"team{place}", "contact": "sip:127.0.0.1:5071", "cseq": "0"},
    }


@dataclass
class KamailioFake(FakeSystem):
    """Everybody answers at once. It calls whomever it is asked to, however often, and forgets a call when it is over."""

    dialogs: list[dict[str, Any]] = field(
        default_factory=lambda: [_dialog("a84b4c76e66710", "+4915550100001", f"sip:orders@{DOMAIN};countersign={KNOWN_KEY}", 1)]
    )

    @route("POST", "/RPC")
    def dispatch(self, asked: Asked) -> Response:
        methods: dict[str, Callable[..., Response]] = {
            "dlg.bridge_dlg": self._bridge,
            "tm.t_uac_wait": self._send,
            "dlg.terminate_dlg": self._terminate,
            "dlg.list_match": self._match,
            "dlg.dlg_list": self._show,
            "dlg.stats_active": self._count,
        }
        call = asked.json
        if call["method"] not in methods:
            return _refused(500, "Method Not Found", call)
        return methods[call["method"]](call, *call["params"])

    def _bridge(self, call: dict[str, Any], called: str, then: str, _through: str) -> Response:
        number = called.removeprefix("sip:").partition("@")[0]
        self._connect(number, then, held_key(called) or "", recipient=number)
        return _result({}, call)

    def _send(self, call: dict[str, Any], _method: str, _address: str, _through: str, _socket: str, headers: str) -> Response:
        told = dict(line.split(": ", 1) for line in headers.split("\r\n") if line)
        call_id, local, remote = re.split(";local-tag=|;remote-tag=", told["Target-Dialog"])
        leg = self._leg(call_id, remote, local)
        if leg is None:
            return _result([481, "Call Does Not Exist", ""], call)
        then = told["Refer-To"].strip("<>")
        self.dialogs.remove(leg)
        self._connect(leg["from_uri"].removeprefix("sip:").partition("@")[0], then, held_key(then) or "")
        return _result([202, "Accepted", "", "", "", ""], call)

    def _terminate(self, call: dict[str, Any], *leg: str) -> Response:
        found = self._leg(*leg)
        if found is None:
            return _refused(500, "Couldnt find callid in dialog", call)
        self.dialogs.remove(found)
        call_id, from_tag, to_tag = leg
        self.effects.append(Happened(Effect.CUSTOMER_CONTACT, f"{call_id};from-tag={from_tag};to-tag={to_tag}"))
        return _result({}, call)

    def _match(self, call: dict[str, Any], _field: str, _operator: str, wanted: str) -> Response:
        found = [dialog for dialog in self.dialogs if re.search(wanted, dialog["to_uri"])]
        return _result(found, call) if found else _refused(404, "Not found", call)

    def _show(self, call: dict[str, Any], call_id: str, from_tag: str) -> Response:
        found = [dialog for dialog in self.dialogs if (dialog["call-id"], dialog["caller"]["tag"]) == (call_id, from_tag)]
        return _result(found[0] if found else {}, call)

    def _count(self, call: dict[str, Any]) -> Response:
        return _result({"starting": 0, "connecting": 0, "answering": 0, "ongoing": len(self.dialogs), "all": len(self.dialogs)}, call)

    def _connect(self, number: str, to_uri: str, key: str, recipient: str | None = None) -> None:
        self.effects.append(Happened(Effect.CUSTOMER_CONTACT, key, recipient=recipient))
        place = len(self.effects) + 1
        self.dialogs.append(_dialog(f"call-{place}@127.0.0.1", number, to_uri, place))

    def _leg(self, call_id: str, from_tag: str, to_tag: str) -> dict[str, Any] | None:
        for dialog in self.dialogs:
            if (dialog["call-id"], dialog["caller"]["tag"], dialog["callee"]["tag"]) == (call_id, from_tag, to_tag):
                return dialog
        return None


def _result(result: Any, call: dict[str, Any]) -> Response:
    return reply(200, {"jsonrpc": "2.0", "result": result, "id": call["id"]})


def _refused(code: int, message: str, call: dict[str, Any]) -> Response:
    return reply(code, {"jsonrpc": "2.0", "error": {"code": code, "message": message}, "id": call["id"]})
