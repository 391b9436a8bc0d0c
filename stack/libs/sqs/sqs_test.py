"""The queue of SQS, against answers as SQS gives them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from stack.libs.messaging import Message

from . import Credentials, CredentialsError, SqsQueue

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/test-billing-worker"
AGENT = {
    "AccessKeyId": "AKIA1",
    "SecretAccessKey": "s",
    "Token": "t",
    "Expiration": (datetime.now(UTC) + timedelta(hours=6)).isoformat(timespec="seconds").replace("+00:00", "Z"),
}


class Sqs:
    """Answers as SQS does, and keeps the requests."""

    def __init__(self, *answers: object) -> None:
        """Take the answers in their order."""
        self.requests: list[httpx.Request] = []
        self._answers = list(answers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer the next request."""
        self.requests.append(request)
        answer = self._answers.pop(0)
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def queue(self) -> SqsQueue:
        """The queue as its users have it."""
        return SqsQueue(URL, "eu-central-1", httpx.MockTransport(self))


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials from variables only."""
    for name in ("CONTAINER_CREDENTIALS_FULL_URI", "CONTAINER_CREDENTIALS_RELATIVE_URI", "SESSION_TOKEN"):
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.mark.asyncio
async def test_all_calls() -> None:
    """Each operation is one signed call of SQS' JSON protocol."""
    found = {"MessageId": "m", "Body": "b", "ReceiptHandle": "r", "Attributes": {"ApproximateReceiveCount": "3"}}
    sqs = Sqs({"MessageId": "m"}, {"Messages": [found]}, {}, httpx.Response(200), httpx.Response(200), {})
    queue = sqs.queue()

    assert await queue.send("b") == "m"
    message = await queue.receive()
    assert message == Message("m", "b", 3, "r")
    assert await queue.receive() is None
    await queue.finish(message)
    await queue.retry(message, 90_000.0)
    await queue.bury(message)

    take = {"MaxNumberOfMessages": 1, "WaitTimeSeconds": 20, "MessageSystemAttributeNames": ["ApproximateReceiveCount"]}
    assert [
        (request.headers["X-Amz-Target"], json.loads(request.content), str(request.url)) for request in sqs.requests
    ] == [
        (f"AmazonSQS.{action}", {"QueueUrl": URL, **arguments}, "https://sqs.eu-central-1.amazonaws.com/")
        for action, arguments in (
            ("SendMessage", {"MessageBody": "b"}),
            ("ReceiveMessage", take),
            ("ReceiveMessage", take),
            ("DeleteMessage", {"ReceiptHandle": "r"}),
            ("ChangeMessageVisibility", {"ReceiptHandle": "r", "VisibilityTimeout": 43_200}),
            ("ChangeMessageVisibility", {"ReceiptHandle": "r", "VisibilityTimeout": 0}),
        )
    ]
    day = f"{datetime.now(UTC):%Y%m%d}"
    start = f"AWS4-HMAC-SHA256 Credential=AKIA0/{day}/eu-central-1/sqs/aws4_request"
    assert {request.headers["Authorization"].split(",")[0] for request in sqs.requests} == {start}


@pytest.mark.asyncio
async def test_refusals() -> None:
    """What SQS says of a call that it refuses is in the error."""
    sqs = Sqs(httpx.Response(400, text='{"__type": "QueueDoesNotExist"}'))

    with pytest.raises(httpx.HTTPStatusError) as caught:
        await sqs.queue().receive()

    assert str(caught.value) == 'SQS refused ReceiveMessage with status 400: {"__type": "QueueDoesNotExist"}'


@pytest.mark.asyncio
async def test_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials the error says what to set."""
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(CredentialsError) as caught:
        await Credentials.find()

    assert str(caught.value).splitlines()[1].startswith("Run as a task of ECS with a role")


@pytest.fixture(name="agent")
def _agent() -> Iterator[str]:
    """The address of an agent as ECS has it; it wants a token."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer who knows the token."""
            is_known = self.headers["Authorization"] == "token"
            self.send_response(200 if is_known else 403)
            self.end_headers()
            self.wfile.write(json.dumps(AGENT).encode())

        def log_message(self, *_: object) -> None:
            """Be silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/role"
        server.shutdown()
        thread.join()


@pytest.mark.asyncio
async def test_the_role_of_a_task(agent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task of ECS has its role's credentials, whose token goes with each request, until they end."""
    (tmp_path / "token").write_text("token", encoding="utf-8")
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", agent)
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(tmp_path / "token"))
    sqs = Sqs({})

    await sqs.queue().receive()
    found = await Credentials.find()

    assert sqs.requests[0].headers["X-Amz-Security-Token"] == "t"
    assert (found.key_id, found.secret, found.token, found.is_fresh) == ("AKIA1", "s", "t", True)
    assert not Credentials("AKIA1", "s", "t", datetime.now(UTC) + timedelta(minutes=4)).is_fresh
