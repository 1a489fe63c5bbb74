import * as z from "zod";
import { PRESENCE } from "./constants";
import { Id, type IsoTime } from "./ids";

export const ROLES = ["associate", "agent", "partner_agent", "supervisor", "admin"] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Where a person may work. `all`: every place; otherwise the union of their stores, teams and regions, resolved to place ids. */
export type Scope = { all: boolean; placeIds: Id[] };

/** A signed-in person. */
export type PersonActor = {
  kind: "person";
  id: Id;
  name: string;
  role: Role;
  sid: Id;
  scope: Scope;
  /** The stores and teams they are a member of, set only when the session was just read; regions and `all` add none. */
  memberOf?: Id[];
  /** Their own e-mail address, set only when the session was just read; shown only to themselves. */
  email?: string;
};
/** A part of the system: a channel, a job, the seed. */
export type SystemActor = { kind: "system"; id: null; name: string };

/** The permissions of integrations. Anything not listed is closed to all of them. */
export const INTEGRATION_SCOPES = ["conversations:read", "conversations:write", "customers:read"] as const;
export type IntegrationScope = (typeof INTEGRATION_SCOPES)[number];
/** Another system that uses our API with a key: at its places, within its scopes. */
export type IntegrationActor = {
  kind: "integration";
  id: Id;
  name: string;
  places: Scope;
  scopes: readonly IntegrationScope[];
};
export type Actor = PersonActor | SystemActor | IntegrationActor;
/** An actor who may see some of the conversations, by place. */
export type ScopedActor = PersonActor | IntegrationActor;

/** The person behind an actor, for columns that store a person. */
export const personIdOf = (actor: Actor): Id | null => (actor.kind === "person" ? actor.id : null);
export const isPerson = (actor: Actor): actor is PersonActor => actor.kind === "person";

export type PlaceKind = "store" | "team";
/** @source Storeline `places` */
export type Place = { id: Id; kind: PlaceKind; code: string; name: string; region: string; timeZone: string };
/** A person as colleagues see them. @source Storeline `users` */
export type Person = { id: Id; name: string; role: Role; placeIds: Id[]; scopeAll: boolean; disabled: boolean };
/** A person as administrators edit them. @source Storeline `users` */
export type PersonAccount = Person & { email: string; regions: string[]; hasPassword: boolean };
/** The signed-in person and their abilities, for rendering the workspace. */
export type Me = {
  id: Id;
  name: string;
  email: string;
  role: Role;
  scope: Scope;
  /** Abilities sent as data; the server checks them again on every call. */
  can: { board: boolean; bulkAssign: boolean; settings: boolean; seePersonalData: boolean };
};

export const PresenceStatus = z.enum(PRESENCE);
export type PresenceStatus = z.infer<typeof PresenceStatus>;
/** A person's availability. Lives in memory only, and expires when their last socket closes. */
export type PresenceView = { userId: Id; status: PresenceStatus; since: IsoTime };
/** Another person who has the conversation open; `composing` is the kind of text they are writing. */
export type ViewerView = { userId: Id; name: string; composing: "reply" | "note" | null };

/** One row of the supervisor's board. Times are null when no customer waits. `open` and `unassigned` stop counting at 1000. */
export type PlaceTile = {
  place: Place;
  open: number;
  unassigned: number;
  waiting: number;
  oldestWaitingSince: IsoTime | null;
};
export type PersonTile = { person: Person; load: number; oldestWaitingSince: IsoTime | null };
export type Board = { places: PlaceTile[]; people: PersonTile[] };

/** After how many minutes a waiting customer shows as a warning, and as late. */
export type WaitThreshold = { warnAfterMinutes: number; lateAfterMinutes: number };
export type WaitThresholds = { organization: WaitThreshold; places: Record<Id, WaitThreshold> };

export const Password = z.string().min(10, "passwordTooShort").max(200);
/** The input of the sign-in form. */
export const Credentials = z.strictObject({ email: z.email(), password: z.string().min(1) });
export type Credentials = z.infer<typeof Credentials>;
export const ChangePassword = z.strictObject({ current: z.string().min(1).max(200), next: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;
export const SetPassword = z.strictObject({ userId: Id, next: Password });
export type SetPassword = z.infer<typeof SetPassword>;
export const SetDisabled = z.strictObject({ userId: Id, disabled: z.boolean() });
export type SetDisabled = z.infer<typeof SetDisabled>;
export const PersonInput = z.strictObject({ userId: Id });
/** The effects of disabling a person: conversations that return to each queue, and pending transfers that end. */
export type DisableEffects = { queues: { place: { id: Id; name: string }; conversations: number }[]; offers: number };
/** The work that disabling a person has released. */
export type Released = { conversations: number; offers: number };
export const SavePerson = z.strictObject({
  userId: Id.optional(),
  email: z.email().max(200),
  name: z.string().trim().min(1).max(120),
  role: Role,
  scopeAll: z.boolean(),
  placeIds: z.array(Id).max(500),
  regions: z.array(z.string().min(1).max(80)).max(100),
  password: Password.optional(),
});
export type SavePerson = z.infer<typeof SavePerson>;
