import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { makeEndpoint } from "@/db/factories";
import { callRecordings, items } from "@/db/schema";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { storeRecording } from "@/server/domain/calls/recordings/store-recording";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { callWorld, TELEPHONE } from "./call-fixture";
import { placeSettings } from "./place-settings";
import type { TwoStores } from "./two-stores";

export const MAYA = "+12065550123";

/** Two stores that can be called by telephone, through a provider that can record. */
export async function telephoneWorld(opened?: TwoStores["db"]) {
  const world = await callWorld(opened);
  const { db, pine, harbor } = world;
  const settings = placeSettings(world);
  const number = await makeEndpoint(db, { placeId: pine.id });
  const entryOf = async (conversationId: string) => {
    const { items: found } = await getConversation(world.as(world.sue), { conversationId });
    const entry = found.findLast(({ kind }) => kind === "call");
    if (entry?.kind !== "call") throw new Error("no call in this conversation");
    return entry;
  };
  return {
    ...world,
    ...settings,
    entryOf,
    overflowsToHarbor: () => settings.set("calls.overflow_place", harbor.id),
    /** Maya calls Pine Street. @returns the call's id */
    async calls(from = MAYA, callId = uuidv7()): Promise<string> {
      const identity = { kind: "phone" as const, value: from };
      await receiveCall(world.system(), { callId, endpointId: number.id, from: identity, provider: TELEPHONE });
      return callId;
    },
    /** The recordings of a call that have a row. */
    recordings: async (callId: string) =>
      db.select().from(callRecordings).where(eq(callRecordings.callId, callId)).orderBy(callRecordings.startedAt),
    /** What the provider has recorded arrives. */
    stores: (recordingId: string, bytes = 1000) =>
      storeRecording(world.system(), recordingId, { audio: Buffer.alloc(bytes, 7), durationMs: 42_000 }),
    /** So much of a recording is here already. */
    recorded: (recordingId: string, bytes: number) =>
      db.update(callRecordings).set({ bytes }).where(eq(callRecordings.id, recordingId)),
    versionOf: async (itemId: string) =>
      (await db.select({ version: items.version }).from(items).where(eq(items.id, itemId)))[0]?.version,
  };
}
export type TelephoneWorld = Awaited<ReturnType<typeof telephoneWorld>>;
