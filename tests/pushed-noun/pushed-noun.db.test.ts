import { QueryClient } from "@tanstack/react-query";
import { io, type Socket } from "socket.io-client";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { CacheBinding } from "@/components/client/cache";
import type { NounPatches } from "@/components/client/noun";
import { nounPatches } from "@/components/client/nouns";
import type { DbHandle } from "@/db/client";
import type { Entity, Envelope } from "@/server/contract/events";
import type { StaffClientEvents, StaffServerEvents } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import { command } from "@/server/domain/command";
import { syncHead } from "@/server/domain/sync/head";
import { pushedNouns, type Registry, registerNouns } from "@/server/domain/sync/registry";
import { syncSince } from "@/server/domain/sync/since";
import { ME } from "../cached";
import { freshDb } from "../db";
import { openGateway, type TestGateway } from "../gateway";
import { type TwoStores, twoStores } from "../two-stores";
import * as client from "./client";
import { CREATE_TABLE, DROP_TABLE, listNotices, notice, writeNotice } from "./server";
import type { Notice, TestNouns } from "./shape";

/* A noun that exists only in this folder. The product receives only its two descriptors. */

const registry: Registry = new Map([...pushedNouns, ...registerNouns<TestNouns>({ notice })]);
const patches = { ...nounPatches, ...({ notice: client.notice } satisfies NounPatches<TestNouns>) };

let handle: DbHandle;
let world: TwoStores;
let readers: PersonActor[];
const open: { close(): unknown }[] = [];

beforeEach(async () => {
  ({ handle } = await freshDb());
  world = await twoStores(handle.db);
  readers = [world.ana, world.ben, world.sue, world.pat];
  await world.db.execute(DROP_TABLE);
  await world.db.execute(CREATE_TABLE);
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  await world.db.execute(DROP_TABLE);
});

const write = (placeId: string, text: string, id = uuidv7()) => writeNotice(world.system(), { id, placeId, text });
/** An event that reaches everybody. */
const changePlace = command(z.strictObject({ placeId: z.uuid() }), async ({ emit }, { placeId }) =>
  emit("place.changed", { placeId }),
);
const noticesIn = (envelopes: Envelope[]): string[] =>
  envelopes.flatMap(({ entity }) => {
    const pushed = entity as Entity | TestNouns["notice"]["entity"];
    return pushed.kind === "notice" ? [pushed.notice.text] : [];
  });

/** Connects every reader to a gateway that knows these nouns. @returns what each has received so far */
async function connectAll(nouns: Registry): Promise<Map<PersonActor, Envelope[]>> {
  const people = new Map(readers.map((actor) => [`as=${actor.id}`, actor]));
  const opened: TestGateway = await openGateway(handle, { nouns, viewerOf: async (c) => people.get(c ?? "") ?? null });
  open.push(opened);
  const received = new Map<PersonActor, Envelope[]>();
  for (const actor of readers) {
    const socket: Socket<StaffServerEvents, StaffClientEvents> = io(opened.url, {
      ...{ transports: ["websocket"], extraHeaders: { cookie: `as=${actor.id}` }, forceNew: true, reconnection: false },
    });
    open.push(socket);
    const envelopes: Envelope[] = [];
    received.set(actor, envelopes);
    socket.on("frame", (frame) => void envelopes.push(...frame.envelopes));
    await new Promise<void>((resolve, reject) => {
      socket.on("connect", resolve);
      socket.on("connect_error", reject);
    });
  }
  return received;
}

test("an event of the noun reaches exactly the sockets of those who may read it", async () => {
  const received = await connectAll(registry);
  await write(world.pine.id, "at Pine Street");
  await write(world.harbor.id, "at Harbor");
  const expected = await Promise.all(readers.map((actor) => listNotices(world.as(actor))));
  const texts = () => readers.map((actor) => noticesIn(received.get(actor) ?? []).sort());
  await vi.waitFor(
    () => expect(texts()).toEqual(expected.map((notices) => notices.map(({ text }) => text).sort())),
    60_000,
  );
  expect(texts()).toEqual([["at Pine Street"], ["at Harbor"], ["at Harbor", "at Pine Street"], ["at Pine Street"]]);
});

test("sync.since replays the noun to the same people, once per subject", async () => {
  const { cursor } = await syncHead(world);
  const id = uuidv7();
  for (const text of ["first", "second"]) await write(world.pine.id, text, id);
  await write(world.harbor.id, "elsewhere");
  const replayed = await Promise.all(
    readers.map(async (actor) => {
      const answer = await syncSince(world.as(actor), { cursor }, registry);
      return answer.reset ? ["reset"] : noticesIn(answer.envelopes);
    }),
  );
  expect(replayed).toEqual([["second"], ["elsewhere"], ["second", "elsewhere"], ["second"]]);
});

test("a push of the noun puts the query's result into the client's cache, and never an older one", async () => {
  const queryClient = new QueryClient();
  const cache = new CacheBinding(
    queryClient,
    () => ME,
    async () => [],
    () => {},
    patches,
  );
  const id = uuidv7();
  await write(world.pine.id, "first", id);
  queryClient.setQueryData(client.trpc.notices.list.queryKey(), await listNotices(world.as(world.ana)));
  const { cursor } = await syncHead(world);
  await write(world.pine.id, "changed", id);
  await write(world.pine.id, "another");
  const answer = await syncSince(world.as(world.ana), { cursor }, registry);
  const envelopes = answer.reset ? [] : answer.envelopes;
  cache.apply(envelopes);
  const shown = () => queryClient.getQueryData<Notice[]>(client.trpc.notices.list.queryKey());
  expect(shown()).toEqual(await listNotices(world.as(world.ana)));
  expect(shown()?.map(({ text }) => text)).toEqual(["changed", "another"]);
  const older = { kind: "notice", notice: { id, placeId: world.pine.id, version: 1, text: "first" } };
  cache.apply([{ type: "notice.changed", at: "", entity: older } as unknown as Envelope]);
  expect(shown()?.map(({ text }) => text)).toEqual(["changed", "another"]);
});

test("an event of a noun that is not registered is delivered to nobody, by push and by catching up", async () => {
  const received = await connectAll(pushedNouns);
  const { cursor } = await syncHead(world);
  await write(world.pine.id, "unknown");
  const answers = await Promise.all(readers.map((actor) => syncSince(world.as(actor), { cursor })));
  expect(answers).toEqual(readers.map(() => expect.objectContaining({ reset: false, envelopes: [] })));
  // The relay delivers in the log's order, so a screen with this frame did not receive the earlier event.
  await changePlace(world.system(), { placeId: world.pine.id });
  await vi.waitFor(() => expect([...received.values()].every((envelopes) => envelopes.length > 0)).toBe(true), 60_000);
  expect(new Set([...received.values()].flat().map(({ type }) => type))).toEqual(new Set(["place.changed"]));
});

test("two nouns cannot have the same event", () => {
  expect(() => registerNouns<TestNouns & { copy: TestNouns["notice"] }>({ notice, copy: notice })).toThrow(
    "two nouns claim notice.changed",
  );
});
