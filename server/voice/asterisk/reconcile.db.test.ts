import { beforeEach, expect, test } from "vitest";
import { logLines } from "@/tests/log-lines";
import { MAYA, type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { type Ari, AriError, type Channel } from "./ari";
import { CardDesk } from "./cards/card-desk";
import { callIdOf } from "./names";
import { Reconciler } from "./reconcile";
import { Recordings } from "./recordings";
import { StepRunner } from "./run-step";

const CHANNEL = "edge-1.7";
const CALL_ID = callIdOf(CHANNEL);
const MISSING = "the position in the queue is not said, because Asterisk lacks its sounds";

let world: TelephoneWorld;
let channel: Channel;
/** The sounds that Asterisk has, and what was asked of it. */
let sounds: string[];
let asked: string[];
let reconciler: Reconciler;
const ari = {
  account: { app: "storeline" },
  async get(resource: string) {
    if (resource === "channels") return [channel];
    if (resource === "bridges") return [];
    if (sounds.includes(resource.replace(/^sounds\//, ""))) return { formats: [{ language: "en" }] };
    throw new AriError(404, resource);
  },
  post: async (resource: string) => void asked.push(`POST ${resource}`),
  delete: async (resource: string) => void asked.push(`DELETE ${resource}`),
} as unknown as Ari;

/** Maya calls Pine Street, and nobody is there. */
beforeEach(async () => {
  world = await telephoneWorld();
  world.available.splice(0);
  [sounds, asked] = [[], []];
  channel = {
    ...{ id: CHANNEL, name: "PJSIP/pbx-00000001", state: "Up", caller: { name: "", number: MAYA } },
    dialplan: { exten: "", app_name: "Stasis", app_data: "storeline,inbound,700" },
  };
  const recordings = new Recordings(ari);
  reconciler = new Reconciler(
    world.system(),
    ari,
    {
      ...{ runner: new StepRunner(ari, recordings), recordings },
      cards: new CardDesk(world.system(), ari, () => {}),
    },
    null,
  );
  await world.calls(MAYA, CALL_ID);
});
/** It is time to say the position, and Asterisk is compared. @returns what was asked of it */
async function positionIsDue(): Promise<string[]> {
  await world.wait(60);
  expect(await world.stored(CALL_ID)).toMatchObject({ prompt: { purpose: "queue" } });
  asked = [];
  await reconciler.run();
  return asked;
}

test("without the sounds of the queue the music goes on for whoever waits, and the log says so once", async () => {
  const since = logLines();
  await reconciler.run();
  expect(asked).toEqual([`POST channels/${CHANNEL}/moh`]);
  for (const _ of ["the first time", "a minute later"]) {
    expect(await positionIsDue()).toEqual([]);
    expect(await world.stored(CALL_ID)).toMatchObject({ state: "queued", prompt: null });
    await reconciler.run();
    expect(asked).toEqual([]);
  }
  expect(since().split(MISSING)).toHaveLength(2);
});

test("nor is a call taken for a position that cannot be said", async () => {
  channel.state = "Ring";
  await world.set("calls.queue_announcement", { enabled: true, everySeconds: 20 });
  await world.wait(20);
  await reconciler.run();
  expect(await world.stored(CALL_ID)).toMatchObject({ state: "queued", prompt: null });
  expect(asked).not.toContain(`POST channels/${CHANNEL}/answer`);
});

test("with its sounds the position is said", async () => {
  sounds = ["storeline-queue-next"];
  expect((await positionIsDue()).at(-1)).toMatch(`POST channels/${CHANNEL}/play/prompt-`);
});
