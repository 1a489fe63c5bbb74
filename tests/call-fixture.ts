import { uuidv7 } from "uuidv7";
import { makeEndpoint } from "@/db/factories";
import { callLegs } from "@/db/schema";
import { TWILIO } from "@/server/contract/constants";
import type { LiveCall } from "@/server/contract/live-calls";
import type { PaymentService } from "@/server/contract/payments";
import type { PersonActor } from "@/server/contract/team";
import type { Transcriber } from "@/server/contract/transcriber";
import { answerCall } from "@/server/domain/calls/answer-call";
import { recordHeartbeats } from "@/server/domain/calls/attach-leg";
import { type Call, customerLeg } from "@/server/domain/calls/call";
import { loadCalls } from "@/server/domain/calls/load-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { createCallWatch } from "@/server/domain/calls/watch-calls";
import type { Ctx } from "@/server/domain/context";
import { type TwoStores, twoStores } from "./two-stores";

/** A provider that can record and play prompts. */
export const TELEPHONE = "asterisk";
const NOBODY: ReadonlySet<string> = new Set();

/** A context in which these people, and nobody else, are available, and calls to these addresses ring. */
export const withStaff = <C extends Ctx>(ctx: C, available: readonly PersonActor[], reachable = NOBODY): C => ({
  ...ctx,
  voice: {
    ...ctx.voice,
    providerFor: async ({ value }) => (reachable.has(value) ? "web" : null),
    records: () => true,
    takesMessages: (provider) => [TELEPHONE, TWILIO].includes(provider),
    prompts: (provider) => [TELEPHONE, TWILIO].includes(provider),
    cardKeysProblem: async (provider) => (provider === TELEPHONE ? null : "unsupported"),
  },
  presence: {
    isStaffed: (placeId) => available.some((one) => one.memberOf?.includes(placeId)),
    availableAt: (placeId) => available.filter((one) => one.memberOf?.includes(placeId)).map(({ id }) => id),
    isAvailable: (userId) => available.some(({ id }) => id === userId),
  },
});

/** Two stores whose web chat takes calls, with a clock and a watch that tests move. `available` may be changed at any time. */
export async function callWorld(opened?: TwoStores["db"]) {
  const world = await twoStores(opened);
  const { db, pine } = world;
  const site = await makeEndpoint(db, { placeId: pine.id, channel: "webchat" });
  const available: PersonActor[] = [world.ana, world.abe];
  const reachable = new Set<string>();
  const connected: { transcriber: Transcriber | null; payments: PaymentService | null } = {
    transcriber: null,
    payments: null,
  };
  const equipped = <C extends Ctx>(ctx: C): C => ({ ...withStaff(ctx, available, reachable), ...connected });
  const as = (actor: PersonActor) => equipped(world.as(actor));
  const system = () => equipped(world.system());
  // As on a node that has been running for a while.
  let watch = createCallWatch();
  await watch(system());
  const stored = async (callId: string): Promise<Call> => {
    const [call] = await loadCalls(db, [callId]);
    if (!call) throw new Error("no such call");
    return call;
  };
  return {
    ...world,
    site,
    available,
    reachable,
    connected,
    as,
    system,
    stored,
    /** A visitor calls Pine Street. @returns the call's id */
    async visitorCalls(visitor = uuidv7(), callId = uuidv7()): Promise<string> {
      const from = { kind: "visitor" as const, scope: site.connectionId, value: visitor };
      await receiveCall(system(), { callId, endpointId: site.id, from, displayName: "Maya Chen" });
      return callId;
    },
    answer: (actor: PersonActor, callId: string, deviceId = uuidv7()): Promise<LiveCall | null> =>
      answerCall(as(actor), { callId, deviceId }),
    watch: () => watch(system()),
    /** The server was away for so long: the node that comes back is a new one. */
    async outage(seconds: number): Promise<void> {
      world.later(seconds);
      watch = createCallWatch();
      await watch(system());
    },
    /** Time goes by, all browsers but those of these people report, and the watch runs. */
    async wait(seconds: number, silent: readonly (PersonActor | "customer")[] = []): Promise<void> {
      for (let left = seconds; left > 0; left -= STEP) {
        world.later(Math.min(STEP, left));
        await recordHeartbeats(system(), { legIds: await legsBut(db, silent) });
        await watch(system());
      }
    },
    /** Each party's side in a few words: "Ana up", "customer up held". */
    sides: async (callId: string): Promise<string[]> => (await stored(callId)).legs.map(inWords),
    customerLegOf: async (callId: string) => customerLeg(await stored(callId)).id,
  };
}
const inWords = ({ role, name, state, endedAs, held }: Call["legs"][number]): string =>
  [role === "customer" ? role : name, endedAs ?? state, ...(held ? ["held"] : [])].join(" ");
const STEP = 5;

/** The legs whose browsers report. */
async function legsBut(db: TwoStores["db"], silent: readonly (PersonActor | "customer")[]): Promise<string[]> {
  const isSilent = ({ role, userId }: typeof callLegs.$inferSelect) =>
    silent.some((one) => (one === "customer" ? role === "customer" : one.id === userId));
  const legs = await db.select().from(callLegs);
  return legs.filter((leg) => !isSilent(leg)).map(({ id }) => id);
}
export type CallWorld = Awaited<ReturnType<typeof callWorld>>;
