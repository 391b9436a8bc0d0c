"""Alarms: they go to the topic of the environment, and so does their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi_aws as aws

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pulumi

    from stack.infra.platforms.aws.workload import Workload


def alarm(
    workload: Workload,
    what: str,
    description: str,
    *,
    above: float | None = None,
    below: float = 0,
    **condition: Any,  # noqa: ANN401 - the alarm's own
) -> None:
    """Raise an alarm when a metric is too high; or too low, or missing.

    Args:
        what: the metric; it names the alarm.
        above: the highest value that is fine; None for any.
        below: the lowest value that is fine, where there is no highest.
        condition: the metric, and for how long it must be so.
    """
    to = [workload.foundation.alarms]
    aws.cloudwatch.MetricAlarm(
        f"{workload.name}-{what}",
        name=workload.names.resource(f"{workload.name}-{what}", limit=255),
        alarm_description=description,
        comparison_operator="LessThanThreshold" if above is None else "GreaterThanThreshold",
        threshold=below if above is None else above,
        treat_missing_data="breaching" if above is None else "notBreaching",
        alarm_actions=to,
        ok_actions=to,
        opts=workload.opts,
        **condition,
    )


def watch_tasks(workload: Workload, service: aws.ecs.Service) -> None:
    """Raise an alarm when the tasks of a workload are too few, or short of processor or memory."""
    dimensions = {"ClusterName": workload.foundation.cluster_name, "ServiceName": service.name}
    fewest = workload.requirements.scaling.minimum
    # A load balancer without a task behind it counts neither failures nor unhealthy tasks of it.
    alarm(
        workload,
        "running",
        f"{workload.name}: fewer than {fewest} tasks ran for 5 minutes; they do not start, or end again and again.",
        below=fewest,
        namespace="ECS/ContainerInsights",
        metric_name="RunningTaskCount",
        dimensions=dimensions,
        statistic="Average",
        period=60,
        evaluation_periods=5,
    )
    for what, metric in (("cpu", "CPUUtilization"), ("memory", "MemoryUtilization")):
        alarm(
            workload,
            what,
            f"{workload.name}: {metric} above 85 % for 5 minutes; scaling did not help, or is at its maximum.",
            above=85,
            namespace="AWS/ECS",
            metric_name=metric,
            dimensions=dimensions,
            statistic="Average",
            period=60,
            evaluation_periods=5,
        )


def watch_requests(workload: Workload, target_group: aws.lb.TargetGroup) -> None:
    """Raise an alarm when requests to a service fail or are slow, or its tasks are not healthy."""
    name = workload.name
    dimensions = {"LoadBalancer": workload.foundation.load_balancer, "TargetGroup": target_group.arn_suffix}
    minutely: dict[str, Any] = {"namespace": "AWS/ApplicationELB", "dimensions": dimensions, "period": 60}
    _watch_failures(workload, dimensions)
    alarm(
        workload,
        "unhealthy",
        f"{name}: a task did not answer /health with 200 for 3 minutes.",
        above=0,
        metric_name="UnHealthyHostCount",
        statistic="Maximum",
        evaluation_periods=3,
        **minutely,
    )
    alarm(
        workload,
        "latency",
        f"{name}: one request in a hundred took more than a second, for 5 minutes.",
        above=1,
        metric_name="TargetResponseTime",
        extended_statistic="p99",
        evaluation_periods=5,
        **minutely,
    )


def _watch_failures(workload: Workload, dimensions: Mapping[str, pulumi.Input[str]]) -> None:
    alarm(
        workload,
        "5xx",
        f"{workload.name}: more than 1 % of the requests of 3 minutes out of 5 failed with status 500 or above.",
        above=1,
        metric_queries=[
            _query("failed", "HTTPCode_Target_5XX_Count", dimensions),
            _query("requests", "RequestCount", dimensions),
            {
                "id": "percentage",
                "label": "Failed requests in percent",
                "expression": "IF(requests > 0, 100 * FILL(failed, 0) / requests, 0)",
                "return_data": True,
            },
        ],
        evaluation_periods=5,
        datapoints_to_alarm=3,
    )


def watch_queue(workload: Workload, dead_letters: aws.sqs.Queue, what: str) -> None:
    """Raise an alarm when something was given up.

    Args:
        what: what it is, such as "messages".
    """
    alarm(
        workload,
        "dead-letters",
        f"{workload.name}: {what} were given up; they wait in the queue of dead letters.",
        above=0,
        namespace="AWS/SQS",
        metric_name="ApproximateNumberOfMessagesVisible",
        dimensions={"QueueName": dead_letters.name},
        statistic="Maximum",
        period=60,
        evaluation_periods=1,
    )


def _query(id_: str, metric: str, dimensions: Mapping[str, pulumi.Input[str]]) -> dict[str, Any]:
    counted = {"namespace": "AWS/ApplicationELB", "metric_name": metric, "dimensions": dimensions}
    return {"id": id_, "metric": {**counted, "period": 60, "stat": "Sum"}, "return_data": False}
