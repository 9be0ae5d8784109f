"""What a scenario may do: be a customer, an approver, an operator, a bad day, or an intruder. It never calls the hub's code."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, Self, TypeVar

import httpx
from boto3.dynamodb.types import TypeSerializer

from countersign.local.demo.approver import Approver
from countersign.local.operator_error import OperatorError
from countersign.local.seed import WEBHOOK_CONNECTOR
from countersign.local.session import Stack
from countersign.local.users import TENANT, User, seed_user
from countersign.steps.intake import case_id_for

# A cold start of seven functions on a busy machine, and a vendor's time-out; a warm case takes about two seconds.
PATIENCE_SECONDS = 90.0
LOOK_SECONDS = 0.2
T = TypeVar("T")
SETTLED = frozenset({"RESOLVED", "DRAFTED", "RECOMMENDED", "ESCALATED", "STUCK"})


@dataclass(frozen=True)
class Customer:
    """One customer of this performance, with one order if an amount was given."""

    id: str
    order: str | None


class Stage:
    """One performance on one stack; a context manager, for it keeps connections open.

    `run` makes its customers' numbers its own: earlier performances have used up their limits.
    """

    def __init__(self, stack: Stack, *, run: int) -> None:
        self.stack = stack
        self._run = run
        self._cast = 0
        self._open = ExitStack()
        self.company = self._open.enter_context(stack.sandbox())
        self._signed_in: dict[str, httpx.Client] = {}
        self._approvers: dict[str, Approver] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def api(self, user: str) -> httpx.Client:
        """The hub's API, signed in as `user`."""
        if user not in self._signed_in:
            self._signed_in[user] = self._open.enter_context(self.stack.api(user))
        return self._signed_in[user]

    def customer(self, name: str, *, amount_minor: int | None = None) -> Customer:
        """A new, verified customer, with an order of that amount."""
        self._cast += 1
        number = f"{self._run % 1_000_000:06d}{self._cast:02d}"
        entry = {"id": f"CUST-{number}", "full_name": name, "email": f"c{number}@mail.example", "phone": f"+49155{number}"}
        _ok(self.company.post("/crm/customers", json=entry))
        if amount_minor is None:
            return Customer(entry["id"], None)
        order = f"ORD-{number}"
        form = {"id": order, "customer_id": entry["id"], "amount_minor": amount_minor, "items": "from the demo"}
        _ok(self.company.post("/payments/orders", json=form))
        return Customer(entry["id"], order)

    def colleague(self, group: str) -> str:
        """The name of one more person of that group, who is told at once: the others' budgets of messages may be used up for this hour."""
        self._cast += 1
        user = User(name=f"{group}-{self._run % 1_000_000:06d}{self._cast:02d}", group=group)
        seed_user(self.stack, user)
        return user.name

    def write_in(self, customer: Customer, text: str, *, filed_by: str | None = None) -> "Ticket":
        """The customer writes; the ticketing system tells the hub by a signed webhook."""
        form = {"customer_id": customer.id, "channel": "email", "subject": "A question", "text": text, "requested_by": filed_by}
        ticket = _ok(self.company.post("/ticketing/tickets", json=form))
        return Ticket(id=ticket["id"], event_id=ticket["event_id"], case_id=case_id_for(TENANT, WEBHOOK_CONNECTOR, ticket["event_id"]))

    def deliver_again(self, ticket: "Ticket") -> None:
        """The ticketing system sends the same webhook once more."""
        _ok(self.company.post(f"/ticketing/webhooks/resend/{ticket.event_id}"))

    def deliveries(self, ticket: "Ticket") -> int:
        """How often the hub has answered this webhook with a 2xx."""
        found = _ok(self.company.get("/ticketing/webhooks"))["deliveries"]
        attempts = [attempt for delivery in found if delivery["event_id"] == ticket.event_id for attempt in delivery["attempts"]]
        return sum(attempt["status"] is not None and httpx.codes.is_success(attempt["status"]) for attempt in attempts)

    def bad_day(self, **order: Any) -> None:
        """A fault in one of the company's systems."""
        _ok(self.company.post("/faults", json=order))

    def effects(self, customer: Customer, kind: str | None = None) -> list[Mapping[str, Any]]:
        """What really happened in the company's systems."""
        query = {"customer_id": customer.id} | ({"kind": kind} if kind else {})
        found: list[Mapping[str, Any]] = _ok(self.company.get("/effects", params=query))["effects"]
        return found

    def refunds_sent(self, customer: Customer) -> int:
        """How often the hub asked the payment system to refund this customer."""
        entries = _ok(self.company.get("/journal", params={"system": "payments"}))["entries"]
        asked = [entry for entry in entries if entry["method"] == "POST" and entry["path"].endswith("/refunds")]
        return sum(customer.id in json.dumps(entry) for entry in asked)

    def story(self, ticket: "Ticket") -> Mapping[str, Any]:
        """The case as the hub's API tells it; empty while there is none."""
        answer = self.api("sam").get(f"/cases/{ticket.case_id}")
        return {} if answer.status_code == httpx.codes.NOT_FOUND else _ok(answer)

    def end_of(self, ticket: "Ticket") -> Mapping[str, Any]:
        """The story once the case has settled; raises OperatorError if it does not."""
        return self.wait_for(f"{ticket.id} to settle", lambda: self._story_in(ticket, SETTLED))

    def question_about(self, ticket: "Ticket") -> Mapping[str, Any]:
        """The approval the case waits for."""
        return self.wait_for(f"{ticket.id} to ask for approval", lambda: self._open_approval(ticket))

    def answer(self, user: str, approval: Mapping[str, Any]) -> str:
        """A person's yes at the console: what came of it, in a word."""
        return self._approver(user).answer(approval)

    def answer_by_link(self, user: str, mail: Mapping[str, Any]) -> str:
        """A person's yes by the link of a mail that a scanner has opened before."""
        return self._approver(user).answer_by_link(mail)

    def mail_about(self, ticket: "Ticket", user: str) -> Mapping[str, Any]:
        """The mail that asks `user` about the ticket's case."""
        return self.wait_for(f"a mail to {user}", lambda: self._mail_about(ticket, user))

    def vote(self, user: str, approval: Mapping[str, Any], answer: str = "approve", reason: str = "") -> httpx.Response:
        """A person's answer by the API to exactly what was shown."""
        body = {"action": approval["action"], "answer": answer, "reason": reason}
        return self.api(user).post(f"/approvals/{approval['approval_id']}/votes", json=body)

    def throw(self, kind: str, name: str, reason: str) -> None:
        _ok(self.api("olga").put(f"/switches/{kind}/{name}", json={"reason": reason}))

    def loosen_all(self) -> None:
        """Two operators loosen whatever switch is thrown."""
        for switch in self._listed("switches", "olga"):
            for person in ("olga", "otto") if switch["thrown"] else ():
                self.api(person).delete(f"/switches/{switch['kind']}/{switch['name']}")

    def tamper(self, approval: Mapping[str, Any], amount_minor: int) -> None:
        """An intruder with write access to the state table changes what was approved.

        They cannot unseal the row, but have seen the action on a screen and write it anew, in the clear.
        """
        dynamodb, table = self.stack.client("dynamodb"), self.stack.resource("StateTable")
        key = {"pk": f"{TENANT}|case|{approval['case_id']}", "sk": f"ACTION#{approval['action']}"}
        seen = approval["shown"]
        changed = {name: seen[name] | {"amount_minor": amount_minor} for name in ("money", "arguments")}
        written = {**seen, **changed, "salt": seen.get("salt", ""), **key}
        dynamodb.put_item(TableName=table, Item={name: TypeSerializer().serialize(value) for name, value in written.items()})

    def wait_for(self, what: str, look: Callable[[], T | None]) -> T:
        """Look until there is something; raises OperatorError when patience ends."""
        ends = monotonic() + PATIENCE_SECONDS
        while monotonic() < ends:
            if (found := look()) is not None:
                return found
            sleep(LOOK_SECONDS)
        raise OperatorError(f"Waited {PATIENCE_SECONDS:.0f} s for {what}.", f"Look into {self.stack.folder.logs}.")

    def _approver(self, user: str) -> Approver:
        if user not in self._approvers:
            self._approvers[user] = self._open.enter_context(Approver(self.stack, user))
        return self._approvers[user]

    def _mail_about(self, ticket: "Ticket", user: str) -> Mapping[str, Any] | None:
        found = _ok(self.company.get("/mails", params={"to": f"{user}@larkfield.example"}))["mails"]
        return next((mail for mail in found if ticket.case_id in mail["text"]), None)

    def _story_in(self, ticket: "Ticket", states: frozenset[str]) -> Mapping[str, Any] | None:
        story = self.story(ticket)
        return story if story and story["case"]["state"] in states else None

    def _open_approval(self, ticket: "Ticket") -> Mapping[str, Any] | None:
        found = self._listed("approvals", "sam")
        return next((approval for approval in found if approval["case_id"] == ticket.case_id), None)

    def _listed(self, name: str, user: str) -> Iterator[Mapping[str, Any]]:
        """A list of the API, page by page: a stack that is kept may hold more than one of them."""
        page = {"limit": "200"}
        while page:
            told = _ok(self.api(user).get(f"/{name}", params=page))
            yield from told[name]
            page = {"limit": "200", "cursor": told["next_cursor"]} if told["next_cursor"] else {}


@dataclass(frozen=True)
class Ticket:
    """One message, and the case it must become."""

    id: str
    event_id: str
    case_id: str


def _ok(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise OperatorError(
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}", "Read the logs."
        )
    return answer.json()
