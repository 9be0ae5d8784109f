"""A MediaWiki on the loopback, of Debian's package: software nobody here wrote."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.running import running

from countersign.local.ports import LOOPBACK, free_port

_EDITOR = "Admin"
_HUB, _BOT = "Hub", "countersign"
_PASSWORD = "0123456789abcdefghijklmnopqrstuv"
_MAINTENANCE = Path("/usr/share/mediawiki/maintenance")
_SITE = Path("/var/lib/mediawiki")


@dataclass(frozen=True)
class Wiki:
    """`home` is its folder."""

    url: str
    home: Path

    @property
    def secret(self) -> dict[str, str]:
        """What the hub signs in with: a bot password that may only read."""
        return {"base_url": self.url, "username": f"{_HUB}@{_BOT}", "password": _PASSWORD}

    @property
    def user(self) -> dict[str, str]:
        """What the same user signs in with as a person, whose edits are counted; an administrator's are not."""
        return {"lgname": _HUB, "lgpassword": _PASSWORD[::-1]}

    def write(self, title: str, text: str) -> None:
        """A page, new or edited."""
        self.maintain("edit", "--user", _EDITOR, title, said=text)

    def approve(self, title: str) -> None:
        """Only administrators may edit it from here on."""
        self.maintain("protect", "--user", _EDITOR, title)

    def forget_sessions(self) -> None:
        """As a wiki does whose cache was emptied."""
        with closing(sqlite3.connect(self.home / "wikicache.sqlite", timeout=10)) as cache, cache:
            cache.execute("DELETE FROM objectcache")

    def maintain(self, script: str, *words: str, said: str = "") -> None:
        """One of MediaWiki's own maintenance scripts; raises CalledProcessError."""
        _php(str(_MAINTENANCE / f"{script}.php"), *words, said=said, home=self.home)


@contextmanager
def wiki(home: Path) -> Iterator[Wiki]:
    """A new wiki. Fails where the package is not installed."""
    port = free_port()
    up = Wiki(f"http://{LOOPBACK}:{port}", home)
    _make(up)
    command = ["php", "-S", f"{LOOPBACK}:{port}", "-t", str(_SITE)]
    with running("MediaWiki", command, port=port, path="/api.php", home=home, more={"MW_CONFIG_FILE": str(home / "LocalSettings.php")}):
        yield up


def _make(up: Wiki) -> None:
    places = ["--dbtype", "sqlite", "--dbpath", str(up.home), "--confpath", str(up.home)]
    script = str(_MAINTENANCE / "install.php")
    _php(script, *places, "--server", up.url, "--scriptpath", "", "--pass", _PASSWORD, "Larkfield", _EDITOR, home=None)
    with (up.home / "LocalSettings.php").open("a") as settings:
        # Counting edits needs a cache that outlives a request.
        settings.write("\n$wgMainCacheType = CACHE_DB;\n$wgRateLimits = ['edit' => ['user' => [2, 3600]]];\n")
    up.maintain("createAndPromote", _HUB, _PASSWORD[::-1])
    up.maintain("createBotPassword", "--appid", _BOT, "--grants", "basic", _HUB, _PASSWORD)


def _php(*words: str, home: Path | None, said: str = "") -> None:
    environment = {**os.environ, **({"MW_CONFIG_FILE": str(home / "LocalSettings.php")} if home else {})}
    subprocess.run(["php", *words], check=True, input=said, text=True, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603, S607  ours; as installed
