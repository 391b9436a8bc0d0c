"""Images: in this machine's daemon by their identifiers, in a registry by a tag and a digest.

The tag is the beginning of the identifier, so that a tag never changes, and every registry that once got an image
can give it back: it is pulled by that tag, and its identifier is compared.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Final

from pantstack_runner.contract.requests import PreviewRequest
from pantstack_runner.errors import FailedError, UserError
from pantstack_runner.records import foundation

if TYPE_CHECKING:
    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.context import Context
    from pantstack_runner.contract.module import Artifact, Module
    from pantstack_runner.contract.requests import ProgramRequest

KIND: Final = "docker"
# How many digits of the identifier make a tag.
_DIGITS: Final = 16
_ECR: Final = re.compile(r"\d+\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_PINNED: Final = re.compile(r"\S+@sha256:[0-9a-f]{64}")


def image_configuration(context: Context, request: ProgramRequest, module: Module, emit: Emit) -> dict[str, str]:
    """Return the names of a module's images for its program, by deployable; "" stands for the only one.

    A deploy sees to it that they are where the environment looks for them. A preview changes nothing: an image that
    is not in the registry yet has no name there, and stands as "".

    Raises:
        UserError: if there is no Docker.
        FailedError: if an image cannot be had, or not be pushed.
    """
    images = [image for image in module.artifacts if image.kind == KIND]
    if not images:
        return {}
    names = {image.name: _image_name(context, request, module, image, emit) for image in images}
    only = {"": next(iter(names.values()))} if len(names) == 1 else {}
    return {"pantstack:images": json.dumps({**only, **names})}


def _image_name(context: Context, request: ProgramRequest, module: Module, image: Artifact, emit: Emit) -> str:
    named = foundation.registry(context)
    preview = isinstance(request, PreviewRequest)
    if preview and context.environment.traits.needs_registry and named is None:
        # The foundation is previewed in the same run.
        return ""
    registry = named or foundation.require_registry(context)
    repository = f"{registry}/{module.name}"
    pinned = _pinned_name(image, repository) if registry else image.digest
    if preview:
        return pinned
    if registry and pinned and _docker("pull", "--quiet", pinned)[0] == 0:
        return pinned
    if _docker("image", "inspect", image.digest)[0]:
        _fetch(context, request, module, image, emit)
    return _push(module, image, repository, emit) if registry else image.digest


def _pinned_name(image: Artifact, repository: str) -> str:
    """Return the name under which a repository has an image, "" if it never had it."""
    code, output = _docker("image", "inspect", "--format={{range .RepoDigests}}{{println .}}{{end}}", image.digest)
    names = output.split() if not code else []
    return next((name for name in names if name.startswith(f"{repository}@") and _PINNED.fullmatch(name)), "")


def _push(module: Module, image: Artifact, repository: str, emit: Emit) -> str:
    target = f"{repository}:{tag(image.digest)}"
    _docker("image", "tag", image.digest, target)
    emit("note", f"push {image.name}", image=target)
    code, output = _docker("push", "--quiet", target)
    pinned = _pinned_name(image, repository)
    if code or not pinned:
        raise FailedError(
            f"{image.name} of {module.name} cannot be pushed to {repository}: {_last_line(output)}",
            f"Check the registry and log in to it ({_login_command(repository)}), then deploy again.",
        )
    return pinned


def _login_command(repository: str) -> str:
    """Return the command that logs in to a registry."""
    host = repository.partition("/")[0]
    ecr = _ECR.fullmatch(host)
    if ecr:
        return f"aws ecr get-login-password --region {ecr[1]} | docker login --username AWS --password-stdin {host}"
    return f"docker login {host}"


def _fetch(context: Context, request: ProgramRequest, module: Module, image: Artifact, emit: Emit) -> None:
    """Pull an image that this machine lacks from a registry that it was pushed to."""
    environments = (context.environment, *((request.promote_from,) if request.promote_from else ()))
    reason = "no registry has it"
    for registry in dict.fromkeys(
        filter(None, (foundation.registry(context.at(environment)) for environment in environments))
    ):
        source = f"{registry}/{module.name}:{tag(image.digest)}"
        code, reason = _docker("pull", "--quiet", source)
        if code == 0:
            if _docker("image", "inspect", "--format={{.Id}}", source) == (0, f"{image.digest}\n"):
                emit("note", f"pull {image.name}", image=source)
                return
            reason = f"{source} is another image"
    raise FailedError(
        f"{image.name} of {module.name}, image {image.digest[7:19]}, is gone from Docker's daemon:"
        f" {_last_line(reason)}",
        "Deploy from the commit that it was built from; that builds it again.",
    )


def tag(identifier: str) -> str:
    """Return the tag of an image in registries."""
    return identifier.removeprefix("sha256:")[:_DIGITS]


def _docker(*argv: str) -> tuple[int, str]:
    """Run Docker's command line, and return its exit code and its output."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            ("docker", *argv),  # noqa: S607 - the docker on the user's PATH
            env={**os.environ, "DOCKER_CLI_HINTS": "false"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise UserError(
            f"docker cannot be started: {error.strerror}.",
            "Install Docker, or choose an environment whose services run from PEX files.",
        ) from error
    return done.returncode, done.stderr if done.returncode else done.stdout


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1] if lines else "Docker says nothing"
    return last if last.endswith((".", "?", "!")) else f"{last}."
