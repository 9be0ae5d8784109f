"""template.yaml as CloudFormation gets it from the SAM transform, so that tests see the real roles, routes and schedules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from samcli.lib.translate.sam_template_validator import SamTemplateValidator
from samcli.yamlhelper import yaml_parse

ROOT = Path(__file__).parents[1]


class Permission(NamedTuple):
    """One thing that a role may do. `partitions` are the patterns of keys that it is bounded to, if it is."""

    role: str
    action: str
    resource: str
    partitions: frozenset[str] | None


class _NoManagedPolicies:
    """The template names managed policies by ARN only, so none is looked up."""

    def load(self) -> dict[str, str]:
        return {}


def source() -> dict[str, Any]:
    return yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))


def deployed() -> dict[str, Any]:
    parameters = {"PolicyBundleDigest": "0" * 64}
    validator = SamTemplateValidator(source(), _NoManagedPolicies(), region="eu-west-1", parameter_overrides=parameters)
    return yaml_parse(validator.get_translated_template_if_valid())


def of_type(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: resource["Properties"] for name, resource in template["Resources"].items() if resource["Type"] == kind}


def named(value: Any) -> str:
    """`!Ref X` and `!GetAtt X.Arn` as "X", `!Sub` as its text."""
    match value:
        case {"Ref": name}:
            return name
        case {"Fn::GetAtt": [name, *_]}:
            return name
        case {"Fn::Sub": str(text)}:
            return text
        case str():
            return value
    raise ValueError(value)


def permissions(template: dict[str, Any]) -> Iterator[Permission]:
    for role, properties in of_type(template, "AWS::IAM::Role").items():
        for policy in properties.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield from _permissions_in(statement, role)


def _permissions_in(statement: dict[str, Any], role: str) -> Iterator[Permission]:
    keys = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
    for action in _listed(statement["Action"]):
        for resource in _listed(statement["Resource"]):
            yield Permission(role, action, named(resource), None if keys is None else frozenset(keys))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
