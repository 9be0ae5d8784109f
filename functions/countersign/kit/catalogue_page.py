"""The catalogue: what each approved connector can do to a customer, and how well that was checked."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from countersign.kit.report import Report
from countersign.kit.signing import signed_by
from countersign.pins import manifest_digest
from countersign.sdk.contract import ActionDescriptor, Effect, Manifest

_INTRODUCTION = """# The catalogue

Written by `countersign connector docs` from the manifests of `connectors.txt` and the conformance reports beside them. What an action is
declared to do is what policies are written against; the kit held it against what it does.
"""
REPORT = "conformance.json"
ELSEWHERE = "its code runs elsewhere, by another team"
_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def catalogue_page(
    folders: Mapping[Path, Sequence[Manifest]], trusted_key: str | None = None, elsewhere: Collection[str] = frozenset()
) -> str:
    """The text of `plugins/CATALOGUE.md`, of each distribution's folder and manifests; `elsewhere` are connectors that others run."""
    parts = [_part(folder, manifest, trusted_key, elsewhere) for folder, manifests in folders.items() for manifest in manifests]
    return "\n".join([_INTRODUCTION, *parts]).rstrip() + "\n"


def _part(folder: Path, manifest: Manifest, trusted_key: str | None, elsewhere: Collection[str]) -> str:
    about = (
        f"`{manifest.name}` {manifest.version}",
        ", ".join(manifest.capabilities),
        f"signs in by `{manifest.auth.scheme}`",
        *((ELSEWHERE,) if manifest.name in elsewhere else ()),
        _level(folder / REPORT, manifest, trusted_key),
        f"[page]({folder.name}/README.md)",
    )
    lines = [
        f"## {manifest.title}",
        "",
        " · ".join(about),
        "",
        "| action | effect | who or what | stops a second one | undo | personal data |",
        "|---|---|---|---|---|---|",
        *(_row(action) for action in manifest.actions),
        "",
    ]
    if manifest.event_types:
        lines += [f"Webhooks: {', '.join(f'`{event}`' for event in manifest.event_types)}.", ""]
    return "\n".join(lines)


def _level(file: Path, manifest: Manifest, trusted_key: str | None) -> str:
    """What the report of exactly this manifest says; a report of another one says nothing."""
    report = Report.model_validate_json(file.read_bytes()) if file.is_file() else None
    if report is None or report.manifest != manifest_digest(manifest):
        return "not checked"
    signer = signed_by(file, trusted_key) if trusted_key else None
    level = report.level or "below bronze"
    return f"{level}, against its {report.target}" + (f", signed by `{signer}`" if signer else "")


def _row(action: ActionDescriptor) -> str:
    about = [name.removeprefix("/") for name in (action.recipient_path, action.amount_path, action.currency_path) if name]
    personal = [pointer.removeprefix("/") for pointer in action.personal_data]
    cells = [f"`{action.name}`", action.effect.value, ", ".join(about), _once(action), _undo(action), ", ".join(personal)]
    return "| " + " | ".join(cells) + " |"


def _once(action: ActionDescriptor) -> str:
    if action.effect is Effect.READ or action.idempotency is None:
        return ""
    window = action.idempotency.window_seconds
    by = {
        "native": f"the system's key, for {span(window or 0)}",
        "natural_key": "our key on the object",
        "ledger_only": "the hub's ledger alone",
    }
    return by[action.idempotency.mode]


def _undo(action: ActionDescriptor) -> str:
    return f"`{action.undo}`, for {span(action.undo_seconds or 0)}" if action.undo else action.no_undo_reason or ""


def span(seconds: int) -> str:
    """In the largest unit that leaves no rest."""
    unit, length = next((unit, length) for unit, length in _UNITS if seconds % length == 0)
    return f"{seconds // length} {unit}{'' if seconds == length else 's'}"
