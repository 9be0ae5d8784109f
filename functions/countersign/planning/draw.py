"""Drawing up one action: typed, validated, with the exact request the connector prepares."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from countersign.model.case import Case
from countersign.model.commitment import opening
from countersign.model.plan import Citation, Money, PreparedRequest, ProposedAction
from countersign.ports import Catalogue
from countersign.sdk.pointers import at


@dataclass(frozen=True)
class Draughtsman:
    """Builds proposed actions of one case."""

    case: Case
    intent: str
    playbook: str
    catalogue: Catalogue
    salt: str

    def action(
        self,
        action_id: str,
        name: str,
        arguments: dict[str, Any],
        *,
        citations: tuple[Citation, ...] = (),
        stands_for: str | None = None,
        after: str | None = None,
    ) -> ProposedAction:
        """The complete action; raises InvalidArgumentsError when the arguments do not fit the connector's schema."""
        self.catalogue.validate(name, arguments)
        descriptor = self.catalogue.descriptor(name)
        connector = self.catalogue.connector(name)
        key = self._idempotency_key(action_id)
        return ProposedAction(
            tenant=self.case.tenant,
            case_id=self.case.case_id,
            action_id=action_id,
            name=name,
            title=f"{descriptor.title}, in place of: {stands_for}" if stands_for else descriptor.title,
            connector=connector.manifest.name,
            connector_version=connector.manifest.version,
            effect=descriptor.effect,
            intent=self.intent,
            channel=self.case.channel,
            customer_id=self.case.customer_id,
            requester=self.case.requester,
            drafter=None,
            recipient=at(descriptor.recipient_path, arguments) if descriptor.recipient_path else None,
            money=_money(arguments, descriptor.amount_path, descriptor.currency_path),
            arguments=arguments,
            request=PreparedRequest.of(connector.prepare(name, arguments, key=key)),
            idempotency_key=key,
            citations=citations,
            undo=descriptor.undo,
            undo_seconds=descriptor.undo_seconds,
            no_undo_reason=descriptor.no_undo_reason,
            editable={name: descriptor.input_schema["properties"][name] for name in descriptor.editable},
            playbook=self.playbook,
            after=after,
            undoes=None,
            not_after=None,
            supersedes=None,
            salt=opening(self.salt, f"action {action_id}"),
        )

    def _idempotency_key(self, action_id: str) -> str:
        """The same for every attempt at this action, and for no other action."""
        name = f"countersign-key-v1\0{self.case.tenant}\0{self.case.case_id}\0{action_id}".encode()
        return sha256(name).hexdigest()[:40]


def _money(arguments: Mapping[str, Any], amount: str | None, currency: str | None) -> Money | None:
    return Money(amount_minor=at(amount, arguments), currency=at(currency, arguments)) if amount and currency else None
