"""How the hub signs in at a system: declared by the manifest, done by the hub. No connector ever holds a credential.

What each scheme finds in the system's secret, beside `base_url`, is said with it.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from countersign.sdk.declared import Declaration, Pointer


class NoAuth(Declaration):
    """Nothing: the system asks nobody who they are."""

    scheme: Literal["none"] = "none"


class Bearer(Declaration):
    """`token`, after the word Bearer (RFC 6750)."""

    scheme: Literal["bearer"] = "bearer"


class Basic(Declaration):
    """`token` as `user:password` (RFC 7617)."""

    scheme: Literal["basic"] = "basic"


class ApiKeyHeader(Declaration):
    """`token` in a header of its own, or in `Authorization` after another word than Bearer."""

    scheme: Literal["api_key_header"] = "api_key_header"
    header: str = Field(description="the header's name")
    prefix: str = Field(default="", description="what stands before the key, its blank included")


class ApiKeyQuery(Declaration):
    """`token` as a query parameter, where a system has nothing better: it may show in that system's logs."""

    scheme: Literal["api_key_query"] = "api_key_query"
    parameter: str = Field(description="the parameter's name")


class OAuth2ClientCredentials(Declaration):
    """`client_id` and `client_secret`, for an access token (RFC 6749, section 4.4). `token_url` takes the place of `token_path`."""

    scheme: Literal["oauth2_client_credentials"] = "oauth2_client_credentials"
    token_path: str = Field(description="of the token endpoint, below the system's address")
    scopes: tuple[str, ...] = Field(default=(), description="asked for, separated by blanks")
    client_in: Literal["header", "body"] = Field(default="header", description="where the client's own credentials go")


class OAuth2Refresh(Declaration):
    """`client_id`, `client_secret` and `refresh_token`, for an access token (RFC 6749, section 6). `token_url` as above.

    A system that gives out a new refresh token each time needs a secret that is rotated by its operator: the hub may not write secrets.
    """

    scheme: Literal["oauth2_refresh"] = "oauth2_refresh"
    token_path: str = Field(description="of the token endpoint, below the system's address")
    client_in: Literal["header", "body"] = Field(default="body", description="where the client's own credentials go")


class SessionLogin(Declaration):
    """`username` and `password`, for a session that is kept with the container and made anew once after it has ended.

    In `body`, `{username}`, `{password}` and `{ticket}` are filled in, escaped as its content type needs; in `credential` also what the
    login's answer holds, by JSON pointer, as `{/result/0}`.
    """

    scheme: Literal["session_login"] = "session_login"
    path: str = Field(description="where the hub signs in, by POST")
    body: str = Field(description="the login's body, a template")
    content_type: Literal["application/json", "application/x-www-form-urlencoded"] = Field(description="of the login's body")
    ticket_path: str | None = Field(
        default=None, description="a GET request before the login, whose answer holds what the body calls ticket"
    )
    ticket_query: tuple[tuple[str, str], ...] = Field(default=(), description="of that request")
    ticket_pointer: Pointer | None = Field(default=None, description="JSON pointer to the ticket in its answer")
    credential: str | None = Field(
        default=None, description="a template for the Authorization header; without it the session is its cookies"
    )
    credential_word: str = Field(default="", description="stands before the credential, which is then in base64")
    ended: tuple[str, str] | None = Field(
        default=None, description="header and value that say the session has ended, where the status is not 401"
    )


class AwsSignature(Declaration):
    """`region` and `role_arn`, or `region`, `access_key_id` and `secret_access_key`: AWS Signature Version 4.

    A role may come with `external_id`, and lies in the path that the deployment's functions may assume: see `SecretsPrefix`.
    """

    scheme: Literal["aws_sigv4"] = "aws_sigv4"
    service: str = Field(description="the service's signing name")


Auth: TypeAlias = Annotated[
    NoAuth | Bearer | Basic | ApiKeyHeader | ApiKeyQuery | OAuth2ClientCredentials | OAuth2Refresh | SessionLogin | AwsSignature,
    Field(discriminator="scheme"),
]
