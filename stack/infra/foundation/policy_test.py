"""What holds for everything that any program here declares on AWS; each rule is shown to find its sin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pulumi
import pytest

from stack.infra.foundation.program import create_foundation
from stack.infra.platforms.aws.conftest import CONFIG, AwsMocks, Monitor
from stack.infra.platforms.aws.testing import ACCOUNT, REGION
from stack.infra.requirements import Permission, Requirements
from stack.infra.schedule import Schedule
from stack.infra.service import HttpService
from stack.infra.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Declared = Mapping[str, Any]

WORLD: Final = {"0.0.0.0/0", "::/0"}

# What keeps something, and the property by which it is encrypted.
ENCRYPTED: Final = {
    "LogGroup": "kmsKeyId",
    "Queue": "kmsMasterKeyId",
    "Repository": "encryptionConfigurations",
    "Schedule": "kmsKeyArn",
    "Topic": "kmsMasterKeyId",
}
# Buckets and listeners have rules of their own; nothing else keeps or carries what is anybody's.
OTHERS: Final = {
    "Alias",
    "Bucket",
    "BucketLifecycleConfiguration",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "BucketServerSideEncryptionConfiguration",
    "Cluster",
    "DefaultSecurityGroup",
    "Eip",
    "FlowLog",
    "HttpService",
    "InternetGateway",
    "Key",
    "LifecyclePolicy",
    "Listener",
    "ListenerRule",
    "LoadBalancer",
    "MetricAlarm",
    "NatGateway",
    "Network",
    "OpenIdConnectProvider",
    "Policy",
    "QueuePolicy",
    "Record",
    "Role",
    "RolePolicy",
    "RolePolicyAttachment",
    "Route",
    "RouteTable",
    "RouteTableAssociation",
    "ScheduleGroup",
    "SecurityGroup",
    "Service",
    "StackReference",
    "Subnet",
    "Target",
    "TargetGroup",
    "TaskDefinition",
    "TopicPolicy",
    "TopicSubscription",
    "Vpc",
    "VpcEndpoint",
    "Worker",
}

NO_RESOURCE: Final = "AWS binds these actions to no resource"
ITSELF: Final = "in the policy of a key, * is the key"
TASK_NAMES: Final = "a stream is named after a task that is not there yet"
LATER: Final = "bound to the environment by prefix: modules declare them later, under names of their own"
AWS_NAMES: Final = "AWS makes the last part of the name"
TAGGED: Final = "AWS makes the name; a tag binds it to workloads of the environment"
# Every wildcard that a right has, and why.
WILDCARDS: Final = {
    "Key key: Owner kms:*": "the account itself; without it nobody could ever change the key again",
    "Key key: Owner *": ITSELF,
    "Key key: Logs *": ITSELF,
    "Key key: Alarms *": ITSELF,
    "RolePolicy flow-logs-policy: Write log-stream:*": TASK_NAMES,
    "BucketPolicy access-logs-policy: Write AWSLogs/123456789012/*": AWS_NAMES,
    "Policy boundary: Unbound *": NO_RESOURCE,
    "Policy boundary: Images repository/prod/*": LATER,
    "Policy boundary: Logs log-group:/pantstack/prod/*:log-stream:*": LATER,
    "Policy boundary: Start task-definition/prod--*:*": LATER,
    "Policy boundary: HandOver role/pantstack/prod/*": LATER,
    "Policy boundary: Secrets secret:prod/*": LATER,
    "Policy boundary: Parameters parameter/prod/*": LATER,
    "Policy boundary: Queues prod--*": LATER,
    "Policy ci-push: SignIn *": NO_RESOURCE,
    "Policy ci-push: Push repository/prod/*": LATER,
    "Policy ci-look: Look *": NO_RESOURCE,
    "Policy ci-run: Define task-definition/prod--*:*": LATER,
    "Policy ci-run: Tag task-definition/prod--*:*": LATER,
    "Policy ci-run: Tag service/pantstack-prod/*": LATER,
    "Policy ci-run: Serve service/pantstack-prod/*": LATER,
    "Policy ci-run: Serve service-deployment/pantstack-prod/*": LATER,
    "Policy ci-run: Scale scalable-target/*": AWS_NAMES,
    "Policy ci-route: TargetGroups targetgroup/prod--*/*": LATER,
    "Policy ci-route: Tags targetgroup/prod--*/*": LATER,
    "Policy ci-route: Tags listener-rule/app/prod--balancer/1/2/*": AWS_NAMES,
    "Policy ci-route: Rules listener-rule/app/prod--balancer/1/2/*": AWS_NAMES,
    "Policy ci-route: NewGroups security-group/*": TAGGED,
    "Policy ci-route: TagGroups security-group/*": "AWS makes the name; only in the moment in which a group is made",
    "Policy ci-route: Groups security-group/*": TAGGED,
    "Policy ci-roles: BoundedRoles role/pantstack/prod/*": LATER,
    "Policy ci-roles: Roles role/pantstack/prod/*": LATER,
    "Policy ci-roles: HandOver role/pantstack/prod/*": LATER,
    "Policy ci-keep: Logs log-group:/pantstack/prod/*": LATER,
    "Policy ci-keep: Alarms alarm:prod--*": LATER,
    "Policy ci-keep: Alarms alarm:TargetTracking-service/pantstack-prod/*": LATER,
    "Policy ci-keep: Queues prod--*": LATER,
    "Policy ci-keep: Schedules schedule/pantstack-prod/*": LATER,
    "Policy ci-state: State arn:aws:s3:::state/prod/.pulumi/*": "Pulumi names the files of its state",
    "Policy ci-state: State arn:aws:s3:::state/prod/.pantstack/*": "records are named after their time",
    **{
        f"RolePolicy {name}-execution-policy: {what}": why
        for name in ("orders", "mail-worker", "report-schedule")
        for what, why in {"SignIn *": NO_RESOURCE, "Logs log-stream:*": TASK_NAMES}.items()
    },
    "RolePolicy orders-task-policy: Traces *": NO_RESOURCE,
}


def _foundation() -> None:
    create_foundation()


def _module() -> None:
    worker = Worker("mail")
    secrets = {"ORDERS_TOKEN": f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/prod/token"}
    permissions = [Permission(["s3:GetObject"], ["arn:aws:s3:::invoices/today"]), *worker.send]
    HttpService("orders", requirements=Requirements(secrets=secrets, permissions=permissions))
    Schedule("report", "rate(1 hour)")


class _Mocks(AwsMocks):
    """Gives the listener the shape of ARN by which its rules are named."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        id_, outputs = super().new_resource(args)
        if args.typ == "aws:lb/listener:Listener":
            path = "listener/app/prod--balancer/1/2"
            outputs["arn"] = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:{path}"
        return id_, outputs


@pytest.fixture(name="declared", scope="module")
def _declared() -> Declared:
    """All that the foundation declares, with all its options, and all that a module can."""
    options = {
        "certificate": f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/1",
        "domain": "api.example.com",
        "hosted_zone": "Z1",
        "modules": '["orders"]',
        "alarm_emails": '["ops@example.com"]',
        "github_repository": "acme/shop",
        "state_bucket": "arn:aws:s3:::state/prod",
    }
    return {**_run("foundation", _foundation, options), **_run("orders", _module, {})}


def _run(project: str, program: Callable[[], None], options: Mapping[str, str]) -> Declared:
    mocks = _Mocks()
    pulumi.runtime.set_mocks(mocks, project=project, stack="prod", monitor=Monitor(mocks))
    pulumi.runtime.set_all_config({**CONFIG, **{f"pantstack:{key}": value for key, value in options.items()}})
    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]
    return mocks.readable()


def _of(declared: Declared, *kinds: str) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in declared.items() if key.split()[0] in kinds)


def open_to_the_world(declared: Declared) -> set[str]:
    """What the internet may reach."""
    return {
        f"{key}: {rule['protocol']} {rule['fromPort']:.0f}-{rule['toPort']:.0f}"
        for key, group in _of(declared, "SecurityGroup", "DefaultSecurityGroup")
        for rule in group["ingress"]
        if WORLD & {*rule.get("cidrBlocks", ()), *rule.get("ipv6CidrBlocks", ())}
    }


def reaches_the_world(declared: Declared) -> set[str]:
    """What of the internet may be reached."""
    return {
        f"{rule['protocol']} {rule['fromPort']:.0f}-{rule['toPort']:.0f}"
        for _, group in _of(declared, "SecurityGroup", "DefaultSecurityGroup")
        for rule in group["egress"]
        if WORLD & {*rule.get("cidrBlocks", ()), *rule.get("ipv6CidrBlocks", ())}
    }


def statements(declared: Declared) -> Iterator[tuple[str, Any]]:
    """Every statement that gives a right, by where it stands."""
    for key, resource in declared.items():
        for name in ("policy", "assumeRolePolicy"):
            for statement in resource.get(name, {}).get("Statement", ()):
                if statement["Effect"] != "Deny":
                    yield key, statement


def wildcards(declared: Declared) -> set[str]:
    """Every wildcard that a right has, without the account and what stands before it."""
    return {
        f"{key}: {statement['Sid']} {_short(value)}"
        for key, statement in statements(declared)
        for value in [*statement["Action"], *statement.get("Resource", ())]
        if "*" in value or "?" in value
    }


def _short(value: str) -> str:
    if value.endswith(":log-stream:*") and "log-group:" not in value:
        return "log-stream:*"
    if "/AWSLogs/" in value:
        return value.partition("/")[2]
    _, account, thing = value.partition(f":{ACCOUNT}:")
    return thing if account else value


def given_to_everybody(declared: Declared) -> set[str]:
    """Rights of everybody, and roles that a service may take on behalf of any account."""
    found = set()
    for key, statement in statements(declared):
        principal = statement.get("Principal", {})
        if principal == "*" or "*" in principal.values():
            found.add(f"{key}: {statement['Sid']} everybody")
        conditions = str(statement.get("Condition", {}))
        if "Service" in principal and "aws:SourceAccount" not in conditions and "aws:logs:arn" not in conditions:
            found.add(f"{key}: {statement['Sid']} any account")
        if "Federated" in principal and ":sub'" not in conditions:
            found.add(f"{key}: {statement['Sid']} any repository")
    return found


def unencrypted(declared: Declared) -> set[str]:
    """What is kept or carried without encryption, and what nobody has thought about."""
    found = {key for key, value in _of(declared, *ENCRYPTED) if not value.get(ENCRYPTED[key.split()[0]]) and value}
    found |= {key for key in declared if key.split()[0] not in {*ENCRYPTED, *OTHERS}}
    found |= {key for key, value in _of(declared, "Key") if not value.get("enableKeyRotation")}
    for kind in ("BucketServerSideEncryptionConfiguration", "BucketPublicAccessBlock", "BucketPolicy"):
        covered = {value["bucket"] for _, value in _of(declared, kind)}
        found |= {f"{key}: no {kind}" for key, _ in _of(declared, "Bucket") if f"{key.split()[1]}-id" not in covered}
    for key, value in _of(declared, "Listener"):
        redirects = all(action["type"] == "redirect" for action in value["defaultActions"])
        if value["protocol"] != "HTTPS" and not redirects:
            found.add(key)
    return found


def public(declared: Declared) -> set[str]:
    """What runs where the internet could reach it, if a security group let it."""
    found = {key for key, value in _of(declared, "Subnet") if value["mapPublicIpOnLaunch"]}
    networks = [(key, value["networkConfiguration"]) for key, value in _of(declared, "Service")]
    networks += [
        (key, value["target"]["ecsParameters"]["networkConfiguration"])
        for key, value in _of(declared, "Schedule")
        if "target" in value
    ]
    # The foundation of the mocks exports these as private.
    private = {"subnet-1", "subnet-2"}
    return found | {key for key, each in networks if each["assignPublicIp"] or not private.issuperset(each["subnets"])}


def forgotten(declared: Declared) -> set[str]:
    """Logs that are kept for ever, and containers whose logs nobody keeps."""
    groups = {value["name"] for _, value in _of(declared, "LogGroup")}
    found = {key for key, value in _of(declared, "LogGroup") if not value.get("retentionInDays")}
    for key, value in _of(declared, "TaskDefinition"):
        for container in value["containerDefinitions"]:
            if container.get("logConfiguration", {}).get("options", {}).get("awslogs-group") not in groups:
                found.add(f"{key}: {container['name']}")
    return found


def unbounded(declared: Declared) -> set[str]:
    """Roles of workloads that nothing bounds, and images that may change."""
    found = {
        key
        for key, value in _of(declared, "Role")
        if not value.get("permissionsBoundary") and not value.get("path", "").startswith("/pantstack-foundation/")
    }
    for key, value in _of(declared, "TaskDefinition"):
        for container in value["containerDefinitions"]:
            # The collector's version is pinned; a mirror of one's own may pin its digest.
            if container["name"] != "collector" and "@sha256:" not in container["image"]:
                found.add(f"{key}: {container['name']}")
    return found | {key for key, value in _of(declared, "Repository") if value.get("imageTagMutability") != "IMMUTABLE"}


def test_open_to_the_world(declared: Declared) -> None:
    """The internet reaches the ports of the load balancer's listeners, and nothing else."""
    assert open_to_the_world(declared) == {
        "SecurityGroup balancer-sg: tcp 80-80",
        "SecurityGroup balancer-sg: tcp 443-443",
    }
    assert {value["port"] for _, value in _of(declared, "Listener")} == {80, 443}


def test_reaches_the_world(declared: Declared) -> None:
    """What runs reaches the internet by HTTPS only."""
    assert reaches_the_world(declared) == {"tcp 443-443"}


def test_wildcards(declared: Declared) -> None:
    """No right has a wildcard but those that are listed above, each with its reason."""
    assert wildcards(declared) == set(WILDCARDS)


def test_policies_fit(declared: Declared) -> None:
    """No policy is longer than AWS takes."""
    lengths = {key: len(str(value["policy"])) for key, value in _of(declared, "Policy") if "policy" in value}

    assert {key: length for key, length in lengths.items() if length > 6144} == {}


@pytest.mark.parametrize("rule", [given_to_everybody, unencrypted, public, forgotten, unbounded])
def test_nothing_found(declared: Declared, rule: Callable[[Declared], set[str]]) -> None:
    """Nothing is given to everybody, kept in the clear, public, forgotten or unbounded."""
    assert rule(declared) == set()


ALLOW: Final = {"Sid": "S", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::x/y"]}
RULE: Final = {"protocol": "tcp", "fromPort": 22, "toPort": 22}
TASK: Final = {"name": "api", "image": "registry/orders:latest"}


@pytest.mark.parametrize(
    ("rule", "sin", "found"),
    [
        (
            open_to_the_world,
            {"SecurityGroup x": {"ingress": [{**RULE, "cidrBlocks": ["0.0.0.0/0"]}]}},
            "SecurityGroup x: tcp 22-22",
        ),
        (
            open_to_the_world,
            {"SecurityGroup x": {"ingress": [{**RULE, "ipv6CidrBlocks": ["::/0"]}]}},
            "SecurityGroup x: tcp 22-22",
        ),
        (reaches_the_world, {"SecurityGroup x": {"egress": [{**RULE, "cidrBlocks": ["0.0.0.0/0"]}]}}, "tcp 22-22"),
        (wildcards, {"Policy x": {"policy": {"Statement": [{**ALLOW, "Action": ["s3:*"]}]}}}, "Policy x: S s3:*"),
        (wildcards, {"Policy x": {"policy": {"Statement": [{**ALLOW, "Resource": ["*"]}]}}}, "Policy x: S *"),
        (
            given_to_everybody,
            {"QueuePolicy x": {"policy": {"Statement": [{**ALLOW, "Principal": {"AWS": "*"}}]}}},
            "QueuePolicy x: S everybody",
        ),
        (
            given_to_everybody,
            {"Role x": {"assumeRolePolicy": {"Statement": [{**ALLOW, "Principal": {"Service": "ecs"}}]}}},
            "Role x: S any account",
        ),
        (
            given_to_everybody,
            {"Role x": {"assumeRolePolicy": {"Statement": [{**ALLOW, "Principal": {"Federated": "github"}}]}}},
            "Role x: S any repository",
        ),
        (unencrypted, {"Queue x": {"name": "x"}}, "Queue x"),
        (unencrypted, {"Instance x": {"storageEncrypted": True}}, "Instance x"),
        (unencrypted, {"Key x": {"description": "x"}}, "Key x"),
        (unencrypted, {"Bucket x": {"forceDestroy": False}}, "Bucket x: no BucketPublicAccessBlock"),
        (unencrypted, {"Listener x": {"protocol": "HTTP", "defaultActions": [{"type": "forward"}]}}, "Listener x"),
        (public, {"Subnet x": {"mapPublicIpOnLaunch": True}}, "Subnet x"),
        (
            public,
            {"Service x": {"networkConfiguration": {"assignPublicIp": True, "subnets": ["subnet-1"]}}},
            "Service x",
        ),
        (
            public,
            {"Service x": {"networkConfiguration": {"assignPublicIp": False, "subnets": ["subnet-3"]}}},
            "Service x",
        ),
        (forgotten, {"LogGroup x": {"name": "x"}}, "LogGroup x"),
        (forgotten, {"TaskDefinition x": {"containerDefinitions": [TASK]}}, "TaskDefinition x: api"),
        (unbounded, {"Role x": {"path": "/pantstack/prod/"}}, "Role x"),
        (unbounded, {"TaskDefinition x": {"containerDefinitions": [TASK]}}, "TaskDefinition x: api"),
        (unbounded, {"Repository x": {"imageTagMutability": "MUTABLE"}}, "Repository x"),
    ],
)
def test_rules_find_their_sin(rule: Callable[[Declared], set[str]], sin: Declared, found: str) -> None:
    """A rule finds what it is there for."""
    empty: dict[str, Any] = {"ingress": [], "egress": []}
    whole = {key: {**(empty if key.startswith("SecurityGroup") else {}), **value} for key, value in sin.items()}

    assert found in rule(whole)
