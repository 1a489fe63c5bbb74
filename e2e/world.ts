import { type APIRequest, type APIRequestContext, expect } from "@playwright/test";
import type { ConnectionView } from "@/server/contract/settings";
import type { Place as PlaceView } from "@/server/contract/team";
import { PEOPLE, type PersonName, PLACES, type PlaceName } from "@/tests/world";
import { mutate, PASSWORD, query, signIn } from "./api";
import { fillWorld } from "./fill-world";
import { ingest } from "./send-webhooks";

export type Place = { id: string; code: string; name: string; phone: string; widgetKey: string };
export type Person = { id: string; name: string; email: string };
/** The places and people of one browser worker, who share a region that no other worker touches. */
export type World = { label: string } & Record<PlaceName, Place> & Record<PersonName, Person>;

/** The demo's administrator, who creates each worker's people. */
export const DEMO_ADMIN = "adam@demo.example";
/** Whoever ends a call is rung by the next journey at once. */
export const AFTER_CALLS = "calls.wrap_up_seconds";
/** The settings that a world has for itself: no ring ends before a busy machine has answered it, and replies leave at once. */
export const OWN_SETTINGS: Readonly<Record<string, number>> = {
  [AFTER_CALLS]: 0,
  "calls.ring_seconds": 120,
  "calls.customer_ring_seconds": 120,
  "conversations.undo_seconds": 0,
};
const names = <T extends object>(of: T) => Object.keys(of) as (keyof T & string)[];

/**
 * Creates the world of a worker through public interfaces: places through ingest, people and endpoints through the settings,
 * and conversations through the webhook.
 * @param n the worker's number, which is part of every name, code, e-mail and phone number
 */
export async function makeWorld(request: APIRequest, n: number): Promise<World> {
  const label = `W${n}`;
  const admin = await request.newContext();
  expect(await signIn(admin, DEMO_ADMIN)).toBe(true);
  const places = await makePlaces(admin, label, n);
  const people = await makePeople(admin, label, places);
  const scope = { kind: "region", region: label };
  for (const [key, value] of Object.entries(OWN_SETTINGS))
    await mutate(admin, "settings.save", { key, scope, own: { value }, expectedVersion: 0 });
  await admin.dispose();
  const world: World = { label, ...places, ...people };
  const ana = await request.newContext();
  expect(await signIn(ana, world.ana.email)).toBe(true);
  await fillWorld(world, ana);
  await ana.dispose();
  return world;
}

async function makePlaces(admin: APIRequestContext, label: string, n: number): Promise<Record<PlaceName, Place>> {
  const codeOf = (key: PlaceName) => `${label}-${key}`;
  const facts = names(PLACES).map((key) => ({
    type: "retail.place.changed.v1",
    subject: codeOf(key),
    data: { ...PLACES[key], code: codeOf(key), name: `${PLACES[key].name} ${label}`, region: label },
  }));
  expect(await ingest(facts)).toBe(202);
  const known = await query<PlaceView[]>(admin, "team.places");
  const connections = await query<ConnectionView[]>(admin, "settings.connections");
  const connectionOf = (kind: string) => connections.find((one) => one.kind === kind)?.id as string;
  const made = names(PLACES).map(async (key, i) => {
    const { id, name } = known.find((place) => place.code === codeOf(key)) as PlaceView;
    const phone = `+1208555${1000 + n * 10 + i}`;
    const widgetKey = `wk_${codeOf(key).toLowerCase()}`;
    const [sms, chat] = [connectionOf("twilio-sms"), connectionOf("webchat")];
    await save(admin, { connectionId: sms, address: phone, label: `${name} texts`, placeId: id });
    await save(admin, { connectionId: chat, address: widgetKey, label: `${name} chat`, placeId: id });
    return [key, { id, code: codeOf(key), name, phone, widgetKey }] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<PlaceName, Place>;
}
const save = (admin: APIRequestContext, endpoint: object) => mutate(admin, "settings.saveEndpoint", endpoint);

async function makePeople(
  admin: APIRequestContext,
  label: string,
  places: Record<PlaceName, Place>,
): Promise<Record<PersonName, Person>> {
  const made = names(PEOPLE).map(async (key) => {
    const { name: first, role, at } = PEOPLE[key];
    const name = `${first} ${label}`;
    const email = `${key}.${label.toLowerCase()}@demo.example`;
    const placeIds = at.map((place) => places[place].id);
    const regions = placeIds.length === 0 ? [label] : [];
    const person = { email, name, role, scopeAll: false, placeIds, regions, password: PASSWORD };
    const { id } = await mutate<{ id: string }>(admin, "team.savePerson", person);
    return [key, { id, name, email }] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<PersonName, Person>;
}
