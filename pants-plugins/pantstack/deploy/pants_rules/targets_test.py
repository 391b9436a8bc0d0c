"""Declarations of environments."""

from __future__ import annotations

import dataclasses
from typing import Any, Optional

import pytest
from pants.engine.addresses import Address
from pants.engine.target import InvalidFieldException, InvalidTargetException

from pantstack.deploy import platforms
from pantstack.deploy.contract.model import Environment
from pantstack.deploy.pants_rules.targets import DeployEnvironment, environment_of


def _declare(name: str, **fields: Any) -> Environment:  # noqa: ANN401 - as in a BUILD file
    return environment_of(DeployEnvironment(fields, Address("", target_name=name)))


def test_defaults() -> None:
    """A bare declaration is on this machine."""
    assert _declare("local") == Environment("local", "local", None, None, requires_confirmation=False)


def test_all_fields() -> None:
    """Every field arrives."""
    fields = {
        "platform": "aws",
        "backend_url": "https://api.pulumi.com",
        "region": "us-east-1",
        "requires_confirmation": True,
        "branches": ("main", "release/*"),
        "clean_worktree": True,
        "auto_rollback": False,
        "registry": "registry.example.com/prod",
        "runs": "docker",
        "secrets_provider": "passphrase",
        "records": "s3://history/prod?region=eu-west-1",
        "gates": ("test",),
        "foundation": "stack/base",
    }

    traits = dataclasses.asdict(platforms.traits("aws"))
    assert dataclasses.asdict(_declare("prod", **fields)) == {"name": "prod", "traits": traits, **fields}
    bare = dataclasses.asdict(_declare("prod"))
    assert [name for name, value in fields.items() if bare[name] == value] == []


@pytest.mark.parametrize("provider", ["passphrase", "awskms://alias/pulumi?region=us-east-1", "hashivault://key", None])
def test_what_encrypts_secrets(provider: Optional[str]) -> None:
    """What encrypts secrets is passed on as it is written."""
    assert _declare("test", secrets_provider=provider) == Environment("test", secrets_provider=provider)


def test_aws_runs_images() -> None:
    """On AWS services run from images, wherever these come from."""
    assert _declare("prod", platform="aws") == Environment("prod", "aws", runs="docker")
    assert _declare("prod", platform="aws", runs="pex") == Environment("prod", "aws", runs="pex")


def test_foundation() -> None:
    """The path of the foundation arrives."""
    assert _declare("prod", foundation="stack/base") == Environment("prod", foundation="stack/base")


def test_gates() -> None:
    """Gates stand in the order in which they run, each once."""
    assert _declare("prod", gates=["test", "lint", "test"]) == Environment("prod", gates=("lint", "test"))


@pytest.mark.parametrize(
    ("fields", "registry", "runs"),
    [
        ({}, None, "pex"),
        ({"runs": "docker"}, None, "docker"),
        ({"registry": "127.0.0.1:5000/test"}, "127.0.0.1:5000/test", "docker"),
        ({"registry": "localhost", "runs": "pex"}, "localhost", "pex"),
        (
            {"registry": "1.dkr.ecr.us-east-1.amazonaws.com/prod/x"},
            "1.dkr.ecr.us-east-1.amazonaws.com/prod/x",
            "docker",
        ),
    ],
)
def test_what_services_run_from(fields: dict[str, str], registry: Optional[str], runs: str) -> None:
    """With a registry services run from images, unless the declaration says otherwise."""
    assert _declare("test", **fields) == Environment("test", registry=registry, runs=runs)


@pytest.mark.parametrize("name", ["a", "a" * 40, "prod-2_b"])
def test_names(name: str) -> None:
    """A name of exactly the limit is accepted."""
    assert _declare(name).name == name


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        (
            "prod",
            {"platform": "moon"},
            "//:prod: `platform` is 'moon'; the platforms are: aws, local.\nChoose one of them.",
        ),
        (
            "prod",
            {"backend_url": "bucket"},
            "//:prod: `backend_url` is 'bucket', which is not a URL.\nWrite for instance `s3://bucket`.",
        ),
        (
            "prod",
            {"records": "https://example.com/records?key=x"},
            (
                "//:prod: `records` is 'https://example.com/records', where no records can be kept.\n"
                "Write for instance `s3://bucket` or `file:///folder`."
            ),
        ),
        (
            "prod",
            {"records": "s3://me:key@bucket"},
            (
                "//:prod: `records` is 's3://bucket', where no records can be kept.\n"
                "Write for instance `s3://bucket` or `file:///folder`."
            ),
        ),
        (
            "prod",
            {"region": "Frankfurt"},
            "//:prod: `region` is 'Frankfurt', which is not a region.\nWrite for instance `us-east-1`.",
        ),
        (
            "prod",
            {"registry": "https://registry.example.com"},
            (
                "//:prod: `registry` is 'https://registry.example.com', which is not a registry.\n"
                "Write HOST or HOST:PORT, and a path if you like: `registry.example.com/test`."
            ),
        ),
        (
            "prod",
            {"registry": "pantstack"},
            (
                "//:prod: `registry` is 'pantstack', which is not a registry.\n"
                "Write HOST or HOST:PORT, and a path if you like: `registry.example.com/test`."
            ),
        ),
        *(
            (
                "prod",
                {"secrets_provider": provider},
                (
                    f"//:prod: `secrets_provider` is {provider!r}, which Pulumi does not have.\n"
                    "Write `passphrase`, or the address of a key: awskms://, gcpkms://, azurekeyvault:// or hashivault://."
                ),
            )
            for provider in ("", "plain", "awskms://", "file:///key", "awskms://key --config=x", "awskms://key\n")
        ),
        (
            "prod",
            {"runs": "wheels"},
            "//:prod: `runs` is 'wheels'; the artifact kinds are: docker, pex.\nChoose one of them.",
        ),
        *(
            (
                "prod",
                {"foundation": each},
                (
                    f"//:prod: `foundation` is {each!r}, which is not the path of a module.\n"
                    "Write it from the root of the repository, such as `stack/infra/foundation`."
                ),
            )
            for each in ("../etc", "/etc", "stack/base:base", "stack//base")
        ),
        (
            "prod",
            {"gates": ["lint", "fmt"]},
            "//:prod: `gates` lists 'fmt'; the gates are: check, lint, test.\nList some of them.",
        ),
        *(
            (
                "prod",
                {"gates": gates},
                f'//:prod: `gates` {reason}.\nWrite a list of texts, such as ["lint", "test"].',
            )
            for gates, reason in (
                ("lint", "is 'lint', which is not a list"),
                (True, "is True, which is not a list"),
                (["lint", 1], "lists 1, which is not a text"),
                ([["lint"]], "lists ['lint'], which is not a text"),
                ([{"lint": None}], "lists {'lint': None}, which is not a text"),
                ([None], "lists None, which is not a text"),
            )
        ),
        *(
            (
                "prod",
                {"branches": branches},
                f'//:prod: `branches` {reason}.\nWrite a list of texts, such as ["main", "release/*"].',
            )
            for branches, reason in (
                ("main", "is 'main', which is not a list"),
                (["main", ("release/*",)], "lists ('release/*',), which is not a text"),
                ([["main"]], "lists ['main'], which is not a text"),
            )
        ),
        (
            "prod",
            {"region": ["us-east-1"]},
            "//:prod: `region` is ['us-east-1'], which is not a text.\nWrite for instance `us-east-1`.",
        ),
        (
            "prod",
            {"platform": ["aws"]},
            "//:prod: `platform` is ['aws']; the platforms are: aws, local.\nChoose one of them.",
        ),
        (
            "Prod",
            {},
            (
                "//:Prod: 'Prod' is not a name for an environment.\n"
                "Use at most 40 lower-case letters, digits, dashes and underscores, a letter first."
            ),
        ),
        (
            "a" * 41,
            {},
            (
                f"//:{'a' * 41}: '{'a' * 41}' is not a name for an environment.\n"
                "Use at most 40 lower-case letters, digits, dashes and underscores, a letter first."
            ),
        ),
    ],
)
def test_refused(name: str, fields: dict[str, Any], message: str) -> None:
    """Each field has a message for what it does not accept."""
    with pytest.raises((InvalidFieldException, InvalidTargetException)) as caught:
        _declare(name, **fields)

    assert str(caught.value) == message
