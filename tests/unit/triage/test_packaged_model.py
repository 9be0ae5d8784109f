import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

import countersign.triage
from countersign.triage.classify import classify
from countersign.triage.labelled import read_labelled

PACKAGE = Path(countersign.triage.__file__).parent
CORPUS = PACKAGE / "corpus" / "larkfield.csv"
CLEAR = {
    "Hello, I would like a refund for order ORD-1001, the watering can arrived with a crack.": "refund_request",
    "What are your opening hours on Saturday?": "opening_hours",
    "How long do I have to return something I bought?": "return_policy",
    "What do you charge for delivery to Belgium?": "delivery_cost",
    "Where is my order ORD-1002?": "order_status",
    "Please unsubscribe me from your newsletter, I get too many emails": "marketing_opt_out",
    "I would like you to close my account": "account_closure",
}
FOREIGN = (
    "Can you help me choose a name for my boat?",
    "xqzt wvvk plorf",
    "",
    "Gdzie jest najbliższa stacja kolejowa?",
    "Who painted the Mona Lisa?",
)


@pytest.mark.parametrize(("text", "intent"), CLEAR.items())
def test_a_clear_request_is_known_with_high_confidence(model, text, intent):
    classification = classify(model, text)
    assert (classification.intent, classification.known) == (intent, True)
    assert classification.confidence_bp >= 9_000


@pytest.mark.parametrize("text", FOREIGN)
def test_what_is_not_ours_is_unknown(model, text):
    classification = classify(model, text)
    assert (classification.intent, classification.known, classification.confidence_bp) == ("unknown", False, 0)


@pytest.mark.parametrize(
    "text",
    [
        "I do not want a refund for ORD-1001, I want a new watering can",
        "Could you send me another lid instead of refunding me?",
        "I would not like to cancel my order",
    ],
)
def test_a_wish_that_is_denied_is_not_acted_on(model, text):
    assert not classify(model, text).known


def test_words_never_met_are_unknown_however_sure_the_model_is(model):
    strange = "refund " + " ".join(f"zq{letter}xv" for letter in "abcdefgh")
    assert not classify(model, strange).known


def test_the_model_was_trained_on_the_corpus_beside_it(model):
    assert model.card.corpus_sha256 == hashlib.sha256(CORPUS.read_bytes()).hexdigest()


def test_the_judged_texts_are_not_in_the_corpus():
    assert not set(read_labelled(CORPUS).texts) & {*CLEAR, *FOREIGN}


def test_the_threshold_is_certified_on_unseen_texts(model):
    assert model.card.certificate.certified


def test_a_message_is_assessed_without_numpy_and_scikit_learn():
    code = (
        "import sys; sys.modules.update(numpy=None, sklearn=None)\n"
        "from countersign.triage.assess import assess\n"
        "from countersign.triage.model_file import embedded\n"
        "print(assess(embedded(), 'What are your opening hours?').intent)"
    )
    ran = subprocess.run(  # noqa: S603  our own interpreter and code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parents[1]
    )
    assert ran.stdout.strip() == "opening_hours"
