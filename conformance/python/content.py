"""What a chat answer says, whether it came as one completion or as a stream of chunks."""

import json

# They name something and do not grow; other texts of a stream continue one another.
LABELS = {"role", "id", "type", "name"}


def parse(document):
    """Numbers keep their spelling, so that comparing compares what was written."""
    return json.loads(document, parse_float=str)


def of_completion(body):
    completion = parse(body)
    choices = {
        choice["index"]: {name: value for name, value in choice.items() if name != "index"}
        for choice in completion.pop("choices")
    }
    return _said(completion, choices)


def of_stream(events):
    """What the data of a stream's events say together."""
    top, choices = {}, {}
    for event in events:
        if event == b"[DONE]":
            continue
        chunk = parse(event)
        for choice in chunk.pop("choices"):
            message = choices.setdefault(choice.pop("index"), {"message": {}})
            _merge(message["message"], choice.pop("delta"))
            _merge(message, {name: value for name, value in choice.items() if name == "logprobs"})
            message.update((name, value) for name, value in choice.items() if name != "logprobs" and value is not None)
        top.update((name, value) for name, value in chunk.items() if value is not None)
    for choice in choices.values():
        for call in choice["message"].get("tool_calls") or []:
            call.pop("index", None)
    return _said(top, choices)


def is_usage_chunk(event):
    if event == b"[DONE]":
        return False
    chunk = parse(event)
    return not chunk["choices"] and bool(chunk.get("usage"))


def _said(top, choices):
    # The padding belongs to the stream, the object's name to the form, and id and time to the response.
    top = {name: value for name, value in top.items() if name not in ("object", "obfuscation", "id", "created")}
    return _without_null({"choices": choices, **top})


def _merge(into, more):
    for name, value in more.items():
        present = into.get(name)
        if present is None or value is None:
            into[name] = _merged_list([], value) if isinstance(value, list) else present if value is None else value
        elif isinstance(value, str) and name not in LABELS:
            into[name] = present + value
        elif isinstance(value, dict):
            _merge(present, value)
        elif isinstance(value, list):
            _merged_list(present, value)
        else:
            into[name] = value


def _merged_list(present, more):
    for element in more:
        index = element.get("index") if isinstance(element, dict) else None
        same = next((old for old in present if index is not None and old.get("index") == index), None)
        if same is None:
            present.append(element)
        else:
            _merge(same, {name: value for name, value in element.items() if name != "index"})
    return present


def _without_null(value):
    """An absent field and a null one say the same."""
    if isinstance(value, dict):
        return {name: _without_null(member) for name, member in value.items() if member is not None}
    return [_without_null(element) for element in value] if isinstance(value, list) else value
