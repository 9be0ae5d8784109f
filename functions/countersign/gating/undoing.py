"""What must be so before an effect is undone, whatever the policies say."""

from datetime import datetime

from countersign.errors import UndoOverError, UndoUnfoundedError
from countersign.model.amendment import Undo
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, AttemptState
from countersign.model.plan import ProposedAction
from countersign.ports import Store
from countersign.record import keys
from countersign.record.rows import find, load_action


def require_in_order(store: Store, ref: CaseRef, action: ProposedAction, *, now: datetime) -> None:
    """Of an undo: somebody asked for exactly this one, in time, and it takes back what was done, to the cent (I2, I8).

    Raises UndoUnfoundedError, UndoOverError, and ActionAlteredError when the effect is not the one that was planned.
    """
    if action.undoes is None:
        return
    where = (ref.tenant, ref.case_id, action.undoes)
    asked, attempt = find(store, keys.undo(*where), Undo), find(store, keys.attempt(*where), Attempt)
    if asked is None or asked.drawn != action.digest or attempt is None or attempt.state is not AttemptState.DONE:
        raise UndoUnfoundedError("nobody asked for this, or there is nothing to undo")
    if load_action(store, ref, action.undoes).money != action.money:
        raise UndoUnfoundedError("another sum than the effect's")
    if now >= asked.until:
        raise UndoOverError("the effect can no longer be undone")
