"""State, records, artifacts and locks in object storage: the real engine against an S3 server on this machine."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import pytest
from harness import Ran, end_group
from toys import CREATED, ENVIRONMENT, FREED, SERVICE, UP, Toy, until, without_ports

NEWER = f"{SERVICE}# newer\n"
OTHER = f"{SERVICE}# the work tree has this\n"
SERVER = """
import datetime, pathlib, sys
from moto.s3 import models
from moto.server import main
now = models.utcnow
if sys.argv[2:]:
    days = pathlib.Path(sys.argv[2])
    models.utcnow = lambda: now() - datetime.timedelta(int(days.read_text()) if days.exists() else 0)
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
"""
_SCOPE = "reader/20260101/us-east-1/s3/aws4_request"


@dataclass(frozen=True)
class Bucket:
    """A bucket of the server.

    Attributes:
        name: its name.
        server: the server's address.
    """

    name: str
    server: str

    @property
    def url(self) -> str:
        """As Pulumi takes it, with a prefix, and in its older words."""
        host = self.server.partition("://")[2]
        return f"s3://{self.name}/team?region=us-east-1&endpoint={host}&s3ForcePathStyle=true&disableSSL=true&awssdk=v2"

    def ask(self, method: str, name: str = "", content: Optional[bytes] = None) -> bytes:
        """Ask for an object, or for the bucket itself."""
        # The server wants a signature, and looks at none.
        signed = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={_SCOPE}, Signature=none",
            "Content-Type": "application/octet-stream",
        }
        request = urllib.request.Request(f"{self.server}/{self.name}/{name}", content, signed, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body: bytes = answer.read()
        return body

    def names(self, prefix: str) -> list[str]:
        """The names of the objects below `team/PREFIX`."""
        listed = self.ask("GET", f"?list-type=2&prefix=team/{prefix}").decode()
        return re.findall(r"<Key>team/([^<]*)</Key>", listed)


@pytest.fixture(scope="module", name="credentials")
def _credentials() -> Iterator[None]:
    """Whoever runs the tests may ask the server, and has the passphrase."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "PULUMI_CONFIG_PASSPHRASE_FILE"):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_ACCESS_KEY_ID", "reader")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "the secret of the bucket")
        patch.setenv("PULUMI_CONFIG_PASSPHRASE", "the same for all clones")
        yield


@pytest.fixture(scope="module", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory, credentials: None) -> Iterator[str]:  # noqa: ARG001 - to have them
    """The address of an S3 server."""
    with _serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@contextlib.contextmanager
def _serving(folder: Path, days: Optional[Path] = None) -> Iterator[str]:
    """An S3 server, its clock as many days behind as a file says; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        str(Path(os.environ["PANTSTACK_TOOLS"], "python")),
        "-c",
        SERVER,
        str(port),
        *([str(days)] if days else []),
    )
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, text=True, start_new_session=True)
    try:
        until(lambda: _answers(port), "the server answers")
        yield f"http://127.0.0.1:{port}"
    finally:
        end_group(process)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@pytest.fixture(name="bucket")
def _bucket(server: str, tmp_path: Path) -> Bucket:
    """A bucket of its own for each test."""
    bucket = Bucket(f"b{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]}", server)
    bucket.ask("PUT")
    return bucket


@pytest.fixture(name="clones")
def _clones(toy: Toy) -> tuple[Toy, Toy]:
    """Two clones of one repository; what they start is found by the path of the first."""
    other = Toy(toy.root / "another clone", toy.runner)
    other.root.mkdir()
    (other.root / "stack").symlink_to(toy.root / "stack")
    return toy, other


def at(bucket: Bucket, name: str = "local") -> dict[str, Any]:
    """An environment whose state is in the bucket."""
    return {**ENVIRONMENT, "name": name, "backend_url": bucket.url}


def reported(clone: Toy, report: str, *environments: dict[str, Any]) -> list[dict[str, Any]]:
    """What `--status` or `--history` says of a."""
    ran = clone.run(report, "a", environment=environments[0], environments=environments, format="json").ok()
    found: list[dict[str, Any]] = json.loads(ran.out)["modules" if report == "status" else "records"]
    return found


def done(ran: Ran) -> str:
    """What was done, without where it came from."""
    return re.sub(r"a  (as|from) .*\n", "", without_ports(ran.ok().out))


def digest(text: str) -> str:
    """The digest of a toy's artifact."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def kept(text: str) -> str:
    """Where a toy's artifact is kept."""
    return f".pantstack/artifacts/{digest(text)[7:]}/api.pex"


def test_what_another_clone_deployed(clones: tuple[Toy, Toy], bucket: Bucket) -> None:
    """A second clone shows, rolls back and promotes what the first deployed, with artifacts that it never built."""
    one, two = clones
    local, test = at(bucket), at(bucket, "test")
    first = one.run("up", "a", environment=local).ok()
    one.run("up", "a", environment=local, text=NEWER).ok()
    assert without_ports(first.out) == f"a  kept api at s3://{bucket.name}/team/{kept(SERVICE)}\n{CREATED}{UP}"
    assert not (one.root / ".pantstack/records").exists()

    (line,) = reported(two, "status", local, test)
    assert (line["state"], line["artifacts"]) == ("up", {"api": digest(NEWER)})
    assert [each["artifacts"][0]["digest"] for each in reported(two, "history", local, test)] == [
        digest(SERVICE),
        digest(NEWER),
    ]

    back = two.run("up", "a", environment=local, rollback=True, text=OTHER)
    assert done(back) == f"a  replace a-service\n{UP}"
    assert (two.root / kept(SERVICE)).read_text(encoding="utf-8") == SERVICE

    promoted = two.run("up", "a", environment=test, promote_from=local, text=OTHER)
    assert done(promoted) == f"{CREATED}{UP}"
    assert {each["environment"]: each["artifacts"]["api"] for each in reported(one, "status", local, test)} == {
        "local": digest(SERVICE),
        "test": digest(SERVICE),
    }
    assert sorted(bucket.names(".pantstack/artifacts")) == sorted([kept(SERVICE), kept(NEWER)])
    for name in ("local", "test"):
        one.run("destroy", "a", environment=at(bucket, name)).ok()
    assert reported(two, "status", local)[0]["state"] == "down"


def test_artifacts_that_are_gone_or_changed(clones: tuple[Toy, Toy], bucket: Bucket) -> None:
    """What the bucket has is checked by its digest before it is anywhere, and one that is gone is reported."""
    one, two = clones
    local, test = at(bucket), at(bucket, "test")
    one.run("up", "a", environment=local).ok()
    place = f"s3://{bucket.name}/team/{kept(SERVICE)}"

    def refused() -> str:
        ran = two.run("up", "a", environment=test, promote_from=local, text=OTHER)
        assert (ran.code, ran.out, (two.root / kept(SERVICE)).exists()) == (2, "", False), ran.text
        return ran.err

    bucket.ask("PUT", f"team/{kept(SERVICE)}", b"something else")
    assert refused() == (
        f"pants deploy: {place}: artifact api of a is not what was deployed.\n"
        "Remove it there, and deploy a again from its commit.\n"
    )
    bucket.ask("DELETE", f"team/{kept(SERVICE)}")
    assert refused() == (
        f"pants deploy: {place}: artifact api of a cannot be read (it is neither there nor in this work tree).\n"
        "Deploy a again from its commit: it is not rebuilt automatically.\n"
    )
    (name,) = bucket.names(".pantstack/records/local/a")
    record = json.loads(bucket.ask("GET", f"team/{name}"))
    record["artifacts"][0]["path"] = "modules/a/infrastructure/secret.py"
    bucket.ask("PUT", f"team/{name}", json.dumps(record).encode())
    assert refused() == (
        "pants deploy: modules/a/infrastructure/secret.py: artifact api of a is recorded at a path where"
        " artifacts are not kept.\nDeploy a again from its commit.\n"
    )
    bucket.ask("PUT", f"team/{name}", b"{")
    assert refused().startswith(f"pants deploy: s3://{bucket.name}/team/{name}: is not a record: Invalid JSON: EOF")
    one.run("destroy", "a", environment=local).ok()


def test_unchanged(clones: tuple[Toy, Toy], bucket: Bucket) -> None:
    """Nothing is done where the records in the bucket say that nothing changed, and what runs is up."""
    one, _ = clones
    plan = one.plan("up", ["a"], {"environment": at(bucket)})
    request = json.loads(plan.read_text(encoding="utf-8"))
    request["request"]["modules"][0]["fingerprint"] = "sha256:program"
    plan.write_text(json.dumps(request), encoding="utf-8")

    def run() -> Ran:
        done = subprocess.run((str(one.runner), str(plan)), capture_output=True, text=True, check=False, timeout=120)
        return Ran(done.returncode, done.stdout, done.stderr).ok()

    run()
    assert without_ports(run().out) == f"a  no change\n{UP}"
    assert len(bucket.names(".pantstack/records/local/a")) == 1
    (service,) = one.processes("service")
    os.kill(service, signal.SIGKILL)
    assert without_ports(run().out) == f"a  create a-service\n{UP}"
    one.run("destroy", "a", environment=at(bucket)).ok()


def test_killed(toy: Toy, bucket: Bucket) -> None:
    """The lock that a killed deploy leaves in the bucket is known as that of a dead process, and goes."""
    toy.hold("a")
    run = toy.start("up", "a", environment=at(bucket))
    until(lambda: toy.is_starting("a"), "the service starts")
    assert len(bucket.names(".pulumi/locks")) == 1
    for kind in ("runner", "child", "pulumi", "provider"):
        for pid in toy.processes(kind):
            os.kill(pid, signal.SIGKILL)
    run.communicate(timeout=60)
    assert len(bucket.names(".pulumi/locks")) == 1
    toy.release("a")

    again = toy.run("up", "a", environment=at(bucket)).ok()

    assert without_ports(again.out) in {
        f"{before}{FREED}a  create a-service\n{UP}"
        for before in ("", "a  ended what an interrupted deploy had left running\n")
    }
    assert bucket.names(".pulumi/locks") == []
    toy.run("destroy", "a", environment=at(bucket)).ok()


def test_a_lock_of_another(toy: Toy, bucket: Bucket) -> None:
    """A lock in the bucket of a process at work never goes, one of another machine or one cut short by --unlock."""
    toy.run("up", "a", environment=at(bucket)).ok()
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 1))
    lock = {"pid": os.getpid(), "username": "me", "hostname": socket.gethostname(), "timestamp": stamp}
    name = ".pulumi/locks/organization/a/local/x.json"

    def run(content: bytes, *, unlock: bool) -> tuple[int, str, bool]:
        bucket.ask("PUT", f"team/{name}", content)
        ran = toy.run("up", "a", environment=at(bucket), unlock=unlock, force=True)
        return ran.code, without_ports(ran.out + ran.err), name in bucket.names(".pulumi/locks")

    at_work = "a  failed  the stack is locked by process N, which is at work.\nWait for it, or end it.\n"
    for unlock in (False, True):
        assert run(json.dumps(lock).encode(), unlock=unlock) == (1, at_work, True)
    other = json.dumps({**lock, "hostname": "other"}).encode()
    assert run(other, unlock=False) == (
        1,
        (
            "a  failed  the stack is locked by process N.\n"
            "This machine cannot tell whether that is at work; if it is not, add --unlock.\n"
        ),
        True,
    )
    assert run(other, unlock=True) == (0, f"a  removed the lock of process N\na  no change\n{UP}", False)
    assert run(b"{", unlock=False)[0] == 1
    assert run(b"{", unlock=True) == (0, f"a  removed a lock that could not be read\na  no change\n{UP}", False)
    toy.run("destroy", "a", environment=at(bucket)).ok()


def test_a_dependency_in_a_bucket(toy: Toy, bucket: Bucket) -> None:
    """What a module depends on is found by its records, also by a later deploy of that module alone."""
    displayed = toy.run("preview", "a", "b", environment=at(bucket)).ok().out
    assert re.findall(r"A_BASE_URL *: (.*)", displayed) == ["[unknown]"]
    for name in "ab":
        toy.run("up", name, environment=at(bucket)).ok()
    with urllib.request.urlopen(_url(bucket, "b"), timeout=5) as answer:
        assert answer.read().decode() == _url(bucket, "a")
    toy.run("destroy", "a", "b", environment=at(bucket)).ok()


@pytest.mark.usefixtures("credentials")
def test_prune(clones: tuple[Toy, Toy], tmp_path: Path) -> None:
    """Another clone prunes the bucket: old records, and their artifact if it is a day old; what stays is whole."""
    one, two = clones
    texts = (SERVICE, NEWER, OTHER, f"{OTHER}# the fourth\n")
    with _serving(tmp_path, days := tmp_path / "days") as address:
        bucket = Bucket("old", address)
        bucket.ask("PUT")
        for behind, text in zip("2000", texts):
            days.write_text(behind, encoding="utf-8")
            one.run("up", "a", environment=at(bucket), text=text).ok()
        names, place = bucket.names(".pantstack/records"), "s3://old/team/.pantstack"
        # One that is not declared here, and that nobody can read.
        theirs = f"team/{names[0].replace('/local/', '/theirs/')}"
        bucket.ask("PUT", theirs, b"{")

        def pruned() -> tuple[int, str]:
            request = {"environments": [at(bucket)], "selected": ["local"], "keep": 1, "runner": ".pantstack/runner/x"}
            ran = two.run("prune", "a", environment=at(bucket), text=texts[3], **request)
            return ran.code, re.sub(r"\b\d[\d.]* k?B$", "SIZE", ran.out, flags=re.MULTILINE)

        invalid = "Invalid JSON: EOF while parsing an object at line 1 column 1."
        unknown = "nobody knows what the modules need that are left"
        lines = (
            "remove  2 records of a in local  SIZE",
            f"left  a in theirs: {place}/records/theirs/a/{names[0].rpartition('/')[2]}: is not a record: {invalid}",
            f"left  artifacts, images, plans, runners: {unknown}",
            f"left  {place}/artifacts: {unknown}",
            "prune  freed SIZE",
        )
        assert pruned() == (1, "".join(f"{line}\n" for line in lines))
        assert bucket.names(".pantstack/records/local") == names[2:]
        assert sorted(bucket.names(".pantstack/artifacts")) == sorted(map(kept, texts))

        bucket.ask("DELETE", theirs)
        young = f"left  {place}/artifacts: 1 artifact younger than a day\n"
        assert pruned() == (
            0,
            f"remove  artifact {digest(SERVICE)[7:19]} at {place}/artifacts  SIZE\n{young}prune  freed SIZE\n",
        )
        assert sorted(bucket.names(".pantstack/artifacts")) == sorted(map(kept, texts[1:]))
        assert pruned() == (0, f"{young}prune  nothing to remove\n")
        assert [each["artifacts"]["api"] for each in reported(two, "status", at(bucket))] == [digest(texts[3])]
        assert done(two.run("up", "a", environment=at(bucket), rollback=True)) == f"a  replace a-service\n{UP}"
        assert (two.root / kept(OTHER)).read_text(encoding="utf-8") == OTHER
        one.run("destroy", "a", environment=at(bucket)).ok()


def _url(bucket: Bucket, module: str) -> str:
    newest = bucket.names(f".pantstack/records/local/{module}")[-1]
    return str(json.loads(bucket.ask("GET", f"team/{newest}"))["outputs"]["url"])


@pytest.mark.parametrize("action", ["status", "history", "up"])
def test_a_bucket_that_cannot_be_read(toy: Toy, bucket: Bucket, action: str) -> None:
    """It is an error that says which place and why, never the same as that nothing was deployed."""
    for url, fact in (
        (bucket.url.replace(bucket.name, "nobody-has-this"), "it answers 404 Not Found, NoSuchBucket"),
        (re.sub(r"127.0.0.1:\d+", "127.0.0.1:1", bucket.url), "the connection is refused"),
    ):
        environment = {**at(bucket), "backend_url": url}
        more = {} if action == "up" else {"environments": [environment]}
        ran = toy.run(action, "a", environment=environment, **more)
        place = f"{url.partition('?')[0]}/.pantstack/records/local"
        before = f"a  failed  {place}/a" if action == "up" else f"pants deploy: {place}"
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            f"{before}: the records cannot be read ({fact}).\nFix the permissions or the connection, then run again.\n"
        )


def test_an_address_that_is_none(toy: Toy, bucket: Bucket) -> None:
    """What is in the query of an address is never shown: it may be a key."""
    environment = {**at(bucket), "records": "s3://me:password@bucket/x?key=canary"}
    ran = toy.run("up", "a", environment=environment)

    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        (
            'pants deploy: s3://bucket/x: has "key" in its query, which Pulumi does not know.\n'
            "Fix `backend_url` or `records` of the deploy_environment in BUILD at the root.\n"
        ),
    )


def test_records_elsewhere(clones: tuple[Toy, Toy], bucket: Bucket, tmp_path: Path) -> None:
    """`records` names a place for any backend: a bucket for a state in folders, a folder for one in a bucket."""
    one, two = clones
    in_bucket = {"name": "local", "records": bucket.url}
    one.run("up", "a", environment=in_bucket).ok()
    assert len(bucket.names(".pantstack/records/local/a")) == 1
    assert bucket.names(".pulumi") == []
    promoted = two.run(
        "up",
        "a",
        text=OTHER,
        environment={**at(bucket, "test"), "records": f"file://{tmp_path / 'shared'}"},
        promote_from={**at(bucket), "backend_url": None, **in_bucket},
    )
    assert done(promoted) == f"a  kept api at {tmp_path}/shared/{kept(SERVICE)}\n{CREATED}{UP}"
    assert len(list((tmp_path / "shared/.pantstack/records/test/a").iterdir())) == 1
    assert (tmp_path / "shared" / kept(SERVICE)).read_text(encoding="utf-8") == SERVICE
    one.run("destroy", "a", environment=in_bucket).ok()
    two.run("destroy", "a", environment={**at(bucket, "test"), "records": f"file://{tmp_path / 'shared'}"}).ok()
