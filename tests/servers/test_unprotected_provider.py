"""A provider that honours no key, whatever its connector says of it, and pays back more than was paid. Our ledger and limits alone hold."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any, TypeVar

import pytest
from countersign_stripe.connector import Stripe
from countersign_stripe.manifest import MANIFEST, REFUND_ISSUE
from tests.builders import TENANT, make_action, make_case, make_customer, make_order, make_sheet
from tests.fakes import CrashError, CrashPoints
from tests.servers.payment_provider import TOKEN, LossyLine, Provider, Sale, lossy_line, payment_provider
from tests.world import World

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.in_memory import InMemorySecrets
from countersign.adapters.line import Line
from countersign.connectors import Catalogue
from countersign.errors import ConnectorBusyError, EffectUnknownError, TransientHubError
from countersign.model.case import CaseRef
from countersign.model.decision import Decision, Verdict
from countersign.model.effect import AttemptState
from countersign.model.plan import PreparedRequest, ProposedAction
from countersign.ports import Power
from countersign.sdk import Applied, Response
from countersign.steps.execute import LEASE, Executor, execute

PAID = 6_000
UNAPPROVED_A_DAY = 10_000
LATER = LEASE.total_seconds() + 1
T = TypeVar("T")


class CrashingTransport(HttpTransport):
    """The hub's own, whose process may end at any request."""

    def __init__(self, url: str) -> None:
        secret = {"base_url": url, "token": TOKEN}
        super().__init__(InMemorySecrets({(TENANT, "stripe", power): secret for power in Power}), Line(loopback=True))
        self.crash = CrashPoints()

    def send(self, *where: Any, **how: Any) -> Response:
        response: Response = self.crash.around(lambda: super(CrashingTransport, self).send(*where, **how))
        return response


@dataclass
class Hub:
    """The real steps, policies and transport, and the connector."""

    world: World
    transport: CrashingTransport

    def propose(self, sale: Sale, amount_minor: int, *, number: int = 1, refundable_minor: int = PAID) -> ProposedAction:
        """A refund planned in a case of its own, on facts of `refundable_minor`."""
        arguments = {
            "order_id": sale.charge_id,
            "customer_id": sale.customer_id,
            "amount_minor": amount_minor,
            "currency": "EUR",
            "reason": "It leaks.",
        }
        key = f"{number:040x}"
        action = make_action(
            amount_minor,
            case_id=f"C-{number:016d}",
            connector="stripe",
            connector_version=MANIFEST.version,
            customer_id=sale.customer_id,
            recipient=sale.customer_id,
            arguments=arguments,
            request=PreparedRequest.of(Stripe().prepare("refund.issue", arguments, key=key)),
            idempotency_key=key,
            undo=None,
            undo_seconds=None,
            no_undo_reason=REFUND_ISSUE.no_undo_reason,
        )
        order = make_order(
            order_id=sale.charge_id, customer_id=sale.customer_id, amount_minor=sale.amount_minor, refundable_minor=refundable_minor
        )
        sheet = make_sheet(customer=make_customer(customer_id=sale.customer_id), orders=(order,), observed_at=self.world.now)
        self.world.given(action, sheet=sheet, case=make_case(case_id=action.case_id, customer_id=sale.customer_id))
        return action

    def decide(self, action: ProposedAction) -> Decision:
        return self.world.gate(_ref(action), action.digest)

    def execute(self, action: ProposedAction) -> AttemptState:
        executor = Executor(self.world.store, Catalogue([Stripe()]), self.transport)
        return execute(executor, _ref(action), action.digest, now=self.world.now).state

    def carry_out(self, action: ProposedAction) -> AttemptState | None:
        """Gate, then execute what is allowed; as often as the workflow would, which tries what is transient again."""
        decision = _until_settled(lambda: self.decide(action))
        return _until_settled(lambda: self.execute(action)) if decision.verdict is Verdict.ALLOW else None


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with payment_provider(tmp_path_factory.mktemp("localstripe")) as running:
        yield running


@pytest.fixture
def sale(provider: Provider) -> Sale:
    return provider.sell(PAID)


@pytest.fixture
def hub(provider: Provider) -> Hub:
    return Hub(World(), CrashingTransport(provider.url))


@pytest.fixture
def line(provider: Provider) -> Iterator[LossyLine]:
    with lossy_line(provider.url) as opened:
        yield opened


@pytest.fixture
def hub_on_a_bad_line(line: LossyLine) -> Hub:
    return Hub(World(), CrashingTransport(line.url))


def test_the_provider_itself_pays_twice_and_more_than_was_paid(hub: Hub, provider: Provider, sale: Sale) -> None:
    action = hub.propose(sale, 4_000)
    connector, request = Stripe(), action.request.to_request()

    outcomes = [
        connector.interpret("refund.issue", request, hub.transport.send(TENANT, connector, request, power=Power.WRITE, deadline_seconds=5))
        for _ in range(2)
    ]

    assert all(isinstance(outcome, Applied) for outcome in outcomes)
    assert provider.refunds(sale) == [4_000, 4_000]


def test_a_refund_whose_answer_is_lost_is_found_and_not_paid_again(
    hub_on_a_bad_line: Hub, line: LossyLine, provider: Provider, sale: Sale
) -> None:
    """I2, I14."""
    hub, line.loses = hub_on_a_bad_line, 1
    action = hub.propose(sale, 4_000)

    states = [hub.carry_out(action) for _ in range(3)]

    assert states == [AttemptState.DONE] * 3
    assert line.passed_on == ["POST", "GET"]
    assert provider.refunds(sale) == [4_000]


def test_a_refund_that_cannot_be_looked_up_either_is_left_to_people(
    hub_on_a_bad_line: Hub, line: LossyLine, provider: Provider, sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I14."""
    hub, line.loses = hub_on_a_bad_line, 1
    action = hub.propose(sale, 4_000)
    hub.decide(action)
    look_ups = LossyLine.pass_on
    monkeypatch.setattr(LossyLine, "pass_on", lambda line, request: None if request.method == "GET" else look_ups(line, request))

    for _ in range(3):
        with pytest.raises(EffectUnknownError):
            hub.execute(action)
        hub.world.wait(seconds=LATER)

    assert provider.refunds(sale) == [4_000]


@pytest.mark.parametrize("after", [False, True], ids=["before it is sent", "after it was sent"])
def test_a_crash_and_a_repeat_are_one_refund(hub: Hub, provider: Provider, sale: Sale, *, after: bool) -> None:
    """I2, I9."""
    action = hub.propose(sale, 4_000)
    hub.decide(action)
    hub.transport.crash = CrashPoints(at=0, after=after)
    with pytest.raises(CrashError):
        hub.execute(action)

    hub.world.wait(seconds=LATER)

    assert hub.carry_out(action) is AttemptState.DONE
    assert provider.refunds(sale) == [4_000]


def test_workers_that_race_for_one_refund_pay_it_once(hub: Hub, provider: Provider, sale: Sale) -> None:
    """I2."""
    action = hub.propose(sale, 4_000)
    hub.decide(action)

    ended = _at_once(8, lambda _: _state_or_error(lambda: hub.execute(action)))

    assert AttemptState.DONE in ended
    assert set(ended) <= {AttemptState.DONE, TransientHubError}
    assert provider.refunds(sale) == [4_000]


def test_refunds_that_are_small_one_by_one_stop_at_the_days_limit(hub: Hub, provider: Provider, sale: Sale) -> None:
    """I8: the facts of each case are from before the others."""
    states = [hub.carry_out(hub.propose(sale, 4_000, number=number)) for number in range(1, 7)]

    assert states == [AttemptState.DONE] * 2 + [None] * 4
    assert sum(provider.refunds(sale)) <= UNAPPROVED_A_DAY


def test_refunds_decided_at_once_stop_at_the_days_limit_too(hub: Hub, provider: Provider, sale: Sale) -> None:
    """I8: for whatever order they come in."""
    actions = [hub.propose(sale, 4_000, number=number) for number in range(1, 7)]

    states = _at_once(len(actions), lambda number: hub.carry_out(actions[number]))

    assert states.count(AttemptState.DONE) == 2
    assert sum(provider.refunds(sale)) <= UNAPPROVED_A_DAY


def test_on_fresh_facts_no_more_goes_back_than_was_paid(hub: Hub, provider: Provider, sale: Sale) -> None:
    hub.carry_out(hub.propose(sale, 4_000))

    second = hub.propose(sale, 4_000, number=2, refundable_minor=PAID - sum(provider.refunds(sale)))

    assert hub.carry_out(second) is None
    assert provider.refunds(sale) == [4_000]


def _ref(action: ProposedAction) -> CaseRef:
    return CaseRef(tenant=TENANT, case_id=action.case_id)


def _until_settled(attempt: Callable[[], T]) -> T:
    for _ in range(20):
        try:
            return attempt()
        except (TransientHubError, ConnectorBusyError):
            continue
    return attempt()


def _state_or_error(attempt: Callable[[], AttemptState]) -> AttemptState | type[Exception]:
    try:
        return attempt()
    except TransientHubError as error:
        return type(error)


def _at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    start = Barrier(number)

    def one(which: int) -> Any:
        start.wait()
        return work(which)

    with ThreadPoolExecutor(number) as workers:
        return list(workers.map(one, range(number)))
