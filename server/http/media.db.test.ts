import { request } from "node:http";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { attachments } from "@/db/schema";
import { openVisitorSession } from "@/server/auth/visitor";
import type { AttachmentView } from "@/server/contract/conversations";
import type { PersonActor, Role } from "@/server/contract/team";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { signedMediaUrl } from "@/server/lib/media-url";
import { freshDb } from "@/tests/db";
import { cookieOf, openTestApi, type TestApi } from "@/tests/test-api";

const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), Buffer.from("an image")]);
const PDF = Buffer.from("%PDF-1.7\n<script>alert(1)</script>");

let handle: DbHandle;
let api: TestApi;
let connectionId: string;
let here: { actor: PersonActor; cookie: string };
let elsewhere: { actor: PersonActor; cookie: string };
let partner: { actor: PersonActor; cookie: string };
let visitor: { token: string; visitorId: string };
let other: { token: string; visitorId: string };

beforeAll(async () => {
  ({ handle } = await freshDb());
  const { db } = handle;
  const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
  const [place, away] = [await makePlace(db), await makePlace(db)];
  ({ id: connectionId } = await saveConnection(ctx, { kind: "webchat", account: "shop", label: "Chat", config: {} }));
  await saveEndpoint(ctx, { connectionId, address: "pk_shop", label: "chat", placeId: place.id });
  const person = async (placeId: string, role: Role = "associate") => {
    const { actor } = await makeUser(db, { placeIds: [placeId], role });
    return { actor, cookie: await cookieOf(actor) };
  };
  [here, elsewhere, partner] = [await person(place.id), await person(away.id), await person(place.id, "partner_agent")];
  visitor = await openVisitorSession(db, { key: "pk_shop" });
  other = await openVisitorSession(db, { key: "pk_shop" });
  api = await openTestApi(handle);
});
afterAll(() => api.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
type TestAnswer = { status: number; headers: Record<string, string | string[] | undefined>; data: Buffer };

function ask(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer): Promise<TestAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(api.url + path, { method, headers: { "x-storeline": "1", origin: api.url, ...headers } });
    call.on("error", reject).on("response", (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk) => chunks.push(chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, data: Buffer.concat(chunks) }));
    });
    call.end(body);
  });
}
const upload = (headers: Record<string, string>, data: Buffer, name = "photo.png") =>
  ask("POST", `/api/media?name=${encodeURIComponent(name)}`, headers, data);
const viewOf = (said: TestAnswer) => JSON.parse(said.data.toString()) as AttachmentView;
const filesStored = async () => (await handle.db.select().from(attachments)).length;

describe("uploading", () => {
  it("keeps a colleague's file and a visitor's, each for its uploader", async () => {
    const staff = await upload({ cookie: here.cookie }, PNG);
    expect(staff.status).toBe(201);
    expect(viewOf(staff)).toMatchObject({ name: "photo.png", mime: "image/png", bytes: PNG.length, state: "ready" });
    expect((await ask("GET", `/api/media/${viewOf(staff).id}`, { cookie: here.cookie })).status).toBe(200);
    expect((await ask("GET", `/api/media/${viewOf(staff).id}`, { cookie: elsewhere.cookie })).status).toBe(404);
    const theirs = viewOf(await upload(bearer(visitor.token), PDF, "receipt.pdf"));
    expect((await ask("GET", `/api/media/${theirs.id}`, bearer(visitor.token))).status).toBe(200);
    expect((await ask("GET", `/api/media/${theirs.id}`, bearer(other.token))).status).toBe(404);
  });

  it.each<[number, string, () => Promise<TestAnswer>]>([
    [401, "nobody", () => upload({}, PNG)],
    [401, "a bad visitor token", () => upload(bearer("a.b.c"), PNG)],
    [403, "another origin", () => upload({ cookie: here.cookie, origin: "https://evil.example" }, PNG)],
    [403, "a form of another page", () => upload({ cookie: here.cookie, "x-storeline": "" }, PNG)],
    [415, "a compressed body", () => upload({ cookie: here.cookie, "content-encoding": "br" }, PNG)],
    [413, "more than 5 MB, announced", () => upload({ cookie: here.cookie }, Buffer.alloc(5 * 1024 * 1024 + 1))],
    [
      413,
      "more than 5 MB, in pieces",
      () => upload({ cookie: here.cookie, "transfer-encoding": "chunked" }, Buffer.alloc(5 * 1024 * 1024 + 1)),
    ],
    [405, "PUT", () => ask("PUT", "/api/media", { cookie: here.cookie })],
  ])("answers %i to %s", async (status, _, run) => {
    const before = await filesStored();
    // A server that stops reading may close before the client has written everything.
    const said = await run().catch((error) => ({
      status: error.code === "ECONNRESET" || error.code === "EPIPE" ? 413 : 0,
    }));
    expect(said.status).toBe(status);
    expect(await filesStored()).toBe(before);
  });

  const script = "<script>alert(1)</script>";
  it.each<[string, Buffer]>([
    ["HTML", Buffer.from(`<!doctype html>${script}`)],
    ["HTML after blanks", Buffer.from(`  \n\t${script}`)],
    ["SVG", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`)],
    ["SVG as XML", Buffer.from(`<?xml version="1.0"?><svg onload="alert(1)"/>`)],
    ["UTF-7", Buffer.from("+ADw-script+AD4-alert(1)+ADw-/script+AD4-")],
    ["UTF-16", Buffer.from(`\ufeff${script}`, "utf16le")],
    ["an image header one byte late", Buffer.concat([Buffer.from(" "), PNG])],
    ["half an image header", PNG.subarray(0, 5)],
    ["an icon", Buffer.from("00000100", "hex")],
    ["a bitmap", Buffer.from("424d0000", "hex")],
    ["TIFF", Buffer.from("49492a00", "hex")],
    ["AVIF", Buffer.from("\0\0\0 ftypavif")],
    ["a RIFF that is sound", Buffer.from("RIFF\0\0\0\0WAVE")],
    ["an archive", Buffer.from("504b0304", "hex")],
    ["a program", Buffer.from("7f454c46", "hex")],
    ["PostScript", Buffer.from("%!PS-Adobe-3.0")],
    ["nothing", Buffer.alloc(0)],
  ])("refuses %s, called an image", async (_, data) => {
    const before = await filesStored();
    expect((await upload({ cookie: here.cookie, "content-type": "image/png" }, data, "image.png")).status).toBe(415);
    expect(await filesStored()).toBe(before);
  });

  it.each([
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "C:\\temp\\x.exe",
    "photo.png\r\nset-cookie: a=b",
    'a"; filename="evil.html',
    "\u202egnp.exe",
    "\0.html",
    ".htaccess",
    "x".repeat(2000),
    "'*\"%0d%0a",
    "文件 é👋.svg",
    "",
  ])("a file called %j gets a harmless name", async (name) => {
    const { id } = viewOf(await upload({ cookie: here.cookie }, PNG, name));
    const said = await ask("GET", `/api/media/${id}`, { cookie: here.cookie });
    const disposition = said.headers["content-disposition"] as string;
    expect(disposition).toMatch(/^inline; filename\*=UTF-8''[\w%.!~*()-]+\.png$/);
    expect(decodeURIComponent(disposition)).not.toMatch(/[\r\n\0"\\/\u202e]/);
    expect(said.headers["set-cookie"]).toBeUndefined();
  });
});

describe("reading", () => {
  const sent = async (data: Buffer, name?: string) => {
    const { id } = viewOf(await upload(bearer(visitor.token), data, name));
    await receiveMessage(
      createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() }),
      { connectionId },
      {
        kind: "message",
        externalId: `${visitor.visitorId}:${uuidv7()}`,
        from: { kind: "visitor", value: visitor.visitorId },
        displayName: null,
        to: "pk_shop",
        text: "",
        attachments: [],
        attachmentIds: [id],
        alsoKnownAs: [],
        at: new Date(),
      },
    );
    return id;
  };

  it("shows a sent file to those who may read the conversation, and to its visitor", async () => {
    const id = await sent(PNG);
    const by = async (headers: Record<string, string>) => (await ask("GET", `/api/media/${id}`, headers)).status;
    expect(await by({ cookie: here.cookie })).toBe(200);
    expect(await by(bearer(visitor.token))).toBe(200);
    expect(await by({ cookie: elsewhere.cookie })).toBe(404);
    expect(await by(bearer(other.token))).toBe(404);
    expect(await by({})).toBe(401);
  });

  it("gives a partner a generated file name in every header, whatever the sender called the file", async () => {
    const id = await sent(PNG, "Ana 206,555,0187 ana(at)leak.example.png");
    const as = async (cookie: string) => JSON.stringify((await ask("GET", `/api/media/${id}`, { cookie })).headers);
    expect(await as(partner.cookie)).toContain("inline; filename*=UTF-8''photo-1.png");
    expect(await as(partner.cookie)).not.toMatch(/206|leak/);
    expect(await as(here.cookie)).toContain("206");
  });

  it("serves bytes that a browser cannot run as a page", async () => {
    const image = await ask("GET", `/api/media/${await sent(PNG)}`, { cookie: here.cookie });
    expect(image.data.equals(PNG)).toBe(true);
    expect(image.headers).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, no-store",
    });
    const pdf = await ask("GET", `/api/media/${await sent(PDF)}`, { cookie: here.cookie });
    expect(pdf.headers["content-disposition"]).toMatch(/^attachment; /);
  });

  it("accepts a signed link until it expires, for its file only", async () => {
    const [id, another] = [await sent(PNG), await sent(PNG)];
    const link = (of: string, at: Date) => signedMediaUrl("", of, at, 60);
    const anHourAgo = new Date(Date.now() - 3_600_000);
    expect((await ask("GET", link(id, new Date()))).status).toBe(200);
    expect((await ask("HEAD", link(id, new Date()))).data).toHaveLength(0);
    expect((await ask("GET", link(id, anHourAgo))).status).toBe(404);
    expect((await ask("GET", link(id, new Date()).replace(id, another))).status).toBe(404);
    expect((await ask("GET", `/api/media/${id}?t=`, { cookie: here.cookie })).status).toBe(404);
  });

  it.each(["1", "x", "..%2f..%2fetc", uuidv7(), "0193a000-0000-7000-8000-000000000001'"])(
    "knows no file %s",
    async (id) => {
      expect((await ask("GET", `/api/media/${id}`, { cookie: here.cookie })).status).toBe(404);
    },
  );

  it("refuses an impossible path", async () => {
    expect((await ask("GET", "/api/media/%00", { cookie: here.cookie })).status).toBe(400);
  });
});
