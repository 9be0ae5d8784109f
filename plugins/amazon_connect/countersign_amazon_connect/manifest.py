from countersign.sdk import (
    CONTRACT_VERSION,
    ActionDescriptor,
    AwsSignature,
    Capability,
    Effect,
    Idempotency,
    LateBound,
    Manifest,
    vocabulary,
)
from countersign.sdk.shapes import TEAM, closed

# The hub's own: Connect is told a number or a contact, and keeps this as an attribute.
_CUSTOMER_ID = {"type": "string", "minLength": 1, "maxLength": 100}
# E.164, as Connect's model has it.
_PHONE = {"type": "string", "pattern": "^\\+[1-9][0-9]{6,14}$"}
# Of a contact or a queue.
_ID = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}

# The model allows 32,768 bytes for all attributes of a contact, and the guide letters, digits, dashes and underscores in names.
_NAME = "^[A-Za-z0-9_-]{1,100}$"
_VALUE = {"type": "string", "maxLength": 400}
# What the hub sets when a contact begins: who it is, where it goes, what is said to the customer, and how people find it.
_THE_HUBS_OWN = ["announcement", "countersign_key", "customer_id", "queue"]

_INSTANCE = LateBound(place="json", name="InstanceId", setting="instance_id")
_INSTANCE_IN_PATH = LateBound(place="path", name="InstanceId", setting="instance_id")


def _flow(setting: str) -> LateBound:
    return LateBound(place="json", name="ContactFlowId", setting=setting)


CALL_PLACE = ActionDescriptor(
    **vocabulary.call_place(_CUSTOMER_ID, to=_PHONE),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _ID}),
    # Its ClientToken stops a second call only while the first goes on: after that the same token calls again.
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer's phone has rung; a wrong call is put right by another.",
    late_bound=(_INSTANCE, _flow("call_flow_id"), LateBound(place="json", name="SourcePhoneNumber", setting="call_from")),
    scopes=("connect:StartOutboundVoiceContact",),
)

CALL_END = ActionDescriptor(
    **vocabulary.call_end(_CUSTOMER_ID, _ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _ID}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been cut off; a wrong end is put right by another call.",
    late_bound=(_INSTANCE,),
    scopes=("connect:StopContact",),
)

TASK_CREATE = ActionDescriptor(
    name="task.create",
    title="Give a team a task",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed(
        {
            "customer_id": _CUSTOMER_ID,
            "queue": TEAM,
            "subject": {"type": "string", "minLength": 1, "maxLength": 500},
            "text": {"type": "string", "minLength": 1, "maxLength": 4_000},
        }
    ),
    output_schema=closed({"id": _ID}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="Somebody may have begun with it; whoever gets a wrong task closes it.",
    editable=("queue", "subject", "text"),
    late_bound=(_INSTANCE, _flow("task_flow_id")),
    scopes=("connect:StartTaskContact",),
    personal_data=("/subject", "/text"),
)

TASK_TRANSFER = ActionDescriptor(
    name="task.transfer",
    title="Move a task into another team's queue",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed({"task_id": _ID, "queue_id": _ID}),
    output_schema=closed({"id": _ID}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="Connect does not tell in which queue it was; a wrong transfer is put right by another.",
    editable=("queue_id",),
    late_bound=(_INSTANCE, _flow("transfer_flow_id")),
    scopes=("connect:TransferContact",),
)

CONTACT_ATTRIBUTES = ActionDescriptor(
    name="contact.attributes",
    title="Read what a contact's flow and the hub know of it",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"contact_id": _ID}),
    output_schema=closed({"attributes": {"type": "object", "additionalProperties": {"type": "string"}}}),
    late_bound=(_INSTANCE_IN_PATH,),
    scopes=("connect:GetContactAttributes",),
)

CONTACT_SET_ATTRIBUTES = ActionDescriptor(
    name="contact.set_attributes",
    title="Set attributes of a contact",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed(
        {
            "contact_id": _ID,
            "attributes": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 20,
                "propertyNames": {"pattern": _NAME, "not": {"enum": _THE_HUBS_OWN}},
                "additionalProperties": _VALUE,
            },
        }
    ),
    output_schema=closed({"id": _ID}),
    # The same attributes twice are one state, which the contact itself shows.
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="Connect does not tell the former values; whoever read them before can put them back by the same action.",
    editable=("attributes",),
    late_bound=(_INSTANCE,),
    scopes=("connect:UpdateContactAttributes", "connect:GetContactAttributes"),
    personal_data=("/attributes",),
)

MANIFEST = Manifest(
    name="amazon_connect",
    version="0.3.0",
    contract=CONTRACT_VERSION,
    title="Amazon Connect: calls, tasks, contact attributes",
    capabilities=(Capability.TELEPHONY,),
    auth=AwsSignature(service="connect"),
    actions=(CALL_PLACE, CALL_END, TASK_CREATE, TASK_TRANSFER, CONTACT_ATTRIBUTES, CONTACT_SET_ATTRIBUTES),
    event_types=("ticket.created",),
)
