from countersign.sdk import (
    CONTRACT_VERSION,
    ActionDescriptor,
    AwsSignature,
    Capability,
    Effect,
    Idempotency,
    LateBound,
    Manifest,
)
from countersign.sdk.shapes import closed

# One address as HTML takes it (section 4.10.5.1.5): ASCII, as SES wants it; a domain beyond ASCII stands in its Punycode form.
_ADDRESS = {"type": "string", "pattern": "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+$", "maxLength": 254}
# One line: a mail's header ends where a line does.
_SUBJECT = {"type": "string", "pattern": "^[^\\x00-\\x1f\\x7f\\u2028\\u2029]+$", "maxLength": 200}

EMAIL_SEND = ActionDescriptor(
    name="email.send",
    title="Send the customer an e-mail",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=closed(
        {
            "customer_id": {"type": "string", "minLength": 1, "maxLength": 100},
            "to": _ADDRESS,
            "subject": _SUBJECT,
            "text": {"type": "string", "minLength": 1, "maxLength": 20_000},
        }
    ),
    output_schema=closed({"id": {"type": "string"}}),
    recipient_path="/to",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The mail is on its way; a wrong one is put right by another.",
    editable=("subject", "text"),
    late_bound=(LateBound(place="json", name="FromEmailAddress", setting="from"),),
    scopes=("ses:SendEmail",),
    personal_data=("/to", "/subject", "/text"),
)

MANIFEST = Manifest(
    name="ses",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Amazon SES",
    capabilities=(Capability.EMAIL,),
    auth=AwsSignature(service="ses"),
    actions=(EMAIL_SEND,),
)
