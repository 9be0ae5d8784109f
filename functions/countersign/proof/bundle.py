"""The proof of one case in one file, to be checked without us.

It holds commitments, decisions and signatures: no text, and of the customer no more than is disclosed on purpose.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from countersign.model.approval import SignedGrant
from countersign.model.audit import AuditEvent
from countersign.model.effect import Warrant
from countersign.model.frozen import Digest, Frozen, Moment, Tenant

FORMAT = "countersign-proof-v1"

Path = tuple[Digest, ...]


class Keys(Frozen):
    """Public keys in PEM. They are here for convenience: who checks compares them with what they know by another way."""

    grant: str
    seal: str


class Inclusion(Frozen):
    """That the event of this sequence is the leaf at `index` of the tree under seal `seal`."""

    sequence: Annotated[int, Field(ge=0)]
    seal: Annotated[int, Field(ge=1)]
    index: Annotated[int, Field(ge=0)]
    path: Path


class Disclosure(Frozen):
    """What an event commits to in `field`: its value, and the opening (hex) with which the commitment is made anew."""

    sequence: Annotated[int, Field(ge=0)]
    field: str
    opening: Digest
    value: Any


class Bundle(Frozen):
    """`seals` are signed notes in the order of their numbers; `consistency` proves each to be the beginning of the next."""

    format: Literal["countersign-proof-v1"]
    tenant: Tenant
    case_id: str
    exported_at: Moment
    keys: Keys
    record: Annotated[tuple[AuditEvent, ...], Field(min_length=1)]
    disclosures: tuple[Disclosure, ...]
    grants: tuple[SignedGrant, ...]
    warrants: tuple[Warrant, ...]
    seals: tuple[str, ...]
    consistency: tuple[Path, ...]
    inclusions: tuple[Inclusion, ...]
