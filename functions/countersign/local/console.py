"""The console's address, which is known only when the stack stands: what `ConsoleUrl` says in a real account."""

from typing import Any

from countersign.local.session import Stack

# Two look for the sessions of pages, one sends people there.
_FUNCTIONS = ("ConsoleFunction", "NotifyFunction", "RecordApprovalFunction")


def open_console(stack: Stack) -> None:
    """Idempotent: the user pool may lead back to the console, and its functions know where they are and where the pool is."""
    _let_sign_in_lead_back(stack)
    known = {
        "COUNTERSIGN_CONSOLE_URL": stack.api_url,
        # The emulator signs as the pool it stands for, and answers at its own address.
        "COUNTERSIGN_OIDC_DISCOVERY": f"{stack.endpoint}/{stack.outputs['UserPoolId']}/.well-known/openid-configuration",
        # The loopback has no TLS.
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
    }
    for function in _FUNCTIONS:
        _tell(stack, stack.resource(function), known)


def _let_sign_in_lead_back(stack: Stack) -> None:
    stack.client("cognito-idp").update_user_pool_client(
        UserPoolId=stack.outputs["UserPoolId"],
        ClientId=stack.resource("ConsoleClient"),
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "profile", "email"],
        CallbackURLs=[f"{stack.api_url}/console/callback"],
        LogoutURLs=[f"{stack.api_url}/console/signed-out"],
    )


def _tell(stack: Stack, function: str, known: dict[str, str]) -> None:
    functions: Any = stack.client("lambda")
    present = functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    if known.items() - present.items():
        functions.update_function_configuration(FunctionName=function, Environment={"Variables": present | known})
