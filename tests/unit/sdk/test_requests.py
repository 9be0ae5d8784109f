import pytest

from countersign.sdk import InvalidArgumentsError
from countersign.sdk.requests import form_request, get_request, json_request, path_of


def test_segments_are_escaped() -> None:
    assert path_of("tickets", "a/b?c#d é") == "/tickets/a%2Fb%3Fc%23d%20%C3%A9"


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_a_segment_that_would_move_the_path_is_refused(segment: str) -> None:
    with pytest.raises(InvalidArgumentsError):
        path_of("tickets", segment)


def test_a_body_does_not_depend_on_the_order_of_its_members() -> None:
    assert json_request("POST", "/a", {"b": "ü", "a": 1}).body == '{"a":1,"b":"ü"}'
    assert json_request("POST", "/a", {"b": 1, "a": 2}) == json_request("POST", "/a", {"a": 2, "b": 1})


def test_a_query_does_not_depend_on_the_order_of_its_members() -> None:
    assert get_request("/a", b="1", a="2").query == (("a", "2"), ("b", "1"))


def test_a_form_is_the_same_whatever_the_order_of_its_fields() -> None:
    request = form_request("POST", "/messages", {"To": "+4915550100001", "Body": "Grüße & mehr"})

    assert request == form_request("POST", "/messages", {"Body": "Grüße & mehr", "To": "+4915550100001"})
    assert request.body == "Body=Gr%C3%BC%C3%9Fe+%26+mehr&To=%2B4915550100001"
