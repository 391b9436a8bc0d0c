"""The infrastructure of orders: one program for every environment."""

import pulumi

from stack.infra.service import HttpService

service = HttpService("orders")

pulumi.export("url", service.url)
