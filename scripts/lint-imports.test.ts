import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mayImport } from "./import-table";
import { lintImports, tableCycles } from "./lint-imports";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "storeline-imports-"));
  plant("server/contract/ids.ts", "export const Id = 1;");
  plant("server/domain/team/get-me.ts", 'import { Id } from "@/server/contract/ids";\nexport const me = Id;');
  plant("server/channels/registry.ts", 'import { webchat } from "./webchat/index";\nexport const all = [webchat];');
  plant("server/channels/webchat/index.ts", "export const webchat = 1;");
  plant("server/trpc/root.ts", 'import { me } from "../domain/team/get-me";\nexport type AppRouter = typeof me;');
  plant("server/index.ts", 'import "./trpc/root";\nimport { Server } from "socket.io";\nnew Server();');
  plant(
    "components/client/trpc.tsx",
    'import type { AppRouter } from "@/server/trpc/root";\nexport type R = AppRouter;',
  );
  plant("tests/db.ts", "export const db = 1;");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function plant(file: string, source: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), source);
}

/** Plants one file and expects one complaint that matches. */
function refused(file: string, source: string, reason: RegExp): void {
  plant(file, source);
  expect(lintImports(root)).toEqual([expect.stringMatching(reason)]);
}

describe("the import table", () => {
  it("lets a tree that follows it pass", () => {
    expect(lintImports(root)).toEqual([]);
  });

  it("lets tests import anything", () => {
    plant("server/contract/ids.test.ts", 'import "../domain/team/get-me";\nimport "@/tests/db";');
    expect(lintImports(root)).toEqual([]);
  });

  it.each([
    ["by alias", 'import "@/server/domain/team/get-me";'],
    ["by relative path", 'import "../domain/team/get-me";'],
    ["as a type", 'import type { me } from "../domain/team/get-me";'],
    ["by re-export", 'export { me } from "../domain/team/get-me";'],
    ["by export star", 'export * from "../domain/team/get-me";'],
    ["at run time", 'export const late = () => import("../domain/team/get-me");'],
  ])("refuses an import that points up, written %s", (_how, source) => {
    refused("server/contract/up.ts", source, /server\/contract must not import server\/domain/);
  });

  it("refuses the router's code in a component, but not its type", () => {
    refused("components/inbox.tsx", 'import { x } from "@/server/trpc/root";\nx;', /only `import type`/);
  });

  it("refuses an import of the wiring", () => {
    refused("server/trpc/up.ts", 'import "../index";', /nothing imports server\/index/);
  });

  it("refuses tests in code that ships", () => {
    refused("server/domain/team/x.ts", 'import "@/tests/db";', /code that ships imports tests/);
  });

  it("refuses an adapter that knows another adapter", () => {
    refused("server/channels/sms/index.ts", 'import "../webchat/index";', /an adapter imports another adapter/);
  });

  it("refuses an area that the table does not name", () => {
    refused("server/misc/x.ts", 'import "../contract/ids";', /belongs to no area/);
  });

  it("refuses a path that does not resolve", () => {
    refused("server/domain/team/x.ts", 'import "./absent";', /cannot resolve/);
  });

  it("refuses a cycle", () => {
    plant("server/lib/a.ts", 'import "./b";');
    refused("server/lib/b.ts", 'import "./a";', /cycle: server\/lib\/[ab]\.ts → /);
  });

  it("refuses a cycle of type imports", () => {
    plant("server/lib/a.ts", 'import type { B } from "./b";\nexport type A = B;');
    refused("server/lib/b.ts", 'import type { A } from "./a";\nexport type B = A;', /cycle: server\/lib\/[ab]\.ts → /);
  });

  it("refuses a noun that imports one above it, also as a type", () => {
    plant("server/domain/conversations/record/row.ts", "export type Row = 1;");
    refused(
      "server/domain/customers/x.ts",
      'import type { Row } from "../conversations/record/row";\nexport type X = Row;',
      /server\/domain\/customers must not import server\/domain\/conversations\/record/,
    );
  });

  it("has no cycle among its own rows", () => {
    expect(tableCycles(mayImport)).toEqual([]);
  });

  it("finds a cycle among rows, also through an entry for all areas below", () => {
    const planted = { ...mayImport, "server/domain/text": ["server/trpc"] };
    expect(tableCycles(planted)).toContainEqual(expect.stringMatching(/cycle: .*server\/domain\/text → server\/trpc/));
  });
});

describe("packages with a home", () => {
  it.each([
    ["socket.io", "server/domain/team/x.ts"],
    ["socket.io-client", "components/inbox/x.tsx"],
    ["@trpc/server", "server/domain/team/x.ts"],
    ["@trpc/server/http", "server/auth/x.ts"],
    ["drizzle-orm", "server/trpc/x.ts"],
    ["drizzle-orm/pg-core", "server/channels/x.ts"],
    ["twilio", "server/channels/webchat/x.ts"],
    ["twilio", "server/domain/team/x.ts"],
  ])("refuses %s in %s", (name, file) => {
    refused(file, `import thing from "${name}";\nthing;`, /belongs to/);
  });
});

describe("the content of a file", () => {
  it.each([
    ["process.env", "server/domain/x.ts", "export const x = process.env.HOME;", /process\.env/],
    ["a second kind of endpoint", "app/actions.ts", '"use server";\nexport const x = 1;', /use server/],
    ["a bare fetch", "server/domain/x.ts", 'export const x = () => fetch("https://x.example");', /asks other hosts/],
    ["a fetch of the global", "server/jobs/x.ts", "export const x = () => globalThis.fetch('x');", /asks other hosts/],
    ["axios", "server/jobs/x.ts", "declare const axios: never;\nexport const x = () => axios.get('x');", /other hosts/],
    ["raw SQL", "server/domain/x.ts", "export const x = (sql, a) => sql.raw(a);", /sql\.raw/],
    [
      "raw SQL built of parts",
      "server/domain/x.ts",
      ["export const x = (sql, a) => sql.raw(`x $", "{a}`);"].join(""),
      /sql\.raw/,
    ],
    [
      "the time of the machine",
      "server/domain/x.ts",
      "export const x = () => new Date();",
      /server\/lib\/clock\.ts only/,
    ],
    ["its milliseconds", "components/x.tsx", "export const x = () => Date.now();", /components\/ui\/clock\.ts only/],
    ["the clock handed over", "widget/x.ts", "export const x = { now: Date.now };", /widget\/clock\.ts only/],
    ["the global's clock", "server/jobs/x.ts", "export const x = () => new globalThis.Date();", /the time is read/],
    ["a channel's kind", "server/domain/x.ts", 'export const x = (kind) => kind === "webchat";', /channel webchat/],
    ["its kind in a path", "widget/x.ts", 'export const x = "/api/webhooks/webchat";', /channel webchat/],
    ["a list of channels", "components/x.tsx", "export const x = { webchat: 1 };", /channel webchat/],
    ["its kind in a template", "db/x.ts", "export const x = `channel = 'webchat'`;", /channel webchat/],
    ["the time as text", "db/x.ts", "export const x = () => Date();", /the time is read/],
  ])("refuses %s", (_what, file, source, reason) => {
    refused(file, source, reason);
  });

  it("lets the clock read the time, and any file parse a given one", () => {
    plant("server/lib/clock.ts", "export const x = () => new Date();\nexport const y = () => Date.now();");
    plant("server/domain/y.ts", "export const x = (at: string) => [new Date(at), Date.parse(at), Date.UTC(2026, 1)];");
    expect(lintImports(root)).toEqual([]);
  });

  it("lets a channel's own folder, tests and the tests' rows name it, and a seed import it", () => {
    plant("server/channels/webchat/parse.ts", 'export const kind = "webchat";');
    plant("server/domain/x.test.ts", 'export const kind = "webchat";');
    plant("db/factories.ts", 'export const kind = "webchat";');
    plant(
      "server/seed/x.ts",
      'import { webchat } from "@/server/channels/webchat/index";\nexport const x = [webchat];',
    );
    expect(lintImports(root)).toEqual([]);
  });

  it("lets the settings read the environment, and raw SQL be a literal", () => {
    plant("server/lib/env.ts", "export const x = process.env.HOME;");
    plant("server/domain/y.ts", 'export const x = (sql) => sql.raw("now()");');
    plant("server/domain/z.ts", "const MOST = 5;\nexport const x = (sql) => sql.raw(String(MOST + 1));");
    expect(lintImports(root)).toEqual([]);
  });
});
