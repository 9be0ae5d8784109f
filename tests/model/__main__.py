"""The design, checked state by state: `python -m tests.model`. Exit code 1 when a claim does not hold."""

import sys

from tests.model.claims import CLAIMS, Checked, table, without


def main() -> int:
    rows: list[Checked] = []
    for removed in (frozenset(), *CLAIMS):
        rows.append(without(removed))
        print(f"\rchecked {len(rows)} of {len(CLAIMS) + 1}", end="", file=sys.stderr, flush=True)  # noqa: T201  a command
    print(file=sys.stderr)  # noqa: T201  a command
    print("\n".join(table(rows)))  # noqa: T201  a command
    fell = [row.found.breach for row in rows]
    return int(fell != ["", *CLAIMS.values()])


if __name__ == "__main__":
    sys.exit(main())
