"""Checking a proof with two public keys and nothing else."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from countersign.model.commitment import commitment
from countersign.model.frozen import Frozen, Moment
from countersign.proof.authority import Finding, genuine, unauthorised
from countersign.proof.bundle import Bundle, Inclusion
from countersign.proof.claims import ERASED, Claim, claims
from countersign.proof.tree import extends, includes
from countersign.proof.trust import PublicKey, signed_by
from countersign.record import audit, merkle
from countersign.record.notes import Note, NoteFormatError
from countersign.record.seals import Checkpoint, origin


class Checked(Frozen):
    """What the file proves, and why it does not.

    `sealed_at` is when the end of the record was sealed: what came later is not in it. `erased_at` is when the customer's data was erased;
    what the record commits to can no longer be told then, and everything else still holds.
    """

    tenant: str
    case_id: str
    events: int
    sealed_at: Moment | None
    erased_at: Moment | None
    disclosed: int
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]


def check(bundle: Bundle, grant_key: PublicKey, seal_key: PublicKey) -> Checked:
    """Check every statement of the bundle; it proves its claims if there are no findings."""
    seals = _checkpoints(bundle, seal_key)
    broken = list(_chain(bundle))
    findings = [*broken, *_sealed(bundle, seals)]
    if not broken:
        # Of a broken chain nothing else can be said.
        findings += [*_authority(bundle, grant_key), *_disclosed(bundle)]
    end = [seals[each.seal].sealed_at for each in bundle.inclusions if each.sequence == len(bundle.record) - 1 and each.seal in seals]
    return Checked(
        tenant=bundle.tenant,
        case_id=bundle.case_id,
        events=len(bundle.record),
        sealed_at=min(end, default=None),
        erased_at=next((event.at for event in bundle.record if event.type == ERASED), None),
        disclosed=len(bundle.disclosures),
        claims=claims(bundle.record) if not broken else (),
        findings=tuple(sorted(findings)),
    )


def _chain(bundle: Bundle) -> Iterator[Finding]:
    fault = audit.verify(bundle.record)
    if fault:
        yield fault.sequence, fault.what
    first = bundle.record[0]
    if (first.tenant, first.case_id) != (bundle.tenant, bundle.case_id):
        yield 0, "the record is of another case"


def _sealed(bundle: Bundle, seals: dict[int, Checkpoint]) -> Iterator[Finding]:
    last = len(bundle.record) - 1
    if len(seals) < len(bundle.seals):
        yield last, "a seal is not signed by the seal key, or not of this log"
    elif not _of_one_log(bundle, list(seals.values())):
        yield last, "the seals are not of one history"
    wrong = [each.sequence for each in bundle.inclusions if not _included(bundle, each, seals.get(each.seal))]
    yield from ((sequence, "the event is not under its seal") for sequence in wrong)
    if last not in {each.sequence for each in bundle.inclusions}:
        yield last, "the end of the record is not sealed"


def _checkpoints(bundle: Bundle, key: PublicKey) -> dict[int, Checkpoint]:
    """By number, those that are genuine."""
    found = {}
    for text in bundle.seals:
        try:
            note = Note.from_bytes(text.encode())
            checkpoint = Checkpoint.from_text(note.text)
        except NoteFormatError:
            continue
        if checkpoint.tenant == bundle.tenant and signed_by(note, origin(bundle.tenant), key):
            found[checkpoint.number] = checkpoint
    return found


def _of_one_log(bundle: Bundle, seals: Sequence[Checkpoint]) -> bool:
    steps = list(pairwise(seals))
    return len(steps) == len(bundle.consistency) and all(
        earlier.number < later.number
        and earlier.sealed_at <= later.sealed_at
        and extends((earlier.size, earlier.root), (later.size, later.root), proof)
        for (earlier, later), proof in zip(steps, bundle.consistency, strict=True)
    )


def _included(bundle: Bundle, claim: Inclusion, seal: Checkpoint | None) -> bool:
    if seal is None or claim.sequence >= len(bundle.record):
        return False
    leaf = merkle.leaf(bytes.fromhex(bundle.record[claim.sequence].hash))
    return includes(seal.root, seal.size, claim.index, leaf, claim.path)


def _disclosed(bundle: Bundle) -> Iterator[Finding]:
    for each in bundle.disclosures:
        promised = bundle.record[each.sequence].body.get(each.field) if each.sequence < len(bundle.record) else None
        if commitment(each.opening, each.value) != promised:
            yield each.sequence, f"what is disclosed as {each.field} is not what the event commits to"


def _authority(bundle: Bundle, key: PublicKey) -> Iterator[Finding]:
    good = [signed.grant for signed in bundle.grants if genuine(signed, key)]
    if len(good) < len(bundle.grants):
        yield len(bundle.record) - 1, "a grant is not signed by the grant key"
    yield from unauthorised(bundle.record, bundle.warrants, good)
