"""A headless Chromium, driven through its DevTools pipe: for pictures of maps and their tests.

No server and no driver program: the browser reads commands from one file descriptor and answers
on another (`--remote-debugging-pipe`).
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from geo.errors import MissingComponentError, OutputError

__all__ = ["Browser", "find_chromium"]

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Nothing that the browser would do of its own: updates, field trials, sync, first-run pages.
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)

# A page that holds many events inflates them after it is loaded.
_LOADED = "document.readyState === 'complete' && document.querySelector('.geo-loading') === null"

_WAIT_S = 30.0
_STOP_S = 10.0
_FIRST_DESCRIPTOR = 10


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, or `None`."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a headless Chromium, in a profile of its own that is thrown away.

    `requests` are the addresses that the page asked for, `messages` what it wrote to the
    console or failed with, `dialogs` the dialogs that it opened (each is dismissed).

    Raises
    ------
    MissingComponentError
        If no Chromium is installed, or it does not start.
    """

    def __init__(self, *, width_px: int = 1280, height_px: int = 800, scale: float = 1.0) -> None:
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.dialogs: list[str] = []
        self._frame = {"width": width_px, "height": height_px, "deviceScaleFactor": scale}
        self._number = 0
        self._buffer = b""
        self._session: str | None = None

    def __enter__(self) -> Self:
        program = find_chromium()
        if program is None:
            raise MissingComponentError(
                "Chromium is not installed (Debian: chromium); screenshots of pages need it"
            )
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._process, self._write, self._read = _start(program, self._profile.name)
        try:
            self._attach()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        _stop(self._process)
        os.close(self._write)
        os.close(self._read)
        self._profile.cleanup()

    def open(
        self,
        path: Path,
        *,
        phone: bool = False,
        fragment: str = "",
        timezone: str = "",
        scheme: str = "light",
    ) -> None:
        """Open a file and wait until its map is drawn.

        Parameters
        ----------
        path
            The file.
        phone
            Whether the window is that of a phone.
        fragment
            What stands after `#` in the address.
        timezone
            IANA name of the zone that the page believes to be in; by default the machine's.
        scheme
            Which colours the reader's system asks for: `light` or `dark`.

        Raises
        ------
        OutputError
            If the page draws no map.
        """
        self.requests.clear()
        self.messages.clear()
        self.dialogs.clear()
        self._call("Emulation.setDeviceMetricsOverride", **self._frame, mobile=phone)
        self._call("Emulation.setTimezoneOverride", timezoneId=timezone)
        asked = {"name": "prefers-color-scheme", "value": scheme}
        self._call("Emulation.setEmulatedMedia", features=[asked])
        # An address that differs in its fragment alone would load nothing anew.
        self._call("Page.navigate", url="about:blank")
        self._call("Page.navigate", url=path.absolute().as_uri() + fragment)
        self.wait(_LOADED, what=f"{path}: not loaded")
        if self.evaluate("document.documentElement.dataset.geo") != "drawn":
            raise OutputError(f"{path}: no map ({'; '.join(self.messages[:3]) or 'no message'})")

    def prepare(self, script: str) -> None:
        """Run a script in each page that is opened from now on, before the page's own."""
        self._call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def wait(self, condition: str, *, what: str = "the page") -> None:
        """Wait until an expression holds.

        Raises
        ------
        OutputError
            If it does not within half a minute.
        """
        until = time.monotonic() + _WAIT_S
        while not self.evaluate(condition):
            if time.monotonic() > until:
                said = "; ".join(self.messages[:3])
                raise OutputError(f"{what} after {_WAIT_S:.0f} s ({said or 'no message'})")
            time.sleep(0.05)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, awaited where it is a promise."""
        answer = self._call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise OutputError(f"the page failed: {_reason(answer['exceptionDetails'])}")
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key, such as `Tab` or `Enter`."""
        text = {"text": "\r"} if key == "Enter" else {}
        code = {"Enter": 13, "Tab": 9, "Escape": 27}.get(key, 0)
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self._call("Input.dispatchKeyEvent", type="keyDown", **common, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", **common)

    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def print(self) -> bytes:
        """Return the page as it is printed, as PDF."""
        printed = self._call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        return base64.b64decode(printed["data"])

    def _attach(self) -> None:
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        _write_all(self._write, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + _WAIT_S
        while True:
            answer = self._receive(until, method)
            if answer.get("id") == number:
                if "error" in answer:
                    raise OutputError(f"Chromium refuses {method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _receive(self, until: float, method: str) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0.0, until - time.monotonic()))
            data = os.read(self._read, 1 << 20) if ready else b""
            if not data:
                raise MissingComponentError(f"Chromium stopped or hangs in {method}")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _note(self, event: Mapping[str, Any]) -> None:
        method, given = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.messages.append(_reason(given["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            values = [str(item.get("value", item.get("description"))) for item in given["args"]]
            self.messages.append(f"{given['type']}: {' '.join(values)}")
        elif method == "Log.entryAdded":
            self.messages.append(f"{given['entry']['level']}: {given['entry']['text']}")
        elif method == "Page.javascriptDialogOpening":
            self.dialogs.append(given["message"])
            self._dismiss()

    def _dismiss(self) -> None:
        self._number += 1
        message = {
            "id": self._number,
            "method": "Page.handleJavaScriptDialog",
            "params": {"accept": False},
            "sessionId": self._session,
        }
        _write_all(self._write, json.dumps(message).encode() + b"\0")


def _start(program: str, profile: str) -> tuple[int, int, int]:
    """Start a browser whose descriptor 3 takes commands and 4 gives answers."""
    commands_read, commands_write = _pipe()
    answers_read, answers_write = _pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, commands_read, 3),
        (os.POSIX_SPAWN_DUP2, answers_write, 4),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    line = [program, *_FLAGS, f"--user-data-dir={profile}"]
    process = os.posix_spawn(program, line, os.environ, file_actions=actions)
    os.close(commands_read)
    os.close(answers_write)
    return process, commands_write, answers_read


def _pipe() -> tuple[int, int]:
    """Make a pipe whose ends keep clear of the descriptors that the browser is given."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FIRST_DESCRIPTOR) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _stop(process: int) -> None:
    """End the browser and wait for it: politely at first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.kill(process, number)
        until = time.monotonic() + _STOP_S
        while time.monotonic() < until:
            if os.waitpid(process, os.WNOHANG)[0] == process:
                return
            time.sleep(0.02)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _reason(details: Mapping[str, Any]) -> str:
    exception = details.get("exception", {})
    return str(exception.get("description", details.get("text", "unknown")))
