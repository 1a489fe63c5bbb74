import { uuidv7 } from "uuidv7";
import { expect, test, vi } from "vitest";
import type { LoggedEvent } from "@/server/contract/events";
import type { PersonActor } from "@/server/contract/team";
import { RENEWAL_PARTS, Sessions } from "./sessions";
import { NO_SUBSCRIPTION, type StaffSocket } from "./staff";

const actorOf = (sid: string, values: Partial<PersonActor> = {}): PersonActor => ({
  ...{ kind: "person", id: `user of ${sid}`, name: "Ana", role: "associate", sid },
  scope: { all: false, placeIds: [] },
  ...values,
});
function screen(actor: PersonActor): StaffSocket {
  const said: string[] = [];
  return {
    ...{ id: actor.sid, connected: true, handshake: { headers: {} }, said },
    data: { actor, asOf: 0, isMasked: false, subscription: NO_SUBSCRIPTION },
    emit: (event: string) => said.push(event),
    disconnect: () => said.push("disconnect"),
    conn: { close: () => said.push("close") },
  } as unknown as StaffSocket;
}
const said = (socket: StaffSocket) => (socket as unknown as { said: string[] }).said;

/** A node with these screens; `database` has the sessions' rows. */
function node(screens: StaffSocket[]) {
  const database = new Map(screens.map(({ data }) => [data.actor.sid, data.actor]));
  const asked: string[][] = [];
  const ofSessions = vi.fn(async (sids: readonly string[]) => {
    asked.push([...sids]);
    return new Map([...database].filter(([sid]) => sids.includes(sid)));
  });
  const ofCookie = vi.fn(async (cookie: string | undefined) => database.get(cookie ?? "") ?? null);
  const sessions = new Sessions({ ofCookie, ofSessions, sockets: () => screens, renewed: () => {} });
  return { sessions, database, asked, ofSessions, ofCookie };
}
const event = (type: "session.ended" | "person.changed", { sid, id }: PersonActor) =>
  ({ cursor: "1", type, payload: { sid, userId: id }, at: new Date() }) as LoggedEvent;

test("a thousand screens are renewed with ten statements in half a minute, one at a time, each session once", async () => {
  const screens = Array.from({ length: 1000 }, () => screen(actorOf(uuidv7())));
  const { sessions, asked, ofSessions } = node(screens);
  let running = 0;
  const read = ofSessions.getMockImplementation() as typeof ofSessions;
  ofSessions.mockImplementation(async (sids) => {
    expect(++running).toBe(1);
    await new Promise(setImmediate);
    running--;
    return read(sids);
  });
  // Ten parts fall due even when the first statement has not been answered yet.
  await Promise.all(Array.from({ length: RENEWAL_PARTS }, () => sessions.renewNextPart()));
  expect(asked).toHaveLength(RENEWAL_PARTS);
  expect(asked.flat().sort()).toEqual(screens.map(({ id }) => id).sort());
  expect(screens.flatMap(said)).toEqual([]);
});

test("renewal ends screens whose session is over, reconnects those whose access changed, and changes no others", async () => {
  const screens = [screen(actorOf("01")), screen(actorOf("02")), screen(actorOf("03"))];
  const { sessions, database } = node(screens);
  database.delete("01");
  database.set("02", actorOf("02", { scope: { all: false, placeIds: ["pine"] } }));
  database.set("03", actorOf("03", { name: "Ana Ruiz" }));
  for (let part = 0; part < RENEWAL_PARTS; part++) await sessions.renewNextPart();
  expect(screens.map(said)).toEqual([["signed_out", "disconnect"], ["access_changed", "close"], []]);
  expect(screens[2]?.data.actor.name).toBe("Ana Ruiz");
});

test("a renewal that fails ends no session, and the next one still runs", async () => {
  const screens = [screen(actorOf("01"))];
  const { sessions, database, ofSessions } = node(screens);
  database.delete("01");
  ofSessions.mockRejectedValueOnce(new Error("the database is away"));
  for (let part = 0; part < RENEWAL_PARTS; part++) await sessions.renewNextPart();
  expect(said(screens[0] as StaffSocket)).toEqual([]);
  for (let part = 0; part < RENEWAL_PARTS; part++) await sessions.renewNextPart();
  expect(said(screens[0] as StaffSocket)).toEqual(["signed_out", "disconnect"]);
});

test("a session read before an event never overwrites one read after it", async () => {
  const [one] = [screen(actorOf("01"))] as [StaffSocket];
  const { sessions, database, ofSessions } = node([one]);
  const { promise: slow, resolve } = Promise.withResolvers<void>();
  const before = new Map(database);
  ofSessions.mockImplementationOnce(async () => {
    await slow;
    return before;
  });
  const renewing = (async () => {
    for (let part = 0; part < RENEWAL_PARTS; part++) await sessions.renewNextPart();
  })();
  await vi.waitFor(() => expect(ofSessions).toHaveBeenCalledTimes(1), 60_000);
  const partner = actorOf("01", { role: "partner_agent" });
  database.set("01", partner);
  await sessions.apply([event("person.changed", partner)]);
  expect([one.data.actor.role, one.data.isMasked]).toEqual(["partner_agent", true]);
  resolve();
  await renewing;
  expect([one.data.actor.role, one.data.isMasked]).toEqual(["partner_agent", true]);
});

test("a session that ends during a handshake is refused", async () => {
  const actor = actorOf("01");
  const { sessions, database, ofCookie } = node([screen(actor)]);
  const { promise: slow, resolve } = Promise.withResolvers<void>();
  ofCookie.mockImplementationOnce(async () => {
    await slow;
    return actor;
  });
  const admitting = sessions.admit("01");
  database.delete("01");
  await sessions.apply([event("session.ended", actor)]);
  resolve();
  const admitted = await admitting;
  const late = screen(actor);
  Object.assign(late.data, admitted);
  await sessions.joined(late);
  expect(said(late)).toEqual(["signed_out", "disconnect"]);
});
