"""The schema of the policies, made from what connectors declare: a new action can be judged the day its connector is approved.

Actions and their effects come from the connectors' manifests, the facts from the request that the gate really makes, closed lists from
the types of the facts. What nobody declares (intents, and which actions are notes or outreach) stands in `vocabulary.toml`.
"""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any, get_args

from pydantic import Field

from countersign.model.frozen import Frozen
from countersign.policy.facts import (
    NO_MONEY,
    NO_PURCHASE,
    UNKNOWN_CUSTOMER,
    UNKNOWN_NUMBER,
    ActionFacts,
    ContactFacts,
    CustomerFacts,
    DecisionFacts,
    LedgerFacts,
    SwitchFacts,
    TriageFacts,
)
from countersign.policy.request import Mode, cedar_request
from countersign.policy.tables import Tables
from countersign.sdk.contract import ActionDescriptor, Effect, Manifest

# Money, contacts and records are customers' own; a note for colleagues is not.
_GROUPS: Mapping[str, str | None] = {
    "impact": None,
    "money": "impact",
    "contact": "impact",
    "outreach": "contact",
    "record": "impact",
    "note": None,
}
_GROUP_OF_EFFECT: Mapping[Effect, str] = {
    Effect.MONEY: "money",
    Effect.CUSTOMER_CONTACT: "contact",
    Effect.WRITE_REVERSIBLE: "record",
    Effect.WRITE_IRREVERSIBLE: "record",
}
# The effect that an action must declare to be in a group that only policy owners give.
_EFFECT_OF_DECLARED = {"note": Effect.WRITE_REVERSIBLE, "outreach": Effect.CUSTOMER_CONTACT}
_SCALARS = {bool: "Bool", int: "Long", str: "String"}
_WIDTH = 120
_HEAD = """\
// Every word that policies may use. A word that is not here is an error, and an error is a refusal.
// Made by `countersign policy schema --write` from the connectors' declarations and vocabulary.toml: change those instead.

entity Agent enum ["hub"];
entity Case enum ["present"];
"""
_FACTS = '// Money is in minor units (cents), scores in basis points (10000 = 100 %), times in the unit of their name. -1 is "not known".'
_ACTIONS = "// Whatever touches a customer, their money or their record is an impact; a note for colleagues is not."


class Vocabulary(Frozen):
    """vocabulary.toml. Being a note lifts most policies from an action, so its connector cannot declare it: policy owners do."""

    intents: tuple[str, ...] = Field(min_length=1)
    note: tuple[str, ...]
    outreach: tuple[str, ...]

    def declared(self) -> dict[str, str]:
        """Action name to the group that policy owners gave it."""
        return {action: group for group in _EFFECT_OF_DECLARED for action in getattr(self, group)}


class SchemaError(Exception):
    """The connectors' declarations and vocabulary.toml do not fit together; the message says which action."""


def cedar_schema(manifests: Sequence[Manifest], vocabulary: Vocabulary, tables: Tables) -> str:
    """The text of `schema.cedarschema`; the same declarations in any order give the same text. Raises SchemaError."""
    enums = [_enum(name, words) for name, words in _closed_lists(vocabulary).items()]
    facts = _record(_sample_context(vocabulary, tables), indent="")
    groups = [f"action {name}{f' in [{above}]' if above else ''};" for name, above in _GROUPS.items()]
    parts = [_HEAD, *enums, "", _FACTS, f"type Facts = {facts};", "", _ACTIONS, *groups, "", *_actions(manifests, vocabulary)]
    return "\n".join(parts) + "\n"


def action_groups(manifests: Sequence[Manifest], vocabulary: Vocabulary) -> dict[str, str]:
    """The group of every action that is no read; raises SchemaError."""
    descriptors: dict[str, ActionDescriptor] = {}
    for action in (action for manifest in manifests for action in manifest.actions if action.effect is not Effect.READ):
        # Several connectors may do it, one at a time; policies are written for what it does to a customer.
        if descriptors.setdefault(action.name, action).effect is not action.effect:
            raise SchemaError(f"two connectors do {action.name}, with different effects: give one of them another name")
    declared = vocabulary.declared()
    if strangers := sorted(declared.keys() - descriptors.keys()):
        raise SchemaError(f"vocabulary.toml names {', '.join(strangers)}, which no connector does: take it out or enable the connector")
    return {name: _group(descriptor, declared.get(name)) for name, descriptor in sorted(descriptors.items())}


def _group(descriptor: ActionDescriptor, declared: str | None) -> str:
    if declared is None:
        return _GROUP_OF_EFFECT[descriptor.effect]
    if descriptor.effect is not _EFFECT_OF_DECLARED[declared]:
        raise SchemaError(f"{descriptor.name} has the effect {descriptor.effect}: it cannot be in `{declared}` in vocabulary.toml")
    return declared


def _actions(manifests: Sequence[Manifest], vocabulary: Vocabulary) -> Iterator[str]:
    for name, group in action_groups(manifests, vocabulary).items():
        yield f"action {_quoted(name)} in [{group}] appliesTo {{ principal: Agent, resource: Case, context: Facts }};"


def _enum(name: str, words: Sequence[str]) -> str:
    return fill(f"entity {name} enum [{', '.join(map(_quoted, words))}];", width=_WIDTH, subsequent_indent="  ")


def _closed_lists(vocabulary: Vocabulary) -> dict[str, Sequence[str]]:
    return {
        "Mode": get_args(Mode),
        "Autonomy": _words(DecisionFacts, "autonomy"),
        "Effect": _words(ActionFacts, "effect"),
        "Channel": _words(ActionFacts, "channel"),
        "Segment": _words(CustomerFacts, "segment"),
        "Taint": _words(TriageFacts, "taint"),
        "Intent": vocabulary.intents,
    }


def _words(model: type[Frozen], field: str) -> Sequence[str]:
    return get_args(model.model_fields[field].annotation)


def _sample_context(vocabulary: Vocabulary, tables: Tables) -> dict[str, Any]:
    facts = DecisionFacts(
        action=ActionFacts(name="no.action", effect="read", connector="none", intent=vocabulary.intents[0], channel="email"),
        money=NO_MONEY,
        customer=UNKNOWN_CUSTOMER,
        purchase=NO_PURCHASE,
        triage=TriageFacts(intent_known=False, confidence_bp=0, taint="none"),
        quality_bp=0,
        contact=ContactFacts(contacts_24h=UNKNOWN_NUMBER, local_hour=UNKNOWN_NUMBER),
        ledger=LedgerFacts(refunds_24h=0, refunded_24h_minor=0, refunded_30d_minor=0),
        autonomy="observe",
        switches=SwitchFacts(tenant=False, connector=False, action=False, intent=False),
        facts_age_seconds=0,
    )
    context: dict[str, Any] = cedar_request(facts, tables, "act", {})["context"]
    return context


def _record(sample: Mapping[str, Any], indent: str) -> str:
    inner = f"{indent}  "
    return "{\n" + "".join(f"{inner}{name}: {_type(value, inner)},\n" for name, value in sorted(sample.items())) + f"{indent}}}"


def _type(sample: Any, indent: str) -> str:
    if isinstance(sample, dict):
        return str(sample["type"]) if sample.keys() == {"type", "id"} else _record(sample, indent)
    return _SCALARS[type(sample)]


def _quoted(word: str) -> str:
    return f'"{word}"'
