"""The foundation as a whole: every property of every resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from stack.infra.foundation.program import create_foundation
from stack.infra.platforms.aws.foundation import Foundation

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from stack.infra.platforms.aws.conftest import AwsMocks

NETWORK: dict[str, Any] = {
    "DefaultSecurityGroup default-sg": {"egress": [], "ingress": [], "vpcId": "vpc-id"},
    "Eip nat-us-east-1a-address": {"domain": "vpc"},
    "Eip nat-us-east-1b-address": {"domain": "vpc"},
    "InternetGateway internet": {"vpcId": "vpc-id"},
    "NatGateway nat-us-east-1a": {"allocationId": "nat-us-east-1a-address-id", "subnetId": "public-us-east-1a-id"},
    "NatGateway nat-us-east-1b": {"allocationId": "nat-us-east-1b-address-id", "subnetId": "public-us-east-1b-id"},
    "Route private-us-east-1a-nat": {
        "destinationCidrBlock": "0.0.0.0/0",
        "natGatewayId": "nat-us-east-1a-id",
        "routeTableId": "private-us-east-1a-routes-id",
    },
    "Route private-us-east-1b-nat": {
        "destinationCidrBlock": "0.0.0.0/0",
        "natGatewayId": "nat-us-east-1b-id",
        "routeTableId": "private-us-east-1b-routes-id",
    },
    "Route public-internet": {
        "destinationCidrBlock": "0.0.0.0/0",
        "gatewayId": "internet-id",
        "routeTableId": "public-routes-id",
    },
    "RouteTable private-us-east-1a-routes": {"tags": {"Name": "pantstack-prod-private-us-east-1a"}, "vpcId": "vpc-id"},
    "RouteTable private-us-east-1b-routes": {"tags": {"Name": "pantstack-prod-private-us-east-1b"}, "vpcId": "vpc-id"},
    "RouteTable public-routes": {"tags": {"Name": "pantstack-prod-public"}, "vpcId": "vpc-id"},
    "RouteTableAssociation private-us-east-1a": {
        "routeTableId": "private-us-east-1a-routes-id",
        "subnetId": "private-us-east-1a-id",
    },
    "RouteTableAssociation private-us-east-1b": {
        "routeTableId": "private-us-east-1b-routes-id",
        "subnetId": "private-us-east-1b-id",
    },
    "RouteTableAssociation public-us-east-1a": {"routeTableId": "public-routes-id", "subnetId": "public-us-east-1a-id"},
    "RouteTableAssociation public-us-east-1b": {"routeTableId": "public-routes-id", "subnetId": "public-us-east-1b-id"},
    "Subnet private-us-east-1a": {
        "availabilityZone": "us-east-1a",
        "cidrBlock": "10.0.0.0/20",
        "mapPublicIpOnLaunch": False,
        "tags": {"Name": "pantstack-prod-private-us-east-1a"},
        "vpcId": "vpc-id",
    },
    "Subnet private-us-east-1b": {
        "availabilityZone": "us-east-1b",
        "cidrBlock": "10.0.16.0/20",
        "mapPublicIpOnLaunch": False,
        "tags": {"Name": "pantstack-prod-private-us-east-1b"},
        "vpcId": "vpc-id",
    },
    "Subnet public-us-east-1a": {
        "availabilityZone": "us-east-1a",
        "cidrBlock": "10.0.128.0/20",
        "mapPublicIpOnLaunch": False,
        "tags": {"Name": "pantstack-prod-public-us-east-1a"},
        "vpcId": "vpc-id",
    },
    "Subnet public-us-east-1b": {
        "availabilityZone": "us-east-1b",
        "cidrBlock": "10.0.144.0/20",
        "mapPublicIpOnLaunch": False,
        "tags": {"Name": "pantstack-prod-public-us-east-1b"},
        "vpcId": "vpc-id",
    },
    "Vpc vpc": {
        "cidrBlock": "10.0.0.0/16",
        "enableDnsHostnames": True,
        "enableDnsSupport": True,
        "tags": {"Name": "pantstack-prod"},
    },
}

ENDPOINTS = {
    "SecurityGroup endpoints-sg": {
        "description": "Endpoints of AWS: reached by the network only",
        "egress": [],
        "ingress": [
            {
                "cidrBlocks": ["10.0.0.0/16"],
                "description": "Requests from the network",
                "fromPort": 443,
                "protocol": "tcp",
                "toPort": 443,
            }
        ],
        "vpcId": "vpc-id",
    },
    "VpcEndpoint ecr.api-endpoint": {
        "privateDnsEnabled": True,
        "securityGroupIds": ["endpoints-sg-id"],
        "serviceName": "com.amazonaws.us-east-1.ecr.api",
        "subnetIds": ["private-us-east-1a-id", "private-us-east-1b-id"],
        "vpcEndpointType": "Interface",
        "vpcId": "vpc-id",
    },
    "VpcEndpoint ecr.dkr-endpoint": {
        "privateDnsEnabled": True,
        "securityGroupIds": ["endpoints-sg-id"],
        "serviceName": "com.amazonaws.us-east-1.ecr.dkr",
        "subnetIds": ["private-us-east-1a-id", "private-us-east-1b-id"],
        "vpcEndpointType": "Interface",
        "vpcId": "vpc-id",
    },
    "VpcEndpoint logs-endpoint": {
        "privateDnsEnabled": True,
        "securityGroupIds": ["endpoints-sg-id"],
        "serviceName": "com.amazonaws.us-east-1.logs",
        "subnetIds": ["private-us-east-1a-id", "private-us-east-1b-id"],
        "vpcEndpointType": "Interface",
        "vpcId": "vpc-id",
    },
    "VpcEndpoint s3-endpoint": {
        "routeTableIds": ["private-us-east-1a-routes-id", "private-us-east-1b-routes-id"],
        "serviceName": "com.amazonaws.us-east-1.s3",
        "vpcEndpointType": "Gateway",
        "vpcId": "vpc-id",
    },
    "VpcEndpoint secretsmanager-endpoint": {
        "privateDnsEnabled": True,
        "securityGroupIds": ["endpoints-sg-id"],
        "serviceName": "com.amazonaws.us-east-1.secretsmanager",
        "subnetIds": ["private-us-east-1a-id", "private-us-east-1b-id"],
        "vpcEndpointType": "Interface",
        "vpcId": "vpc-id",
    },
}

BALANCER: dict[str, Any] = {
    "Listener listener": {
        "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
        "defaultActions": [
            {
                "fixedResponse": {
                    "contentType": "application/json",
                    "messageBody": '{"detail":"Not Found"}',
                    "statusCode": "404",
                },
                "type": "fixed-response",
            }
        ],
        "loadBalancerArn": "arn:aws:lb:us-east-1:123456789012:prod-balancer",
        "port": 443,
        "protocol": "HTTPS",
        "routingHttpResponseStrictTransportSecurityHeaderValue": "max-age=31536000",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    },
    "Listener redirect": {
        "defaultActions": [
            {"redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}, "type": "redirect"}
        ],
        "loadBalancerArn": "arn:aws:lb:us-east-1:123456789012:prod-balancer",
        "port": 80,
        "protocol": "HTTP",
    },
    "LoadBalancer balancer": {
        "accessLogs": {"bucket": "access-logs-id", "enabled": True},
        "dropInvalidHeaderFields": True,
        "enableDeletionProtection": True,
        "internal": False,
        "loadBalancerType": "application",
        "name": "prod-balancer",
        "securityGroups": ["balancer-sg-id"],
        "subnets": ["public-us-east-1a-id", "public-us-east-1b-id"],
    },
    "SecurityGroup balancer-sg": {
        "description": "The load balancer: reached by the internet, reaches services only",
        "egress": [
            {
                "cidrBlocks": ["10.0.0.0/16"],
                "description": "Requests to services",
                "fromPort": 8000,
                "protocol": "tcp",
                "toPort": 8000,
            }
        ],
        "ingress": [
            {
                "cidrBlocks": ["0.0.0.0/0"],
                "description": "Requests from the internet",
                "fromPort": 80,
                "protocol": "tcp",
                "toPort": 80,
            },
            {
                "cidrBlocks": ["0.0.0.0/0"],
                "description": "Requests from the internet",
                "fromPort": 443,
                "protocol": "tcp",
                "toPort": 443,
            },
        ],
        "vpcId": "vpc-id",
    },
}

ACCESS_LOGS = {
    "Bucket access-logs": {"forceDestroy": False},
    "BucketLifecycleConfiguration access-logs-lifecycle": {
        "bucket": "access-logs-id",
        "rules": [{"expiration": {"days": 90}, "filter": {}, "id": "forget", "status": "Enabled"}],
    },
    "BucketPolicy access-logs-policy": {
        "bucket": "access-logs-id",
        "policy": {
            "Statement": [
                {
                    "Action": ["s3:PutObject"],
                    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
                    "Effect": "Allow",
                    "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
                    "Resource": ["arn:aws:s3:us-east-1:123456789012:access-logs/AWSLogs/123456789012/*"],
                    "Sid": "Write",
                },
                {
                    "Action": ["s3:*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    "Effect": "Deny",
                    "Principal": {"AWS": "*"},
                    "Resource": [
                        "arn:aws:s3:us-east-1:123456789012:access-logs",
                        "arn:aws:s3:us-east-1:123456789012:access-logs/*",
                    ],
                    "Sid": "EncryptedTransportOnly",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "BucketPublicAccessBlock access-logs-private": {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "bucket": "access-logs-id",
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    },
    "BucketServerSideEncryptionConfiguration access-logs-encryption": {
        "bucket": "access-logs-id",
        "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}],
    },
}

KEEPING = {
    "Alias key-alias": {"name": "alias/pantstack-prod", "targetKeyId": "key-key-id"},
    "Key key": {
        "deletionWindowInDays": 30,
        "description": "Encrypts what the environment prod keeps",
        "enableKeyRotation": True,
        "policy": {
            "Statement": [
                {
                    "Action": ["kms:*"],
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                    "Resource": ["*"],
                    "Sid": "Owner",
                },
                {
                    "Action": [
                        "kms:Decrypt",
                        "kms:Encrypt",
                        "kms:GenerateDataKey",
                        "kms:GenerateDataKeyWithoutPlaintext",
                        "kms:ReEncryptFrom",
                        "kms:ReEncryptTo",
                        "kms:DescribeKey",
                    ],
                    "Condition": {
                        "ArnLike": {
                            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:123456789012:log-group:*"
                        }
                    },
                    "Effect": "Allow",
                    "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
                    "Resource": ["*"],
                    "Sid": "Logs",
                },
                {
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudwatch.amazonaws.com"},
                    "Resource": ["*"],
                    "Sid": "Alarms",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "LifecyclePolicy orders-images-lifecycle": {
        "policy": {
            "rules": [
                {
                    "action": {"type": "expire"},
                    "description": "Forget images without a tag after 30 days",
                    "rulePriority": 1,
                    "selection": {
                        "countNumber": 30,
                        "countType": "sinceImagePushed",
                        "countUnit": "days",
                        "tagStatus": "untagged",
                    },
                }
            ]
        },
        "repository": "prod/orders",
    },
    "LogGroup flow-logs": {
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key",
        "name": "/pantstack/prod/network",
        "retentionInDays": 90,
    },
    "LogGroup insights": {
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key",
        "name": "/aws/ecs/containerinsights/pantstack-prod/performance",
        "retentionInDays": 90,
    },
    "Repository orders-images": {
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": "arn:aws:kms:us-east-1:123456789012:key"}],
        "forceDelete": False,
        "imageScanningConfiguration": {"scanOnPush": True},
        "imageTagMutability": "IMMUTABLE",
        "name": "prod/orders",
    },
    "Topic alarms": {"kmsMasterKeyId": "arn:aws:kms:us-east-1:123456789012:key", "name": "prod-alarms"},
    "TopicPolicy alarms-policy": {
        "arn": "arn:aws:sns:us-east-1:123456789012:prod-alarms",
        "policy": {
            "Statement": [
                {
                    "Action": ["sns:Publish"],
                    "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudwatch.amazonaws.com"},
                    "Resource": ["arn:aws:sns:us-east-1:123456789012:prod-alarms"],
                    "Sid": "Alarms",
                }
            ],
            "Version": "2012-10-17",
        },
    },
}

RUNNING = {
    "Cluster cluster": {"name": "pantstack-prod", "settings": [{"name": "containerInsights", "value": "enhanced"}]},
    "ScheduleGroup schedules": {"name": "pantstack-prod"},
}

FLOW_LOGS = {
    "FlowLog flow-log": {
        "iamRoleArn": "arn:aws:iam:us-east-1:123456789012:flow-logs-role",
        "logDestination": "arn:aws:cloudwatch:us-east-1:123456789012:/pantstack/prod/network",
        "logDestinationType": "cloud-watch-logs",
        "trafficType": "ALL",
        "vpcId": "vpc-id",
    },
    "Role flow-logs-role": {
        "assumeRolePolicy": {
            "Statement": [
                {
                    "Action": ["sts:AssumeRole"],
                    "Condition": {
                        "ArnLike": {"aws:SourceArn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*"},
                        "StringEquals": {"aws:SourceAccount": "123456789012"},
                    },
                    "Effect": "Allow",
                    "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                    "Sid": "Trust",
                }
            ],
            "Version": "2012-10-17",
        },
        "path": "/pantstack-foundation/prod/",
    },
    "RolePolicy flow-logs-policy": {
        "policy": {
            "Statement": [
                {
                    "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:cloudwatch:us-east-1:123456789012:/pantstack/prod/network",
                        "arn:aws:cloudwatch:us-east-1:123456789012:/pantstack/prod/network:log-stream:*",
                    ],
                    "Sid": "Write",
                }
            ],
            "Version": "2012-10-17",
        },
        "role": "flow-logs-role",
    },
}

BOUNDARY = {
    "Policy boundary": {
        "description": "What workloads of prod may do at most",
        "name": "prod-boundary",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {
                    "Action": [
                        "ecr:GetAuthorizationToken",
                        "xray:GetSamplingRules",
                        "xray:GetSamplingTargets",
                        "xray:PutTelemetryRecords",
                        "xray:PutTraceSegments",
                    ],
                    "Effect": "Allow",
                    "Resource": ["*"],
                    "Sid": "Unbound",
                },
                {
                    "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ecr:us-east-1:123456789012:repository/prod/*"],
                    "Sid": "Images",
                },
                {
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:logs:us-east-1:123456789012:log-group:/pantstack/prod/*:log-stream:*"],
                    "Sid": "Logs",
                },
                {
                    "Action": ["ecs:RunTask"],
                    "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:us-east-1:123456789012:pantstack-prod"}},
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ecs:us-east-1:123456789012:task-definition/prod-*:*"],
                    "Sid": "Start",
                },
                {
                    "Action": ["iam:PassRole"],
                    "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
                    "Effect": "Allow",
                    "Resource": ["arn:aws:iam::123456789012:role/pantstack/prod/*"],
                    "Sid": "HandOver",
                },
                {
                    "Action": ["secretsmanager:GetSecretValue"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/*"],
                    "Sid": "Secrets",
                },
                {
                    "Action": ["ssm:GetParameters"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ssm:us-east-1:123456789012:parameter/prod/*"],
                    "Sid": "Parameters",
                },
                {
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:kms:us-east-1:123456789012:key"],
                    "Sid": "Key",
                },
                {
                    "Action": [
                        "sqs:ChangeMessageVisibility",
                        "sqs:DeleteMessage",
                        "sqs:GetQueueAttributes",
                        "sqs:ReceiveMessage",
                        "sqs:SendMessage",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-*"],
                    "Sid": "Queues",
                },
            ],
            "Version": "2012-10-17",
        },
    }
}

CI = {
    "OpenIdConnectProvider github": {
        "clientIdLists": ["sts.amazonaws.com"],
        "url": "https://token.actions.githubusercontent.com",
    },
    "Policy ci-keep": {
        "name": "prod-ci-keep",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {
                    "Action": [
                        "logs:AssociateKmsKey",
                        "logs:CreateLogGroup",
                        "logs:DeleteLogGroup",
                        "logs:ListTagsForResource",
                        "logs:PutRetentionPolicy",
                        "logs:TagResource",
                        "logs:UntagResource",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:logs:us-east-1:123456789012:log-group:/pantstack/prod/*"],
                    "Sid": "Logs",
                },
                {
                    "Action": [
                        "cloudwatch:DeleteAlarms",
                        "cloudwatch:DescribeAlarms",
                        "cloudwatch:ListTagsForResource",
                        "cloudwatch:PutMetricAlarm",
                        "cloudwatch:TagResource",
                        "cloudwatch:UntagResource",
                    ],
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:cloudwatch:us-east-1:123456789012:alarm:prod-*",
                        "arn:aws:cloudwatch:us-east-1:123456789012:alarm:TargetTracking-service/pantstack-prod/*",
                    ],
                    "Sid": "Alarms",
                },
                {
                    "Action": [
                        "sqs:CreateQueue",
                        "sqs:DeleteQueue",
                        "sqs:GetQueueAttributes",
                        "sqs:GetQueueUrl",
                        "sqs:ListQueueTags",
                        "sqs:SetQueueAttributes",
                        "sqs:TagQueue",
                        "sqs:UntagQueue",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-*"],
                    "Sid": "Queues",
                },
                {
                    "Action": [
                        "scheduler:CreateSchedule",
                        "scheduler:DeleteSchedule",
                        "scheduler:GetSchedule",
                        "scheduler:UpdateSchedule",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:scheduler:us-east-1:123456789012:schedule/pantstack-prod/*"],
                    "Sid": "Schedules",
                },
                {
                    "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:kms:us-east-1:123456789012:key"],
                    "Sid": "Key",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "Policy ci-look": {
        "name": "prod-ci-look",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {
                    "Action": [
                        "application-autoscaling:DescribeScalableTargets",
                        "application-autoscaling:DescribeScalingPolicies",
                        "ec2:DescribeNetworkInterfaces",
                        "ec2:DescribeSecurityGroupRules",
                        "ec2:DescribeSecurityGroups",
                        "ecs:DeregisterTaskDefinition",
                        "ecs:DescribeTaskDefinition",
                        "elasticloadbalancing:DescribeListeners",
                        "elasticloadbalancing:DescribeRules",
                        "elasticloadbalancing:DescribeTags",
                        "elasticloadbalancing:DescribeTargetGroupAttributes",
                        "elasticloadbalancing:DescribeTargetGroups",
                        "logs:DescribeLogGroups",
                    ],
                    "Effect": "Allow",
                    "Resource": ["*"],
                    "Sid": "Look",
                }
            ],
            "Version": "2012-10-17",
        },
    },
    "Policy ci-push": {
        "name": "prod-ci-push",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {"Action": ["ecr:GetAuthorizationToken"], "Effect": "Allow", "Resource": ["*"], "Sid": "SignIn"},
                {
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:CompleteLayerUpload",
                        "ecr:DescribeImages",
                        "ecr:GetDownloadUrlForLayer",
                        "ecr:InitiateLayerUpload",
                        "ecr:PutImage",
                        "ecr:UploadLayerPart",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ecr:us-east-1:123456789012:repository/prod/*"],
                    "Sid": "Push",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "Policy ci-roles": {
        "name": "prod-ci-roles",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {
                    "Action": [
                        "iam:CreateRole",
                        "iam:DeleteRolePolicy",
                        "iam:PutRolePermissionsBoundary",
                        "iam:PutRolePolicy",
                    ],
                    "Condition": {
                        "StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam:us-east-1:123456789012:prod-boundary"}
                    },
                    "Effect": "Allow",
                    "Resource": ["arn:aws:iam::123456789012:role/pantstack/prod/*"],
                    "Sid": "BoundedRoles",
                },
                {
                    "Action": [
                        "iam:DeleteRole",
                        "iam:GetRole",
                        "iam:GetRolePolicy",
                        "iam:ListAttachedRolePolicies",
                        "iam:ListInstanceProfilesForRole",
                        "iam:ListRolePolicies",
                        "iam:TagRole",
                        "iam:UntagRole",
                        "iam:UpdateAssumeRolePolicy",
                        "iam:UpdateRole",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:iam::123456789012:role/pantstack/prod/*"],
                    "Sid": "Roles",
                },
                {
                    "Action": ["iam:PassRole"],
                    "Condition": {
                        "StringEquals": {"iam:PassedToService": ["ecs-tasks.amazonaws.com", "scheduler.amazonaws.com"]}
                    },
                    "Effect": "Allow",
                    "Resource": ["arn:aws:iam::123456789012:role/pantstack/prod/*"],
                    "Sid": "HandOver",
                },
                {
                    "Action": ["iam:CreateServiceLinkedRole"],
                    "Condition": {"StringEquals": {"iam:AWSServiceName": "ecs.application-autoscaling.amazonaws.com"}},
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"
                    ],
                    "Sid": "FirstScaling",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "Policy ci-route": {
        "name": "prod-ci-route",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {
                    "Action": [
                        "elasticloadbalancing:CreateTargetGroup",
                        "elasticloadbalancing:DeleteTargetGroup",
                        "elasticloadbalancing:ModifyTargetGroup",
                        "elasticloadbalancing:ModifyTargetGroupAttributes",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/prod-*/*"],
                    "Sid": "TargetGroups",
                },
                {
                    "Action": ["elasticloadbalancing:CreateRule"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:lb:us-east-1:123456789012:listener"],
                    "Sid": "NewRules",
                },
                {
                    "Action": ["elasticloadbalancing:DeleteRule", "elasticloadbalancing:ModifyRule"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:lb:us-east-1:123456789012:listener/*"],
                    "Sid": "Rules",
                },
                {
                    "Action": ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/prod-*/*",
                        "arn:aws:lb:us-east-1:123456789012:listener/*",
                    ],
                    "Sid": "Tags",
                },
                {
                    "Action": ["ec2:CreateSecurityGroup"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ec2:us-east-1:123456789012:vpc"],
                    "Sid": "GroupsOfNetwork",
                },
                {
                    "Action": ["ec2:CreateSecurityGroup"],
                    "Condition": {"StringEquals": {"aws:RequestTag/pantstack:environment": "prod"}},
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ec2:us-east-1:123456789012:security-group/*"],
                    "Sid": "NewGroups",
                },
                {
                    "Action": ["ec2:CreateTags"],
                    "Condition": {"StringEquals": {"ec2:CreateAction": "CreateSecurityGroup"}},
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ec2:us-east-1:123456789012:security-group/*"],
                    "Sid": "TagGroups",
                },
                {
                    "Action": [
                        "ec2:AuthorizeSecurityGroupEgress",
                        "ec2:AuthorizeSecurityGroupIngress",
                        "ec2:DeleteSecurityGroup",
                        "ec2:RevokeSecurityGroupEgress",
                        "ec2:RevokeSecurityGroupIngress",
                    ],
                    "Condition": {"StringEquals": {"aws:ResourceTag/pantstack:environment": "prod"}},
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ec2:us-east-1:123456789012:security-group/*"],
                    "Sid": "Groups",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "Policy ci-run": {
        "name": "prod-ci-run",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {
                    "Action": ["ecs:RegisterTaskDefinition"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ecs:us-east-1:123456789012:task-definition/prod-*:*"],
                    "Sid": "Define",
                },
                {
                    "Action": ["ecs:ListTagsForResource", "ecs:TagResource", "ecs:UntagResource"],
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:ecs:us-east-1:123456789012:service/pantstack-prod/*",
                        "arn:aws:ecs:us-east-1:123456789012:task-definition/prod-*:*",
                    ],
                    "Sid": "Tag",
                },
                {
                    "Action": [
                        "ecs:CreateService",
                        "ecs:DeleteService",
                        "ecs:DescribeServiceDeployments",
                        "ecs:DescribeServices",
                        "ecs:ListServiceDeployments",
                        "ecs:UpdateService",
                    ],
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:ecs:us-east-1:123456789012:service/pantstack-prod/*",
                        "arn:aws:ecs:us-east-1:123456789012:service-deployment/pantstack-prod/*",
                    ],
                    "Sid": "Serve",
                },
                {
                    "Action": [
                        "application-autoscaling:DeleteScalingPolicy",
                        "application-autoscaling:DeregisterScalableTarget",
                        "application-autoscaling:ListTagsForResource",
                        "application-autoscaling:PutScalingPolicy",
                        "application-autoscaling:RegisterScalableTarget",
                    ],
                    "Condition": {"StringEqualsIfExists": {"application-autoscaling:service-namespace": "ecs"}},
                    "Effect": "Allow",
                    "Resource": ["arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/*"],
                    "Sid": "Scale",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "Policy ci-state": {
        "name": "prod-ci-state",
        "path": "/pantstack-foundation/prod/",
        "policy": {
            "Statement": [
                {
                    "Action": ["s3:ListBucket"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:s3:::state"],
                    "Sid": "FindState",
                },
                {
                    "Action": ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:s3:::state/prod/.pulumi/*", "arn:aws:s3:::state/prod/.pantstack/*"],
                    "Sid": "State",
                },
            ],
            "Version": "2012-10-17",
        },
    },
    "Role ci": {
        "assumeRolePolicy": {
            "Statement": [
                {
                    "Action": ["sts:AssumeRoleWithWebIdentity"],
                    "Condition": {
                        "StringEquals": {
                            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                            "token.actions.githubusercontent.com:sub": "repo:acme/shop:environment:prod",
                        }
                    },
                    "Effect": "Allow",
                    "Principal": {"Federated": "arn:aws:iam:us-east-1:123456789012:github"},
                    "Sid": "Trust",
                }
            ],
            "Version": "2012-10-17",
        },
        "description": "Workflows of acme/shop that deploy to prod",
        "maxSessionDuration": 3600,
        "name": "prod-ci",
        "path": "/pantstack-foundation/prod/",
    },
    "RolePolicyAttachment ci-keep": {"policyArn": "arn:aws:iam:us-east-1:123456789012:prod-ci-keep", "role": "prod-ci"},
    "RolePolicyAttachment ci-look": {"policyArn": "arn:aws:iam:us-east-1:123456789012:prod-ci-look", "role": "prod-ci"},
    "RolePolicyAttachment ci-push": {"policyArn": "arn:aws:iam:us-east-1:123456789012:prod-ci-push", "role": "prod-ci"},
    "RolePolicyAttachment ci-roles": {
        "policyArn": "arn:aws:iam:us-east-1:123456789012:prod-ci-roles",
        "role": "prod-ci",
    },
    "RolePolicyAttachment ci-route": {
        "policyArn": "arn:aws:iam:us-east-1:123456789012:prod-ci-route",
        "role": "prod-ci",
    },
    "RolePolicyAttachment ci-run": {"policyArn": "arn:aws:iam:us-east-1:123456789012:prod-ci-run", "role": "prod-ci"},
    "RolePolicyAttachment ci-state": {
        "policyArn": "arn:aws:iam:us-east-1:123456789012:prod-ci-state",
        "role": "prod-ci",
    },
}


@dataclass(frozen=True)
class _Keep:
    exports: dict[str, object]
    key: str

    def __call__(self, value: object) -> None:
        self.exports[self.key] = value


def _declared(mocks: AwsMocks, compared: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mocks.readable().items() if key in compared}


def test_network(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Two zones have a public subnet with a NAT gateway each, and a private one that leads out through it."""
    declare(create_foundation)

    assert _declared(mocks, NETWORK) == NETWORK
    assert "internet" in mocks.after["aws:ec2/natGateway:NatGateway", "nat-us-east-1a"]


def test_endpoints(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What every start of a task needs is reached without the internet."""
    declare(create_foundation)

    assert _declared(mocks, ENDPOINTS) == ENDPOINTS


def test_load_balancer(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The load balancer takes HTTPS, sends HTTP there, and says 404 where no module is."""
    declare(create_foundation)

    assert _declared(mocks, BALANCER) == BALANCER
    after = mocks.after["aws:lb/loadBalancer:LoadBalancer", "balancer"]
    assert {"access-logs-policy", "internet"} < set(after)


def test_access_logs(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Requests are written down where only the load balancer writes, for 90 days."""
    declare(create_foundation)

    assert _declared(mocks, ACCESS_LOGS) == ACCESS_LOGS


def test_what_is_kept(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Images, logs and alarms are encrypted with the key of the environment."""
    declare(create_foundation, log_retention_days="90")

    assert _declared(mocks, KEEPING) == KEEPING


def test_cluster(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The cluster counts what every task does, into a log that is there first."""
    declare(create_foundation)

    assert _declared(mocks, RUNNING) == RUNNING
    assert mocks.after["aws:ecs/cluster:Cluster", "cluster"] == ["insights"]


def test_flow_logs(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Every connection is written down, by a role that can do nothing else."""
    declare(create_foundation)

    assert _declared(mocks, FLOW_LOGS) == FLOW_LOGS


def test_boundary(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What workloads may do at most is bound to their environment."""
    declare(create_foundation)

    assert _declared(mocks, BOUNDARY) == BOUNDARY


def test_ci(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Workflows of one repository, in one environment of GitHub, may push and deploy to this environment."""
    declare(create_foundation, github_repository="acme/shop", state_bucket="arn:aws:s3:::state/prod/")

    assert _declared(mocks, CI) == CI


def test_nothing_else(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What is not compared above is components; without a repository of GitHub nothing lets CI in."""
    declare(create_foundation)

    compared = {
        **NETWORK,
        **ENDPOINTS,
        **BALANCER,
        **ACCESS_LOGS,
        **KEEPING,
        **RUNNING,
        **FLOW_LOGS,
        **BOUNDARY,
    }
    assert {key: value for key, value in mocks.readable().items() if key not in compared} == {
        "LoadBalancer load-balancer": {},
        "Network network": {},
    }


def test_without_encryption(mocks: AwsMocks, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the configuration gives encryption up, the load balancer takes HTTP, and the program says so."""
    said: list[str] = []
    monkeypatch.setattr(pulumi, "warn", lambda text, _resource: said.append(text))
    urls: list[str] = []

    declare(
        lambda: pulumi.Output.from_input(create_foundation()["url"]).apply(lambda url: urls.append(str(url))),
        allow_http="true",
    )

    found = mocks.readable()
    assert urls == ["http://prod-balancer.elb.amazonaws.com"]
    assert said == ["The load balancer serves without encryption, as `pantstack:allow_http` says."]
    assert [each["fromPort"] for each in found["SecurityGroup balancer-sg"]["ingress"]] == [80]
    assert {key: value for key, value in found.items() if key.startswith("Listener")} == {
        "Listener listener": {
            "loadBalancerArn": "arn:aws:lb:us-east-1:123456789012:prod-balancer",
            "port": 80,
            "protocol": "HTTP",
            "defaultActions": BALANCER["Listener listener"]["defaultActions"],
        }
    }


def test_options(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """One NAT gateway for all, no endpoints at a price, nothing protected, a name, people who are told."""
    declare(
        create_foundation,
        nat_per_zone="false",
        endpoints="[]",
        protect="false",
        hosted_zone="Z1",
        alarm_emails='["ops@example.com"]',
        oidc_provider="arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
        github_repository="acme/shop",
        task_rights='[{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::invoices/*"]}]',
    )

    found = mocks.readable()
    assert [key for key in found if key.startswith("NatGateway")] == ["NatGateway nat-us-east-1a"]
    assert [found[f"Route private-us-east-1{zone}-nat"]["natGatewayId"] for zone in "ab"] == ["nat-us-east-1a-id"] * 2
    assert [key for key in found if key.startswith("VpcEndpoint")] == ["VpcEndpoint s3-endpoint"]
    assert "SecurityGroup endpoints-sg" not in found
    assert found["LoadBalancer balancer"]["enableDeletionProtection"] is False
    assert found["Bucket access-logs"]["forceDestroy"] is True
    assert found["Record name"] == {
        "zoneId": "Z1",
        "name": "api.example.com",
        "type": "A",
        "aliases": [
            {
                "name": "prod-balancer.elb.amazonaws.com",
                "zoneId": "prod-balancer-zone",
                "evaluateTargetHealth": True,
            }
        ],
    }
    assert found["TopicSubscription alarms-ops@example.com"] == {
        "topic": "arn:aws:sns:us-east-1:123456789012:prod-alarms",
        "protocol": "email",
        "endpoint": "ops@example.com",
    }
    assert "OpenIdConnectProvider github" not in found
    assert found["Role ci"]["assumeRolePolicy"]["Statement"][0]["Principal"] == {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    }
    assert found["Policy boundary"]["policy"]["Statement"][-1] == {
        "Sid": "Asked1",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["arn:aws:s3:::invoices/*"],
    }


def test_exports(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Modules find all that they look for."""
    assert mocks
    exports: dict[str, object] = {}

    def program() -> None:
        for key, value in create_foundation().items():
            pulumi.Output.from_input(value).apply(_Keep(exports, key))

    declare(program, github_repository="acme/shop")

    assert exports == {
        "account": "123456789012",
        "alarms": "arn:aws:sns:us-east-1:123456789012:prod-alarms",
        "boundary": "arn:aws:iam:us-east-1:123456789012:prod-boundary",
        "ci_role": "arn:aws:iam:us-east-1:123456789012:prod-ci",
        "cluster": "arn:aws:ecs:us-east-1:123456789012:pantstack-prod",
        "cluster_name": "pantstack-prod",
        "key": "arn:aws:kms:us-east-1:123456789012:key",
        "listener": "arn:aws:lb:us-east-1:123456789012:listener",
        "listener_port": 443,
        "load_balancer": "suffix/prod-balancer",
        "load_balancer_group": "balancer-sg-id",
        "private_subnets": ["private-us-east-1a-id", "private-us-east-1b-id"],
        "region": "us-east-1",
        "registry": "123456789012.dkr.ecr.us-east-1.amazonaws.com/prod",
        "repositories": {"orders": "arn:aws:ecr:us-east-1:123456789012:prod/orders"},
        "url": "https://api.example.com",
        "vpc": "vpc-id",
        "vpc_cidr": "10.0.0.0/16",
    }
    assert set(Foundation.__dataclass_fields__) < set(exports)
