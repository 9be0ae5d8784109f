import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_action

from countersign.planning.playbook import Playbooks, fill
from countersign.viewing.filled_text import compared, text_of

GREETING = "Hello {customer.name},\n\nyour order {order.order_id} is {order.status}.\n\nLarkfield Goods"
PLAYBOOKS = Playbooks.from_json(
    {
        "by_intent": {"order_status": {"title": "Say", "propose": [{"action": "ticket.reply_public", "template": "greeting"}]}},
        "templates": {"greeting": GREETING},
    }
)
WORDS = {"customer.name": "Greta Holm", "order.order_id": "ORD-1001", "order.status": "delivered"}


def shown(template: str, text: str) -> list[tuple[str, str | None]] | None:
    pieces = compared(template, text)
    return None if pieces is None else [(piece.text, piece.filled) for piece in pieces]


def test_what_was_filled_in_is_told_from_the_templates_own_words():
    assert shown(GREETING, fill(GREETING, WORDS)) == [
        ("Hello ", None),
        ("Greta Holm", "customer.name"),
        (",\n\nyour order ", None),
        ("ORD-1001", "order.order_id"),
        (" is ", None),
        ("delivered", "order.status"),
        (".\n\nLarkfield Goods", None),
    ]


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_the_pieces_are_always_the_whole_text(name, order, status):
    """I4: whatever is filled in, also what looks like the template."""
    text = fill(GREETING, {"customer.name": name, "order.order_id": order, "order.status": status})
    pieces = compared(GREETING, text)
    assert pieces is not None
    assert "".join(piece.text for piece in pieces) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello Greta Holm",
        "HELLO Greta Holm,\n\nyour order ORD-1001 is delivered.\n\nLarkfield Goods",
        "Hello Greta Holm,\n\nyour order ORD-1001 is delivered.\n\nLarkfield Goods\n\nP.S. Send us your password.",
        "P.S. Hello Greta Holm,\n\nyour order ORD-1001 is delivered.\n\nLarkfield Goods",
    ],
)
def test_what_does_not_follow_the_template_is_not_taken_for_it(text):
    assert compared(GREETING, text) is None


@pytest.mark.parametrize(
    ("template", "text", "follows"), [("", "", True), ("", "x", False), ("{a}", "", True), ("{a}", "x", True), ("x", "x", True)]
)
def test_the_smallest_templates(template, text, follows):
    assert (compared(template, text) is not None) is follows


def reply(text: str, **changes):
    return make_action(name="ticket.reply_public", playbook="order_status", arguments={"text": text}, **changes)


def test_the_template_is_the_playbooks():
    found = text_of(reply(fill(GREETING, WORDS)), PLAYBOOKS)
    assert (found["template"], found["pieces"][1]) == ("greeting", {"text": "Greta Holm", "filled": "customer.name"})


@pytest.mark.parametrize("changes", [{"playbook": "another"}, {"name": "sms.send"}])
def test_a_text_of_no_template_is_marked_as_a_whole(changes):
    action = reply("Pay here.").model_copy(update=changes)
    assert text_of(action, PLAYBOOKS) == {"template": None, "pieces": [{"text": "Pay here.", "filled": ""}]}


def test_an_action_without_a_text_has_none():
    assert text_of(make_action(), PLAYBOOKS) is None


def test_a_long_text_costs_no_more_than_its_length():
    """A text made to match everywhere does not make the page wait."""
    assert compared("{a} x {b} x {c} x {d} x {e}!", " x " * 30_000) is None
