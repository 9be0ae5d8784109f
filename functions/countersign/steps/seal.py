"""seal: a signed Merkle checkpoint over new audit events, locked away where nobody can change it. Also when nothing came."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from countersign.errors import TransientHubError
from countersign.model.audit import AuditEvent
from countersign.model.canonical import canonical_json, digest
from countersign.model.frozen import Digest, Frozen, Moment
from countersign.ports import Content, Key, Put, Signer, Store, Table, WriteRefusedError
from countersign.record import merkle
from countersign.record.rows import find

SEAL_TAG = "countersign-seal-v1"
NO_SEAL = "0" * 64


class Checkpoint(Frozen):
    """What is signed: the tree's size and root after `events`, and the digest of the seal before."""

    tenant: str
    number: int
    size: int
    root: Digest
    events: tuple[tuple[str, int, Digest], ...]
    previous: Digest
    sealed_at: Moment
    key_id: str


class Seal(Frozen):
    """A checkpoint with its signature (ECDSA P-256, DER, base64) over its canonical bytes."""

    checkpoint: Checkpoint
    signature: str


class SealHead(Frozen):
    """Where the log of one tenant stands."""

    number: int = 0
    size: int = 0
    frontier: tuple[Digest, ...] = ()
    seal: Digest = NO_SEAL


@dataclass(frozen=True)
class Sealer:
    """What the step works with."""

    store: Store
    archive: Content
    signer: Signer


def seal(hub: Sealer, tenant: str, events: Sequence[AuditEvent], *, now: datetime) -> Seal:
    """Seal `events` in the order given; raises TransientHubError when another sealer was quicker."""
    key = Key(Table.STATE, f"{tenant}|seal", "HEAD")
    head = find(hub.store, key, SealHead)
    last = head or SealHead()
    frontier, size = merkle.grow(last.frontier, last.size, (merkle.leaf(bytes.fromhex(event.hash)) for event in events))
    checkpoint = Checkpoint(
        tenant=tenant,
        number=last.number + 1,
        size=size,
        root=merkle.root(frontier),
        events=tuple((event.case_id, event.sequence, event.hash) for event in events),
        previous=last.seal,
        sealed_at=now,
        key_id=hub.signer.key_id,
    )
    signature = hub.signer.sign(seal_message(checkpoint))
    sealed = Seal(checkpoint=checkpoint, signature=b64encode(signature).decode())
    hub.archive.put(f"seals/{tenant}/{checkpoint.number:010d}-{checkpoint.root[:16]}.json", canonical_json(sealed.to_json()))
    following = SealHead(number=checkpoint.number, size=size, frontier=frontier, seal=digest(SEAL_TAG, sealed.to_json()))
    try:
        hub.store.transact([Put(key, following.to_json(), expect={"number": last.number} if head else None)])
    except WriteRefusedError as refusal:
        raise TransientHubError("another sealer was quicker") from refusal
    return sealed


def seal_message(checkpoint: Checkpoint) -> bytes:
    """The bytes that are signed."""
    return SEAL_TAG.encode() + b"\0" + canonical_json(checkpoint.to_json())
