"""The service does what its description says, whatever it is sent."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import allow_header_conformance, positive_data_acceptance

from ..api.main import create_app
from ..config import Settings
from ..service.shipping_service import ShippingService
from . import fake_inventory, fake_orders

app = create_app(Settings(rate_limit=""))
app.state.resources.service = ShippingService(fake_orders.fake_client(), fake_inventory.fake_client(10))
schema = schemathesis.openapi.from_asgi("/openapi.json", app)
# Cursors are opaque, so no schema says which are good; and Starlette's Allow has the methods of one route only.
NOT_HERE = [allow_header_conformance, positive_data_acceptance]


@schema.parametrize()
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_description_is_true(case: "schemathesis.Case[Any]") -> None:
    """No request fails in the service, and every answer is one that is described."""
    case.call_and_validate(excluded_checks=NOT_HERE)
