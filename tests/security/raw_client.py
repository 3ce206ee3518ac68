"""The server as a client sees it that obeys no rules of browsers."""

import http.client
from urllib.parse import urlsplit


class Server:
    """Asks a server for whatever one likes."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.name, _, port = self.host.partition(":")
        self.port = int(port)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; `Host=None` sends none."""
        connection = http.client.HTTPConnection(self.name, self.port, timeout=20)
        given = {"Host": self.host, **headers}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            if value is not None:
                connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        found = (answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        connection.close()
        return found

    def upgrade(self, **headers: str | None) -> int:
        """The status of a WebSocket handshake: 101 where it is let in."""
        return self.ask(
            "/_stcore/stream", Connection="Upgrade", Upgrade="websocket",
            Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==", Sec_WebSocket_Version="13", **headers,
        )[0]  # fmt: skip
