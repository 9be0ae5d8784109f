import pytest
from botocore.exceptions import ReadTimeoutError
from tests.fakes import CrashError
from tests.faults.mishaps import Fate, Mishap, Unlucky

from countersign.adapters.in_memory import InMemoryContent
from countersign.ports import MaybeSentError, NotSentError, WriteRefusedError


def unlucky(mishap: Mishap, name: str = "content") -> tuple[Unlucky, InMemoryContent]:
    content, fate = InMemoryContent(), Fate()
    fate.at(0, mishap)
    return Unlucky(name, content, fate), content


@pytest.mark.parametrize(
    ("mishap", "error", "happened"),
    [
        (Mishap.KILLED_BEFORE, CrashError, False),
        (Mishap.KILLED_AFTER, CrashError, True),
        (Mishap.FAILED, ReadTimeoutError, False),
        (Mishap.ANSWER_LOST, ReadTimeoutError, True),
    ],
)
def test_a_mishap_comes_before_or_after_the_call_took_effect(mishap, error, happened):
    port, content = unlucky(mishap)
    with pytest.raises(error):
        port.put("key", b"body")
    assert ("key" in content._bodies) is happened


def test_only_the_call_that_was_meant_goes_wrong():
    fate = Fate()
    fate.at(1, Mishap.KILLED_BEFORE)
    port = Unlucky("content", InMemoryContent(), fate)
    port.put("key", b"body")
    with pytest.raises(CrashError):
        port.get("key")
    assert (port.get("key"), fate.calls) == (b"body", 3)


@pytest.mark.parametrize(
    ("call", "mishap", "error"),
    [
        ("transport.send", Mishap.FAILED, NotSentError),
        ("transport.send", Mishap.ANSWER_LOST, MaybeSentError),
        ("store.transact", Mishap.CONTENDED, WriteRefusedError),
    ],
)
def test_a_port_fails_in_its_own_terms(call, mishap, error):
    fate = Fate()
    fate.at(0, mishap)
    with pytest.raises(error):
        fate.around(call, lambda: None)
