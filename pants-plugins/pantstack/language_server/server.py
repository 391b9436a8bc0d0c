"""The server: takes what an editor writes, checks in a thread, and publishes what was found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Final, Optional, Union

from lsprotocol import converters, types  # type: ignore[import-not-found, unused-ignore]
from pygls.lsp.server import LanguageServer  # type: ignore[import-not-found, unused-ignore]

from pantstack import VERSION
from pantstack.base.errors import UserError
from pantstack.language_server.checking import Checked, Checker, Repository
from pantstack.language_server.documents import Document, folder_of, path_of, uri_of

_LOGGER = logging.getLogger(__name__)
# What declares modules; Python files are watched as well.
_WATCHED: Final = ("**/BUILD", "**/BUILD.*", "**/*.py", "**/*.pyi", "**/*.toml", "**/*.txt", "**/*.lock")
_REGISTRATION: Final = "pantstack-files"
_BROKEN: Final = "This repository could not be checked: {}.\nRun `pantstack check` there, and report what it writes."


class Server:
    """Serves one editor.

    Attributes:
        exit_code: as the protocol has it: 0 only after a request to shut down.
    """

    def __init__(self, open_repository: Callable[[Optional[str]], Repository]) -> None:
        """Take what finds the repository around a folder, if there is one."""
        self._open_repository = open_repository
        # Whole texts: pygls splits lines also where the protocol does not.
        self.lsp = LanguageServer("pantstack", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self._converter = converters.get_converter()
        # One thread: a repository is checked by one at a time.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
        self._checker: Optional[Checker] = None
        self._generation = self._done = 0
        self._running: Optional[asyncio.Task[None]] = None
        self._checked = Checked()
        self._published: dict[str, tuple[str, list[dict[str, Any]]]] = {}
        self._messages: tuple[str, ...] = ()
        self._refusal = ""
        self.exit_code = 1
        for method, handler in self._handlers().items():
            options = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
            is_action = method == types.TEXT_DOCUMENT_CODE_ACTION
            self.lsp.feature(method, options if is_action else None)(_function(handler))

    def _handlers(self) -> dict[str, Callable[[Any], Any]]:
        return {
            types.INITIALIZE: self._initialize,
            types.INITIALIZED: self._initialized,
            types.SHUTDOWN: self._shut_down,
            types.TEXT_DOCUMENT_DID_OPEN: self._changed,
            types.TEXT_DOCUMENT_DID_CHANGE: self._changed,
            types.TEXT_DOCUMENT_DID_SAVE: self._changed,
            types.TEXT_DOCUMENT_DID_CLOSE: self._changed,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: self._changed,
            types.TEXT_DOCUMENT_CODE_ACTION: self._actions,
            types.TEXT_DOCUMENT_DECLARATION: self._declarations,
        }

    def _initialize(self, params: types.InitializeParams) -> None:
        folders = [folder.uri for folder in params.workspace_folders or ()]
        named = (folder_of(uri) for uri in (*folders, params.root_uri))
        folder = next((each for each in named if each is not None), params.root_path)
        encoding = str(getattr(self.lsp.workspace.position_encoding, "value", self.lsp.workspace.position_encoding))
        try:
            self._checker = Checker(self._open_repository(folder), encoding)  # type: ignore[arg-type]
        except UserError as error:
            self._refusal = str(error)

    def _initialized(self, _: types.InitializedParams) -> None:
        files = getattr(self.lsp.client_capabilities.workspace, "did_change_watched_files", None)
        if getattr(files, "dynamic_registration", None):
            watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration(_REGISTRATION, method, self._converter.unstructure(options))
            self.lsp.client_register_capability(types.RegistrationParams([registration]))
        if self._refusal:
            self._show(self._refusal)
        self._changed(None)

    def _shut_down(self, _: None) -> None:
        self.exit_code = 0
        self._generation = self._done

    def _changed(self, _: object) -> None:
        """Check again; while a check runs, once more after it."""
        if self._checker is None:
            return
        self._generation += 1
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._check())

    async def _check(self) -> None:
        loop = asyncio.get_running_loop()
        while self._done != self._generation and self._checker is not None:
            generation = self._generation
            try:
                checked = await loop.run_in_executor(self._thread, self._checker.check, self._documents())
            except Exception as error:
                # An editor goes on, whatever is in its files.
                _LOGGER.exception("A check failed")
                checked = Checked(messages=(_BROKEN.format(f"{type(error).__name__}: {error}"),))
            # What was found of an older version is of no use.
            if generation == self._generation:
                self._done, self._checked = generation, checked
                self._publish(checked)

    def _documents(self) -> Sequence[Document]:
        """The open documents that are in the repository."""
        root = "" if self._checker is None else self._checker.root
        opened = list(self.lsp.workspace.text_documents.values())
        paths = [path_of(document.uri, root) for document in opened]
        return [
            Document(document.uri, path, document.version, document.source)
            for path, document in zip(paths, opened)
            if path is not None
        ]

    def _publish(self, checked: Checked) -> None:
        """Publish what an editor does not have yet; of open documents always, since their version is another."""
        root = "" if self._checker is None else self._checker.root
        before, after = self._published, dict[str, tuple[str, list[dict[str, Any]]]]()
        for path in sorted(checked.paths | before.keys()):
            document, found = checked.documents.get(path), checked.of(path)
            uri, shown = before.get(path, ("", []))
            new = uri_of(root, path) if document is None else document.uri
            if uri not in {"", new}:
                self._send(uri, None, [])
            if document is not None or (new, found) != (uri, shown):
                self._send(new, None if document is None else document.version, found)
            if document is not None or found:
                after[path] = (new, found)
        self._published = after
        for message in checked.messages:
            if message not in self._messages:
                self._show(message)
        self._messages = checked.messages

    def _show(self, message: str) -> None:
        self.lsp.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def _send(self, uri: str, version: Optional[int], found: list[dict[str, Any]]) -> None:
        listed = self._converter.structure(found, list[types.Diagnostic])
        self.lsp.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, listed, version))

    async def _actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        edits = getattr(self.lsp.client_capabilities.workspace, "workspace_edit", None)
        versioned = bool(getattr(edits, "document_changes", None))
        found = await self._look_up(params, lambda each, *place: each.actions(*place, versioned=versioned))
        return self._converter.structure(found, list[types.CodeAction])  # type: ignore[no-any-return, unused-ignore]

    async def _declarations(self, params: types.DeclarationParams) -> list[types.Location]:
        found = await self._look_up(params, Checker.declarations)
        return self._converter.structure(found, list[types.Location])  # type: ignore[no-any-return, unused-ignore]

    async def _look_up(
        self, params: Union[types.CodeActionParams, types.DeclarationParams], find: Callable[..., list[dict[str, Any]]]
    ) -> list[dict[str, Any]]:
        """Find something at a place of a document as it is now."""
        while self._running is not None and self._done != self._generation:
            await asyncio.shield(self._running)
        checker, checked, generation = self._checker, self._checked, self._generation
        path = None if checker is None else path_of(params.text_document.uri, checker.root)
        if path is None:
            return []
        place = self._converter.unstructure(getattr(params, "range", None) or getattr(params, "position", None))
        within = place if "start" in place else {"start": place, "end": place}
        found = await asyncio.get_running_loop().run_in_executor(self._thread, find, checker, checked, path, within)
        return found if generation == self._generation else []


def _function(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make a function of a method: pygls writes attributes on what it calls."""
    if asyncio.iscoroutinefunction(method):

        async def later(params: Any) -> Any:  # noqa: ANN401  for a class that it is of, pygls would give itself
            return await method(params)

        return later

    def now(params: Any) -> Any:  # noqa: ANN401  as above
        return method(params)

    return now


def serve(open_repository: Callable[[Optional[str]], Repository]) -> int:
    """Serve an editor over standard input and output until it ends, and return the exit code."""
    server = Server(open_repository)
    server.lsp.start_io()
    return server.exit_code
