"""What the scripts beside it share: raw HTTP to a running Recurra, so that bytes can be compared, and what its parts count."""

import http.client
import json
import os
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
SHARED_DATA = Path(os.environ.get("RECURRA_SHARED_DATA") or PROJECT / "../shared/data")
RESULTS = PROJECT / "target/conformance"
TIMEOUT_SECONDS = 60


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def match(self):
        return self.headers.get("x-cache-match")

    @property
    def is_stream(self):
        return self.headers.get_content_type() == "text/event-stream"

    def events(self):
        return events(self.body)


def events(body):
    """The data of each server-sent event."""
    return [
        b"\n".join(line[5:].removeprefix(b" ") for line in event.split(b"\n") if line.startswith(b"data:"))
        for event in body.replace(b"\r\n", b"\n").split(b"\n\n")
        if event.strip()
    ]


class Gateway:
    """One connection that is kept alive. Not safe for threads."""

    def __init__(self, key):
        self.key = key
        self.base = urllib.parse.urlsplit(os.environ["OPENAI_BASE_URL"])
        self.connection = http.client.HTTPConnection(self.base.hostname, self.base.port, timeout=TIMEOUT_SECONDS)

    def send(self, method, path, body=None, **headers):
        """Sends a request; the path is the one after /v1."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Authorization"] = f"Bearer {self.key}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, self.base.path + path, body, headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.msg, response.read())

    def close(self):
        self.connection.close()


def get(url):
    with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as response:
        return response.read()


def upstream_calls():
    """Calls that the simulator has received."""
    return json.loads(get(os.environ["SIMULATOR_URL"] + "/stats"))["calls"]


def metric(name):
    """The sum of a gateway's metric over its labels; 0 where it has not been counted yet."""
    origin = urllib.parse.urljoin(os.environ["OPENAI_BASE_URL"], "/metrics")
    lines = get(origin).decode().splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((name + "{", name + " ")))


def wait_for_write_behind(seconds=60):
    """Waits until the gateway has no answer left to write to Redis, so that what follows is read from there."""
    end = time.monotonic() + seconds
    while metric("recurra_writebehind_queue_size") > 0:
        if time.monotonic() > end:
            raise TimeoutError(f"After {seconds} s answers still wait to be written to Redis")
        time.sleep(0.05)
