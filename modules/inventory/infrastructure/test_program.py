"""What the program of inventory declares; nothing is deployed."""

from stack.infra.testing import declare_locally, declare_on_aws


def test_on_this_machine() -> None:
    """One service runs, on a port of its own."""
    declared = declare_locally(__file__, "inventory")

    assert sorted(key.split()[0] for key in declared) == ["HttpService", "Port", "Service"]


def test_on_aws() -> None:
    """Two copies run on Fargate, and the load balancer asks for their health."""
    declared = declare_on_aws(__file__, "inventory")

    service = declared["Service inventory-service"]
    assert (service["launchType"], service["desiredCount"]) == ("FARGATE", 2)
    assert declared["TargetGroup inventory-tg"]["healthCheck"]["path"] == "/health"
