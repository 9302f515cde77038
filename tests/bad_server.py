"""A server that does what servers do on a bad day, as the path of the request says."""

import gzip
import http.server
import json
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

SRJ = "application/sparql-results+json"
SRX = "application/sparql-results+xml"
NT = "application/n-triples"


def rows(count: int) -> bytes:
    bindings = [{"a": {"type": "literal", "value": f"row {number}"}} for number in range(count)]
    return json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": bindings}}).encode()


class BadServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.times: list[float] = []
        self.connections = 0
        self.rows_sent = 0
        self.running = self.most_running = 0
        self.counting = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def count(self, path: str) -> int:
        return sum(urlsplit(each[1]).path == path for each in self.seen)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BadServer

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers, body))
        self.server.times.append(time.monotonic())
        name = urlsplit(self.path).path.strip("/").replace("-", "_")
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"do_{name}")()

    do_GET = do_POST = do_PUT = answer  # noqa: N815 - the names that the library looks for

    def send(
        self,
        body: bytes,
        kind: str = SRJ,
        *,
        code: int = 200,
        length: int | None = None,
        is_framed: bool = True,
        **headers: str,
    ) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if is_framed:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        else:
            self.close_connection = True
            self.send_header("Connection", "close")
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def is_first(self) -> bool:
        return self.server.count(urlsplit(self.path).path) == 1

    def do_rows(self) -> None:
        self.send(rows(3))

    def do_zipped(self) -> None:
        self.send(gzip.compress(rows(3)), Content_Encoding="gzip")

    def do_zipped_in_parts(self) -> None:
        # Two members of gzip, which is one more than most servers make.
        content = rows(3)
        self.send(
            gzip.compress(content[:40]) + gzip.compress(content[40:]), Content_Encoding="gzip"
        )

    def do_zipped_triples(self) -> None:
        parts = (b"<urn:a> <urn:b> <urn:c> .\n", b"<urn:d> <urn:e> <urn:f> .\n")
        self.send(b"".join(map(gzip.compress, parts)), NT, Content_Encoding="gzip")

    def do_zipped_and_padded(self) -> None:
        self.send(gzip.compress(rows(3)) + bytes(10), Content_Encoding="gzip")

    def do_twice_zipped(self) -> None:
        self.send(gzip.compress(gzip.compress(rows(3))), Content_Encoding="gzip, gzip")

    def do_bomb(self) -> None:
        # 64 MB of spaces in 64 kB, made piece by piece: the tests count this process's memory.
        packer = zlib.compressobj(wbits=31)
        packed = packer.compress(b'{"head":{"vars":["a"]},"results":{"bindings":[')
        for _ in range(64):
            packed += packer.compress(b" " * (1 << 20))
        self.send(packed + packer.flush(), Content_Encoding="gzip")

    def do_cut_zip(self) -> None:
        self.send(gzip.compress(rows(3))[:-12], Content_Encoding="gzip")

    def do_busy_seconds(self) -> None:
        self.busy("1")

    def do_busy_date(self) -> None:
        moment = datetime.now(UTC) + timedelta(seconds=2)
        self.busy(format_datetime(moment, usegmt=True))

    def do_busy_nonsense(self) -> None:
        self.busy("when the cows come home")

    def do_busy_long(self) -> None:
        self.send(b"come back tomorrow", "text/plain", code=429, Retry_After="86400")

    def busy(self, retry_after: str) -> None:
        if self.is_first():
            self.send(b"wait", "text/plain", code=429, Retry_After=retry_after)
        else:
            self.send(rows(3))

    def do_gateway(self) -> None:
        codes = {1: 502, 2: 503, 3: 504}
        code = codes.get(self.server.count("/gateway"))
        self.send(b"", "text/plain", code=code) if code else self.send(rows(3))

    def do_down(self) -> None:
        self.send(b"down", "text/plain", code=503)

    def do_empty_then_down(self) -> None:
        if self.is_first():
            self.send(rows(0))
        else:
            self.send(b"no more", "text/plain", code=400)

    def do_broken(self) -> None:
        self.send(b"our fault", "text/plain", code=500)

    def do_reset(self) -> None:
        # No linger: the kernel answers with a reset instead of a goodbye.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def do_reset_once(self) -> None:
        self.do_reset() if self.is_first() else self.send(rows(3))

    def do_reset_inside(self) -> None:
        self.send(rows(3)[:60], length=10_000)
        self.wfile.flush()
        time.sleep(0.2)
        self.do_reset()

    def do_silence(self) -> None:
        time.sleep(3)

    def do_too_short_a_length(self) -> None:
        self.send(rows(3), length=40)
        self.close_connection = True

    def do_cut_json(self) -> None:
        self.send(rows(3)[:-3])

    def do_cut_xml(self) -> None:
        whole = (
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/>'
            "</head><results><result><binding name='a'><literal>x</literal></binding></result>"
        )
        self.send(whole.encode(), SRX)

    def do_whole_xml(self) -> None:
        whole = (
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/>'
            "</head><results><result><binding name='a'><literal>x</literal></binding></result>"
            "</results></sparql>\n"
        )
        self.send(whole.encode(), SRX)

    def do_unframed_json(self) -> None:
        self.send(rows(3), is_framed=False)

    def do_unframed_triples(self) -> None:
        self.send(b"<urn:a> <urn:b> <urn:c> .\n", NT, is_framed=False)

    def do_cut_chunks(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", SRJ)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"2d\r\n" + rows(1)[:45] + b"\r\n")
        self.close_connection = True

    def do_endless(self) -> None:
        """Send rows for ever; what a reader that wants a few may not wait for."""
        self.send_response(200)
        self.send_header("Content-Type", SRJ)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.chunk(b'{"head":{"vars":["a"]},"results":{"bindings":[')
        row = b'{"a":{"type":"literal","value":"x"}},' * 100
        for _ in range(100_000):
            self.chunk(row)
            self.server.rows_sent += 100

    def chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def do_partial(self) -> None:
        self.send(rows(3), X_SQL_State="S1TAT", X_SQL_Message="RC...: Returning incomplete results")

    def do_partial_content(self) -> None:
        self.send(rows(3), code=206)

    def do_virtuoso(self) -> None:
        self.server_version, self.sys_version = "Virtuoso/07.20", ""
        self.send(rows(1))

    def do_one_by_one(self) -> None:
        """Answer after a moment, and remember how many asked meanwhile."""
        with self.server.counting:
            self.server.running += 1
            self.server.most_running = max(self.server.most_running, self.server.running)
        time.sleep(0.15)
        with self.server.counting:
            self.server.running -= 1
        self.send(rows(1))

    def do_server_limit(self) -> None:
        self.send(rows(3), X_SPARQL_MaxRows="3")

    def do_boundless_limit(self) -> None:
        self.send(rows(3), X_SPARQL_MaxRows="9" * 5_000)

    def do_strange_challenge(self) -> None:
        self.send(b"no", "text/plain", code=401, WWW_Authenticate='Digest realm="x", nonce')

    def do_empty_challenge(self) -> None:
        self.send(b"no", "text/plain", code=401, WWW_Authenticate="Digest realm=, nonce=")

    def do_moved_nowhere(self) -> None:
        self.send(b"", code=302, Location="http://[nowhere/")

    def do_moved_to_no_port(self) -> None:
        self.send(b"", code=302, Location="http://127.0.0.1:port/")

    def do_distant_date(self) -> None:
        self.busy("Wed, 21 Oct 99999999999999999999 07:28:00 GMT")

    def do_page(self) -> None:
        self.send(b"<html>Log in, please</html>", "text/html; charset=utf-8")

    def do_blank_graph(self) -> None:
        name = parse_qs(urlsplit(self.path).query)["graph"][0]
        self.send(f'_:b0 <urn:of> "{name}" .\n<urn:x> <urn:has> _:b0 .\n'.encode(), NT)

    def do_below_server_limit(self) -> None:
        self.send(rows(2), X_SPARQL_MaxRows="3")

    def do_moved(self) -> None:
        self.send(b"", code=307, Location="/rows")

    def do_abroad(self) -> None:
        self.send(b"", code=307, Location=f"http://localhost:{self.server.server_port}/rows")

    def do_strange_names(self) -> None:
        name = "a) {} SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } VALUES (?b"
        self.send(json.dumps({"head": {"vars": [name]}, "results": {"bindings": []}}).encode())

    def do_blank(self) -> None:
        bindings = [{"a": {"type": "bnode", "value": "b0"}}]
        content = {"head": {"vars": ["a"]}, "results": {"bindings": bindings}}
        self.send(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def serve_badly() -> Iterator[BadServer]:
    server = BadServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
