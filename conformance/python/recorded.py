"""
Sends recorded OpenAI traffic through a gateway whose provider plays it, and compares bytes; see ../README.md. What no
recording has (streamed tool calls, several choices, log probabilities) comes from the simulator's own answers.
"""

import argparse
import json
import re
import sys
import urllib.parse
import uuid
from pathlib import Path
from typing import NamedTuple

import yaml

import content
import wire
from openapi import ApiDescription

CHAT = "/v1/chat/completions"
IDENTITY = re.compile(rb'("id":\s*"chatcmpl-)([^"]*)')
CREATED = re.compile(rb'("created":\s*)\d+')
RUN = uuid.uuid4().hex[:12]
WITH_USAGE = {"stream": True, "stream_options": {"include_usage": True}}


class Recorded(NamedTuple):
    name: str
    path: str
    request: bytes
    status: int
    content_type: str
    body: bytes

    @property
    def is_stream(self):
        return self.content_type.startswith("text/event-stream")


class Report:
    """What was found."""

    def __init__(self, description):
        self.description = description
        self.failures = 0
        self.validated = 0
        self.provider_flaws = {}

    def check(self, name, holds, detail=""):
        if not holds:
            self.failures += 1
            print(f"  FAILED {name}  {str(detail)[:600]}")

    def flaws(self, schema, documents):
        """How documents depart from the schema of that name."""
        if self.description is None:
            return set()
        self.validated += len(documents)
        return {flaw for document in documents for flaw in self.description.flaws(schema, json.loads(document))}

    def valid(self, name, schema, documents, inherited=frozenset()):
        """Checks documents, which may depart where the provider's own do."""
        flaws = self.flaws(schema, documents) - inherited
        self.check(f"{name}: validates as {schema}", not flaws, sorted(flaws))

    def run(self, name, part, *arguments):
        """Runs a part, which returns what it did, and prints its outcome."""
        failures = self.failures
        outcome = part(*arguments, self)
        print(f"  {'ok    ' if self.failures == failures else 'FAILED'} {name}: {outcome}")


def read(folder):
    for file in sorted(folder.glob("*.yaml")):
        for interaction in yaml.safe_load(file.read_text(encoding="utf-8"))["interactions"]:
            request, response = interaction["request"], interaction["response"]
            yield Recorded(
                file.stem,
                urllib.parse.urlsplit(request["url"]).path,
                request["body"].encode(),
                response["code"],
                response["headers"]["Content-Type"][0],
                response["body"].encode(),
            )


def tenant(name):
    """A tenant of its own for each answer, since one kept answer serves both forms and some questions come in both."""
    return wire.Gateway(f"sk-recorded-{RUN}-{name}")


def identity(body):
    """The id of a completion, or of the first chunk of one."""
    found = IDENTITY.search(body)
    return found and found.group(2)


def without_identity(body):
    """The same bytes without what each response has of its own, its id and its time."""
    return CREATED.sub(rb"\g<1>0", IDENTITY.sub(rb"\g<1>", body))


def content_type(value):
    """The same type whether or not white space precedes its parameters."""
    return [part.strip() for part in value.split(";")]


def schema(answer):
    return "CreateChatCompletionStreamResponse" if answer.is_stream else "CreateChatCompletionResponse"


def documents(answer):
    return [event for event in answer.events() if event != b"[DONE]"] if answer.is_stream else [answer.body]


def said(answer):
    return content.of_stream(answer.events()) if answer.is_stream else content.of_completion(answer.body)


def in_form(request, form):
    """The same question, to be answered in another form."""
    asked = {name: value for name, value in json.loads(request).items() if name not in ("stream", "stream_options")}
    return json.dumps({**asked, **form}).encode()


def from_cache(name, gateway, request, live, report):
    """What was answered live comes from the cache as it came, and in the other forms with the same content."""
    calls = wire.upstream_calls()
    flaws = report.flaws(schema(live), documents(live))
    for flaw in flaws:
        report.provider_flaws.setdefault(flaw, []).append(name)
    wire.wait_for_write_behind()

    def hit(step, asked, replay="instant"):
        answer = gateway.send("POST", "/chat/completions", asked, x_cache_replay=replay)
        report.check(f"{name}, {step}: status", answer.status == 200, (answer.status, answer.body))
        report.check(f"{name}, {step}: exact hit", answer.match == "exact", answer.headers.items())
        report.check(f"{name}, {step}: nothing upstream", wire.upstream_calls() == calls)
        return answer

    again = hit("replayed", request)
    report.check(f"{name}, replayed: an id of its own", identity(again.body) != identity(live.body), identity(again.body))
    unnamed = again._replace(body=without_identity(again.body))
    same_bytes(f"{name}, replayed", unnamed, live.headers["Content-Type"], without_identity(live.body), report)
    natural = hit("replayed naturally", request, "natural")
    report.check(f"{name}, replayed naturally: every content field", said(natural) == said(live), (said(natural), said(live)))
    forms = {"in one piece": {}} if live.is_stream else {"streamed": {"stream": True}, "streamed with usage": WITH_USAGE}
    for step, form in forms.items():
        answer = hit(step, in_form(request, form))
        report.check(f"{name}, {step}: form", answer.is_stream == bool(form), answer.headers["Content-Type"])
        report.check(f"{name}, {step}: end", not form or answer.events()[-1] == b"[DONE]", answer.body[-200:])
        expected, got = said(live), said(answer)
        if form == {"stream": True}:
            expected.pop("usage", None)
        if not form and "usage" not in expected:
            # The live stream's client had not asked for it.
            got.pop("usage", None)
        report.check(f"{name}, {step}: every content field", got == expected, (got, expected))
        report.valid(f"{name}, {step}", schema(answer), documents(answer), flaws)
    return ", ".join(["live", "replayed", *forms])


def same_bytes(name, answer, expected_type, expected, report):
    """A body is compared as it is, a stream by the data of its events."""
    types = content_type(answer.headers["Content-Type"]), content_type(expected_type)
    report.check(f"{name}: content type", types[0] == types[1], types)
    if answer.is_stream:
        report.check(f"{name}: data of each event", answer.events() == wire.events(expected), answer.body)
    else:
        report.check(f"{name}: body", answer.body == expected, answer.body)


def played(cassette, cassettes):
    """
    The bytes that the client is to get. A gateway asks each stream for its usage, to know what it cost; where the folder
    has the recording of that request too, that one is played, and its chunk with the usage is not for the client.
    """
    asked = json.loads(cassette.request)
    options = asked.get("stream_options") or {}
    if not asked.get("stream") or options.get("include_usage"):
        return cassette.body
    asked["stream_options"] = {**options, "include_usage": True}
    other = next((other for other in cassettes if other.path == CHAT and json.loads(other.request) == asked), None)
    if other is None:
        return cassette.body
    events = [event for event in wire.events(other.body) if not content.is_usage_chunk(event)]
    return b"".join(b"data: " + event + b"\n\n" for event in events)


def chat(cassette, cassettes, report):
    gateway = tenant(cassette.name)
    calls = wire.upstream_calls()
    live = gateway.send("POST", "/chat/completions", cassette.request)
    report.check(f"{cassette.name}: one call upstream", wire.upstream_calls() == calls + 1)
    report.check(f"{cassette.name}: no hit", live.match == "none", live.match)
    report.check(f"{cassette.name}: status", live.status == cassette.status, (live.status, live.body))
    if live.status != 200:
        return "not answered"
    same_bytes(cassette.name, live, cassette.content_type, played(cassette, cassettes), report)
    size = f"{len(live.events())} events" if live.is_stream else f"{len(live.body)} bytes"
    outcome = from_cache(cassette.name, gateway, cassette.request, live, report)
    gateway.close()
    return f"{size}, {outcome}"


def error(cassette, report):
    """A recorded error reaches the client and is not kept."""
    gateway = tenant(cassette.name)
    before = wire.upstream_calls()
    answers = [gateway.send("POST", "/chat/completions", cassette.request) for _ in range(2)]
    calls = wire.upstream_calls() - before
    gateway.close()
    for answer in answers:
        report.check(f"{cassette.name}: status", answer.status == cassette.status, (answer.status, answer.body))
        report.check(f"{cassette.name}: no hit", answer.match == "none", answer.match)
        report.valid(cassette.name, "ErrorResponse", [answer.body])
    if calls == 0:
        # The request is refused before it costs anything, with a message of the gateway's own.
        own, recorded = (json.loads(body)["error"] for body in (answers[0].body, cassette.body))
        for field in ("type", "code"):
            report.check(f"{cassette.name}: {field}", own[field] == recorded[field], (own, recorded))
        return f"{cassette.status} {own['code']}, as recorded, but with the gateway's own message: nothing goes upstream"
    report.check(f"{cassette.name}: asked upstream each time", calls == 2, calls)
    for answer in answers:
        report.check(f"{cassette.name}: body", answer.body == cassette.body, answer.body)
    return f"{cassette.status} as recorded, and asked upstream again the next time"


def not_served(cassette, report):
    """An endpoint that the gateway does not have."""
    gateway = tenant(cassette.name)
    before = wire.upstream_calls()
    answer = gateway.send("POST", cassette.path.removeprefix("/v1"), cassette.request)
    gateway.close()
    report.check(f"{cassette.name}: not found", answer.status == 404, (answer.status, answer.body))
    report.valid(cassette.name, "ErrorResponse", [answer.body])
    report.check(f"{cassette.name}: nothing upstream", wire.upstream_calls() == before)
    return f"404, Recurra has no {cassette.path}"


def play(cassette, cassettes, report):
    if cassette.path == "/v1/embeddings":
        return "does not apply, embeddings come from Recurra's own model and not from the provider"
    if cassette.path != CHAT:
        return not_served(cassette, report)
    return error(cassette, report) if cassette.status >= 400 else chat(cassette, cassettes, report)


def simulated(fields, report):
    """An answer that the simulator makes up."""
    name = json.dumps(fields)
    gateway = tenant(uuid.uuid4().hex)
    request = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Tell me about the weather, as JSON"}], **fields}
    body = json.dumps(request).encode()
    live = gateway.send("POST", "/chat/completions", body)
    report.check(f"{name}: status", live.status == 200, (live.status, live.body))
    outcome = from_cache(name, gateway, body, live, report)
    gateway.close()
    return outcome


def simulated_requests():
    tools = [
        {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}
        for name in ("get_weather", "get_time")
    ]
    shapes = {
        "parallel tool calls": {"tools": tools, "metadata": {"simulate": "tool-calls=2"}},
        "choices with log probabilities": {"n": 3, "logprobs": True, "top_logprobs": 2},
        "reasoning": {"model": "simulator-reasoning"},
        "JSON": {"response_format": {"type": "json_object"}},
    }
    for name, fields in shapes.items():
        yield name, fields
        yield f"{name}, streamed first", {**fields, **WITH_USAGE}


def own_answers(report):
    """What the gateway answers without a chat provider."""
    gateway = tenant("own")
    report.valid("models", "ListModelsResponse", [gateway.send("GET", "/models").body])
    request = {"model": "e5-small-v2", "input": ["one text", "another"], "encoding_format": "float"}
    answer = gateway.send("POST", "/embeddings", json.dumps(request).encode())
    gateway.close()
    report.check("embeddings: status", answer.status == 200, (answer.status, answer.body))
    report.valid("embeddings", "CreateEmbeddingResponse", [answer.body])
    return "models, embeddings"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cassettes", type=Path, default=wire.SHARED_DATA / "cassettes")
    parser.add_argument("--openapi", type=Path, default=wire.SHARED_DATA / "openapi/openai-openapi.yaml")
    options = parser.parse_args()
    description = ApiDescription(options.openapi) if options.openapi.is_file() else None
    report = Report(description)
    if options.cassettes.is_dir():
        cassettes = list(read(options.cassettes))
        for cassette in cassettes:
            report.run(cassette.name, play, cassette, cassettes)
        print(f"  {len(cassettes)} recordings")
    else:
        print(f"NOT RUN: recorded traffic. There is no folder {options.cassettes}; --cassettes or RECURRA_SHARED_DATA names one.")
    for name, fields in simulated_requests():
        report.run(f"simulated, {name}", simulated, fields)
    report.run("own answers", own_answers)

    if description is None:
        print(f"NOT RUN: validation. There is no file {options.openapi}; --openapi or RECURRA_SHARED_DATA names one.")
    else:
        print(f"  {report.validated} responses and chunks validated against {options.openapi.name}")
        for flaw, names in sorted(report.provider_flaws.items()):
            print(f"  not as described, but passed on as the provider sent it: {flaw} ({len(names)} answers)")
    print(f"{report.failures} failed")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
