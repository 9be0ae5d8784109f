"""Can it be found, loaded quickly and read about?"""

from collections.abc import Iterator
from importlib import metadata

from countersign.connectors import load
from countersign.distributions import PluginSetupError
from countersign.kit import fresh
from countersign.kit.bench import Bench
from countersign.kit.check import Level, check
from countersign.kit.checks.purity import folder_of

IMPORT_SECONDS = 0.05
SIZE_BYTES = 1024 * 1024
_VERIFIED = "Verified against"


@check("CS-K01", Level.BRONZE, "Its distribution registers it, by a hook that there is")
def registered(bench: Bench) -> Iterator[str]:
    try:
        manifests = load([bench.subject.distribution]).manifests()
    except PluginSetupError as error:
        yield str(error)
        return
    if bench.manifest not in manifests:
        yield f"{bench.subject.distribution} registers {', '.join(manifest.name for manifest in manifests)}, not {bench.manifest.name}"


@check("CS-K02", Level.SILVER, "Importing it takes no more than 50 ms of CPU beyond the SDK")
def quick(bench: Bench) -> Iterator[str]:
    seconds = fresh.import_seconds(bench.subject.package)
    if seconds > IMPORT_SECONDS:
        yield f"importing {bench.subject.package} takes {seconds * 1000:.0f} ms of CPU"


@check("CS-K03", Level.SILVER, "Its package is smaller than 1 MiB")
def small(bench: Bench) -> Iterator[str]:
    files = [file for file in folder_of(bench.subject.package).rglob("*") if file.is_file() and file.suffix != ".pyc"]
    size = sum(file.stat().st_size for file in files)
    if size > SIZE_BYTES:
        yield f"{bench.subject.package} has {size} bytes"


@check("CS-K04", Level.GOLD, "It is typed")
def typed(bench: Bench) -> Iterator[str]:
    if not (folder_of(bench.subject.package) / "py.typed").is_file():
        yield f"{bench.subject.package} has no py.typed"


@check("CS-K05", Level.GOLD, "Its page names every action, and says what it was verified against")
def documented(bench: Bench) -> Iterator[str]:
    page = _page(bench)
    for name in bench.actions:
        if name not in page:
            yield f"the README does not speak of {name}"
    if _VERIFIED not in page:
        yield f"the README has no part {_VERIFIED!r}"


def _page(bench: Bench) -> str:
    """The README in a checkout; else as the installed distribution carries it."""
    readme = folder_of(bench.subject.package).parent / "README.md"
    if readme.is_file():
        return readme.read_text(encoding="utf-8")
    return str(metadata.metadata(bench.subject.distribution).json.get("description", ""))
