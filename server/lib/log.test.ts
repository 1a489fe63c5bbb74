import { DrizzleQueryError } from "drizzle-orm/errors";
import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { DomainError } from "@/server/contract/errors";
import { CANARIES, findLeaks } from "@/tests/leaks";
import { logLines } from "@/tests/log-lines";
import { firstWords, logConsole, startupSentence } from "./console";
import { describeError } from "./describe-error";
import { log } from "./log";

const { phone, email, text, token } = CANARIES;
afterEach(() => vi.restoreAllMocks());

/** PostgreSQL's error for a duplicate, wrapped by the query builder. */
function queryError(): Error {
  const inner = new pg.DatabaseError(`duplicate key ${email}`, 10, "error");
  Object.assign(inner, {
    code: "23505",
    detail: `Key (value)=(${phone}) already exists.`,
    where: text,
    parameters: [token],
  });
  return new DrizzleQueryError(`insert into t values ('${text}')`, [phone, email, text], inner);
}

function written(write: () => void): { text: string; lines: Record<string, unknown>[] } {
  const since = logLines();
  const mark = `mark-${Math.random().toString(36).slice(2)}`;
  log.info({ mark }, "begin");
  write();
  log.info({ mark }, "end");
  const all = since().trim().split("\n");
  const [from, to] = [all.findIndex((l) => l.includes(mark)), all.findLastIndex((l) => l.includes(mark))];
  const mine = all.slice(from + 1, to);
  return { text: mine.join("\n"), lines: mine.map((one) => JSON.parse(one)) };
}

const places: [string, () => void][] = [
  ["alone", () => log.error(queryError())],
  ["as err", () => log.error({ err: queryError() }, "failed")],
  ["as error", () => log.error({ error: queryError() }, "failed")],
  ["as err without a message of ours", () => log.error({ err: queryError() })],
  ["under any other name", () => log.warn({ step: "x", why: queryError() }, "failed")],
  ["deep inside", () => log.warn({ a: { b: [{ c: queryError() }] } }, "failed")],
  ["as a cause", () => log.error({ err: new Error(text, { cause: queryError() }) }, "failed")],
  [
    "in an AggregateError",
    () => log.error({ err: new AggregateError([queryError(), new Error(phone)], email) }, "failed"),
  ],
  [
    "of another realm",
    () => log.error({ err: { name: "Error", message: text, stack: `Error: ${text}`, code: "23505" } }, "x"),
  ],
  ["as a format argument", () => log.error("failed: %o", queryError())],
  ["in a child's line", () => log.child({ job: "x" }).error({ err: queryError() }, "failed")],
];

test.each(places)("an error %s is logged without its message, query, parameters or detail", (_, write) => {
  const { text: said, lines } = written(write);
  expect(lines.length).toBeGreaterThan(0);
  expect(said).toContain("Error");
  expect(findLeaks(said)).toEqual([]);
});

test("a described error keeps its name, SQLSTATE, frames and causes", () => {
  const described = describeError(new Error("x", { cause: queryError() }));
  expect(described).toMatchObject({ name: "Error", cause: { name: "Error", cause: { name: "error", code: "23505" } } });
  expect(described.at?.[0]).toMatch(/log\.test\.ts:\d+:\d+/);
  expect(describeError(new DomainError("invalid", "sentTwice", { name: text }))).toMatchObject({
    name: "DomainError",
    code: "invalid",
  });
});

test("a message of many lines that imitates frames is not taken for frames", () => {
  const error = new Error(
    `${text}\n    at ${email} (/x.ts:1:2)\n    at Kanari (/x/${phone}.ts:1:2)\n    at k (/x.ts:1:2)`,
  );
  expect(findLeaks(JSON.stringify(describeError(error)))).toEqual([]);
  expect(JSON.stringify(describeError(error))).not.toContain("/x.ts");
  error.message = "changed later";
  expect(findLeaks(JSON.stringify(describeError(error)))).toEqual([]);
});

test("a name or code that is data, an endless chain of causes and a hostile getter do no harm", () => {
  const loop = new Error(text);
  loop.cause = loop;
  loop.name = `${phone} ${email}`;
  Object.assign(loop, { code: phone });
  const hostile = Object.defineProperty(new Error(text), "code", {
    get() {
      throw new Error(text);
    },
  });
  for (const error of [loop, hostile]) expect(findLeaks(JSON.stringify(describeError(error)))).toEqual([]);
  expect(describeError(text)).toEqual({ name: "string" });
  expect(describeError(null)).toEqual({ name: "object" });
});

test("output of libraries and warnings of Node go through the log, without the values they quote", () => {
  const methods = ["log", "info", "warn", "error", "debug", "trace"] as const;
  const before = methods.map((method) => console[method]);
  const warners = process.listeners("warning");
  try {
    const { text: said, lines } = written(() => {
      logConsole();
      console.error(" ⨯", queryError());
      console.error(`Failed query: select\nparams: ${phone}`);
      console.warn("Something:", text);
      console.log(queryError());
      process.emit("warning", new Error(`${text} ${phone}`));
    });
    expect(lines).toHaveLength(5);
    expect(lines.map(({ level }) => level)).toEqual([50, 50, 40, 30, 40]);
    expect(lines[0]).toMatchObject({ err: { cause: { code: "23505" } } });
    expect(findLeaks(said.replaceAll('"console":"Failed query"', ""))).toEqual([]);
  } finally {
    for (const [i, method] of methods.entries()) console[method] = before[i] as typeof console.log;
    process.removeAllListeners("warning");
    for (const warner of warners) process.on("warning", warner);
  }
});

test("only the words before the first value are kept of a library's message", () => {
  expect(firstWords("⨯ Error: key (value)=(x)")).toBe("Error");
  expect(firstWords(`The "images" option ${text}`)).toBe("The");
  expect(firstWords(`+${phone}`)).toBeUndefined();
  expect(firstWords(7)).toBeUndefined();
});

test("only our own errors explain why the process cannot start", () => {
  expect(startupSentence(new Error("port 3000 is in use; choose another PORT"))).toBe(
    "port 3000 is in use; choose another PORT",
  );
  for (const error of [queryError(), new Error(text, { cause: 1 }), new TypeError(text), text]) {
    expect(startupSentence(error)).not.toContain("canary");
    expect(startupSentence(error)).toContain("unexpected error");
  }
});
