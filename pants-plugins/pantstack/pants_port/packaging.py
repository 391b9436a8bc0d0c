"""Builds what `pants package` builds, as digests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Union

from pants.core.goals.package import BuiltPackage, EnvironmentAwarePackageRequest, PackageFieldSet
from pants.engine.addresses import UnparsedAddressInputs
from pants.engine.fs import CreateDigest, Digest, DigestEntries, FileContent, FileEntry
from pants.engine.target import FieldSetsPerTarget, FieldSetsPerTargetRequest, Target, Targets

from pantstack.pants_port.generation import CALLS_BY_NAME


@dataclass(frozen=True)
class Package:
    """What was built for one target.

    Attributes:
        file: the artifact, None if it is a folder or there is more than one; of an image, its description.
        identifier: of an image as the daemon knows it, or its beginning; "" for other artifacts.
    """

    digest: Digest
    file: Optional[FileEntry]
    identifier: str = ""


def _package(built: BuiltPackage, entries: DigestEntries) -> Package:
    paths = [artifact.relpath for artifact in built.artifacts if artifact.relpath]
    files = {entry.path: entry for entry in entries if isinstance(entry, FileEntry)}
    file = files.get(paths[0]) if len(paths) == 1 else None
    # Only the artifact of an image has one; its class is there with the backend for Docker alone.
    identifier = next((str(getattr(artifact, "image_id", "")) for artifact in built.artifacts), "")
    return Package(built.digest, file, identifier)


if CALLS_BY_NAME:
    from pants.core.goals.package import environment_aware_package
    from pants.engine.internals.graph import find_valid_field_sets, resolve_targets
    from pants.engine.intrinsics import create_digest, get_digest_entries
    from pants.engine.rules import concurrently, implicitly

    async def targets_at(inputs: tuple[UnparsedAddressInputs, ...]) -> tuple[Targets, ...]:
        """Resolve groups of addresses, as BUILD files write them."""
        return await concurrently(resolve_targets(**implicitly({group: UnparsedAddressInputs})) for group in inputs)

    async def field_sets(targets: tuple[Target, ...]) -> tuple[PackageFieldSet, ...]:
        """List how to package targets; those that Pants cannot package are left out."""
        request = FieldSetsPerTargetRequest(PackageFieldSet, targets)
        valid = await find_valid_field_sets(request, **implicitly())
        return tuple(field_set for group in valid.collection for field_set in group)

    async def build(field_sets: tuple[PackageFieldSet, ...]) -> tuple[Package, ...]:
        """Package targets."""
        built = await concurrently(
            environment_aware_package(EnvironmentAwarePackageRequest(field_set)) for field_set in field_sets
        )
        entries = await concurrently(get_digest_entries(package.digest) for package in built)
        return tuple(_package(*pair) for pair in zip(built, entries))

    async def gathered(files: tuple[Union[FileContent, FileEntry], ...]) -> Digest:
        """Create one digest of files."""
        return await create_digest(CreateDigest(files))

else:
    from pants.engine.rules import Get, MultiGet

    async def targets_at(inputs: tuple[UnparsedAddressInputs, ...]) -> tuple[Targets, ...]:
        """Resolve groups of addresses, as BUILD files write them."""
        return await MultiGet(Get(Targets, UnparsedAddressInputs, group) for group in inputs)

    async def field_sets(targets: tuple[Target, ...]) -> tuple[PackageFieldSet, ...]:
        """List how to package targets; those that Pants cannot package are left out."""
        valid = await Get(FieldSetsPerTarget, FieldSetsPerTargetRequest(PackageFieldSet, targets))
        return tuple(field_set for group in valid.collection for field_set in group)

    async def build(field_sets: tuple[PackageFieldSet, ...]) -> tuple[Package, ...]:
        """Package targets."""
        built = await MultiGet(Get(BuiltPackage, EnvironmentAwarePackageRequest(field_set)) for field_set in field_sets)
        entries = await MultiGet(Get(DigestEntries, Digest, package.digest) for package in built)
        return tuple(_package(*pair) for pair in zip(built, entries))

    async def gathered(files: tuple[Union[FileContent, FileEntry], ...]) -> Digest:
        """Create one digest of files."""
        return await Get(Digest, CreateDigest(files))
