"""What a policy says about itself beside its condition. Annotations word requests and explanations; they never decide."""

import re
from collections.abc import Mapping

from countersign.model.decision import Need

REQUIRED = frozenset({"id", "title", "owner"})
APPROVAL = frozenset({"role", "approvers", "within"})
ANNOTATIONS = REQUIRED | APPROVAL

_DURATION = re.compile(r"PT(?:(?P<hours>[1-9]\d{0,3})H)?(?:(?P<minutes>[1-9]\d{0,3})M)?")
_COUNT = re.compile(r"[1-9]")


def approval_of(annotations: Mapping[str, str | None]) -> Need | None:
    """Who could lift the policy; None when `@role`, `@approvers` and `@within` are not all there and readable."""
    within = _DURATION.fullmatch(annotations.get("within") or "")
    count = _COUNT.fullmatch(annotations.get("approvers") or "")
    role = annotations.get("role")
    if not (role and count and within):
        return None
    seconds = 3600 * int(within["hours"] or 0) + 60 * int(within["minutes"] or 0)
    return Need(role=role, count=int(count[0]), within_seconds=seconds) if seconds else None
