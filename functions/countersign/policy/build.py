"""Compile the policies: `python -m countersign.policy.build [--source policies] [--output FILE] [--digest | --summary]`.

Prints the digest with `--digest`, what people are shown of the policies with `--summary`, else the artefact when no output file is named.
The same sources give the same bytes. Exit code 2 when
the policies are refused.
"""

import argparse
import sys
from pathlib import Path

from countersign.policy.artefact import PolicyBundleError
from countersign.policy.bundle import open_artefact
from countersign.policy.source import compile_folder
from countersign.policy.summarising import summary_of_folder


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        artefact = compile_folder(options.source)
        open_artefact(artefact)
    except PolicyBundleError as error:
        sys.stderr.write(f"{options.source}: the policies are refused\n{error}\n")
        return 2
    compiled = artefact.to_bytes()
    if options.output:
        options.output.write_bytes(compiled)
    if options.digest:
        sys.stdout.write(f"{artefact.digest}\n")
    elif options.summary:
        sys.stdout.write(f"{summary_of_folder(options.source).model_dump_json()}\n")
    elif not options.output:
        sys.stdout.buffer.write(compiled)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m countersign.policy.build", description="Compile the policies into one artefact.")
    parser.add_argument("--source", type=Path, default=Path("policies"), help="folder of the policies (default: policies)")
    parser.add_argument("--output", type=Path, help="where to write the artefact")
    parser.add_argument("--digest", action="store_true", help="print the digest")
    parser.add_argument("--summary", action="store_true", help="print what people are shown of them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
