import json
import re
import tomllib
from datetime import timedelta

import pytest
from tests.deployed_template import ROOT, deployed, named, of_type, permissions, source

from countersign.sdk.event_bus import TOLERANCE_SECONDS
from countersign.sdk.notifiers import Occasion
from countersign.settings import LEAST_RETENTION_DAYS
from countersign.steps.execute import LEASE

TEMPLATE = deployed()
PERMISSIONS = tuple(permissions(TEMPLATE))
FUNCTIONS = of_type(TEMPLATE, "AWS::Lambda::Function")
ROUTES = of_type(TEMPLATE, "AWS::ApiGateway::RestApi")["Api"]["Body"]["paths"]
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
EVERY_STEP = {
    "Intake", "Triage", "Enrich", "Plan", "Gate", "RequestApproval", "RecordApproval", "Execute", "Escalate", "Measure", "Sweep", "Seal",
    "Console", "Drill", "Notify", "Privacy",
}  # fmt: skip


def who_may(actions, resource):
    """The steps whose roles may do any of `actions` on `resource`."""
    allowed = {permission.role for permission in PERMISSIONS if permission.action in actions and permission.resource == resource}
    return {role.removesuffix("Role").removesuffix("Function") for role in allowed}


def who_imports(layer):
    attached = {name: [named(each) for each in function["Layers"]] for name, function in FUNCTIONS.items()}
    return {name.removesuffix("Function") for name, layers in attached.items() if any(each.startswith(layer) for each in layers)}


def who_reads_secrets():
    return {
        permission.role.removesuffix("FunctionRole"): re.search(r"\$\{SecretsPrefix\}/\*/(\w+)-\?{6}$", permission.resource)[1]
        for permission in PERMISSIONS
        if permission.action.startswith("secretsmanager:")
    }


def test_there_is_one_function_a_step():
    assert {name.removesuffix("Function") for name in FUNCTIONS} == EVERY_STEP


def test_only_gate_may_write_warrants():
    assert who_may(WRITES, "WarrantTable") == {"Gate"}


def test_a_warrant_once_written_is_never_changed():
    assert who_may(WRITES - {"dynamodb:PutItem"}, "WarrantTable") == set()


def test_only_execute_reads_what_gate_permitted():
    assert who_may({"dynamodb:GetItem"}, "WarrantTable") == {"Gate", "Execute", "Privacy"}
    assert {each.partitions for each in PERMISSIONS if each.resource == "WarrantTable" and each.role == "PrivacyFunctionRole"} == {
        frozenset({"*|customer|*"})
    }


def test_who_has_no_business_with_personal_data_cannot_unseal_it():
    """I12."""
    assert who_may({"kms:Decrypt"}, "PrivacyKey") == EVERY_STEP - {"Drill", "Escalate", "Measure", "Sweep", "Seal"}
    assert who_may({"dynamodb:GetItem"}, "PrivacyTable") == who_may({"kms:Decrypt"}, "PrivacyKey")


def test_only_intake_makes_keys_and_only_privacy_destroys_them():
    assert who_may({"kms:GenerateDataKey"}, "PrivacyKey") == {"Intake"}
    assert who_may({"dynamodb:DeleteItem"}, "PrivacyTable") == {"Privacy"}
    assert who_may({"s3:DeleteObjectVersion"}, "${ContentBucket.Arn}/*") == {"Privacy"}


def test_a_destroyed_key_is_in_no_backup():
    """Every other table can be restored; what was erased is unreadable in it."""
    table = of_type(TEMPLATE, "AWS::DynamoDB::Table")["PrivacyTable"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}
    assert "StreamSpecification" not in table
    assert TEMPLATE["Resources"]["PrivacyTable"]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_only_record_approval_may_sign_grants_and_only_gate_verifies_them():
    assert who_may({"kms:Sign"}, "GrantKey") == {"RecordApproval"}
    assert who_may({"kms:Verify"}, "GrantKey") == {"Gate"}


def test_only_seal_may_sign_seals():
    assert who_may({"kms:Sign"}, "SealKey") == {"Seal"}


def test_task_tokens_are_closed_by_one_step_and_opened_by_those_that_answer():
    assert who_may({"kms:Encrypt"}, "TokenKey") == {"RequestApproval"}
    assert who_may({"kms:Decrypt"}, "TokenKey") == {"RecordApproval", "Sweep"}
    assert who_may({"states:SendTaskSuccess", "states:SendTaskFailure"}, "ApprovalWorkflow") == {"RecordApproval", "Sweep"}


def test_each_power_reads_its_own_credentials_only():
    assert who_reads_secrets() == {"Enrich": "read", "Execute": "write", "Intake": "webhook", "Notify": "notify"}


def test_each_power_assumes_its_own_roles_only():
    assumed = {(each.role, each.resource) for each in PERMISSIONS if each.action == "sts:AssumeRole"}
    role = "arn:${AWS::Partition}:iam::*:role/${SecretsPrefix}/*"
    assert assumed == {("EnrichFunctionRole", f"{role}-read"), ("ExecuteFunctionRole", f"{role}-write")}


def test_gate_can_neither_import_connectors_nor_others_its_policies():
    assert who_imports("ConnectorsLayer") == {"Intake", "Enrich", "Plan", "Execute"}
    assert who_imports("NotifiersLayer") == {"Notify"}
    assert who_imports("PoliciesLayer") == {"Gate"}
    assert who_imports("CoreLayer") == EVERY_STEP


def test_the_record_can_only_grow():
    assert who_may(WRITES - {"dynamodb:PutItem"}, "AuditTable") == set()
    assert who_may({"dynamodb:PutItem"}, "AuditTable") == EVERY_STEP


@pytest.mark.parametrize("step", ["Seal", "Notify"])
def test_who_only_reads_the_record_of_a_case_adds_nothing_to_it(step):
    added_to = {each.partitions for each in PERMISSIONS if each.role == f"{step}FunctionRole" and each.resource == "AuditTable"}
    assert added_to == {frozenset({"*|case|control"})}


def test_a_backlog_of_notices_is_out_of_the_sweeps_sight():
    seen = {each.role: each.partitions for each in PERMISSIONS if each.resource == "${StateTable.Arn}/index/due"}
    assert (seen["SweepFunctionRole"], seen["NotifyFunctionRole"]) == ({"sweep-*"}, {"notices-*"})


def test_notify_is_called_for_everything_that_there_are_words_for_and_nothing_else():
    streams = of_type(TEMPLATE, "AWS::Lambda::EventSourceMapping")
    (filters,) = [each["FilterCriteria"]["Filters"] for each in streams.values() if named(each["FunctionName"]) == "NotifyFunction"]
    assert [json.loads(each["Pattern"]) for each in filters] == [{"dynamodb": {"NewImage": {"type": {"S": list(Occasion)}}}}]


def test_a_mail_goes_out_in_one_name_only():
    (statement,) = of_type(TEMPLATE, "AWS::IAM::Policy")["SendMails"]["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}}


def test_whoever_has_connectors_asks_those_that_run_elsewhere_and_no_others():
    invoked, signed = (of_type(TEMPLATE, "AWS::IAM::Policy")[f"{name}RemoteConnectors"] for name in ("Invoke", "SignFor"))
    for policy in (invoked, signed):
        assert {named(role).removesuffix("FunctionRole") for role in policy["Roles"]} == who_imports("ConnectorsLayer")
    assert invoked["PolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": {"Ref": "RemoteFunctions"}}
    ]
    (statement,) = signed["PolicyDocument"]["Statement"]
    assert statement["Action"] == "secretsmanager:GetSecretValue"
    assert named(statement["Resource"]).endswith(":secret:${SecretsPrefix}/${Tenant}/*/remote-??????")
    assert who_may({"lambda:InvokeFunction"}, "RemoteFunctions") == set(), "only where there are some"


def test_no_trace_and_no_log_holds_the_address_of_a_link():
    (rule,) = of_type(TEMPLATE, "AWS::XRay::SamplingRule").values()
    untraced = rule["SamplingRule"]
    assert (untraced["FixedRate"], untraced["ReservoirSize"], untraced["Priority"], untraced["URLPath"]) == (0, 0, 1, "*/links/*")
    (stage,) = of_type(TEMPLATE, "AWS::ApiGateway::Stage").values()
    assert "$context.resourcePath" in stage["AccessLogSetting"]["Format"]
    assert "$context.path" not in stage["AccessLogSetting"]["Format"]
    assert {setting["DataTraceEnabled"] for setting in stage["MethodSettings"]} == {False}


def test_only_console_may_write_what_controls_a_tenant():
    writes = [each for each in PERMISSIONS if each.action in WRITES and each.resource == "StateTable"]
    assert {each.role for each in writes if "*|control" in each.partitions} == {"ConsoleFunctionRole"}
    assert {each.partitions for each in writes if each.role == "ConsoleFunctionRole"} == {
        frozenset({"*|control"}),
        frozenset({"*|session|*"}),
        frozenset({"*|delegations"}),
        frozenset({"*|shown|*"}),
        frozenset({"*|case|*", "*|exceptions", "*|assigned", "*|settled|*"}),
        frozenset({"*|exceptions", "*|assigned"}),
    }


def test_every_access_to_state_warrants_and_keys_is_bounded_to_partitions():
    assert [each for each in PERMISSIONS if each.resource in {"StateTable", "WarrantTable", "PrivacyTable"} and not each.partitions] == []


def test_cases_are_started_by_who_takes_them_in_up_or_on_and_approvals_by_the_case_workflow():
    assert who_may({"states:StartExecution"}, "CaseWorkflow") == {"Intake", "Sweep", "Console", "RecordApproval"}
    assert who_may({"states:StartExecution"}, "ApprovalWorkflow") == {"CaseWorkflow"}


@pytest.mark.parametrize("workflow", ["CaseWorkflow", "ApprovalWorkflow"])
def test_a_workflow_may_invoke_exactly_the_steps_of_its_definition(workflow):
    used = {named(value) for value in source()["Resources"][workflow]["Properties"]["DefinitionSubstitutions"].values()}
    invoked = {each.resource for each in PERMISSIONS if each.role == f"{workflow}Role" and each.action == "lambda:InvokeFunction"}
    assert invoked == used - {"ApprovalWorkflow"}


def test_nothing_is_permitted_by_a_wildcard_but_the_delivery_of_workflow_logs():
    assert {each.action.partition(":")[0] for each in PERMISSIONS if each.resource == "*"} == {"logs"}
    assert {each.role for each in PERMISSIONS if each.resource == "*"} == {"CaseWorkflowRole", "ApprovalWorkflowRole"}
    assert [each for each in PERMISSIONS if "*" in each.action] == []


def test_every_resource_in_a_role_is_one_of_ours_or_a_secret_or_a_role_of_ours():
    ours = re.compile(
        r"\$\{(\w+)\.Arn\}/(\*|index/due)$|.*:secret:\$\{SecretsPrefix\}/\*/\w+-\?{6}$|.*:role/\$\{SecretsPrefix\}/\*-(read|write)$"
    )
    others = {each.resource for each in PERMISSIONS} - TEMPLATE["Resources"].keys() - {"*"}
    assert [resource for resource in others if not ours.match(resource)] == []


def test_what_fails_in_the_background_is_kept():
    assert who_may({"sqs:SendMessage"}, "DeadLetterQueue") == {"Intake", "Sweep", "Seal", "Notify"}


def test_events_of_the_bus_come_in_where_an_instance_is_named_and_by_one_rule_only():
    named_only = {name for name, resource in TEMPLATE["Resources"].items() if resource.get("Condition") == "HearsConnect"}
    assert named_only == {"ConnectRequests", "ConnectRequestsMayInvokeIntake"}
    assert source()["Parameters"]["ConnectInstance"]["Default"] == ""
    rules = [each for each in of_type(TEMPLATE, "AWS::Lambda::Permission").values() if each["Principal"] == "events.amazonaws.com"]
    assert [(named(each["FunctionName"]), named(each["SourceArn"])) for each in rules] == [("IntakeFunction", "ConnectRequests")]


def test_a_rule_takes_events_of_this_account_and_the_named_instance_only():
    (rule,) = of_type(TEMPLATE, "AWS::Events::Rule").values()
    assert "EventBusName" not in rule
    pattern = rule["EventPattern"]
    assert (pattern["source"], [named(each) for each in pattern["account"]]) == (["aws.connect"], ["AWS::AccountId"])
    assert [named(each) for each in pattern["detail"]["instanceArn"]] == ["ConnectInstance"]


def test_an_event_is_not_tried_for_longer_than_it_is_good():
    (rule,) = of_type(TEMPLATE, "AWS::Events::Rule").values()
    tried = of_type(TEMPLATE, "AWS::Lambda::EventInvokeConfig")["IntakeFunctionEventInvokeConfig"]["MaximumEventAgeInSeconds"]
    assert rule["Targets"][0]["RetryPolicy"]["MaximumEventAgeInSeconds"] + tried <= TOLERANCE_SECONDS


def test_nobody_works_on_an_attempt_longer_than_it_is_theirs():
    assert timedelta(seconds=FUNCTIONS["ExecuteFunction"]["Timeout"]) < LEASE


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_traced_and_logs_json_for_a_bounded_time(name):
    function = FUNCTIONS[name]
    log_group = of_type(TEMPLATE, "AWS::Logs::LogGroup")[named(function["LoggingConfig"]["LogGroup"])]
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert function["LoggingConfig"]["LogFormat"] == "JSON"
    assert log_group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_workflow_logs_hold_no_data():
    for machine in of_type(TEMPLATE, "AWS::StepFunctions::StateMachine").values():
        assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
        assert machine["LoggingConfiguration"]["Level"] == "ERROR"


def test_every_route_but_signed_webhooks_and_pages_needs_a_signed_in_person():
    """Pages look for a session of their own, and send a stranger to sign in."""
    open_routes = {path for path, methods in ROUTES.items() for method in methods.values() if method["security"] != [{"Approvers": []}]}
    others = {path for path in open_routes if not path.startswith("/console")}
    assert others == {"/webhooks/{tenant}/{connector}", "/links/{tenant}/{secret}", "/openapi.json"}


def test_a_person_can_write_nothing_by_the_console_client():
    """I5: with another issuer the pool writes addresses by it, so that it must give nobody the scope to."""
    client = of_type(TEMPLATE, "AWS::Cognito::UserPoolClient")["ConsoleClient"]
    assert {"custom:tenant", "custom:person", "email"} <= set(client["ReadAttributes"])
    assert client["WriteAttributes"] == {"Fn::If": ["HasOwnIssuer", ["name", "email"], ["name"]]}
    assert client["AllowedOAuthScopes"]["Fn::If"][1] == ["openid", "profile", "email"]


def test_who_signs_in_to_pages_does_so_by_a_code_at_an_address_of_ours():
    client = of_type(TEMPLATE, "AWS::Cognito::UserPoolClient")["ConsoleClient"]
    assert client["AllowedOAuthFlows"]["Fn::If"][1] == ["code"]
    assert client["CallbackURLs"]["Fn::If"][1] == [{"Fn::Sub": "${ConsoleUrl}/console/callback"}]
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert "ClientSecret" not in client


def test_every_body_of_a_signed_in_person_is_validated():
    with_body = {(path, verb): method for path, methods in ROUTES.items() for verb, method in methods.items() if verb in {"post", "put"}}
    validated = {
        path for (path, _), method in with_body.items() if method.get("x-amazon-apigateway-request-validator") == "body-and-params"
    }
    assert validated >= {
        "/approvals/{id}/votes",
        "/effects/{case_id}/{action}/settlements",
        "/switches/{kind}/{name}",
        "/delegations",
        "/absence",
    }


def test_a_person_can_change_neither_tenant_nor_address_nor_who_they_are():
    """I5."""
    client = of_type(TEMPLATE, "AWS::Cognito::UserPoolClient")["ApproversClient"]
    assert {"custom:tenant", "custom:person", "email"} <= set(client["ReadAttributes"])
    assert client["WriteAttributes"] == ["name"]


@pytest.mark.parametrize("name", ["StateTable", "WarrantTable", "AuditTable"])
def test_tables_are_encrypted_recoverable_and_outlive_the_stack(name):
    table = of_type(TEMPLATE, "AWS::DynamoDB::Table")[name]
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}
    assert TEMPLATE["Resources"][name]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_only_console_begins_sessions_and_sweep_ends_those_that_are_over():
    writes = [each for each in PERMISSIONS if each.action in WRITES and each.partitions == {"*|session|*"}]
    assert {(each.role, each.action) for each in writes} == {
        ("ConsoleFunctionRole", "dynamodb:PutItem"),
        ("ConsoleFunctionRole", "dynamodb:DeleteItem"),
        ("SweepFunctionRole", "dynamodb:DeleteItem"),
    }


def test_no_row_of_the_record_expires():
    tables = of_type(TEMPLATE, "AWS::DynamoDB::Table")
    assert [name for name, table in tables.items() if "TimeToLiveSpecification" not in table] == ["AuditTable"]


def test_nothing_is_kept_for_less_than_half_a_year():
    assert TEMPLATE["Parameters"]["RetentionDays"] | {"Description": ""} == {
        "Type": "Number", "Default": 400, "MinValue": LEAST_RETENTION_DAYS, "MaxValue": 3650, "Description": "",
    }  # fmt: skip
    (rule,) = of_type(TEMPLATE, "AWS::S3::Bucket")["ContentBucket"]["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == {"Ref": "RetentionDays"}
    assert all(
        function["Environment"]["Variables"]["COUNTERSIGN_RETENTION_DAYS"] == {"Ref": "RetentionDays"} for function in FUNCTIONS.values()
    )


def test_seals_are_locked_for_at_least_half_a_year():
    lock = of_type(TEMPLATE, "AWS::S3::Bucket")["ArchiveBucket"]["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {"Mode": {"Ref": "ObjectLockMode"}, "Days": {"Ref": "ObjectLockDays"}}
    assert TEMPLATE["Parameters"]["ObjectLockDays"]["MinValue"] == 183


def test_every_alarm_tells_somebody():
    assert all(alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in of_type(TEMPLATE, "AWS::CloudWatch::Alarm").values())


def test_layers_are_built_for_what_the_template_deploys_by_default():
    makefiles = [(ROOT / "functions" / name).read_text(encoding="utf-8") for name in ("Makefile", "interpreter.mk")]
    built = {name: default for text in makefiles for name, default in re.findall(r"^COUNTERSIGN_(\w+) \?= (\S+)$", text, re.MULTILINE)}
    assert built == {name.upper(): TEMPLATE["Parameters"][name]["Default"] for name in ("Architecture", "Runtime")}


def requirements():
    return (ROOT / "functions" / "requirements.txt").read_text(encoding="utf-8")


def test_lambda_gets_the_versions_that_are_tested():
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["constraint-dependencies"]
    shipped = re.findall(r"^([\w.-]+==[\w.]+)", requirements(), re.MULTILINE)
    assert shipped
    assert set(shipped) <= set(pins)


def test_what_is_shipped_is_pinned_by_hash_and_names_no_registry():
    lines = requirements().splitlines()
    pinned = [number for number, line in enumerate(lines) if "==" in line]
    assert all(lines[number + 1].lstrip().startswith("--hash=sha256:") for number in pinned)
    assert "://" not in requirements()
