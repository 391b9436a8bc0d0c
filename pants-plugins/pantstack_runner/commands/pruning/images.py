"""Tags of this repository's images that nothing needs any more.

A tag is ours if it is of a registry of an environment and names an image that this repository built: the registry
has the image, so that whoever needs it can pull it again. Nothing but tags goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack_runner.artifacts import images
from pantstack_runtime import docker

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def removable_tags(candidates: frozenset[str], registries: Collection[str]) -> tuple[tuple[str, ...], str]:
    """Return the tags to remove, and Docker's error if there is one.

    Args:
        candidates: the digits of the images' identifiers.
        registries: of the environments.
    """
    if not candidates or not registries:
        # Without a registry no tag can be ours, and a machine without Docker has nothing to answer for.
        return (), ""
    try:
        known = docker.run("images", "--no-trunc", "--format={{.ID}} {{.Repository}} {{.Tag}}")
        containers = docker.run("ps", "--all", "--quiet", "--no-trunc").split()
        used = set(docker.run("inspect", "--format={{.Image}}", *containers).split()) if containers else set()
    except docker.DockerError as error:
        return (), str(error).splitlines()[0]
    return choose_tags(known, candidates, registries, used), ""


def choose_tags(known: str, candidates: frozenset[str], registries: Iterable[str], used: set[str]) -> tuple[str, ...]:
    """Choose the tags to remove.

    Args:
        known: what Docker knows: a line an image, identifier, repository and tag.
        candidates: the digits of the identifiers of images that are not needed.
        registries: of the environments.
        used: the identifiers of images that a container uses.
    """
    wanted = set(registries)
    found = []
    for line in known.splitlines():
        identifier, _, name = line.partition(" ")
        repository, _, tag = name.partition(" ")
        digits = identifier.removeprefix("sha256:")
        is_ours = repository.rpartition("/")[0] in wanted and tag == images.tag(identifier)
        if is_ours and digits in candidates and identifier not in used:
            found.append(f"{repository}:{tag}")
    return tuple(found)


def remove_tag(tag: str) -> str:
    """Remove a tag, and return Docker's error if there is one."""
    try:
        docker.run("image", "rm", "--no-prune", tag)
    except docker.DockerError as error:
        return str(error).splitlines()[0]
    return ""
