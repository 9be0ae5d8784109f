import httpx
import pytest

from countersign.cli.hub_api import ApiRefusedError, HubApi, HubUnavailableError, at_most


def hub(answer):
    return HubApi(httpx.Client(base_url="http://hub.example", transport=httpx.MockTransport(answer)))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_hub_is_not_a_no(status):
    with pytest.raises(HubUnavailableError):
        hub(lambda _: httpx.Response(status, json={"title": "later"})).get("cases")


def test_no_answer_names_the_kind_of_failure_only():
    def broken(request):
        raise httpx.ConnectError("http://hub.example/cases?customer=somebody", request=request)

    with pytest.raises(HubUnavailableError) as failed:
        hub(broken).get("cases")
    assert failed.value.message == "The hub did not answer: ConnectError."


def test_an_answer_that_is_not_json_is_no_answer():
    with pytest.raises(HubUnavailableError):
        hub(lambda _: httpx.Response(200, text="<html>")).get("cases")


@pytest.mark.parametrize(("status", "exit_code"), [(400, 2), (401, 2), (403, 1), (404, 2), (409, 1), (422, 2)])
def test_a_no_to_a_person_exits_with_one_and_a_wrong_question_with_two(status, exit_code):
    with pytest.raises(ApiRefusedError) as refused:
        hub(lambda _: httpx.Response(status, json={"title": "No.", "trace_id": "abc"})).get("cases")
    assert (refused.value.exit_code, refused.value.message) == (exit_code, "No. [trace abc]")


def test_a_list_is_read_page_by_page_as_far_as_somebody_reads():
    asked = []

    def answer(request):
        asked.append(request.url.params.get("cursor"))
        return httpx.Response(200, json={"cases": [{"n": len(asked)}], "next_cursor": "more" if len(asked) < 9 else None})

    assert at_most(2, hub(answer).listed("cases", "cases", day="2026-11-18")) == ([{"n": 1}, {"n": 2}], True)
    assert asked == [None, "more", "more"]


def test_the_gateways_own_refusals_are_told_too():
    with pytest.raises(ApiRefusedError) as refused:
        hub(lambda _: httpx.Response(401, json={"message": "Unauthorized"})).get("cases")
    assert refused.value.message == "Unauthorized"


def test_a_name_stays_one_part_of_the_address():
    asked = []
    hub(lambda request: asked.append(request.url.raw_path) or httpx.Response(200, json={})).get("cases", "a/../b?c")
    assert asked == [b"/cases/a%2F..%2Fb%3Fc"]
