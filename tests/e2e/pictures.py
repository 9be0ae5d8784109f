"""Pictures of the console, for people to look at; the guide shows two of them.

uv run python -m tests.e2e.pictures infra/pictures
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from time import time

from tests.e2e.browsing import PHONE, at_desk, installed_browser, opened_browser

from countersign.cli.terminal import Terminal
from countersign.local.demo.stage import Stage
from countersign.local.repository import find_repository
from countersign.local.session import Stack, open_stack
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up
from countersign.local.state_folder import StateFolder

AMOUNTS = (12_000, 250_000)
PAGES = ("cases", "exceptions", "search", "switches", "policies", "health", "quality")
DESK = {"viewport": {"width": 1180, "height": 900}}


def take(stack: Stack, browser_path: str, folder: Path) -> None:
    """One picture a page, and the approval also on a phone and in the dark."""
    with Stage(stack, run=int(time())) as stage:
        questions = []
        for amount in AMOUNTS:
            customer = stage.customer("Cleo Marsh", amount_minor=amount)
            questions.append(
                stage.question_about(stage.write_in(customer, f"The bench from order {customer.order} came broken, please refund it."))
            )
    asked = f"approvals/{questions[0]['approval_id']}"
    with opened_browser(browser_path) as browser:
        with at_desk(browser, stack, "sam", **DESK) as desk:
            for name, address in {"inbox": "", "approval": asked, **{page: page for page in PAGES}}.items():
                desk.open(address)
                desk.page.screenshot(path=folder / f"{name}.png", full_page=name == "approval")
        for name, context in {"phone": PHONE, "dark": {**DESK, "color_scheme": "dark"}}.items():
            with at_desk(browser, stack, "sam", **context) as desk:
                desk.open(asked)
                desk.page.screenshot(path=folder / f"approval-{name}.png", full_page=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    browser_path = installed_browser()
    if browser_path is None:
        parser.error("no Chromium: install one, or name it in COUNTERSIGN_BROWSER")
    state, progress = StateFolder(Path(tempfile.mkdtemp(prefix="countersign-pictures-"))), Terminal(as_json=False)
    bring_up(find_repository(Path(__file__).parent), state, progress)
    try:
        take(open_stack(state.root), browser_path, folder)
    finally:
        take_down(state, progress)
        shutil.rmtree(state.root, ignore_errors=True)


if __name__ == "__main__":
    main()
