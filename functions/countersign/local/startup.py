"""`countersign up`: from whatever state a folder is in to a stack that runs the sources at hand."""

import shutil
from collections.abc import Callable
from pathlib import Path

from countersign.local import process, sam, services
from countersign.local.credentials import keep_credentials
from countersign.local.environment import ARCHITECTURE, RUNTIME
from countersign.local.policies import bundle_digest, bundle_summary
from countersign.local.ports import free_port
from countersign.local.process import StartedProcess
from countersign.local.progress import Progress, Stopwatch
from countersign.local.repository import source_digest
from countersign.local.seed import seed
from countersign.local.service import Service
from countersign.local.session import Stack
from countersign.local.shutdown import EMULATOR_PATIENCE_SECONDS, SANDBOX_PATIENCE_SECONDS
from countersign.local.state_folder import Deployment, StackRecord, StateFolder


def bring_up(repository: Path, folder: StateFolder, progress: Progress) -> bool:
    """False if the stack already runs the sources at hand. Raises OperatorError; then nothing runs that did not run before."""
    services.require_tools()
    with folder.locked():
        startup = _Startup(repository, folder, Stopwatch(progress))
        try:
            return startup.run()
        except BaseException:  # also a Ctrl-C must not leave processes behind
            startup.take_back()
            raise


class _Startup:
    def __init__(self, repository: Path, folder: StateFolder, progress: Stopwatch) -> None:
        self._repository = repository
        self._folder = folder
        self._progress = progress
        self._sources = source_digest(repository, RUNTIME, ARCHITECTURE)
        self._credentials = keep_credentials(folder)
        self._record = folder.read() or StackRecord(emulator_port=free_port(), sandbox_port=free_port())
        self._take_backs: list[Callable[[], object]] = []

    def run(self) -> bool:
        if self._is_deployed_version_current() and self._is_running():
            return False
        if not self._is_deployed_version_current():
            self._build_and_deploy()
        else:
            self._start_services()
            self._check_deployment()
        self._finish()
        return True

    def take_back(self) -> None:
        for take_back in reversed(self._take_backs):
            take_back()

    def _is_deployed_version_current(self) -> bool:
        return self._record.deployment is not None and self._record.deployment.sources == self._sources

    def _is_running(self) -> bool:
        return _is_up(self._emulator(), self._record.emulator) and _is_up(self._sandbox(), self._record.sandbox)

    def _build_and_deploy(self) -> None:
        # The endpoint is of no interest to a build, and the emulator's port may still change.
        with (
            self._progress.step("Build functions and layers (sam build)"),
            sam.building(self._repository, self._folder, self._emulator().url) as build,
        ):
            policies = bundle_digest(self._repository)
            self._start_services()
            build.wait()
        with self._progress.step("Deploy template.yaml (sam deploy)"):
            self._make_artifact_bucket()
            sam.deploy(self._repository, self._folder, self._emulator().url, Deployment(sources=self._sources, policies=policies))
        self._save(deployment=Deployment(sources=self._sources, policies=policies))

    def _start_services(self) -> None:
        if self._record.deployment is None:
            # Left running by an `up` that was killed half-way, with who knows what in it.
            self._stop_emulator()
        if not _is_up(self._emulator(), self._record.emulator):
            with self._progress.step("Start the AWS emulator"):
                self._start_emulator()
        if not _is_up(self._sandbox(), self._record.sandbox):
            with self._progress.step("Start the sandbox company"):
                self._start_sandbox()

    def _start_emulator(self) -> None:
        if self._record.emulator and self._record.deployment:
            self._progress.note("The emulator had ended without saving: what came after the last `countersign down` is lost.")
        self._stop_emulator()
        if self._record.deployment is None:
            # What a deployment left half done would stand in the way of the next one.
            shutil.rmtree(self._folder.emulator, ignore_errors=True)
        self._folder.empty_scratch()
        self._save(emulator_port=free_port(self._record.emulator_port))
        service = self._emulator()
        started = service.start()
        self._save(emulator=started)
        self._take_backs.append(self._stop_emulator)
        service.wait_until_healthy(started)

    def _start_sandbox(self) -> None:
        self._stop_sandbox()
        services.write_sandbox_tokens(self._folder, self._credentials.sandbox)
        self._save(sandbox_port=free_port(self._record.sandbox_port))
        service = self._sandbox()
        started = service.start()
        self._save(sandbox=started)
        self._take_backs.append(self._stop_sandbox)
        service.wait_until_healthy(started)

    def _stop_emulator(self) -> None:
        if self._record.emulator:
            process.stop(self._record.emulator, patience_seconds=EMULATOR_PATIENCE_SECONDS)
            self._save(emulator=None)

    def _stop_sandbox(self) -> None:
        if self._record.sandbox:
            process.stop(self._record.sandbox, patience_seconds=SANDBOX_PATIENCE_SECONDS)
            self._save(sandbox=None)

    def _check_deployment(self) -> None:
        """An emulator that was killed comes back as it was saved last: with an older deployment, or with none."""
        deployed = self._stack().deployed_sources()
        if deployed is None:
            self._stop_emulator()
            self._save(deployment=None)
        if deployed != self._sources:
            self._build_and_deploy()

    def _make_artifact_bucket(self) -> None:
        s3 = self._stack().client("s3")
        if sam.ARTIFACT_BUCKET not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
            s3.create_bucket(Bucket=sam.ARTIFACT_BUCKET)

    def _finish(self) -> None:
        assert self._record.deployment  # noqa: S101  for the type checker: both ways here have deployed
        with self._progress.step("Seed secrets, users and the policy pointer"):
            seed(self._stack(), self._record.deployment.policies, bundle_summary(self._repository))
        self._save(timings_ms=self._progress.milliseconds)

    def _stack(self) -> Stack:
        return Stack(self._folder, self._record, self._credentials)

    def _emulator(self) -> Service:
        return services.emulator(self._folder, self._record.emulator_port)

    def _sandbox(self) -> Service:
        return services.sandbox(self._folder, self._record.sandbox_port)

    def _save(self, **fields: object) -> None:
        self._record = self._record.changed(**fields)
        self._folder.write(self._record)


def _is_up(service: Service, started: StartedProcess | None) -> bool:
    return started is not None and process.is_running(started) and service.is_healthy()
