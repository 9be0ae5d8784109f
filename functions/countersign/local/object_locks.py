"""Object Lock on the emulator, which neither takes it from the template nor keeps an object's retention over a restart."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from countersign.local.session import Stack


def lock_archive(stack: Stack) -> None:
    """Give the archive the template's default retention, and the same to each seal that has lost its own."""
    s3, bucket = stack.client("s3"), stack.resource("ArchiveBucket")
    mode, days = stack.parameters["ObjectLockMode"], int(stack.parameters["ObjectLockDays"])
    default = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": mode, "Days": days}}}
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=default)
    for version in _unlocked_versions(s3, bucket):
        s3.put_object_retention(
            Bucket=bucket,
            Key=version["Key"],
            VersionId=version["VersionId"],
            Retention={"Mode": mode, "RetainUntilDate": version["LastModified"] + timedelta(days=days)},
        )


def _unlocked_versions(s3: Any, bucket: str) -> Iterator[dict[str, Any]]:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in page.get("Versions", []):
            try:
                s3.get_object_retention(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
            except s3.exceptions.ClientError as error:
                if error.response["Error"]["Code"] != "NoSuchObjectLockConfiguration":
                    raise
                yield version
