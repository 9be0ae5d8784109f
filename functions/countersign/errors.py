"""Errors of the hub, named by what comes next. The state machines catch these class names, so they are an API."""


class TransientHubError(Exception):
    """One of our own services failed before anything was decided or sent: the workflow tries the step again."""


class ConnectorBusyError(Exception):
    """The outside system refused for now, certainly without an effect: the workflow tries again, more slowly."""


class CaseNotFoundError(Exception):
    """No such case for this tenant."""


class NotWarrantedError(Exception):
    """There is no valid warrant for exactly this action: nothing is sent, a person is told."""


class EffectRejectedError(Exception):
    """The outside system refused the action for good; nothing happened there."""


class EffectUnknownError(Exception):
    """Nobody can say whether the action happened: never repeated, a person looks."""


class ApprovalRejectedError(Exception):
    """An approver said no; that is final."""


class ApprovalVoidError(Exception):
    """The approval can no longer be given: the action was altered or withdrawn."""


class RequestRefusedError(Exception):
    """The caller's request cannot be met; `status` is the HTTP status, `title` says what is wrong and what to do."""

    def __init__(self, status: int, title: str, **members: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.members = members


class PlaybookChangedError(Exception):
    """The playbook no longer has what the plan was made of: what was asked for cannot be drawn up, a person looks."""


class ActionSupersededError(Exception):
    """A person put another action in this one's place: this one ends here, and the other is decided anew."""


class UndoOverError(Exception):
    """The time in which the effect could be undone is over: a person looks."""


class UndoUnfoundedError(Exception):
    """Nobody asked for this undo, or it would take back something else than the effect: a person looks."""


class ActionAlteredError(Exception):
    """The stored action no longer has its digest: it is never shown as approved, warranted or sent."""


class ContentAlteredError(Exception):
    """The stored text is no longer the one that arrived: nothing is proposed on it, a person looks."""


class PersonalDataErasedError(Exception):
    """The customer's data was erased meanwhile: nothing more is done, a person sees why."""
