"""Help that teaches by example."""


def examples(*lines: str) -> str:
    """The epilog of a command's help, one example a line."""
    # click re-wraps paragraphs unless they begin with this character.
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
