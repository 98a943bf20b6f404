"""The conformance story with the unmodified openai client for Python; see ../README.md."""

import json
import os
import sys
import time
import urllib.request
import uuid

import openai

client = openai.OpenAI(max_retries=0, timeout=30)
MODEL = "gpt-4o-mini"
run = uuid.uuid4().hex[:8]
failures = 0


def check(name, holds, detail=""):
    global failures
    print(f"  {'ok    ' if holds else 'FAILED'} {name}{'' if holds else '  ' + str(detail)}")
    failures += not holds


def calls():
    with urllib.request.urlopen(os.environ["SIMULATOR_URL"] + "/stats", timeout=10) as response:
        return json.load(response)["calls"]


def ask(text, **more):
    raw = client.chat.completions.with_raw_response.create(
        model=more.pop("model", MODEL), messages=[{"role": "user", "content": text}], **more
    )
    return raw.headers, raw.parse()


def stream(text, **more):
    raw = client.chat.completions.with_raw_response.create(
        model=more.pop("model", MODEL), messages=[{"role": "user", "content": text}], stream=True, **more
    )
    return raw.headers, list(raw.parse())


def joined(chunks, index=0, field="content"):
    return "".join(
        getattr(choice.delta, field, None) or ""
        for chunk in chunks
        for choice in chunk.choices
        if choice.index == index
    )


def is_hit(headers, kind):
    return headers.get("x-cache-hit") == "true" and headers.get("x-cache-match") == kind




def miss_then_hit():
    question = f"What is the capital of France in story {run}?"
    before = calls()
    headers, live = ask(question)
    check("first call misses", headers.get("x-cache-match") == "none" and calls() == before + 1, dict(headers))
    headers, again = ask(question)
    check("same call is an exact hit", is_hit(headers, "exact") and calls() == before + 1, dict(headers))
    check("same content", again.choices == live.choices and again.usage == live.usage)
    headers, chunks = stream(question, stream_options={"include_usage": True})
    check("streamed it is still a hit", is_hit(headers, "exact") and calls() == before + 1, dict(headers))
    check("streamed pieces join to the same content", joined(chunks) == live.choices[0].message.content)
    check("it arrives in pieces", len(chunks) > 3, len(chunks))
    check("with the same usage", chunks[-1].usage == live.usage, chunks[-1].usage)

    question += " Streamed."
    before = calls()
    headers, chunks = stream(question)
    check("a stream misses", headers.get("x-cache-match") == "none" and calls() == before + 1, dict(headers))
    check("usage is not sent unasked", all(chunk.usage is None for chunk in chunks))
    headers, whole = ask(question)
    check("asked whole it is a hit", is_hit(headers, "exact") and calls() == before + 1, dict(headers))
    check("with the content of the stream", whole.choices[0].message.content == joined(chunks))
    check("with usage", whole.usage is not None and whole.usage.completion_tokens > 0)


def template_hit():
    asked = "What is the capital of Portugal?"
    reworded = "Please tell me what the capital of Portugal is."
    opposite = "What is not the capital of Portugal?"
    _, live = ask(asked)
    end = time.monotonic() + 30
    while True:
        headers, answer = ask(reworded, extra_headers={"x-cache-store": "false"})
        if headers.get("x-cache-match") == "template" or time.monotonic() > end:
            break
        time.sleep(0.2)
    check("a reworded question is a template hit", is_hit(headers, "template"), dict(headers))
    check("with a score", 0 < float(headers.get("x-cache-score", 0)) <= 1, headers.get("x-cache-score"))
    check("with provenance", len(headers.get("x-cache-provenance", "")) == 36, headers.get("x-cache-provenance"))
    check("with the same answer", answer.choices == live.choices)
    before = calls()
    headers, _ = ask(opposite)
    check("its negation misses", headers.get("x-cache-match") == "none" and calls() == before + 1, dict(headers))


def everything_passes():
    tool = lambda name: {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
    cases = {
        "parallel tool calls": dict(
            tools=[tool("get_weather"), tool("get_time")], metadata={"simulate": "tool-calls=2"}
        ),
        "response_format": dict(response_format={"type": "json_object"}),
        "n and logprobs": dict(n=3, logprobs=True, top_logprobs=2),
        "reasoning": dict(model="simulator-reasoning"),
        "unknown fields": dict(extra_body={"x_unknown": {"nested": [1, 2.50, None]}}),
    }
    for name, fields in cases.items():
        question = f"Conformance {run}: {name}, as JSON"
        _, live = ask(question, **fields)
        headers, again = ask(question, **fields)
        check(f"{name}: exact hit with equal choices", is_hit(headers, "exact") and again.choices == live.choices, dict(headers))
        headers, chunks = stream(question, **fields)
        check(f"{name}: hit when streamed", is_hit(headers, "exact"), dict(headers))
        for choice in live.choices:
            check(f"{name}: content of choice {choice.index}", joined(chunks, choice.index) == (choice.message.content or ""))
            reasoning = getattr(choice.message, "reasoning_content", None) or ""
            check(f"{name}: reasoning", joined(chunks, choice.index, "reasoning_content") == reasoning)
            if choice.message.tool_calls:
                arguments = {}
                for chunk in chunks:
                    for piece in chunk.choices[0].delta.tool_calls or []:
                        arguments[piece.index] = arguments.get(piece.index, "") + (piece.function.arguments or "")
                check(
                    f"{name}: arguments",
                    list(arguments.values()) == [call.function.arguments for call in choice.message.tool_calls],
                    arguments,
                )
        if name == "parallel tool calls":
            check(f"{name}: two of them", len(live.choices[0].message.tool_calls or []) == 2)

    before = calls()
    ask(f"Scope {run}", tools=[tool("get_weather")])
    ask(f"Scope {run}", tools=[tool("get_time")])
    ask(f"Scope {run}", temperature=0)
    check("other tools and parameters are other questions", calls() == before + 3, calls() - before)


def errors():
    before = calls()
    for name, kind, request in [
        ("no messages", openai.BadRequestError, dict(model=MODEL, messages=[])),
        ("wrong type", openai.BadRequestError, dict(model=MODEL, messages="hello")),
        (
            "unknown cache mode",
            openai.BadRequestError,
            dict(model=MODEL, messages=[{"role": "user", "content": "x"}], extra_headers={"x-cache-mode": "fuzzy"}),
        ),
    ]:
        try:
            client.chat.completions.create(**request)
            check(f"{name} is refused", False)
        except kind as error:
            check(f"{name} is refused: {error.body['message']}", bool(error.body["message"]))
    check("nothing went upstream", calls() == before)
    for status, kind in [(429, openai.RateLimitError), (500, openai.InternalServerError)]:
        try:
            ask(f"Fail {run} {status}", metadata={"simulate": f"error={status}"})
            check(f"the provider's {status} is passed on", False)
        except kind:
            check(f"the provider's {status} is passed on", True)
    try:
        ask(f"Unknown model {run}", model="no-such-model")
        check("unknown model", False)
    except openai.NotFoundError as error:
        check("unknown model is not found", error.code == "model_not_found", error.body)
    try:
        _, chunks = stream(f"Break {run}", metadata={"simulate": "break-after=3"})
        check("a broken stream is an error", False, len(chunks))
    except openai.APIError:
        check("a broken stream is an error", True)


def others():
    check("models are listed", MODEL in [model.id for model in client.models.list()])
    vector = client.embeddings.create(model="e5-small-v2", input="query text").data[0].embedding
    check("embeddings have 384 dimensions", len(vector) == 384, len(vector))


for part in (miss_then_hit, template_hit, everything_passes, errors, others):
    print(part.__name__.replace("_", " "))
    part()
print(f"{failures} failed")
sys.exit(1 if failures else 0)
