from datetime import UTC, datetime, timedelta

import pytest

from countersign.knowledge.select import select
from countersign.model.facts import Passage

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


def make_passage(article_id: str, title: str, text: str = "", **changes: object) -> Passage:
    usual = {"version": 1, "approved": True, "approved_at": NOW - timedelta(days=30), "valid_until": None}
    return Passage.model_validate({**usual, "article_id": article_id, "title": title, "text": text, **changes})


OPENING = make_passage("A1", "Opening hours", "The shop is open on weekdays from nine to six, on Saturdays until four.")
RETURNS = make_passage("A2", "Returning goods", "Send goods back within thirty days. Return labels are free.")
DELIVERY = make_passage("A3", "Delivery charges", "A parcel costs five euros, bulky goods thirty. Shipping abroad costs more.")
CANCELLING = make_passage("A4", "Cancelling an order", "An order can be cancelled until it is packed.")
ALL = (OPENING, RETURNS, DELIVERY, CANCELLING)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What are your opening hours on Saturday?", OPENING),
        ("How long do I have to return something I bought?", RETURNS),
        ("is shipping to Belgium expensive, what does it cost", DELIVERY),
        ("can I still cancel?", CANCELLING),
    ],
)
def test_the_article_that_answers_comes_first(question, answer):
    assert select(ALL, question, now=NOW)[0] == answer


@pytest.mark.parametrize("question", ["Can you help me choose a name for my boat?", "hello", "", "?!"])
def test_no_passage_for_what_no_article_speaks_of(question):
    assert select(ALL, question, now=NOW) == ()


def test_a_long_story_does_not_drown_the_question():
    story = "My aunt has a marvellous garden near the canal. She adores roses and loathes slugs.\nOh, until when may goods be returned?"
    assert select(ALL, story, now=NOW)[0] == RETURNS


@pytest.mark.parametrize(
    "changes",
    [
        {"approved": False},
        {"approved_at": None},
        {"approved_at": NOW + timedelta(seconds=1)},
        {"valid_until": NOW},
        {"valid_until": NOW - timedelta(days=1)},
    ],
)
def test_only_approved_and_current_articles_are_cited(changes):
    assert select([OPENING.model_copy(update=changes)], "opening hours?", now=NOW) == ()


def test_an_unapproved_newer_version_leaves_the_approved_one_standing():
    draft = OPENING.model_copy(update={"version": 2, "approved": False})
    assert select([draft, OPENING], "opening hours?", now=NOW) == (OPENING,)


def test_of_two_approved_versions_the_newer_is_cited():
    newer = OPENING.model_copy(update={"version": 2})
    assert select([newer, OPENING], "opening hours?", now=NOW) == (newer,)


def test_a_word_that_most_articles_share_is_no_answer():
    orders = [make_passage(f"B{n}", f"Order topic {n}", f"Your order and subject {'abcdef'[n] * 4}.") for n in range(6)]
    assert select(orders, "Where can I order a delicious pizza with extra mushrooms?", now=NOW) == ()


def test_at_most_three_are_cited():
    alike = [make_passage(f"C{n}", "Opening hours") for n in range(5)]
    assert [passage.article_id for passage in select(alike, "opening hours", now=NOW)] == ["C0", "C1", "C2"]


def test_articles_without_telling_words_answer_nothing():
    assert select([make_passage("D1", "About us", "we are")], "opening hours?", now=NOW) == ()
