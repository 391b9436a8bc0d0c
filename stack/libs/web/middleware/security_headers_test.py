"""What browsers learn from answers."""

import re

import pytest
from fastapi import FastAPI

from stack.libs import web
from stack.libs.web.testing import client_of, settings

COMMON = {"x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer"}
POLICY = {"content-security-policy": "default-src 'none'; frame-ancestors 'none'"}


def make_app(**values: object) -> FastAPI:
    """A service with documentation and health, and settings."""
    app = FastAPI(docs_url="/api/docs", redoc_url="/api/redoc")
    web.add_problem_details(app)
    web.add_security_headers(app, settings(**values))
    app.include_router(web.health_router({}), prefix="/health")

    @app.get("/")
    async def read() -> str:
        return "fine"

    return app


def test_every_answer_has_the_headers() -> None:
    """Answers and errors have the same headers, and nothing names the server."""
    client = client_of(make_app())

    expected = {"content-length": "6", "content-type": "application/json", **COMMON, **POLICY}
    assert dict(client.get("/").headers) == expected
    expected |= {"content-length": "98", "content-type": "application/problem+json"}
    assert dict(client.get("/nowhere").headers) == expected


def test_browsers_stay_with_https_in_production() -> None:
    """Only there: for localhost a browser would remember it as well."""
    values = {"production": True, "database_url": "postgresql://db/orders", "authentication": "off"}
    headers = client_of(make_app(**values)).get("/").headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_the_documentation_may_load_what_it_needs(path: str) -> None:
    """Whatever the page loads comes from where the policy lets it come from, and its own script may run."""
    response = client_of(make_app()).get(path)
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    kinds = {"script": "script-src", "link": "style-src", "img": "img-src"}
    loaded = re.findall(r"<(script|link|img)[^>]*?(?:src|href)=\"(https://[^/\"]+)[^\"]*\"", response.text)
    icons = re.findall(r"<link rel=\"shortcut icon\" href=\"(https://[^/\"]+)", response.text)

    assert {kind for kind, _ in loaded} == {"script", "link"}
    assert [origin for kind, origin in loaded if origin not in f"{policy[kinds[kind]]} {policy['img-src']}"] == []
    assert [origin for origin in icons if origin not in policy["img-src"]] == []
    assert "'unsafe-inline'" in policy["script-src"]
    assert (policy["connect-src"], policy["default-src"]) == ("'self'", "'none'")


def test_other_hosts_are_refused() -> None:
    """Only the hosts of the settings are served; a load balancer asks for the health by address."""
    client = client_of(make_app(allowed_hosts=["orders.example.com"]))
    answers = [
        client.get(path, headers={"Host": host}).status_code
        for host, path in [
            ("orders.example.com", "/"),
            ("evil.example.com", "/"),
            ("10.0.0.1", "/health/ready"),
        ]
    ]

    assert answers == [200, 400, 200]


def test_origins_are_allowed_by_name() -> None:
    """A browser may use the API from the origins of the settings, and sees there how to go on after an error."""
    client = client_of(make_app(cors_origins=["https://shop.example.com"]))
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Idempotency-Key"}
    answers = {
        origin: (
            client.options("/", headers={"Origin": origin, **preflight}).status_code,
            client.get("/nowhere", headers={"Origin": origin}).headers.get("Access-Control-Allow-Origin"),
        )
        for origin in ("https://shop.example.com", "https://evil.example.com")
    }

    assert answers == {
        "https://shop.example.com": (200, "https://shop.example.com"),
        "https://evil.example.com": (400, None),
    }
