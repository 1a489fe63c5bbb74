import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkBudgets, firstLoad } from "./first-load";

let dist: string;
const ENTRY = "/(workspace)/inbox/page";

/** Text that gzip cannot shorten much. */
const noise = (bytes: number): string => {
  let seed = 1;
  return Array.from({ length: bytes }, () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return String.fromCharCode(33 + ((seed >> 16) % 90));
  }).join("");
};

function build(entryJSFiles: Record<string, string[]>) {
  mkdirSync(path.join(dist, "server/app/(workspace)/inbox"), { recursive: true });
  mkdirSync(path.join(dist, "static/chunks"), { recursive: true });
  writeFileSync(path.join(dist, "build-manifest.json"), JSON.stringify({ rootMainFiles: ["static/chunks/react.js"] }));
  writeFileSync(
    path.join(dist, "server/app", `${ENTRY}_client-reference-manifest.js`),
    `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};
     globalThis.__RSC_MANIFEST[${JSON.stringify(ENTRY)}] = ${JSON.stringify({ entryJSFiles })}`,
  );
  writeFileSync(path.join(dist, "static/chunks/react.js"), noise(2000));
  writeFileSync(path.join(dist, "static/chunks/frame.js"), noise(1000));
  writeFileSync(path.join(dist, "static/chunks/inbox.js"), noise(3000));
}

beforeEach(() => {
  dist = mkdtempSync(path.join(tmpdir(), "first-load-"));
});
afterEach(() => rmSync(dist, { recursive: true }));

describe("the first load of a page", () => {
  test("counts React, the frame and the page, and a script of both only once", () => {
    build({ layout: ["static/chunks/frame.js"], page: ["static/chunks/frame.js", "/_next/static/chunks/inbox.js"] });
    expect(firstLoad(dist, "/inbox").map(({ file }) => path.basename(file))).toEqual([
      "react.js",
      "frame.js",
      "inbox.js",
    ]);
  });

  test("over its budget fails the check, and within it does not", () => {
    build({ page: ["static/chunks/frame.js", "static/chunks/inbox.js"] });
    expect(checkBudgets(dist, { "/inbox": 4 }).over).toEqual(["/inbox"]);
    expect(checkBudgets(dist, { "/inbox": 7 }).over).toEqual([]);
  });

  test("is an error, not zero, when the build is missing or lists nothing of the page", () => {
    expect(() => firstLoad(dist, "/inbox")).toThrow(/build first/);
    build({});
    expect(() => firstLoad(dist, "/inbox")).toThrow(/lists no scripts of \/inbox/);
  });
});
