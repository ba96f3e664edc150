"""A web server of a test: every request, whatever its method, goes to one function."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.live.process import HOST


class WebServer:
    """Serves `port` of 127.0.0.1 from the moment it is made until `stop`."""

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None], port: int = 0) -> None:
        """`answer` runs in a thread of the connection, reads the request from the handler and writes to it."""
        self._answer = answer
        self._stopped = False
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body in one packet: without it every answer waits 40 ms for an acknowledgement.
            wbufsize = 1 << 20

            def __getattr__(self, name: str) -> object:
                if name.startswith("do_"):
                    return lambda: owner._take(self)
                raise AttributeError(name)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing on standard error."""

        self._server = ThreadingHTTPServer((HOST, port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def _take(self, handler: BaseHTTPRequestHandler) -> None:
        if self._stopped:
            handler.close_connection = True
        else:
            self._answer(handler)

    @property
    def port(self) -> int:
        """Where it is."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """Its top."""
        return f"http://{HOST}:{self.port}/"

    def stop(self) -> None:
        """Answer no more, not on connections from before either."""
        self._stopped = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
