"""How triage does on public intent data: `python -m tests.benchmarks.triage [--json]`.

The data lie beside the repository in `../shared/data` and are never part of it; without them this says so and ends. Both sets are
split by a fixed seed, and only the part that no training and no choice has seen is reported. The unseen part of clinc150 holds five
times the share of out-of-scope texts that the training part holds: there the promised error is not owed, and what it costs is seen.

banking77: I. Casanueva et al., Efficient Intent Detection with Dual Sentence Encoders, 2020, arXiv 2003.04807; CC BY 4.0.
clinc150: S. Larson et al., An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction, 2019, D19-1131; CC BY 3.0.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from countersign.model.frozen import BasisPoints, Frozen
from countersign.triage.labelled import Labelled, read_labelled
from countersign.triage.measuring import auroc_bp, calibration_error_bp, measure
from countersign.triage.model import UNKNOWN, IntentModel
from countersign.triage.risk_control import Judged
from countersign.triage.scoring import probabilities
from countersign.triage.training import train

DATA = Path(__file__).parents[3] / "shared" / "data"
SEED = 20_261_121
TRAINING_SHARE = 0.7

Split = tuple[Labelled, Labelled]


class Result(Frozen):
    """Shares in basis points of the unseen texts; coverage and error at the certified threshold; None where a set has no foreign texts."""

    data: str
    trained_on: int
    unseen: int
    accuracy_bp: BasisPoints
    calibration_error_bp: BasisPoints
    certified: bool
    threshold_bp: BasisPoints
    coverage_bp: BasisPoints
    error_bp: BasisPoints
    out_of_scope_auroc_bp: BasisPoints | None


def banking77(folder: Path) -> Split:
    """All texts are in scope."""
    whole = read_labelled(folder / "train.csv")
    order = list(range(len(whole.texts)))
    random.Random(SEED).shuffle(order)  # noqa: S311  a fixed seed, no secret
    cut = int(TRAINING_SHARE * len(order))
    rows = list(zip(whole.texts, whole.labels, strict=True))
    return labelled([rows[i] for i in order[:cut]]), labelled([rows[i] for i in order[cut:]])


def clinc150(folder: Path) -> Split:
    """The validation parts are the unseen ones; out-of-scope texts carry the label `unknown`."""
    parts: Mapping[str, list[tuple[str, str]]] = json.loads((folder / "data.json").read_text())
    seen, unseen = (
        labelled([(text, UNKNOWN if intent == "oos" else intent) for part in names for text, intent in parts[part]])
        for names in (("train", "oos_train"), ("val", "oos_val"))
    )
    return seen, unseen


SETS: Mapping[str, Callable[[Path], Split]] = {"banking77": banking77, "clinc150": clinc150}


def labelled(rows: list[tuple[str, str]]) -> Labelled:
    """Rows as a training set, named by their digest."""
    texts, labels = zip(*rows, strict=True)
    return Labelled(texts=texts, labels=labels, sha256=hashlib.sha256(repr(rows).encode()).hexdigest())


def judge(name: str, seen: Labelled, unseen: Labelled) -> Result:
    """Train on `seen`, report on `unseen`."""
    model = train(seen, seed=SEED, tell=lambda event: click.echo(f"{name}: {event}", err=True))
    performance = measure(model, unseen)
    judged = list(_judged(model, unseen))
    return Result(
        data=name,
        trained_on=len(seen.texts),
        unseen=performance.texts,
        accuracy_bp=round(10_000 * sum(one.correct for one in judged) / len(judged)),
        calibration_error_bp=calibration_error_bp(judged),
        certified=model.card.certificate.certified,
        threshold_bp=model.card.certificate.threshold_bp,
        coverage_bp=performance.coverage_bp,
        error_bp=performance.error_bp,
        out_of_scope_auroc_bp=_out_of_scope_auroc(model, unseen),
    )


def _judged(model: IntentModel, unseen: Labelled) -> Iterator[Judged]:
    for text, label in zip(unseen.texts, unseen.labels, strict=True):
        best, guess = max(zip(probabilities(model, text), model.card.labels, strict=True))
        yield Judged(int(best * 10_000), guess == label)


def _out_of_scope_auroc(model: IntentModel, unseen: Labelled) -> int | None:
    """Texts of ours against foreign ones, by the highest probability of any intent but `unknown`."""
    scores: dict[bool, list[int]] = {True: [], False: []}
    for text, label in zip(unseen.texts, unseen.labels, strict=True):
        ranked = zip(model.card.labels, probabilities(model, text), strict=True)
        scores[label == UNKNOWN].append(int(10**9 * max(probability for name, probability in ranked if name != UNKNOWN)))
    return auroc_bp(inside=scores[False], outside=scores[True]) if scores[True] else None


def table(results: list[Result]) -> str:
    """One column a set."""
    rows = [(name, *(_shown(name, result.to_json()[name]) for result in results)) for name in Result.model_fields]
    return "\n".join(f"{name.removesuffix('_bp'):<24}" + "".join(f"{cell:>14}" for cell in cells) for name, *cells in rows)


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "-"
    return f"{value / 100:.2f} %" if name.endswith("_bp") else str(value)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for machines.")
def main(*, as_json: bool) -> None:
    """Measure on every set that is there."""
    present = {name: split for name, split in SETS.items() if (DATA / name).is_dir()}
    if not present:
        click.echo(f"no data: {' and '.join(SETS)} are expected in ../shared/data beside the repository; nothing measured", err=True)
        return
    results = [judge(name, *split(DATA / name)) for name, split in present.items()]
    click.echo(json.dumps({"results": [result.to_json() for result in results]}) if as_json else table(results))


if __name__ == "__main__":
    main()
