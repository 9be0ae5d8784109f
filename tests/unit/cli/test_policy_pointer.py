import json

from tests.policies.given import shipped_bundle

from countersign.record import keys


def test_it_prints_the_rows_that_put_the_policies_in_force(run):
    pointer, summary = json.loads(run("policy", "pointer", "--table", "hub-StateTable").out)
    assert pointer == {
        "Put": {
            "TableName": "hub-StateTable",
            "Item": {"pk": {"S": "main|control"}, "sk": {"S": "bundle"}, "digest": {"S": shipped_bundle().digest}},
        }
    }
    assert summary["Put"]["Item"]["sk"] == {"S": keys.bundle_summary("main").sort}
    assert summary["Put"]["Item"]["bundle"]["M"]["digest"] == {"S": shipped_bundle().digest}


def test_of_which_tenant_is_said(run):
    pointer, _ = json.loads(run("policy", "pointer", "--table", "T", "--tenant", "other").out)
    assert pointer["Put"]["Item"]["pk"] == {"S": "other|control"}


def test_refused_policies_are_bad_input(run, tmp_path):
    assert run("policy", "pointer", "--table", "T", "--policies", tmp_path).code == 2
