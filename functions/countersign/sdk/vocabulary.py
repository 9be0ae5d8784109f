"""What an action of a shared name is called, needs and touches, whoever does it: playbooks and policies are written once for all systems.

A manifest spreads a word into its `ActionDescriptor` and adds what is its own: effect, idempotency, undo, scopes, rate. What is passed to a
word are the system's own ids and stamps. `word | {…}` says a field otherwise, and `extended` takes further arguments.
"""

from typing import NotRequired, TypedDict

from countersign.sdk.shapes import (
    ANNOUNCEMENT,
    CURRENCY,
    EMAIL,
    MINOR,
    PHONE,
    TEAM,
    TEXT,
    Schema,
    closed,
    contact_history,
    customer,
)


class Word(TypedDict):
    """Fields of an `ActionDescriptor`, of the same names."""

    name: str
    title: str
    version: int
    input_schema: Schema
    amount_path: NotRequired[str]
    currency_path: NotRequired[str]
    recipient_path: NotRequired[str]
    editable: NotRequired[tuple[str, ...]]
    personal_data: NotRequired[tuple[str, ...]]


class ReadWord(Word):
    """A word for what only reads: the answer is the same everywhere too."""

    output_schema: Schema


def extended(word: Word, **optional: Schema) -> Word:
    """`word`, with arguments that only this system takes: playbooks are written for all, so none needs them."""
    schema = word["input_schema"]
    return word | {"input_schema": schema | {"properties": schema["properties"] | optional}}


def customer_read(customer_id: Schema) -> ReadWord:
    """Answers with the customer's record."""
    return ReadWord(
        name="customer.read",
        title="Read a customer's record",
        version=1,
        input_schema=closed({"customer_id": customer_id}),
        output_schema=customer(customer_id),
    )


def customer_contacts(customer_id: Schema) -> ReadWord:
    """Answers how often, and when at last, by whatever channel."""
    return ReadWord(
        name="customer.contacts",
        title="Read how often we contacted a customer",
        version=1,
        input_schema=closed({"customer_id": customer_id}),
        output_schema=contact_history(customer_id),
    )


def customer_update_contact(customer_id: Schema, updated_at: Schema) -> Word:
    """The customer is reached at these addresses from now on, and at no other. `updated_at` is of the record that was read before."""
    return Word(
        name="customer.update_contact",
        title="Change a customer's e-mail address and phone number",
        version=1,
        input_schema=closed({"customer_id": customer_id, "email": EMAIL, "phone": PHONE, "updated_at": updated_at}),
        recipient_path="/customer_id",
        editable=("email", "phone"),
        personal_data=("/email", "/phone"),
    )


def ticket_read(ticket_id: Schema, ticket: Schema) -> ReadWord:
    """Answers with a ticket: `shapes.ticket`."""
    return ReadWord(
        name="ticket.read",
        title="Read a ticket",
        version=1,
        input_schema=closed({"ticket_id": ticket_id}),
        output_schema=ticket,
    )


def ticket_reply_public(ticket_id: Schema, customer_id: Schema) -> Word:
    """The customer is sent the text, and the ticket shows it."""
    return Word(
        name="ticket.reply_public",
        title="Reply to the customer",
        version=1,
        input_schema=closed({"ticket_id": ticket_id, "customer_id": customer_id, "text": TEXT}),
        recipient_path="/customer_id",
        editable=("text",),
        personal_data=("/text",),
    )


def ticket_note_internal(ticket_id: Schema) -> Word:
    """The ticket shows the text to staff, and nobody else is told of it."""
    return Word(
        name="ticket.note_internal",
        title="Leave a note that only staff see",
        version=1,
        input_schema=closed({"ticket_id": ticket_id, "text": TEXT}),
        editable=("text",),
        personal_data=("/text",),
    )


def ticket_hand_over(ticket_id: Schema, queue: Schema) -> Word:
    """The ticket waits in that queue, with the summary as a note that only staff see."""
    return Word(
        name="ticket.hand_over",
        title="Put the ticket into a team's queue with a summary",
        version=1,
        input_schema=closed({"ticket_id": ticket_id, "queue": queue, "summary": TEXT}),
        editable=("queue", "summary"),
        personal_data=("/summary",),
    )


def ticket_tag(ticket_id: Schema, tags: Schema) -> Word:
    """The ticket has these tags and no others."""
    return Word(
        name="ticket.tag",
        title="Replace the ticket's tags",
        version=1,
        input_schema=closed({"ticket_id": ticket_id, "tags": tags}),
        editable=("tags",),
    )


def call_place(customer_id: Schema, *, to: Schema = PHONE, announcement: Schema = ANNOUNCEMENT) -> Word:
    """The customer's phone rings; who answers hears the announcement and is connected with the team."""
    return Word(
        name="call.place",
        title="Call the customer and connect a team",
        version=1,
        input_schema=closed({"customer_id": customer_id, "to": to, "queue": TEAM, "announcement": announcement}),
        recipient_path="/to",
        editable=("queue", "announcement"),
        personal_data=("/to", "/announcement"),
    )


def call_transfer(customer_id: Schema, call_id: Schema) -> Word:
    """The customer's call goes on with another team."""
    return Word(
        name="call.transfer",
        title="Connect the customer's call to another team",
        version=1,
        input_schema=closed({"customer_id": customer_id, "call_id": call_id, "queue": TEAM}),
        recipient_path="/customer_id",
        editable=("queue",),
    )


def call_end(customer_id: Schema, call_id: Schema) -> Word:
    """The customer is cut off."""
    return Word(
        name="call.end",
        title="Hang up the customer's call",
        version=1,
        input_schema=closed({"customer_id": customer_id, "call_id": call_id}),
        recipient_path="/customer_id",
    )


def sms_send(customer_id: Schema) -> Word:
    """The customer's phone is sent the text."""
    return Word(
        name="sms.send",
        title="Send the customer a text message",
        version=1,
        input_schema=closed({"customer_id": customer_id, "to": PHONE, "text": {"type": "string", "minLength": 1, "maxLength": 640}}),
        recipient_path="/to",
        editable=("text",),
        personal_data=("/to", "/text"),
    )


def article_search(passage: Schema) -> ReadWord:
    """Answers with `passages`, each a `shapes.passage`, the best first."""
    return ReadWord(
        name="article.search",
        title="Search knowledge articles",
        version=1,
        input_schema=closed({"query": {"type": "string", "minLength": 1, "maxLength": 500}}),
        output_schema=closed({"passages": {"type": "array", "items": passage}}),
        personal_data=("/query",),
    )


def article_read(article_id: Schema, passage: Schema) -> ReadWord:
    """Answers with an article: `shapes.passage`."""
    return ReadWord(
        name="article.read",
        title="Read a knowledge article",
        version=1,
        input_schema=closed({"article_id": article_id}),
        output_schema=passage,
    )


def order_read(order_id: Schema, order: Schema) -> ReadWord:
    """Answers with an order: `shapes.order`."""
    return ReadWord(
        name="order.read",
        title="Read an order",
        version=1,
        input_schema=closed({"order_id": order_id}),
        output_schema=order,
    )


def order_list(customer_id: Schema, order: Schema) -> ReadWord:
    """Answers with `orders`, each a `shapes.order`, the newest first."""
    return ReadWord(
        name="order.list",
        title="List a customer's orders, newest first",
        version=1,
        input_schema=closed({"customer_id": customer_id}),
        output_schema=closed({"orders": {"type": "array", "items": order}}),
    )


def refund_issue(order_id: Schema, customer_id: Schema) -> Word:
    """The customer gets so much of the order's money back."""
    return Word(
        name="refund.issue",
        title="Refund money for an order",
        version=1,
        input_schema=closed(
            {
                "order_id": order_id,
                "customer_id": customer_id,
                "amount_minor": MINOR | {"minimum": 1},
                "currency": CURRENCY,
                "reason": {"type": "string", "minLength": 1, "maxLength": 200},
            }
        ),
        amount_path="/amount_minor",
        currency_path="/currency",
        recipient_path="/customer_id",
        editable=("amount_minor",),
        personal_data=("/reason",),
    )
