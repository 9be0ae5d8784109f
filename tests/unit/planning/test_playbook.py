import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.world import catalogue

from countersign.planning.playbook import UnknownPlaceholderError, fill, fill_arguments, parse, shipped

TABLE = """
[greeting]
title = "Say hello"
[[greeting.propose]]
action = "ticket.reply_public"
template = "hello"
[templates]
hello = "Hello {customer.name}"
"""


def test_a_template_is_filled_from_facts():
    assert (
        fill("\nHello {customer.name}, order {order.order_id}\n", {"customer.name": "Ann", "order.order_id": "O-1"})
        == "Hello Ann, order O-1"
    )


@given(st.text())
def test_what_is_filled_in_is_never_filled_again(name):
    """I11: a customer cannot name a fact."""
    assert fill("<{customer.name}>", {"customer.name": "{order.total}" + name, "order.total": "9"}) == "<{order.total}" + name + ">"


def test_what_no_fact_binds_is_the_playbooks_mistake():
    with pytest.raises(UnknownPlaceholderError, match=r"order\.total"):
        fill("{order.total}", {})


def test_an_argument_that_is_one_placeholder_keeps_its_type():
    filled = fill_arguments({"amount_minor": "{order.left}", "text": "{order.left} cents", "flag": True}, {"order.left": 5})
    assert filled == {"amount_minor": 5, "text": "5 cents", "flag": True}


def test_each_of_a_list_is_filled_in() -> None:
    assert fill_arguments({"tags": ["{intent}", "by the hub"]}, {"intent": "opening_hours"}) == {"tags": ["opening_hours", "by the hub"]}


def test_a_playbook_is_closed():
    with pytest.raises(ValidationError):
        parse(TABLE.replace("title", "titel"))


def ordered(*actions: tuple[str, str | None]) -> str:
    """A playbook of these actions, each with what it comes after."""
    steps = (f'[[work.propose]]\naction = "{name}"\n' + (f'after = "{after}"\n' if after else "") for name, after in actions)
    return '[work]\ntitle = "Work"\n' + "".join(steps)


def test_an_action_may_come_after_one_above_it():
    assert [step.after for step in parse(ordered(("a.b", None), ("c.d", "a.b"))).by_intent["work"].propose] == [None, "a.b"]


@pytest.mark.parametrize(
    "actions",
    [
        (("a.b", "a.b"),),
        (("a.b", "c.d"), ("c.d", None)),
        (("a.b", "c.d"), ("c.d", "a.b")),
        (("a.b", None), ("c.d", "e.f")),
        (("a.b", None), ("a.b", None), ("c.d", "a.b")),
    ],
    ids=["itself", "one below it", "in a circle", "none", "one of two"],
)
def test_nothing_can_come_after_what_is_not_one_action_above_it(actions):
    with pytest.raises(ValidationError):
        parse(ordered(*actions))


def test_every_shipped_playbook_names_actions_and_templates_that_exist():
    playbooks = shipped()
    for playbook in playbooks.by_intent.values():
        for proposal in playbook.propose:
            assert catalogue().descriptor(proposal.action).name == proposal.action
            assert proposal.template is None or proposal.template in playbooks.templates
