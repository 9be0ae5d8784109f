"""Asking people, and what they answered."""

from enum import StrEnum
from typing import Literal

from countersign.model.assurance import Assurance
from countersign.model.decision import ApprovalRung, Need, Routes, ladder
from countersign.model.frozen import ApprovalId, Digest, Frozen, Moment, Tenant


class ApprovalState(StrEnum):
    """OPEN until the first of the others; those are final. VOID: a person put another action in the place of the one asked about."""

    OPEN = "OPEN"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    VOID = "VOID"


class ApprovalRequest(Frozen):
    """One action that waits for people. The task token is sealed; links and screens carry `approval_id` only. A check has none.

    `lapsed` are the subjects whose answer no longer counts, since they lost the role or the account before the last one answered.
    """

    tenant: Tenant
    approval_id: ApprovalId
    case_id: str
    action: Digest
    bundle: Digest
    needs: tuple[Need, ...]
    routes: Routes
    assurance: Assurance
    state: ApprovalState
    rung: int
    answers: int
    lapsed: tuple[str, ...]
    requested_at: Moment
    expires_at: Moment
    sealed_token: str

    def groups(self, role: str) -> frozenset[str]:
        """Who may answer for `role` at the present rung, which is one of the ladder of all roles; nobody for a role that is not needed."""
        return frozenset(group for rung in self._begun(role) for group in rung.groups)

    def open_to_delegates(self, role: str) -> bool:
        """Whether delegates of those who are there may answer for `role` at the present rung; those of the absent always may."""
        return any(rung.delegates for rung in self._begun(role))

    @property
    def asked(self) -> frozenset[str]:
        """Everybody who may answer at the present rung by themselves."""
        return frozenset(group for need in self.needs for group in self.groups(need.role))

    @property
    def present(self) -> dict[str, ApprovalRung]:
        """What begins with the present rung of the ladder, by role."""
        now = ladder(self.needs, self.routes)[self.rung]
        return {role: rung for role, rungs in self.routes.items() for rung in rungs if rung.after_seconds == now}

    def _begun(self, role: str) -> list[ApprovalRung]:
        now = ladder(self.needs, self.routes)[self.rung]
        return [rung for rung in self.routes.get(role, ()) if rung.after_seconds <= now]


class ApprovalRef(Frozen):
    """How a link names an approval, within the tenant of whoever follows it."""

    tenant: Tenant
    approval_id: ApprovalId


Via = Literal["api", "console", "link"]


class Voter(Frozen):
    """Who answers, by the authorizer's word alone.

    `methods` are how they proved it, in the words of RFC 8176, or `link` alone. `person` is the same for all accounts of one human.
    """

    tenant: Tenant
    subject: str
    name: str
    email: str
    groups: tuple[str, ...]
    authenticated_at: Moment
    methods: tuple[str, ...]
    via: Via
    person: str | None


class Grant(Frozen):
    """One person's answer to exactly one action under one bundle, for `role`; good until `expires_at` and used once (I4, I6).

    `on_behalf_of` is the subject of whom a delegate stands in for. `groups` are those by whose right the answer counts, that is the
    voter's or the delegator's, as the directory told them.
    """

    approval_id: str
    tenant: str
    case_id: str
    action: Digest
    bundle: Digest
    answer: Literal["approve", "reject"]
    role: str
    voter: str
    voter_name: str
    person: str | None
    on_behalf_of: str | None
    on_behalf_of_name: str | None
    on_behalf_of_person: str | None
    groups: tuple[str, ...]
    methods: tuple[str, ...]
    via: Via
    authenticated_at: Moment
    answered_at: Moment
    expires_at: Moment
    reason: Digest | None
    key_id: str


class SignedGrant(Frozen):
    """A grant and its ECDSA P-256 signature (DER, base64) over the grant's canonical bytes."""

    grant: Grant
    signature: str


class Vote(SignedGrant):
    """An answer as it is kept. `words` are its reason: the grant only commits to them, so that they can be erased without it."""

    words: str
