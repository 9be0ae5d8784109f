"""A Roundup tracker on the loopback: software nobody here wrote, with the two files of plugins/roundup/tracker put in."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.servers.running import running

from countersign.local.ports import LOOPBACK, free_port

HUB = "countersign"
CUSTOMERS = ("CUST-0001", "CUST-0002")
TEAMS = ("complaints", "orders")
KEYWORDS = ("delivery", "opening_hours")
_PARTS = Path(__file__).parents[2] / "plugins" / "roundup" / "tracker"
_PASSWORD = "loopback-only"


@dataclass(frozen=True)
class Tracker:
    """`home` is its folder."""

    url: str
    home: Path

    @property
    def secret(self) -> dict[str, str]:
        """What the hub signs in with."""
        return {"base_url": self.url, "token": f"{HUB}:{_PASSWORD}"}

    @property
    def mails(self) -> str:
        """What it would have sent."""
        sent = self.home / "mails"
        return sent.read_text() if sent.exists() else ""

    def person(self, name: str) -> httpx.Client:
        """A client of its REST interface, as one of its users."""
        headers = {"x-requested-with": "rest", "accept": "application/json", "origin": self.url}
        return httpx.Client(base_url=f"{self.url}/rest/data", auth=(name, _PASSWORD), headers=headers, trust_env=False, timeout=20)

    def write_in(self, customer: str, title: str, text: str) -> str:
        """An issue with one message, as its pages would make it; its number."""
        with self.person(customer) as browser:
            message = browser.post("/msg", json={"content": text, "author": customer}).raise_for_status().json()["data"]["id"]
            answer = browser.post("/issue", json={"title": title, "messages": [message]}).raise_for_status()
        return str(answer.json()["data"]["id"])

    def issue(self, number: str) -> dict[str, Any]:
        """All that the tracker says of an issue, as its administrator sees it."""
        with self.person("admin") as browser:
            attributes: dict[str, Any] = (
                browser.get(f"/issue/{number}", params={"@verbose": "2"}).raise_for_status().json()["data"]["attributes"]
            )
        return attributes


@contextmanager
def tracker(home: Path, *, hub: str, key: str, detector: str = "", **settings: str) -> Iterator[Tracker]:
    """A new tracker with people in it, which tells the hub at `hub`.

    `detector` is the source of one more; `settings` are those of config.ini, by section and name.
    """
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    home.mkdir(exist_ok=True)
    _install(home, url, settings)
    _fit_in(home, countersign_url=hub, countersign_key=key)
    (home / "detectors" / "more.py").write_text(detector or "def init(db): pass")
    _admin(home, "initialise", _PASSWORD)
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("serve_roundup.py")), str(home), str(port)]
    with running("Roundup", command, port=port, path="/@@file/style.css", home=home):
        yield Tracker(url, home)


def _install(home: Path, url: str, settings: Mapping[str, str]) -> None:
    chosen = {
        "tracker_web": f"{url}/",
        "mail_domain": "larkfield.example",
        "mail_host": LOOPBACK,
        "mail_debug": str(home / "mails"),
        # As few as Roundup lets be: every request hashes the password.
        "password_pbkdf2_default_rounds": "1000",
        "web_allowed_api_origins": "https://countersign.invalid",
        **settings,
    }
    _admin(home, "install", "classic", "sqlite", ",".join(f"{name}={value}" for name, value in chosen.items()))
    people = [(name, "Customer") for name in CUSTOMERS] + [(name, "User") for name in (HUB, *TEAMS)]
    _append(
        home / "initial_data.py",
        f"for name, role in {people}:",
        "    user.create(username=name, password=adminpw, address=f'{name}@larkfield.example', roles=role)",
        f"for name in {KEYWORDS}:",
        "    db.getclass('keyword').create(name=name)",
    )


def _fit_in(home: Path, **settings: str) -> None:
    """What plugins/roundup/README.md tells an operator to do."""
    (home / "detectors" / "countersign_hub.py").write_text((_PARTS / "countersign_hub.py").read_text())
    _append(home / "detectors" / "config.ini", "[main]", *(f"{name} = {value}" for name, value in settings.items()))
    _append(home / "schema.py", (_PARTS / "schema_countersign.py").read_text())


def _append(file: Path, *lines: str) -> None:
    with file.open("a") as open_file:
        open_file.write("\n".join(("", *lines, "")))


def _admin(home: Path, *words: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "roundup.scripts.roundup_admin", "-i", str(home), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  the command is ours
