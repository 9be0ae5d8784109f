"""What the customer wrote, in the content store and nowhere else (I12)."""

from countersign.errors import ContentAlteredError
from countersign.model.canonical import digest
from countersign.model.case import Case, Interaction
from countersign.ports import Content

CONTENT_TAG = "countersign-content-v1"


def content_digest(interaction: Interaction) -> str:
    """By this a case knows its text."""
    return digest(CONTENT_TAG, interaction.to_json())


def load_interaction(content: Content, case: Case) -> Interaction:
    """The text as it arrived; raises ContentAlteredError for another one (I10), KeyError for one that was erased."""
    interaction = Interaction.model_validate_json(content.get(case.content_key))
    if content_digest(interaction) != case.content_digest:
        raise ContentAlteredError("the stored text is not the one that arrived")
    return interaction
