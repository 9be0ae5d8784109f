"""A Tryton on the loopback, with parties: software nobody here wrote, in the environment that .ci/servers made for it."""

import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.servers.running import running

from countersign.local.ports import LOOPBACK, free_port

ENVIRONMENT = Path("/opt/countersign/tryton/bin")
EMAIL, PHONE = "greta@mail.example", "+4915550100001"
_USER, _PASSWORD = "admin", "loopback-only"
_DATABASE = "company"


@dataclass(frozen=True)
class Tryton:
    """`url` names the database."""

    url: str
    session: tuple[str, str]

    @property
    def secret(self) -> dict[str, str]:
        """What the hub signs in with."""
        return {"base_url": self.url, "username": _USER, "password": _PASSWORD}

    def call(self, method: str, *params: Any) -> Any:
        """What somebody at Tryton's own client does."""
        return _call(self.url, f"model.{method}", *params, {}, session=self.session)

    def take_on(self, customer_id: str) -> None:
        """A new customer, with an e-mail address and a phone number."""
        categories = [self._named("party.category", name) for name in ("identity verified", "UTC+01:00")]
        country = self._named("country.country", "Germany", code="DE")
        mechanisms = [{"type": "email", "value": EMAIL}, {"type": "phone", "value": PHONE}]
        party = {"name": "Greta Holm", "code": customer_id, "categories": [["add", categories]]}
        party |= {"contact_mechanisms": [["create", mechanisms]], "addresses": [["create", [{"city": "Kiel", "country": country}]]]}
        self.call("party.party.create", [party])

    def _named(self, model: str, name: str, **more: Any) -> int:
        found = self.call(f"{model}.search", [["name", "=", name]])
        return int((found or self.call(f"{model}.create", [{"name": name, **more}]))[0])


@contextmanager
def tryton(home: Path) -> Iterator[Tryton]:
    """A new database, which takes a while."""
    port = free_port()
    settings = home / "trytond.conf"
    # A file to serve, for it answers GET with nothing else.
    (home / "www").mkdir()
    (home / "www" / "up").touch()
    settings.write_text(f"[database]\nuri = sqlite://\npath = {home}\n[web]\nlisten = {LOOPBACK}:{port}\nroot = {home}/www\n")
    (home / f"{_DATABASE}.sqlite").touch()
    (home / "password").write_text(_PASSWORD)
    options = ["-c", str(settings), "-d", _DATABASE]
    _make(home, [*options, "-u", "party", "--activate-dependencies", "--email", "admin@larkfield.example"])
    with running("Tryton", [str(ENVIRONMENT / "trytond"), *options], port=port, path="/up", home=home) as url:
        database = f"{url}/{_DATABASE}"
        user, token, *_ = _call(database, "common.db.login", _USER, {"password": _PASSWORD}, "en")
        yield Tryton(database, (str(user), token))


def _make(home: Path, options: list[str]) -> None:
    command = [str(ENVIRONMENT / "trytond-admin"), *options]
    with (home / "made").open("wb") as log:
        subprocess.run(command, check=True, env={"TRYTONPASSFILE": str(home / "password")}, stdout=log, stderr=log)  # noqa: S603  Tryton's own


def _call(url: str, method: str, *params: Any, session: tuple[str, str] | None = None) -> Any:
    named = b64encode(":".join((_USER, *session)).encode()).decode() if session else ""
    headers = {"authorization": f"Session {named}"} if session else {}
    call = {"id": 0, "method": method, "params": params}
    answer = httpx.post(f"{url}/rpc/", json=call, headers=headers, trust_env=False, timeout=20).raise_for_status().json()
    assert "error" not in answer, answer["error"]
    return answer["result"]
