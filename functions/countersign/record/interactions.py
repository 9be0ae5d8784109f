"""What the customer wrote, in the content store and nowhere else (I12)."""

from countersign.errors import ContentAlteredError
from countersign.model.case import Case, Interaction
from countersign.model.commitment import committed
from countersign.ports import Content


def content_digest(interaction: Interaction, salt: str) -> str:
    """By this a case knows its text, and the record commits to it."""
    return committed(salt, "content", interaction.to_json())


def load_interaction(content: Content, case: Case, salt: str) -> Interaction:
    """The text as it arrived; raises ContentAlteredError for another one (I10), KeyError for one that was erased."""
    interaction = Interaction.model_validate_json(content.get(case.content_key))
    if content_digest(interaction, salt) != case.content_digest:
        raise ContentAlteredError("the stored text is not the one that arrived")
    return interaction
