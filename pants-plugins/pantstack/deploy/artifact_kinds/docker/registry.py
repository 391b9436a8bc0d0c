"""Images: in the daemon of this machine by their identifiers, in a registry by a tag and a digest.

The tag is the beginning of the identifier, so that a tag never changes, and every registry that once got an image
can give it back: it is pulled by that tag, and its identifier is compared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pantstack.deploy.artifact_kinds.runtimes import Delivery, DeliveryError
from pantstack_runtime import docker

if TYPE_CHECKING:
    from collections.abc import Collection

# How many digits of the identifier make a tag.
_DIGITS: Final = 16
_ECR: Final = re.compile(r"\d+\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_PINNED: Final = re.compile(r"\S+@sha256:[0-9a-f]{64}")


def deliver(image: Delivery) -> str:
    """Bring an image to the daemon of this machine or to a registry, and return the name under which it is there.

    A preview changes nothing: an image that is not in the registry yet has no name there, and is "".

    Raises:
        DeliveryError: if there is no Docker, or the image cannot be pulled or pushed.
    """
    try:
        repository = f"{image.registry}/{image.module}"
        pinned = _pinned_name(image, repository) if image.registry else image.digest
        if image.preview or (image.registry and pinned and _succeeds("pull", "--quiet", pinned)):
            return pinned
        if not _succeeds("image", "inspect", image.digest):
            _pull(image)
        return _push(image, repository) if image.registry else image.digest
    except docker.NoDockerError as error:
        message, _, remedy = str(error).partition("\n")
        raise DeliveryError(message, remedy, exit_code=2) from error


def _pinned_name(image: Delivery, repository: str) -> str:
    """Find the name under which a repository gave or took an image, "" if it never did."""
    template = "{{range .RepoDigests}}{{println .}}{{end}}"
    code, output = docker.attempt("image", "inspect", f"--format={template}", image.digest)
    names = output.split() if not code else []
    return next((name for name in names if name.startswith(f"{repository}@") and _PINNED.fullmatch(name)), "")


def _push(image: Delivery, repository: str) -> str:
    target = f"{repository}:{tag(image.digest)}"
    docker.attempt("image", "tag", image.digest, target)
    image.note(f"push {image.artifact}", image=target)
    code, output = docker.attempt("push", "--quiet", target)
    pinned = _pinned_name(image, repository)
    if code or not pinned:
        raise DeliveryError(
            f"{image.artifact} of {image.module} cannot be pushed to {repository}: {docker.last_line(output)}",
            f"Check the registry and log in to it ({_login_command(repository)}), then deploy again.",
        )
    return pinned


def _login_command(repository: str) -> str:
    host = repository.partition("/")[0]
    ecr = _ECR.fullmatch(host)
    if ecr:
        return f"aws ecr get-login-password --region {ecr[1]} | docker login --username AWS --password-stdin {host}"
    return f"docker login {host}"


def _pull(image: Delivery) -> None:
    """Get an image that this machine does not have from a registry that once got it."""
    reason = "no registry has it"
    for registry in image.others:
        source = f"{registry}/{image.module}:{tag(image.digest)}"
        code, reason = docker.attempt("pull", "--quiet", source)
        if code == 0:
            if docker.attempt("image", "inspect", "--format={{.Id}}", source) == (0, f"{image.digest}\n"):
                image.note(f"pull {image.artifact}", image=source)
                return
            reason = f"{source} is another image"
    raise DeliveryError(
        f"{image.artifact} of {image.module}, image {image.digest[7:19]}, is gone from Docker's daemon:"
        f" {docker.last_line(reason)}",
        "Deploy from the commit that it was built from; that builds it again.",
    )


def tag(identifier: str) -> str:
    """Shorten an image's identifier to the tag under which registries know it."""
    return identifier.removeprefix("sha256:")[:_DIGITS]


def removable_tags(digests: frozenset[str], registries: Collection[str]) -> tuple[tuple[str, ...], str]:
    """Find tags of this repository's images that nothing needs, and what Docker complains of.

    A tag is ours if it is of a registry of an environment and names an image that this repository built: the registry
    has the image, so that whoever needs it can pull it again. Nothing but tags is removed.

    Args:
        digests: the digits of the images' identifiers.
    """
    if not digests or not registries:
        # Without a registry no tag can be ours, and a machine without Docker has nothing to answer for.
        return (), ""
    try:
        known = docker.run("images", "--no-trunc", "--format={{.ID}} {{.Repository}} {{.Tag}}")
        containers = docker.run("ps", "--all", "--quiet", "--no-trunc").split()
        used = set(docker.run("inspect", "--format={{.Image}}", *containers).split()) if containers else set()
    except docker.DockerError as error:
        return (), str(error).splitlines()[0]
    return choose_tags(known, digests, registries, used), ""


def choose_tags(
    known: str, digests: frozenset[str], registries: Collection[str], used: Collection[str]
) -> tuple[str, ...]:
    """Choose the tags to remove.

    Args:
        known: identifier, repository and tag of an image per line.
        digests: the digits of the identifiers of images that are not needed.
        used: the identifiers of images that a container uses.
    """
    tags = []
    for line in known.splitlines():
        identifier, repository, name = (*line.split(" "), "", "")[:3]
        is_ours = repository.rpartition("/")[0] in set(registries) and name == tag(identifier)
        if is_ours and identifier.removeprefix("sha256:") in digests and identifier not in used:
            tags.append(f"{repository}:{name}")
    return tuple(tags)


def remove_tag(name: str) -> str:
    """Remove a tag; return what went wrong, if anything."""
    try:
        docker.run("image", "rm", "--no-prune", name)
    except docker.DockerError as error:
        return str(error).splitlines()[0]
    return ""


def _succeeds(*argv: str) -> bool:
    return docker.attempt(*argv)[0] == 0
