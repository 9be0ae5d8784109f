"""Cases that went through the hub in every way they can end, and their proofs."""

from collections.abc import Callable
from functools import cache

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_reply, make_sheet, make_voter
from tests.fakes import LocalKey
from tests.world import World

from countersign.adapters.ecdsa import EcdsaPublicKey
from countersign.adapters.in_memory import InMemoryArchive
from countersign.errors import EffectRejectedError
from countersign.model.approval import ApprovalRequest
from countersign.proof.bundle import Bundle, Keys
from countersign.proof.claims import Ending
from countersign.proof.export import Exporter
from countersign.record.approvals import GRACE
from countersign.record.seals import Checkpoint, batch_key, checkpoint_key
from countersign.steps.seal import Sealer, seal

BENCH = make_action(12_000)
KEY, SEAL_KEY = LocalKey(), LocalKey("seal-key")
GRANT_PUBLIC, SEAL_PUBLIC = EcdsaPublicKey(KEY.public_key), EcdsaPublicKey(SEAL_KEY.public_key)


class Archive:
    """What a verifier reads of the archive that the sealer wrote."""

    def __init__(self, inner: InMemoryArchive) -> None:
        self._inner = inner

    def numbers(self) -> list[int]:
        return [int(key.rsplit("/")[-1][:10]) for key in self._inner.names() if key.endswith(".checkpoint")]

    def notes(self, number: int) -> list[bytes]:
        return [self._inner.get(checkpoint_key(TENANT, number))]

    def batch(self, number: int, root: str) -> bytes | None:
        key = batch_key(TENANT, number, root)
        return self._inner.get(key) if key in self._inner.names() else None


class SealedWorld(World):
    """A world whose record is sealed now and then."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.key = KEY
        self.archive = InMemoryArchive()
        self.sealed: dict[str, int] = {}

    def seal(self) -> Checkpoint:
        """What came since the last time, with another case's event between."""
        fresh = self.record()[self.sealed.get(CASE_ID, 0) :]
        self.sealed[CASE_ID] = len(self.record())
        self.escalate(REF.model_copy(update={"case_id": "C-ZZZZZZZZZZZZZZZZ"}), f"{len(self.sealed)}{len(fresh)}", "Other")
        others = self.record("C-ZZZZZZZZZZZZZZZZ")[-1:]
        sealer = Sealer(self.store, self.archive, SEAL_KEY, SEAL_KEY.public_key)
        return seal(sealer, TENANT, [*others, *fresh], now=self.now)

    def export(self) -> Bundle:
        public = Keys(grant=GRANT_PUBLIC.pem, seal=SEAL_PUBLIC.pem)
        exporter = Exporter(self.store, Archive(self.archive), public)
        return Bundle.from_json(exporter.export(TENANT, CASE_ID, now=self.now).to_json())


def asked(world: SealedWorld) -> ApprovalRequest:
    world.given(BENCH)
    world.settle(REF, BENCH.digest)
    return world.ask(REF, BENCH.digest)


def approved() -> SealedWorld:
    world = SealedWorld()
    world.transport.amend("order", "ORD-1001", total=BENCH.money.to_json())
    world.seal()
    request = asked(world)
    world.seal()
    world.wait(minutes=2)
    world.seal()
    world.vote(request, make_voter())
    world.settle(REF, BENCH.digest)
    world.measure(REF)
    world.wait(seconds=3)
    world.seal()
    return world


def refused_by_the_other_system() -> SealedWorld:
    world = SealedWorld()
    request = asked(world)
    world.vote(request, make_voter())
    with pytest.raises(EffectRejectedError):
        world.settle(REF, BENCH.digest)
    world.escalate(REF, BENCH.digest, "EffectRejectedError")
    world.seal()
    return world


def denied() -> SealedWorld:
    world = SealedWorld()
    request = asked(world)
    world.vote(request, make_voter(), "reject")
    world.escalate(REF, BENCH.digest, "ApprovalRejectedError")
    world.measure(REF)
    world.seal()
    return world


def expired() -> SealedWorld:
    world = SealedWorld()
    request = asked(world)
    world.seal()
    world.now = request.expires_at + GRACE
    world.sweep()
    world.escalate(REF, BENCH.digest, "ApprovalVoidError")
    world.measure(REF)
    world.seal()
    return world


def drafted() -> SealedWorld:
    world = SealedWorld()
    world.given(make_action(), sheet=make_sheet(quality_bp=6_000))
    world.settle(REF, make_action().digest)
    world.measure(REF)
    world.seal()
    return world


def withheld() -> SealedWorld:
    world = SealedWorld()
    refund = make_action()
    world.given(refund, make_reply(refund), sheet=make_sheet(quality_bp=6_000))
    world.settle(REF, refund.digest)
    world.measure(REF)
    world.seal()
    return world


def edited() -> SealedWorld:
    world = SealedWorld()
    lena = make_voter("lena", "agent_lead")
    world.employ(lena)
    asked(world)
    world.edit(REF, BENCH.digest, lena, amount_minor=9_000)
    world.seal()
    return world


WAYS: dict[Callable[[], SealedWorld], list[tuple[str, Ending]]] = {
    approved: [("refund.issue", Ending.DONE)],
    refused_by_the_other_system: [("refund.issue", Ending.REFUSED_THERE)],
    denied: [("refund.issue", Ending.NOT_DONE)],
    expired: [("refund.issue", Ending.NOT_DONE)],
    drafted: [("refund.issue", Ending.NOT_DONE), ("ticket.note_internal", Ending.DONE)],
    withheld: [("refund.issue", Ending.NOT_DONE), ("ticket.note_internal", Ending.DONE), ("ticket.reply_public", Ending.NOT_DONE)],
    edited: [("refund.issue", Ending.NOT_DONE)],
}
NAMES = [way.__name__ for way in WAYS]


@cache
def proof(name: str) -> Bundle:
    return next(way for way in WAYS if way.__name__ == name)().export()
