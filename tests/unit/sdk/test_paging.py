import json
from collections.abc import Callable
from typing import Any

import pytest

from countersign.sdk import Capability, Manifest, NoAuth, ReadRefusedError, Request, Response, SafePost
from countersign.sdk.contract import ActionDescriptor, Effect
from countersign.sdk.dialogue import only_reads, run
from countersign.sdk.paging import pages
from countersign.sdk.requests import json_request, page_request

READ = ActionDescriptor(name="thing.read", title="Read", version=1, effect=Effect.READ, input_schema={}, output_schema={})


def manifest(*safe: SafePost) -> Manifest:
    return Manifest(
        name="thing",
        version="1.0.0",
        contract=1,
        title="Things",
        capabilities=(Capability.CRM,),
        auth=NoAuth(),
        actions=(READ,),
        safe_posts=safe,
    )


def read(answers: Callable[[Request], Any]) -> Any:
    def following(page: dict[str, Any]) -> Request | None:
        return page_request("/things", page["next"]) if page["next"] else None

    def ask(request: Request) -> Response:
        answer = answers(request)
        return answer if isinstance(answer, Response) else Response(status=200, body=json.dumps(answer).encode())

    return run(manifest(), pages(page_request("/things", None), following), ask)


def page_number(request: Request) -> int:
    return int(dict(request.query).get("page", "0"))


def test_all_pages_are_read() -> None:
    def answers(request: Request) -> dict[str, Any]:
        number = page_number(request)
        return {"number": number, "next": str(number + 1) if number < 4 else None}

    assert [page["number"] for page in read(answers)] == [0, 1, 2, 3, 4]


def test_no_list_at_all_is_none() -> None:
    assert read(lambda _: Response(status=404)) is None


@pytest.mark.parametrize("cursor", ["1", "0"])
def test_pages_that_lead_in_circles_are_refused(cursor: str) -> None:
    asked: list[Request] = []

    def answers(request: Request) -> Any:
        asked.append(request)
        return {"next": cursor}

    with pytest.raises(ReadRefusedError, match="circles"):
        read(answers)
    assert len(asked) == 2


def test_an_endless_list_is_refused() -> None:
    with pytest.raises(ReadRefusedError, match="more than ten"):
        read(lambda request: {"next": str(page_number(request) + 1)})


SEARCH = SafePost(path="/bases/*/retrieve")
CALL = SafePost(path="/rpc", pointer="/method", values=("party.read",))


@pytest.mark.parametrize(
    ("request_", "safe"),
    [
        (json_request("POST", "/bases/7/retrieve", {}), True),
        (json_request("POST", "/bases/7/8/retrieve", {}), False),
        (json_request("PUT", "/bases/7/retrieve", {}), False),
        (json_request("POST", "/rpc", {"method": "party.read"}), True),
        (json_request("POST", "/rpc", {"method": "party.write"}), False),
        (json_request("POST", "/rpc", {"params": ["party.read"]}), False),
        (Request(method="POST", path="/rpc", body="party.read"), False),
        (Request(method="HEAD", path="/rpc"), True),
    ],
)
def test_a_post_reads_only_where_the_manifest_says_so(request_: Request, *, safe: bool) -> None:
    assert only_reads(manifest(SEARCH, CALL), request_) is safe
