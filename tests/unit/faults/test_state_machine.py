"""The interpreter of state machines does what Step Functions documents."""

import pytest
from tests.faults.state_machine import KILLED_AFTER_SECONDS, Execution, KilledError, Sleep, StateError, WaitForAnswer, _compiled, evaluate

RETRY = [{"ErrorEquals": ["TransientHubError"], "IntervalSeconds": 4, "BackoffRate": 2, "MaxAttempts": 2}]
CATCH = [{"ErrorEquals": ["States.ALL"], "Output": {"reason": "{% $states.errorOutput.Error %}"}, "Next": "End"}]
END = {"Type": "Succeed"}


class Services:
    """Answers, or fails as told, one after the other."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def call(self, function, payload):
        self.asked.append((function, payload))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def start(self, machine, name, given):
        self.asked.append((machine, name, given))

    def new_token(self):
        return "token"


def task(**changes):
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "${WorkFunctionArn}", "Payload": {"case": "{% $states.context.Execution.Input.case %}"}},
        "Output": "{% $states.result.Payload %}",
        "End": True,
        **changes,
    }


def ended(services, answer=None, **states):
    """What the execution gives back, and the seconds it slept."""
    running = Execution({"StartAt": "Work", "States": {"End": END, **states}}, {"case": "C-1"}, services).run()
    slept = []
    try:
        pause = next(running)
        while True:
            if isinstance(pause, Sleep):
                slept.append(pause.seconds)
                pause = next(running)
            else:
                slept.append(pause)
                pause = running.throw(answer) if isinstance(answer, Exception) else running.send(answer)
    except StopIteration as done:
        return done.value, [pause for pause in slept if pause != slept[0]]


def test_a_task_calls_its_function_with_its_arguments():
    services = Services({"verdict": "ALLOW"})
    assert ended(services, Work=task()) == ({"verdict": "ALLOW"}, [])
    assert services.asked == [("${WorkFunctionArn}", {"case": "C-1"})]


def test_an_error_that_is_named_is_retried_with_growing_waits():
    services = Services(StateError("TransientHubError"), StateError("TransientHubError"), {"ok": True})
    assert ended(services, Work=task(Retry=RETRY)) == ({"ok": True}, [4, 8])


def test_what_is_retried_in_vain_is_caught_by_its_name():
    services = Services(*[StateError("TransientHubError")] * 3)
    assert ended(services, Work=task(Retry=RETRY, Catch=CATCH)) == ({"reason": "TransientHubError"}, [4, 8])


def test_what_nobody_catches_ends_the_execution():
    with pytest.raises(StateError, match="Bug"):
        ended(Services(StateError("Bug")), Work=task(Retry=RETRY))


def test_a_killed_function_is_given_up_after_its_own_timeout():
    services = Services(KilledError())
    assert ended(services, Work=task(Catch=CATCH)) == ({"reason": "Sandbox.Timedout"}, [KILLED_AFTER_SECONDS])


def test_a_map_goes_through_its_items_in_order():
    item = {"StartAt": "Each", "States": {"Each": task()}}
    work = {
        "Type": "Map",
        "Items": "{% $states.input.case %}",
        "ItemSelector": {"action": "{% $states.context.Map.Item.Value %}"},
        "ItemProcessor": item,
        "Output": {"accounted": "{% $not(false in $states.result.accounted) %}"},
        "End": True,
    }
    assert ended(Services({"accounted": True}), Work=work)[0] == {"accounted": True}


@pytest.mark.parametrize(
    ("answer", "end"), [({"answer": "yes"}, {"answer": "yes"}), (StateError("States.Timeout"), {"reason": "States.Timeout"})]
)
def test_a_task_with_a_token_waits_for_its_answer_or_its_deadline(answer, end):
    waiting = task(
        Resource="arn:aws:states:::lambda:invoke.waitForTaskToken", TimeoutSeconds=60, Output="{% $states.result %}", Catch=CATCH
    )
    assert ended(Services({}), answer, Work=waiting) == (end, [WaitForAnswer("token", 60)])


@pytest.mark.parametrize("value", ["text", 7, None, True, ["a", "b"], {"x": 1}])
def test_the_short_cut_for_paths_says_what_jsonata_says(value):
    seen = {"input": {"action": value}}
    assert evaluate("{% $states.input.action %}", seen) == _compiled("$states.input.action").evaluate(None, {"states": seen})
