"""The MediaWiki connector on a real wiki."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from countersign_mediawiki.conformance import subject
from countersign_mediawiki.connector import MediaWiki
from tests.servers.wikis import Wiki, wiki

from countersign.kit.bench import Bench
from countersign.kit.examine import examine_all
from countersign.kit.system import System, answering
from countersign.kit.targets import bench_for
from countersign.sdk import ReadRefusedError, ReadUnavailableError, Request, Response

pytestmark = pytest.mark.servers

CONNECTOR = MediaWiki()
HOURS = "'''Our shop''' is open from 9 to 18.\n\n[[Category:Shops]]"


@pytest.fixture(scope="module")
def mediawiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    with wiki(tmp_path_factory.mktemp("mediawiki")) as up:
        up.write("Returns", "Goods may be returned within thirty days.")
        up.write("Opening hours", HOURS)
        up.approve("Opening hours")
        yield up


def bench(server: Wiki, **secret: str) -> Bench:
    return bench_for(subject(), None, server.url, json.dumps({**server.secret, **secret}))


@pytest.fixture
def system(mediawiki: Wiki) -> System:
    return bench(mediawiki).system()


def found(system: System, query: str) -> list[dict[str, Any]]:
    answer: Any = system.read("article.search", {"query": query})
    passages: list[dict[str, Any]] = answer["passages"]
    return passages


def test_the_conformance_kit_finds_no_breach(mediawiki: Wiki) -> None:
    """The kit's example is about page 2, and about one that is not there."""
    report = examine_all(bench(mediawiki), mediawiki.url)

    assert [finding for finding in report.findings if finding.outcome == "failed"] == []
    assert {"CS-G01", "CS-G02"} <= {finding.id for finding in report.findings if finding.outcome == "passed"}


def test_it_is_found_healthy(system: System) -> None:
    assert system.converse(CONNECTOR.check()).ok


def test_a_customers_question_finds_the_approved_article(system: System) -> None:
    [hours] = found(system, "Hello,\nwhen is your shop open on weekdays? Thanks!")

    assert (hours["title"], hours["text"], hours["approved"], hours["valid_until"]) == (
        "Opening hours",
        "Our shop is open from 9 to 18.",
        True,
        None,
    )
    assert system.read("article.read", {"article_id": hours["article_id"]}) == hours


def test_what_everybody_may_edit_is_not_approved(system: System) -> None:
    assert [passage["approved"] for passage in found(system, "returned goods")] == [False]


def test_an_edit_is_another_version(system: System, mediawiki: Wiki) -> None:
    [before] = found(system, "thirty days")
    mediawiki.write("Returns", "Goods may be returned within thirty days, unused.")
    [after] = found(system, "thirty days")

    assert after["article_id"] == before["article_id"]
    assert after["version"] > before["version"]


def test_a_question_about_nothing_finds_nothing(system: System) -> None:
    assert found(system, "xylophone") == []


def test_a_session_that_has_ended_is_made_anew(mediawiki: Wiki) -> None:
    system = bench(mediawiki).system()
    assert found(system, "returned")
    mediawiki.forget_sessions()
    assert found(system, "returned")


def test_a_wrong_password_is_a_refusal_by_name_and_not_an_empty_wiki(mediawiki: Wiki) -> None:
    stranger = bench(mediawiki, password="guessed").system()

    with pytest.raises(ReadRefusedError, match="assertuserfailed"):
        found(stranger, "returned")
    assert not stranger.converse(CONNECTOR.check()).ok


def test_a_wiki_that_lags_answers_200_and_is_asked_again_later(system: System) -> None:
    system.faults.append(_with_patience_of("-2"))
    with pytest.raises(ReadUnavailableError, match="maxlag") as refused:
        found(system, "returned")
    assert refused.value.retry_after_seconds == 5


def test_a_throttle_inside_200_is_no_answer(system: System, mediawiki: Wiki) -> None:
    """This wiki counts edits; what it says of one too many is said to the connector."""
    throttled = _edited_until_throttled(mediawiki)
    assert throttled.status == 200

    system.faults.append(answering(throttled))
    with pytest.raises(ReadUnavailableError, match="ratelimited"):
        found(system, "returned")


def _with_patience_of(seconds: str) -> Callable[[Request, Callable[[Request], Response]], Response]:
    """A wiki without replicas never lags; below -1, which it answers then, is less patience than any lag."""

    def ask(request: Request, respond: Callable[[Request], Response]) -> Response:
        query = tuple((name, seconds if name == "maxlag" else value) for name, value in request.query)
        return respond(request.model_copy(update={"query": query}))

    return ask


def _edited_until_throttled(mediawiki: Wiki) -> Response:
    form = {"format": "json", "formatversion": "2"}
    with httpx.Client(base_url=mediawiki.url, trust_env=False, timeout=20) as browser:

        def token(kind: str) -> str:
            tokens = browser.get("/api.php", params={**form, "action": "query", "meta": "tokens", "type": kind}).json()["query"]["tokens"]
            return str(tokens[f"{kind}token"])

        browser.post("/api.php", data={**form, "action": "login", **mediawiki.user, "lgtoken": token("login")})
        edit = {**form, "action": "edit", "title": "Scratch", "token": token("csrf")}
        answers = [browser.post("/api.php", data={**edit, "text": str(number)}) for number in range(3)]
    return Response(status=answers[-1].status_code, headers=dict(answers[-1].headers), body=answers[-1].content)
