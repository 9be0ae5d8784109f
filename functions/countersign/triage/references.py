"""Order numbers that a text names. They are claims to be looked up, never facts."""

import re

from countersign.triage.text import bounded, visible

MAX_REFERENCES = 10
ORDER = re.compile(r"\bORD[- ]?([0-9]{3,10})\b", re.IGNORECASE | re.ASCII)


def references(text: str) -> tuple[str, ...]:
    """Distinct order numbers as `ORD-1001`, in the order in which they are named; at most MAX_REFERENCES."""
    named = (f"ORD-{number}" for number in ORDER.findall(visible(bounded(text))))
    return tuple(dict.fromkeys(named))[:MAX_REFERENCES]
