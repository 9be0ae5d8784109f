"""`countersign triage`: train, measure and try the intent model."""

import json
from pathlib import Path

import click

from countersign.triage.assess import assess
from countersign.triage.labelled import CorpusError, Labelled, check_learnable, read_labelled
from countersign.triage.measuring import measure
from countersign.triage.model import IntentModel, ModelCard
from countersign.triage.model_file import FILE_NAME, ModelFileError, dump, embedded, load

_PACKAGED = Path(__file__).parents[1] / "triage" / "model"


class UnusableInputError(click.ClickException):
    """The command cannot work with what it was given."""

    exit_code = 2


_existing = click.Path(exists=True, dir_okay=False, path_type=Path)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object for machines.")


@click.group()
def triage() -> None:
    """Train, measure and try the model that tells what a customer wants."""


@triage.command()
@click.argument("file", type=_existing)
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=_PACKAGED, help="Folder for the model.")
@click.option("--seed", type=int, default=0, show_default=True, help="For the folds; the same seed gives the same file.")
@_as_json
def train(file: Path, output: Path, seed: int, *, as_json: bool) -> None:
    """Learn from FILE, a CSV with the columns text and label (or category)."""
    labelled = _read(file)
    try:
        check_learnable(labelled)
    except CorpusError as error:
        raise UnusableInputError(f"{file}: {error}") from error
    model = _trained(labelled, seed)
    target = output / FILE_NAME
    output.mkdir(parents=True, exist_ok=True)
    target.write_bytes(dump(model))
    click.echo(json.dumps({"model": str(target), "card": model.card.to_json()}) if as_json else f"{_told(model.card)}\nWritten to {target}")


@triage.command()
@click.argument("file", type=_existing)
@click.option("--model", "model_file", type=_existing, help="Another model than the packaged one.")
@_as_json
def evaluate(file: Path, model_file: Path | None, *, as_json: bool) -> None:
    """Measure the model on FILE, labelled texts that it was not trained on."""
    labelled, model = _read(file), _model(model_file)
    if labelled.sha256 == model.card.corpus_sha256:
        raise UnusableInputError(
            f"{file}: the model was trained on this file; `countersign triage train` prints what it makes of unseen texts"
        )
    performance = measure(model, labelled)
    if as_json:
        click.echo(json.dumps(performance.to_json()))
        return
    click.echo(f"texts     {performance.texts}")
    click.echo(f"accuracy  {_percent(performance.accuracy_bp)}")
    click.echo(f"known     {_percent(performance.coverage_bp)}, of these wrong {_percent(performance.error_bp)}")


@triage.command(name="try")
@click.argument("text")
@click.option("--model", "model_file", type=_existing, help="Another model than the packaged one.")
@_as_json
def try_text(text: str, model_file: Path | None, *, as_json: bool) -> None:
    """Show what triage makes of TEXT."""
    assessment = assess(_model(model_file), text).to_json()
    if as_json:
        click.echo(json.dumps(assessment))
        return
    for name, value in assessment.items():
        click.echo(f"{name:<15} {json.dumps(value, ensure_ascii=False)}")


def _read(file: Path) -> Labelled:
    try:
        return read_labelled(file)
    except CorpusError as error:
        raise UnusableInputError(f"{file}: {error}") from error


def _model(file: Path | None) -> IntentModel:
    try:
        return load(file.read_bytes()) if file else embedded()
    except ModelFileError as error:
        raise UnusableInputError(f"{file}: {error}") from error


def _trained(labelled: Labelled, seed: int) -> IntentModel:
    try:
        from countersign.triage.training import train as train_model
    except ModuleNotFoundError as error:
        raise UnusableInputError(f"training needs {error.name}: install countersign with its extra `train`") from error
    return train_model(labelled, seed=seed, tell=lambda event: click.echo(event, err=True))


def _told(card: ModelCard) -> str:
    certificate, measured = card.certificate, card.measured
    promise = (
        f"certified: at most {_percent(certificate.alpha_bp)} wrong with confidence {_percent(10_000 - certificate.delta_bp)}"
        if certificate.certified
        else "a fixed cautious value: too few texts to certify one"
    )
    held_out = f"{measured.texts} texts in {measured.folds} folds: accuracy {_percent(measured.accuracy_bp)}"
    return "\n".join(
        (
            f"labels     {len(card.labels)}",
            f"unseen     {held_out}, calibration error {_percent(measured.calibration_error_bp)}",
            f"threshold  {_percent(certificate.threshold_bp)} ({promise})",
            f"automated  {certificate.accepted} of {measured.texts}, {certificate.errors} of them wrong",
        )
    )


def _percent(basis_points: int) -> str:
    return f"{basis_points / 100:.2f} %"
