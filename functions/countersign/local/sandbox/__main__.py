"""Open the company's doors: `python -m countersign.local.sandbox --port 8070 --state DIR`."""

import argparse
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from countersign.local.sandbox.access import keep_tokens
from countersign.local.sandbox.company import Company
from countersign.local.sandbox.documents import Documents
from countersign.local.sandbox.faults import Faults
from countersign.local.sandbox.mail_room import MailRoom
from countersign.local.sandbox.post_room import PostRoom
from countersign.local.sandbox.seeding import seed
from countersign.local.sandbox.server import Server


def main() -> None:
    parser = argparse.ArgumentParser(prog="countersign.local.sandbox", description="Larkfield Goods, a company to practise on.")
    parser.add_argument("--port", type=int, required=True, help="port on the loopback; 0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="folder that keeps the company's books")
    parser.add_argument(
        "--tokens", type=Path, help="JSON file of bearer tokens (default: tokens.json in the state folder, made if missing)"
    )
    options = parser.parse_args()
    options.state.mkdir(parents=True, exist_ok=True)
    run(options.port, options.state, options.tokens or options.state / "tokens.json")


def run(port: int, state: Path, tokens_file: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    documents = Documents(state / "company.sqlite")
    seed(documents, datetime.now(UTC))
    post_room, mail_room = PostRoom(documents), MailRoom(documents)
    try:
        server = Server(port, Company(documents, keep_tokens(tokens_file), Faults(), post_room))
    except OSError as error:
        sys.exit(f"Port {port} of 127.0.0.1 cannot be opened ({error.strerror}): choose another, or 0 for a free one.")
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for serve_forever(), which the signal has interrupted: it must run elsewhere.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    mail_room.open()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201  whoever chose port 0 reads it here
    post_room.resume()
    server.serve_forever(poll_interval=0.1)
    server.closing.set()
    server.server_close()
    post_room.close()
    mail_room.close()
    documents.close()


if __name__ == "__main__":
    main()
