"""`countersign audit export`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from countersign.cli.examples import examples
from countersign.cli.hub_api import stack_of
from countersign.cli.identifiers import CASE
from countersign.cli.record_reading import StackArchive, grant_key_of, seal_key_of
from countersign.cli.stack import state_option
from countersign.cli.tenant import tenant_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.local.session import Stack
from countersign.local.stores import store_of
from countersign.proof.bundle import Bundle, Keys
from countersign.proof.export import Exporter, NothingToProveError, NotSealedYetError


@click.command(
    epilog=examples("countersign audit export C-D5GYMPORJHOY73XJ", "countersign audit export C-D5GYMPORJHOY73XJ --output proof.json")
)
@click.argument("case_id", metavar="CASE", callback=CASE)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.  [default: CASE.proof.json]")
@click.option("--withhold", is_flag=True, help="Nothing of the customer: only commitments, decisions and signatures.")
@tenant_option
@state_option
@json_option
def export(*, case_id: str, output: Path | None, withhold: bool, tenant: str, state: Path | None, as_json: bool) -> None:
    """Write the proof of a case: its record, the signed answers, the warrants, and that all of it is under signed seals.

    It names who answered, whose case it was, and the facts that decisions rested on, unless these are withheld or erased; never what
    was written. It is checked without network and account: countersign audit verify --offline FILE.
    """
    bundle = _export(stack_of(state), tenant, case_id, disclosing=not withhold)
    target = output or Path(f"{case_id}.proof.json")
    target.write_text(json.dumps(bundle.to_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    terminal = Terminal(as_json=as_json)
    if as_json:
        counts = {"events": len(bundle.record), "seals": len(bundle.seals), "disclosed": len(bundle.disclosures)}
        terminal.give({"case_id": case_id, **counts, "output": str(target)})
        return
    terminal.results.print(f"events {len(bundle.record)}, seals {len(bundle.seals)}, signed answers {len(bundle.grants)}")
    terminal.results.print(f"written {target}", soft_wrap=True)
    terminal.results.print(f"Check it: countersign audit verify --offline {target} --grant-key PEM --seal-key PEM", soft_wrap=True)


def _export(stack: Stack, tenant: str, case_id: str, *, disclosing: bool) -> Bundle:
    keys = Keys(grant=grant_key_of(stack).pem, seal=seal_key_of(stack).pem)
    exporter = Exporter(store_of(stack), StackArchive(stack, tenant), keys, disclosing)
    try:
        return exporter.export(tenant, case_id, now=datetime.now(UTC))
    except NothingToProveError:
        raise OperatorError(f"There is no case {case_id} on the record of {tenant}.", "countersign case list") from None
    except NotSealedYetError:
        raise OperatorError(f"The end of case {case_id} is not sealed yet.", "Try again in half a minute.") from None
