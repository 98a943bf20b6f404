"""Writes model.onnx: a network in 32-bit numbers that is small enough to be kept here. Needs nothing but Python.

A token's numbers are the sines of its id by 384 frequencies; its vector is these plus the mean of the
text's, so that padding counts wherever the mask is not heeded.
"""

import struct
from pathlib import Path

FLOAT, INT64 = 1, 7
DIMENSIONS = 384


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def data(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def node(operator, inputs, output, *attributes):
    return data(
        1,
        b"".join(data(1, name) for name in inputs)
        + data(2, output)
        + data(4, operator)
        + b"".join(data(5, attribute) for attribute in attributes),
    )


def attribute(name, value):
    return data(1, name) + number(3, value) + number(20, 2)


def constant(name, kind, shape, raw):
    return data(5, b"".join(number(1, size) for size in shape) + number(2, kind) + data(8, name) + data(9, raw))


def value(field, name, kind, *shape):
    sizes = b"".join(data(1, data(2, size) if isinstance(size, str) else number(1, size)) for size in shape)
    return data(field, data(1, name) + data(2, data(1, number(1, kind) + data(2, sizes))))


frequencies = [0.37 + 0.0173 * i for i in range(DIMENSIONS)]
graph = b"".join(
    [
        node("Cast", ["input_ids"], "ids", attribute("to", FLOAT)),
        node("Unsqueeze", ["ids", "last"], "column"),
        node("Mul", ["column", "frequencies"], "angles"),
        node("Sin", ["angles"], "sines"),
        node("Cast", ["attention_mask"], "mask", attribute("to", FLOAT)),
        node("Unsqueeze", ["mask", "last"], "heeded"),
        node("Mul", ["sines", "heeded"], "read"),
        node("ReduceSum", ["read", "middle"], "sum"),
        node("ReduceSum", ["heeded", "middle"], "tokens"),
        node("Div", ["sum", "tokens"], "mean"),
        node("Add", ["sines", "mean"], "last_hidden_state"),
        data(2, "float-network"),
        constant("frequencies", FLOAT, [DIMENSIONS], struct.pack(f"<{DIMENSIONS}f", *frequencies)),
        constant("last", INT64, [1], struct.pack("<q", 2)),
        constant("middle", INT64, [1], struct.pack("<q", 1)),
        value(11, "input_ids", INT64, "texts", "length"),
        value(11, "attention_mask", INT64, "texts", "length"),
        value(12, "last_hidden_state", FLOAT, "texts", "length", DIMENSIONS),
    ]
)
model = number(1, 8) + data(2, "recurra") + data(7, graph) + data(8, number(2, 13))
Path(__file__).with_name("model.onnx").write_bytes(model)
