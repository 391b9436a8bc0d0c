"""Scaling: how many copies of a workload run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws
from pulumi_aws.appautoscaling import (
    PolicyTargetTrackingScalingPolicyConfigurationArgsDict,
    PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgsDict,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.infra.platforms.aws.workload import Workload

_Metric = PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetricArgsDict
_Tracking = PolicyTargetTrackingScalingPolicyConfigurationArgsDict
# Seconds before the next step: quick to help, slow to take away.
_OUT: Final = 60
_IN: Final = 300


def scale_service(workload: Workload, service: aws.ecs.Service, target_group: aws.lb.TargetGroup) -> None:
    """Add and remove copies of an HTTP service by its processors' load, and by its requests."""
    scaling, target = workload.requirements.scaling, _target(workload, service)
    label = pulumi.Output.concat(workload.foundation.load_balancer, "/", target_group.arn_suffix)
    _policy(
        workload,
        target,
        "cpu",
        {
            "target_value": scaling.cpu,
            "predefined_metric_specification": {"predefined_metric_type": "ECSServiceAverageCPUUtilization"},
        },
    )
    _policy(
        workload,
        target,
        "requests",
        {
            "target_value": scaling.requests,
            "predefined_metric_specification": {
                "predefined_metric_type": "ALBRequestCountPerTarget",
                "resource_label": label,
            },
        },
    )


def scale_worker(workload: Workload, service: aws.ecs.Service, queue: aws.sqs.Queue) -> None:
    """Add and remove copies of a worker by the messages that wait for each of them."""
    scaling, target = workload.requirements.scaling, _target(workload, service)
    running = {"ClusterName": workload.foundation.cluster_name, "ServiceName": service.name}
    metrics: list[pulumi.Input[_Metric]] = [
        _metric("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", {"QueueName": queue.name}),
        _metric("running", "ECS/ContainerInsights", "RunningTaskCount", "Average", running),
        {
            "id": "backlog",
            "label": "Messages a copy",
            "expression": "IF(running > 0, waiting / running, waiting)",
            "return_data": True,
        },
    ]
    by_backlog: _Tracking = {"target_value": scaling.backlog, "customized_metric_specification": {"metrics": metrics}}
    _policy(workload, target, "backlog", by_backlog)


def _target(workload: Workload, service: aws.ecs.Service) -> aws.appautoscaling.Target:
    scaling = workload.requirements.scaling
    return aws.appautoscaling.Target(
        f"{workload.name}-scaling",
        service_namespace="ecs",
        resource_id=pulumi.Output.concat("service/", workload.foundation.cluster_name, "/", service.name),
        scalable_dimension="ecs:service:DesiredCount",
        min_capacity=scaling.minimum,
        max_capacity=scaling.maximum,
        opts=workload.opts,
    )


def _policy(workload: Workload, target: aws.appautoscaling.Target, by: str, tracking: _Tracking) -> None:
    aws.appautoscaling.Policy(
        f"{workload.name}-by-{by}",
        name=f"{workload.name}-by-{by}",
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        resource_id=target.resource_id,
        scalable_dimension=target.scalable_dimension,
        target_tracking_scaling_policy_configuration={
            **tracking,
            "scale_out_cooldown": _OUT,
            "scale_in_cooldown": _IN,
        },
        opts=workload.opts,
    )


def _metric(id_: str, namespace: str, name: str, stat: str, dimensions: Mapping[str, pulumi.Input[str]]) -> _Metric:
    return {
        "id": id_,
        "metric_stat": {
            "metric": {
                "namespace": namespace,
                "metric_name": name,
                "dimensions": [{"name": key, "value": value} for key, value in dimensions.items()],
            },
            "stat": stat,
        },
        "return_data": False,
    }
