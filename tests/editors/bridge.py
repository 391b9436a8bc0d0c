"""An editor for tests: pygls' own client, run by the interpreter that has it, obeys lines of JSON.

Each line is a command, and is answered by one line:

- {"notify": METHOD, "params": ...}
- {"request": METHOD, "params": ...}
- {"await": METHOD, "where": {...}}: the first notification with these values, which nothing waits for a second time
- {"received": METHOD}: the notifications that nothing has waited for
- {"end": true}: waits for the server, and answers with its exit code

Nothing waits longer than a minute.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from lsprotocol import converters, types  # type: ignore[import-not-found, unused-ignore]
from pygls.lsp.client import LanguageClient  # type: ignore[import-not-found, unused-ignore]

TAKEN = ("textDocument/publishDiagnostics", "window/showMessage", "client/registerCapability")
LONGEST = 60


class Bridge:
    """A client and what it has received."""

    def __init__(self) -> None:
        self.client = LanguageClient("tests", "1")
        self.converter = converters.get_converter()
        self.received: list[tuple[str, Any]] = []
        self.news = asyncio.Condition()
        for method in TAKEN:
            self.client.feature(method)(self._taking(method))

    def _taking(self, method: str) -> Any:  # noqa: ANN401  as pygls has it
        async def take(params: Any) -> None:  # noqa: ANN401  as pygls has it
            async with self.news:
                self.received.append((method, self.converter.unstructure(params)))
                self.news.notify_all()

        return take

    async def obey(self, command: dict[str, Any]) -> Any:  # noqa: ANN401  whatever JSON has
        """Carry out a command."""
        if "end" in command:
            return await self.client._server.wait()  # noqa: SLF001  there is no other way to it
        if "received" in command:
            return [params for method, params in self.received if method == command["received"]]
        if "await" in command:
            return await self._first(command["await"], command.get("where", {}))
        method = command.get("notify") or command["request"]
        described = types.METHOD_TO_TYPES[method][2]
        params = None if described is None else self.converter.structure(command.get("params", {}), described)
        if "notify" in command:
            self.client.protocol.notify(method, params)
            return None
        return self.converter.unstructure(await self.client.protocol.send_request_async(method, params))

    async def _first(self, method: str, where: dict[str, Any]) -> Any:  # noqa: ANN401  whatever JSON has
        async with self.news:
            while True:
                for each in self.received:
                    if each[0] == method and all(each[1].get(key) == value for key, value in where.items()):
                        self.received.remove(each)
                        return each[1]
                await self.news.wait()


async def main(program: list[str]) -> None:
    """Start the server, and obey until there are no more commands."""
    bridge, loop = Bridge(), asyncio.get_running_loop()
    await bridge.client.start_io(*program)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        answer = await asyncio.wait_for(bridge.obey(json.loads(line)), LONGEST)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    await bridge.client.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
