import numpy as np
import pytest

from countersign.triage.classify import classify
from countersign.triage.fitting import fit
from countersign.triage.labelled import read_labelled
from countersign.triage.model_file import ModelFileError, dump, load
from countersign.triage.scoring import probabilities
from countersign.triage.training import train


def quiet(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def trained(small_corpus):
    return train(small_corpus, seed=3, tell=quiet)


def test_probabilities_are_those_of_scikit_learn_at_the_models_temperature(small_corpus, trained):
    texts = [
        *small_corpus.texts,
        "how do I sail",
        "light LIGHT light!!",
        "Ich möchte ein Boot",
        "word salad about 77 lanterns and a yacht",
        "",
    ]
    fitted = fit(small_corpus.texts, small_corpus.labels, seed=3)
    own = fitted.classifier.predict_proba(fitted.vectorizer.transform(texts)) ** (1_000 / trained.card.temperature_milli)
    ours = np.array([probabilities(trained, text) for text in texts])
    np.testing.assert_allclose(ours, own / own.sum(axis=1, keepdims=True), atol=2e-4)


def test_two_labels_agree_with_scikit_learn_too(write_csv, small_corpus):
    pairs = [pair for pair in zip(small_corpus.texts, small_corpus.labels, strict=True) if pair[1] != "unknown"]
    two = read_labelled(write_csv(pairs))
    model, fitted = train(two, seed=0, tell=quiet), fit(two.texts, two.labels, seed=0)
    own = fitted.classifier.predict_proba(fitted.vectorizer.transform(two.texts)) ** (1_000 / model.card.temperature_milli)
    ours = np.array([probabilities(model, text) for text in two.texts])
    np.testing.assert_allclose(ours, own / own.sum(axis=1, keepdims=True), atol=2e-4)


def test_the_same_texts_and_seed_give_the_same_file(small_corpus, trained):
    assert dump(train(small_corpus, seed=3, tell=quiet)) == dump(trained)


def test_a_model_read_back_judges_as_before(trained):
    again = load(dump(trained))
    assert again.card == trained.card
    assert classify(again, "how do I sail a canoe?") == classify(trained, "how do I sail a canoe?")


def test_few_texts_certify_nothing_and_the_card_says_so(trained):
    assert not trained.card.certificate.certified
    assert trained.card.certificate.threshold_bp == 9_000


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content[:-1] + b"\x01", lambda _: b"{}\n", lambda _: b""])
def test_a_damaged_model_is_refused(trained, damage):
    with pytest.raises(ModelFileError):
        load(damage(dump(trained)))
