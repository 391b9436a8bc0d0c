"""A queue of SQS."""

import json
from typing import Any
from urllib.parse import urlsplit

import httpx
from httpx_auth import AWS4Auth

from stack.libs.messaging import Message

from .credentials import Credentials

WAIT_SECONDS = 20
# What SQS allows for the time until a message is taken again.
_LONGEST_DELAY = 43_200


class SqsQueue:
    """Takes messages from a queue of SQS and sends messages there.

    SQS itself moves a message to its dead letters that was taken too often: see `stack/infra`.
    """

    def __init__(self, url: str, region: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Prepare; nothing is connected yet.

        Args:
            url: of the queue, as `QUEUE_URL` has it.
            transport: another way to AWS, for tests.
        """
        parts = urlsplit(url)
        self._url, self._region = url, region
        self._endpoint = f"{parts.scheme}://{parts.netloc}/"
        self._client = httpx.AsyncClient(transport=transport, timeout=WAIT_SECONDS + 10.0)
        self._credentials: Credentials | None = None

    async def send(self, body: str) -> str:
        """Send a message; see `Sender`."""
        return str((await self._call("SendMessage", MessageBody=body))["MessageId"])

    async def receive(self) -> Message | None:
        """Take the next message; see `Queue`."""
        answer = await self._call(
            "ReceiveMessage",
            MaxNumberOfMessages=1,
            WaitTimeSeconds=WAIT_SECONDS,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        for found in answer.get("Messages") or ():
            attempt = int(found["Attributes"]["ApproximateReceiveCount"])
            return Message(found["MessageId"], found["Body"], attempt, found["ReceiptHandle"])
        return None

    async def finish(self, message: Message) -> None:
        """Delete a message; see `Queue`."""
        await self._call("DeleteMessage", ReceiptHandle=message.receipt)

    async def retry(self, message: Message, delay: float) -> None:
        """Make a message visible again after some seconds; see `Queue`."""
        seconds = min(round(delay), _LONGEST_DELAY)
        await self._call("ChangeMessageVisibility", ReceiptHandle=message.receipt, VisibilityTimeout=seconds)

    async def bury(self, message: Message) -> None:
        """Make a message visible at once: SQS moves it to the dead letters when it was taken often enough."""
        await self.retry(message, 0)

    async def _call(self, action: str, **arguments: object) -> dict[str, Any]:
        """Call SQS by its JSON protocol.

        Raises:
            httpx.HTTPError: if it does not answer, or refuses.
        """
        if self._credentials is None or not self._credentials.is_fresh:
            self._credentials = await Credentials.find()
        known = self._credentials
        token = {"security_token": known.token} if known.token else {}
        response = await self._client.post(
            self._endpoint,
            content=json.dumps({"QueueUrl": self._url, **arguments}),
            headers={"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AmazonSQS.{action}"},
            auth=AWS4Auth(known.key_id, known.secret, self._region, "sqs", **token),
        )
        if response.is_error:
            message = f"SQS refused {action} with status {response.status_code}: {response.text[:300]}"
            raise httpx.HTTPStatusError(message, request=response.request, response=response)
        answer: dict[str, Any] = response.json() if response.content else {}
        return answer
