import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { expect, vi } from "vitest";
import type { Db } from "@/db/client";
import { callLegs, callRecordings, endpoints } from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import { callOut } from "@/server/domain/calls/call-out";
import type { Ctx } from "@/server/domain/context";
import { firstToReach } from "@/server/voice/first-to-reach";
import { TwilioVoiceApi } from "@/server/voice/twilio/api";
import { callIdOf, identityOf } from "@/server/voice/twilio/names";
import { checkTwilio } from "@/server/voice/twilio/numbers";
import { twilioVoice } from "@/server/voice/twilio/voice";
import { twilioWebhook } from "@/server/voice/twilio/webhook";
import { createTwilioWorker } from "@/server/voice/twilio/worker";
import { receiveVoice } from "@/server/webhooks/receive-voice";
import { type CallOutWorld, callOutWorld } from "../call-out-fixture";
import { placeSettings } from "../place-settings";
import { voiceConfig } from "./account";
import type { Post } from "./callbacks";
import { FakeTwilioVoice } from "./fake-twilio-voice";

/** The number of Pine Street. */
export const PINE = "+14155550100";
export const SOON = { timeout: 60_000, interval: 20 };
/** Less than the time after which somebody who is not seen counts as away. */
const STEP = 7;
const monotonic = performance.now.bind(performance);

export type PhoneCall = Awaited<ReturnType<FakeTwilioVoice["dial"]>>;
export type Seat = { actor: PersonActor; deviceId: string; call: PhoneCall };
type Party = Seat | PhoneCall;

/** A node of ours. `published`: it learns of a change to a call, where it does not read the log itself. */
export type RunningNode = { post: Post; published(callId: string): void; stop(): Promise<unknown> };

const nobodyAnswers: Post = async () => ({ status: 503, body: "" });

/** Two stores whose calls a double of Twilio carries, and one node of ours. */
export class TwilioStore {
  readonly api: TwilioVoiceApi;
  readonly check: ReturnType<typeof checkTwilio>;
  readonly config: ReturnType<typeof voiceConfig>;
  /** The settings of Pine Street. */
  readonly settings: ReturnType<typeof placeSettings>;
  private readonly names = new Map<string, string>();
  private node: RunningNode | null = null;
  private readonly clock = vi.spyOn(performance, "now");
  private aheadMs = 0;

  private constructor(
    readonly world: CallOutWorld,
    readonly twilio: FakeTwilioVoice,
    private readonly startNode: (store: TwilioStore) => Promise<RunningNode>,
  ) {
    this.settings = placeSettings(world);
    this.config = voiceConfig(twilio.base);
    this.api = new TwilioVoiceApi(this.config);
    this.check = checkTwilio(this.api);
  }

  /** @param startNode by default a node in this process */
  static async open(db?: Db, startNode = nodeHere): Promise<TwilioStore> {
    const world = await callOutWorld(undefined, db);
    await world.db.update(endpoints).set({ address: PINE }).where(eq(endpoints.id, world.number.id));
    const twilio = await FakeTwilioVoice.open(nobodyAnswers);
    twilio.numbers = [PINE];
    twilio.now = world.now;
    const store = new TwilioStore(world, twilio, startNode);
    await store.check.start();
    await store.start();
    return store;
  }

  /** A node starts, and leads. */
  async start(): Promise<void> {
    this.node = await this.startNode(this);
    this.twilio.post = this.node.post;
  }

  /** The node stops, and nothing answers Twilio. */
  async stop(): Promise<void> {
    await this.node?.stop();
    this.node = null;
    this.twilio.post = nobodyAnswers;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.check.stop();
    await this.twilio.close();
    this.clock.mockRestore();
  }

  /** Somebody whose calls go through Twilio where it reaches the address. */
  as = (actor: PersonActor): Ctx<PersonActor> => ({
    ...this.world.as(actor),
    voice: firstToReach([twilioVoice(this.config, this.check)]),
  });

  /** Runs a command about a call, and publishes its event. */
  async does<T>(callId: string, run: () => Promise<T>): Promise<T> {
    const done = await run();
    this.node?.published(callId);
    return done;
  }

  /** A customer calls Pine Street. */
  async isCalled(from = "+12065550142"): Promise<{ customer: PhoneCall; callId: string }> {
    const customer = await this.twilio.dial(from, PINE);
    return { customer, callId: callIdOf(customer.sid) };
  }

  /** Somebody calls Maya back, and their browser connects. */
  async callsOut(actor: PersonActor): Promise<{ callId: string; caller: Seat }> {
    const [callId, deviceId] = [uuidv7(), uuidv7()];
    const { conversationId } = this.world;
    await this.does(callId, () => callOut(this.as(actor), { callId, conversationId, deviceId }));
    return { callId, caller: await this.connects(actor, callId, deviceId) };
  }

  /** Maya's phone rings, and shows the number of Pine Street. */
  async isDialed(): Promise<PhoneCall> {
    await vi.waitFor(() => expect(this.twilio.placed().length).toBeGreaterThan(0), SOON);
    const [dialed] = this.twilio.placed();
    expect(dialed).toMatchObject({ from: PINE, to: this.world.phone });
    return dialed as PhoneCall;
  }

  /** Somebody answers on screen, and their browser connects. */
  async answers(actor: PersonActor, callId: string, deviceId = uuidv7()): Promise<Seat> {
    await this.does(callId, () => this.world.answer(actor, callId, deviceId));
    return this.connects(actor, callId, deviceId);
  }

  async connects(actor: PersonActor, callId: string, deviceId: string): Promise<Seat> {
    const identity = identityOf({ sessionId: actor.sid, deviceId });
    this.names.set(identity, actor.name);
    return { actor, deviceId, call: await this.twilio.connect(identity, await this.legOf(callId, actor)) };
  }

  async legOf(callId: string, { id }: PersonActor): Promise<string> {
    const { legs } = await this.world.stored(callId);
    return legs.findLast(({ userId, state }) => userId === id && state !== "ended")?.id ?? "";
  }

  /** Waits until each party hears exactly this. */
  async hear(...expected: [Party, string[]][]): Promise<void> {
    const heardBy = ([party]: [Party, string[]]) => this.heard("call" in party ? party.call : party);
    await vi.waitFor(() => expect(expected.map(heardBy)).toEqual(expected.map(([, heard]) => heard)), SOON);
  }

  private heard = (call: PhoneCall): string[] =>
    this.twilio
      .hears(call)
      .map((one) => this.names.get(one) ?? (one.includes(">") ? "customer" : one))
      .sort();

  /** Time goes by, and our side looks after its calls as it always does. */
  async wait(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += STEP) {
      this.world.later(STEP);
      await vi.waitFor(async () => expect(await this.isFresh()).toBe(true), SOON);
      await this.world.watch();
    }
  }

  /** Limits that our side measures without the time of day pass at once. */
  passes(seconds: number): void {
    this.aheadMs += seconds * 1000;
    this.clock.mockImplementation(() => monotonic() + this.aheadMs);
  }

  /** Everybody on the line was seen a moment ago. */
  private async isFresh(): Promise<boolean> {
    const legs = await this.world.db.select().from(callLegs).where(eq(callLegs.state, "up"));
    return legs.every(({ aliveAt }) => aliveAt?.getTime() === this.world.now().getTime());
  }

  /** The rows of a call's recordings, oldest first. */
  recordings = (callId: string) =>
    this.world.db
      .select()
      .from(callRecordings)
      .where(eq(callRecordings.callId, callId))
      .orderBy(callRecordings.startedAt);

  /** Twilio has ended the call. */
  isOver = (call: PhoneCall): Promise<void> =>
    vi.waitFor(() => expect(["completed", "canceled"]).toContain(call.status), SOON);

  outcome = async (callId: string): Promise<string | null> => (await this.world.stored(callId)).outcome;
  ends = (callId: string, outcome: string): Promise<void> =>
    vi.waitFor(async () => expect(await this.outcome(callId)).toBe(outcome), SOON);
}

async function nodeHere({ world, config, api }: TwilioStore): Promise<RunningNode> {
  const ctx = world.system();
  const worker = createTwilioWorker(ctx, api, config);
  const webhook = twilioWebhook({ ctx, config, api, wake: worker.wake });
  await worker.start();
  return {
    async post(raw) {
      const path = new URL(raw.url).pathname.replace(`/api/webhooks/${webhook.name}`, "");
      const { status, body } = await receiveVoice(webhook, raw, { path });
      return { status, body: body.toString() };
    },
    published: (callId) => worker.onEvents([{ type: "call.changed", payload: { callId } } as never]),
    stop: async () => worker.stop(),
  };
}
