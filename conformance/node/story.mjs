// The conformance story with the unmodified openai client for Node; see ../README.md.
import OpenAI, { BadRequestError, NotFoundError, RateLimitError } from "openai";
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

const client = new OpenAI({ maxRetries: 0, timeout: 30_000 });
const MODEL = "gpt-4o-mini";
const run = randomUUID().slice(0, 8);
let failures = 0;

function check(name, holds, detail = "") {
  console.log(`  ${holds ? "ok    " : "FAILED"} ${name}${holds ? "" : `  ${JSON.stringify(detail)}`}`);
  failures += holds ? 0 : 1;
}

const calls = async () => (await (await fetch(`${process.env.SIMULATOR_URL}/stats`)).json()).calls;

async function ask(content, more = {}, options = {}) {
  const { data, response } = await client.chat.completions
    .create({ model: MODEL, messages: [{ role: "user", content }], ...more }, options)
    .withResponse();
  return { answer: data, headers: response.headers };
}

async function stream(content, more = {}) {
  const { answer, headers } = await ask(content, { stream: true, ...more });
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  return { chunks, headers };
}

const joined = (chunks, index = 0) =>
  chunks
    .flatMap((chunk) => chunk.choices)
    .filter((choice) => choice.index === index)
    .map((choice) => choice.delta.content ?? "")
    .join("");

const isHit = (headers, kind) => headers.get("x-cache-hit") === "true" && headers.get("x-cache-match") === kind;

async function expectError(name, kind, action) {
  try {
    await action();
    check(name, false, "no error");
  } catch (error) {
    check(`${name}: ${error.message}`, error instanceof kind, error.constructor.name);
  }
}

async function missThenHit() {
  const question = `What is the capital of Spain in story ${run}?`;
  const before = await calls();
  const live = await ask(question);
  check("first call misses", live.headers.get("x-cache-match") === "none" && (await calls()) === before + 1);
  const again = await ask(question);
  check("same call is an exact hit", isHit(again.headers, "exact") && (await calls()) === before + 1);
  check("same content", isDeepStrictEqual(again.answer.choices, live.answer.choices));
  const streamed = await stream(question);
  check("streamed it is still a hit", isHit(streamed.headers, "exact") && (await calls()) === before + 1);
  check("streamed pieces join to the same content", joined(streamed.chunks) === live.answer.choices[0].message.content);
}

async function templateHit() {
  const live = await ask("What is the capital of Austria?");
  const end = Date.now() + 30_000;
  let hit;
  do {
    hit = await ask("Tell me the capital of Austria please", {}, { headers: { "x-cache-store": "false" } });
  } while (!isHit(hit.headers, "template") && Date.now() < end);
  check("a reworded question is a template hit", isHit(hit.headers, "template"), [...hit.headers]);
  check("with score and provenance", Number(hit.headers.get("x-cache-score")) > 0 && hit.headers.get("x-cache-provenance")?.length === 36);
  check("with the same answer", isDeepStrictEqual(hit.answer.choices, live.answer.choices));
}

async function toolsPass() {
  const tools = ["get_weather", "get_time"].map((name) => ({
    type: "function",
    function: { name, parameters: { type: "object", properties: { city: { type: "string" } } } },
  }));
  const more = { tools, metadata: { simulate: "tool-calls=2" } };
  const live = await ask(`Tools ${run}`, more);
  check("two parallel tool calls", live.answer.choices[0].message.tool_calls?.length === 2);
  const again = await ask(`Tools ${run}`, more);
  check("replayed alike", isHit(again.headers, "exact") && isDeepStrictEqual(again.answer.choices, live.answer.choices));
  const helper = client.chat.completions.stream({ model: MODEL, messages: [{ role: "user", content: `Tools ${run}` }], ...more });
  const final = await helper.finalChatCompletion();
  check(
    "streamed alike",
    isDeepStrictEqual(
      final.choices[0].message.tool_calls.map((call) => call.function.arguments),
      live.answer.choices[0].message.tool_calls.map((call) => call.function.arguments),
    ),
  );
}

async function errors() {
  const before = await calls();
  await expectError("wrong type is refused", BadRequestError, () => client.chat.completions.create({ model: MODEL, messages: "x" }));
  await expectError("unknown cache mode is refused", BadRequestError, () => ask("x", {}, { headers: { "x-cache-mode": "fuzzy" } }));
  check("nothing went upstream", (await calls()) === before);
  await expectError("unknown model", NotFoundError, () => ask(`Unknown ${run}`, { model: "no-such-model" }));
  await expectError("rate limit", RateLimitError, () => ask(`Limit ${run}`, { metadata: { simulate: "error=429" } }));
  await expectError("a broken stream", Error, () => stream(`Break ${run}`, { metadata: { simulate: "break-after=3" } }));
}

for (const part of [missThenHit, templateHit, toolsPass, errors]) {
  console.log(part.name);
  await part();
}
console.log(`${failures} failed`);
process.exit(failures ? 1 : 0);
