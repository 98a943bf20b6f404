"""Sends the test questions of BANKING77 as chat requests, twice; see ../README.md."""

import argparse
import collections
import concurrent.futures
import csv
import json
import os
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import NamedTuple

import wire

MODEL = "gpt-4o-mini"


class Question(NamedTuple):
    text: str
    intent: str


class Served(NamedTuple):
    status: int
    match: str
    entry: str
    score: str
    degraded: str
    choices: object
    seconds: float


class Round(NamedTuple):
    served: list
    seconds: float
    upstream_calls: int

    def count(self, match):
        return sum(one.status == 200 and one.match == match for one in self.served)

    def millis(self, share):
        ordered = sorted(one.seconds for one in self.served)
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    def summary(self):
        return {
            "requests": len(self.served),
            "miss": self.count("none"),
            "exact": self.count("exact"),
            "normalized": self.count("normalized"),
            "template": self.count("template"),
            "failed": sum(one.status != 200 for one in self.served),
            "degraded": sum(one.degraded is not None for one in self.served),
            "degraded reasons": dict(collections.Counter(one.degraded for one in self.served if one.degraded)),
            "upstream calls": self.upstream_calls,
            "seconds": round(self.seconds, 2),
            "requests/s": round(len(self.served) / self.seconds, 1),
            "p50 ms": self.millis(0.5),
            "p95 ms": self.millis(0.95),
            "p99 ms": self.millis(0.99),
        }


def read(file):
    with open(file, newline="", encoding="utf-8") as rows:
        return [Question(row["text"], row["category"]) for row in csv.DictReader(rows)]


def ask(gateway, question):
    body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": question.text}]}).encode()
    start = time.perf_counter()
    answer = gateway.send("POST", "/chat/completions", body)
    seconds = time.perf_counter() - start
    headers = answer.headers
    return Served(
        answer.status,
        answer.match,
        headers.get("x-cache-provenance"),
        headers.get("x-cache-score"),
        headers.get("x-cache-degraded-reason", "unnamed") if headers.get("x-cache-degraded") == "true" else None,
        json.loads(answer.body).get("choices"),
        seconds,
    )


def send_all(questions, key, concurrency):
    """One round; each thread keeps its connection."""
    kept = threading.local()

    def send(question):
        if not hasattr(kept, "gateway"):
            kept.gateway = wire.Gateway(key)
        return ask(kept.gateway, question)

    before = wire.upstream_calls()
    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(concurrency) as threads:
        served = list(threads.map(send, questions))
    seconds = time.perf_counter() - start
    return Round(served, seconds, wire.upstream_calls() - before)


def ask_template(gateway, body):
    return gateway.send("POST", "/chat/completions", body, x_cache_mode="template", x_cache_store="false")


def settle(key, question, in_a_row=20, seconds=120):
    """Waits until the template tier keeps to its time again, while the embedder still works off the first round."""
    gateway = wire.Gateway(key)
    body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": question.text}]}).encode()
    end = time.monotonic() + seconds
    good = 0
    while good < in_a_row:
        if time.monotonic() > end:
            raise TimeoutError(f"After {seconds} s the template tier still does not keep to its time")
        degraded = ask_template(gateway, body).headers.get("x-cache-degraded") == "true"
        good = 0 if degraded else good + 1
        time.sleep(0.05)


def reused(questions, first, second):
    """The questions that the first round answered with another question's answer, and whose."""
    # Only a hit names its entry, so whose entry it is shows when its own question hits it.
    asked = {one.entry: question for question, one in zip(questions, second.served) if one.match == "exact"}
    for question, one in zip(questions, first.served):
        if one.match in ("template", "normalized"):
            source = asked.get(one.entry)
            yield {
                "match": one.match,
                "score": one.score and float(one.score),
                "asked": question.text,
                "answered_as": source and source.text,
                "asked_intent": question.intent,
                "answered_as_intent": source and source.intent,
                "entry": one.entry,
            }


def print_table(rounds):
    print(f"  {'':<16}{'round 1':>12}{'round 2':>12}")
    for name in rounds[0]:
        if name != "degraded reasons":
            print(f"  {name:<16}{rounds[0][name]:>12}{rounds[1][name]:>12}")


def print_reuse(pairs, file):
    template = [pair for pair in pairs if pair["match"] == "template"]
    if not template:
        print("  The template tier answered none of the first round's questions.")
        return
    equal = sum(pair["asked_intent"] == pair["answered_as_intent"] for pair in template)
    unknown = sum(pair["answered_as"] is None for pair in template)
    print(f"  The template tier answered {len(template)} questions of the first round with another question's answer.")
    print(f"  {equal} of them ({equal / len(template):.1%}) share that question's intent; of {unknown} the other question is unknown.")
    print(f"  Equal intent is not equal answer: the pairs are there to be read, in {os.path.relpath(file)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=wire.SHARED_DATA / "intents/banking77-test.csv")
    parser.add_argument("--concurrency", type=int, default=8)
    options = parser.parse_args()
    if not options.questions.is_file():
        print(f"NOT RUN: BANKING77. There is no file {options.questions}; --questions or RECURRA_SHARED_DATA names one.")
        return 0
    questions = read(options.questions)
    # A tenant that has never asked before.
    key = f"sk-banking77-{uuid.uuid4().hex}"
    print(f"  {len(questions)} questions, sent twice, {options.concurrency} at a time")
    first = send_all(questions, key, options.concurrency)
    wire.wait_for_write_behind()
    settle(key, questions[0])
    second = send_all(questions, key, options.concurrency)

    rounds = [first.summary(), second.summary()]
    pairs = list(reused(questions, first, second))
    wire.RESULTS.mkdir(parents=True, exist_ok=True)
    pairs_file = wire.RESULTS / "banking77-reused.jsonl"
    pairs_file.write_text("".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs), encoding="utf-8")
    template = [pair for pair in pairs if pair["match"] == "template"]
    # Where a part did not keep to its time, the question went upstream, and the reply says so.
    kept = [pair for pair in zip(first.served, second.served) if pair[1].degraded is None]
    changed = sum(one.choices != other.choices for one, other in kept)
    dropped = wire.metric("recurra_writebehind_dropped_total")
    summary = {
        "questions": len(questions),
        "concurrency": options.concurrency,
        "rounds": rounds,
        "answers changed": changed,
        "write-behind dropped": dropped,
        "template hits": len(template),
        "template hits with equal intent": sum(pair["asked_intent"] == pair["answered_as_intent"] for pair in template),
    }
    (wire.RESULTS / "banking77.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")

    print_table(rounds)
    for name, count in rounds[0]["degraded reasons"].items():
        print(f"  degraded in round 1: {name}: {count}")
    print_reuse(pairs, pairs_file)
    print(f"  Exact hits in round 2: {second.count('exact')} of {len(questions)} ({second.count('exact') / len(questions):.2%})")
    checks = {
        "round 2: an exact hit for each question that has an answer of its own, the other's answer again for the rest": all(
            after.match == "exact" if before.match in ("none", "exact") else after.entry == before.entry
            for before, after in kept
        ),
        "round 2: no call upstream, but for what is degraded": second.upstream_calls
        == sum(one.match == "none" and one.degraded is not None for one in second.served),
        "round 2: hardly anything is degraded": rounds[1]["degraded"] <= len(questions) / 100,
        "round 2: the answers of round 1": changed == 0,
        "round 1: a call upstream for each miss and for nothing else": first.upstream_calls == first.count("none"),
    }
    for name, holds in checks.items():
        print(f"  {'ok    ' if holds else 'FAILED'} {name}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
