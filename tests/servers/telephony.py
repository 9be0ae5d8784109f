"""A telephony server nobody here wrote, a customer and two teams, on the loopback: Kamailio, baresip, and SIPp."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

from tests.servers.running import running
from tests.servers.waiting import until

from countersign.local import process
from countersign.local.ports import LOOPBACK, free_port

CUSTOMER_NUMBER = "+4915550100001"
TOKEN = "loopback-only"
_PARTS = Path(__file__).with_name("kamailio")
_SIP_PORT = 5060
_PHONES = ("customer", "orders", "complaints")


@dataclass(frozen=True)
class Telephony:
    """`home` has a folder for each phone; what a phone said is in its `log`."""

    url: str
    home: Path

    def heard_by(self, phone: str) -> str:
        """All messages of SIP that a team's phone received and sent."""
        return "".join(file.read_text(errors="replace") for file in (self.home / phone).glob("*_messages.log"))


@contextmanager
def telephony(home: Path) -> Iterator[Telephony]:
    """Everybody answers at once. Only one at a time: the connector knows Kamailio by its usual port."""
    ports = {name: _free_udp_port() for name in _PHONES}
    with ExitStack() as stack:
        for name in _PHONES:
            folder = home / name
            folder.mkdir()
            command = _customers_phone(folder, ports[name]) if name == "customer" else _teams_phone(folder, ports[name])
            stack.enter_context(_phone(command, folder, ports[name]))
        yield Telephony(stack.enter_context(_kamailio(home, ports)), home)


@contextmanager
def _kamailio(home: Path, ports: Mapping[str, int]) -> Iterator[str]:
    port = free_port()
    command = ["kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(home), "-f", str(_PARTS / "kamailio.cfg")]
    command += ["-l", f"udp:{LOOPBACK}:{_SIP_PORT}", "-l", f"tcp:{LOOPBACK}:{port}"]
    whither = {name.upper(): f"sip:{LOOPBACK}:{number}" for name, number in ports.items()}
    more = {**whither, "CUSTOMER_NUMBER": CUSTOMER_NUMBER, "COUNTERSIGN_TOKEN": TOKEN, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    with running("Kamailio", command, port=port, path="/health", home=home, more=more) as url:
        yield url


def _customers_phone(folder: Path, port: int) -> list[str]:
    """Debian's baresip, which answers by itself, and follows a REFER; its audio is a loop without a device."""
    config = {
        "poll_method": "epoll",
        "sip_listen": f"{LOOPBACK}:{port}",
        "audio_player": "aubridge,null",
        "audio_source": "aubridge,null",
        "audio_alert": "aubridge,null",
        "module_path": "/usr/lib/baresip/modules",
    }
    modules = (("module", "g711.so"), ("module", "aubridge.so"), ("module_app", "account.so"), ("module_app", "menu.so"))
    (folder / "config").write_text("".join(f"{name} {value}\n" for name, value in (*config.items(), *modules)))
    account = f'<sip:{CUSTOMER_NUMBER}@{LOOPBACK}>;regint=0;answermode=auto;outbound="sip:{LOOPBACK}:{_SIP_PORT}";audio_codecs=PCMU'
    (folder / "accounts").write_text(f"{account}\n")
    return ["baresip", "-f", str(folder)]


def _teams_phone(folder: Path, port: int) -> list[str]:
    """SIPp writes its log of messages beside the scenario."""
    scenario = Path(copy(_PARTS / "team.xml", folder))
    return ["sipp", "-sf", str(scenario), "-i", LOOPBACK, "-p", str(port), "-nostdin", "-trace_msg"]


@contextmanager
def _phone(command: list[str], folder: Path, port: int) -> Iterator[None]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TERM": "dumb", "LANG": "C.UTF-8"}
    started = process.start(command, environment=environment, log=folder / "log", folder=folder)
    try:
        until(lambda: not _is_free(port), f"{command[0]} listens on {port}")
        yield
    finally:
        # A phone would first say goodbye to everybody.
        process.kill_group(started.pid)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
