import * as z from "zod";
import type { Explanation } from "./errors";
import { Id } from "./ids";

/** An account at a provider, without its secrets. @source Storeline `connections` */
export type ConnectionView = {
  id: Id;
  kind: string;
  account: string;
  label: string;
  /** Environment variables set it up at every start, so it cannot be changed on screen. */
  isFromEnvironment: boolean;
};
/** An address of ours that customers use. @source Storeline `endpoints` */
export type EndpointView = {
  id: Id;
  connectionId: Id;
  channel: string;
  address: string;
  /** The address formatted for people: a phone number in international format. */
  addressLabel: string;
  label: string;
  place: { id: Id; name: string };
  /** Why nothing can be received or sent through it, or null. */
  problem: Explanation | null;
};
/** The consequences of removing an endpoint. */
export type EndpointUsage = {
  /** Unresolved conversations whose customer used it last. */
  openConversations: number;
  /** Another endpoint of the same channel at its place, which replies would use instead, or null. */
  replacement: { addressLabel: string; label: string } | null;
};

/** `config` is validated by the channel's own schema before use, and never returned to a client. */
export const SaveConnection = z.strictObject({
  kind: z.string().min(1).max(40),
  account: z.string().min(1).max(80),
  label: z.string().trim().min(1).max(120),
  config: z.record(z.string(), z.unknown()),
});
export type SaveConnection = z.infer<typeof SaveConnection>;

/** The part of a connection's configuration that screens may see, by the fields of its channel's form. */
export type ConnectionSettings = {
  values: Record<string, string | boolean>;
  /** Names of secrets that are set. */
  savedSecrets: string[];
};

/** Without `connectionId` a new account is added. `values` are those of the channel's form; an empty secret stays as it is. */
export const SaveConnectionSettings = z.strictObject({
  connectionId: Id.optional(),
  kind: z.string().min(1).max(40),
  account: z.string().trim().min(1).max(80),
  label: z.string().trim().min(1).max(120),
  values: z.record(z.string().max(40), z.union([z.string().max(300), z.boolean()])),
});
export type SaveConnectionSettings = z.infer<typeof SaveConnectionSettings>;
export const ConnectionInput = z.strictObject({ connectionId: Id });

/**
 * Without `endpointId` a new address is added; an address that exists already is updated. A phone number needs its country
 * code.
 */
export const SaveEndpoint = z.strictObject({
  endpointId: Id.optional(),
  connectionId: Id,
  address: z.string().trim().min(1).max(80),
  label: z.string().trim().min(1).max(120),
  placeId: Id,
});
export type SaveEndpoint = z.infer<typeof SaveEndpoint>;

export const EndpointInput = z.strictObject({ endpointId: Id });

/** A web chat connection's configuration. */
export const WebchatConfig = z.object({
  /** The key with which the retailer's site signs the identity of its visitor (a JWT, HS256, `aud` "storeline", `sub`, `exp`). */
  identitySecret: z.string().min(32).max(200).optional(),
  /** What the chat says first; without one, the greeting of the catalog. */
  greeting: z.string().max(300).optional(),
});
export type WebchatConfig = z.infer<typeof WebchatConfig>;
