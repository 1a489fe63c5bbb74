import { z } from "zod";
import { Id } from "./ids";

/** An account at a provider, without its secrets. @source Storeline `connections` */
export type ConnectionView = { id: Id; kind: string; account: string; label: string };
/** An address customers use. @source Storeline `endpoints` */
export type EndpointView = {
  id: Id;
  connectionId: Id;
  channel: string;
  address: string;
  label: string;
  place: { id: Id; name: string };
};

/** `config` is checked by the channel's own schema before it is used, and never read back out. */
export const SaveConnection = z.strictObject({
  kind: z.string().min(1).max(40),
  account: z.string().min(1).max(80),
  label: z.string().trim().min(1).max(120),
  config: z.record(z.string(), z.unknown()),
});
export type SaveConnection = z.infer<typeof SaveConnection>;

/** Without `endpointId` a new address is added; the same address twice is one endpoint. */
export const SaveEndpoint = z.strictObject({
  endpointId: Id.optional(),
  connectionId: Id,
  address: z.string().trim().min(1).max(80),
  label: z.string().trim().min(1).max(120),
  placeId: Id,
});
export type SaveEndpoint = z.infer<typeof SaveEndpoint>;

/** A web chat connection's configuration. */
export const WebchatConfig = z.object({
  /** With it the retailer's site signs who its visitor is (a JWT, HS256, `aud` "storeline", `sub`, `exp`). */
  identitySecret: z.string().min(32).max(200).optional(),
  greeting: z.string().max(300).default("Hello! How can we help?"),
});
export type WebchatConfig = z.infer<typeof WebchatConfig>;
