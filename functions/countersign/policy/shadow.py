"""A bundle on trial beside the active one: it is asked the same, its answer is compared, and nothing it says has any effect."""

from dataclasses import dataclass
from pathlib import Path

from countersign.model.frozen import Digest, Frozen
from countersign.policy.artefact import PolicyBundleError
from countersign.policy.bundle import Bundle, load_bundle
from countersign.policy.decide import Ruling
from countersign.policy.facts import DecisionFacts
from countersign.policy.flips import Flip, Judged, flip_of, ruling_under

CANDIDATE_FILE = "candidate.json"


@dataclass(frozen=True)
class Candidate:
    """`error` says why there is no bundle: then every decision is recorded as one that the candidate fails to make."""

    digest: str
    bundle: Bundle | None = None
    error: str = ""


class Difference(Frozen):
    """One decision that would have been another under the candidate. It is kept for reports, and names no customer."""

    candidate: Digest
    active: Digest
    flip: Flip


def load_candidate(file: Path, digest: str) -> Candidate:
    """Never raises: a candidate that cannot be loaded must not stop the gate."""
    try:
        return Candidate(digest, load_bundle(file.read_bytes(), expected_digest=digest))
    except (OSError, PolicyBundleError) as error:
        return Candidate(digest, error=f"{type(error).__name__}: {error}")


def difference(candidate: Candidate, active: Bundle, facts: DecisionFacts, approvals: dict[str, int], ruling: Ruling) -> Difference | None:
    """What the candidate would have changed about `ruling`; None when nothing. Never raises."""
    flip = flip_of(facts, Judged.by(ruling), Judged.by(_ruling(candidate, facts, approvals)))
    if flip is None:
        return None
    return Difference(candidate=candidate.digest, active=active.digest, flip=flip.model_copy(update={"customer_id": None}))


def _ruling(candidate: Candidate, facts: DecisionFacts, approvals: dict[str, int]) -> Ruling:
    if candidate.bundle is None:
        return Ruling.failed([candidate.error])
    return ruling_under(candidate.bundle, facts, approvals)
