"""Finding cases and decisions, how the hub is doing, and which policies are in force."""

from countersign.api_document.cases import CaseLine
from countersign.api_document.operation import DAY, Listed, Operation, Parameter, Told
from countersign.approving.quality import DAYS, MOST_DAYS, Quality
from countersign.model.case import CaseState
from countersign.model.decision import Verdict
from countersign.model.frozen import Digest, Moment
from countersign.policy.shadow import Difference
from countersign.policy.summary import BundleSummary
from countersign.record.bundles import Published
from countersign.record.indexes import DecisionEntry
from countersign.viewing.health import Sign
from countersign.viewing.notices import Undelivered

_NAME = {"type": "string", "minLength": 1, "maxLength": 100}


class FoundCases(Listed):
    """Cases, the newest first."""

    cases: tuple[CaseLine, ...]


class FoundDecisions(Listed):
    """Decisions, the newest first."""

    decisions: tuple[DecisionEntry, ...]


class Rung(Told):
    """A rung of the ladder of whom to ask, and how many questions stand there."""

    rung: int
    open: int


class Due(Told):
    """Something that the sweep drives on next."""

    kind: str
    name: str
    since: Moment


class Health(Told):
    """Signs in the order in which one would look."""

    signs: tuple[Sign, ...]
    ladder: tuple[Rung, ...]
    due: tuple[Due, ...]
    notices: tuple[Undelivered, ...]


class Policies(Told):
    """What decides now."""

    digest: Digest | None
    """Of the bundle in force; null where none is, and then nothing is warranted."""
    since: Moment | None
    bundle: BundleSummary | None
    """Null where nobody has told the hub what is in the bundle."""
    backtest: Published | None
    """The latest report on what other policies would have changed."""


class OtherVerdict(Told):
    """A decision that the bundle on trial would have made otherwise."""

    at: Moment
    case_id: str
    action: Digest
    difference: Difference


class Differences(Listed):
    """Those of one day, the newest first."""

    day: str
    differences: tuple[OtherVerdict, ...]


DAYS_BACK = Parameter(
    "days", "query", {"type": "integer", "minimum": 1, "maximum": MOST_DAYS, "default": DAYS}, "So many days (UTC), today the last."
)

OPERATIONS = (
    Operation(
        "GET",
        "/search",
        "search",
        "Cases",
        "Find cases by what you have in hand, or cases and decisions of a day",
        "Give `q`, the id of a case, ticket, customer or approval or the digest of an action; or `day`, and what became of it. With a"
        " `verdict` or a `policy` the answer is decisions, else cases.",
        FoundCases,
        alternative=FoundDecisions,
        parameters=(
            Parameter("q", "query", _NAME, "An id of any kind. Excludes the others."),
            Parameter("day", "query", DAY, "What was received or decided on this day (UTC)."),
            Parameter("state", "query", {"type": "string", "enum": [*CaseState]}, "Only cases in this state."),
            Parameter("intent", "query", _NAME, "Only of this intent."),
            Parameter("verdict", "query", {"type": "string", "enum": [*Verdict]}, "Only decisions with this verdict."),
            Parameter("policy", "query", _NAME, "Only decisions that this policy determined."),
        ),
        is_list=True,
    ),
    Operation(
        "GET",
        "/health",
        "showHealth",
        "Overview",
        "Signs of how the hub is doing",
        "Each says itself whether somebody should look, and why.",
        Health,
    ),
    Operation(
        "GET",
        "/quality",
        "showQuality",
        "Overview",
        "How the asking goes",
        "How long people take, how often they differ, and how often what they approved was taken back. Everybody sees their own answers;"
        " members of `risk`, `compliance` and `operator`, see all, by approver and by policy. A low number is a question"
        " about what is asked before it is one about who answers.",
        Quality,
        parameters=(DAYS_BACK,),
    ),
    Operation(
        "GET",
        "/policies",
        "showPolicies",
        "Overview",
        "Which policies are in force",
        "Every policy in its own words, with the tables beside them.",
        Policies,
    ),
    Operation(
        "GET",
        "/policies/differences",
        "listDifferences",
        "Overview",
        "What a bundle on trial would have decided otherwise",
        "Decisions of one day; the bundle on trial never decides anything itself.",
        Differences,
        parameters=(Parameter("day", "query", DAY, "A date such as `2026-11-21`; today if it is left out."),),
        is_list=True,
    ),
)
