import type { NounShape, PushedNouns } from "@/server/contract/events";
import type { NounDescriptor, NounDescriptors } from "./noun";
import * as call from "./nouns/call";
import * as commerce from "./nouns/commerce";
import * as conversation from "./nouns/conversation";
import * as customer from "./nouns/customer";
import * as draft from "./nouns/draft";
import * as savedReply from "./nouns/saved-reply";
import * as setting from "./nouns/setting";
import * as settings from "./nouns/settings";
import * as team from "./nouns/team";
import * as wrapUp from "./nouns/wrap-up";

/** Descriptors by event type. An unregistered event has none and is delivered to nobody. */
export type Registry = ReadonlyMap<string, RegisteredNoun>;
export type RegisteredNoun = NounDescriptor<NounShape> & { readonly name: string };

/** @throws Error when two nouns have the same event */
export function registerNouns<Shapes extends Record<keyof Shapes, NounShape>>(
  nouns: NounDescriptors<Shapes>,
): Registry {
  const registry = new Map<string, RegisteredNoun>();
  for (const [name, descriptor] of Object.entries<NounDescriptor<NounShape>>(nouns)) {
    const noun = { ...descriptor, name };
    for (const type of Object.keys(noun.events)) {
      if (registry.has(type)) throw new Error(`two nouns claim ${type}`);
      registry.set(type, noun);
    }
  }
  return registry;
}

/** The nouns of the product: every export of these files is a descriptor. */
export const pushedNouns = registerNouns<PushedNouns>({
  ...conversation,
  ...customer,
  ...commerce,
  ...team,
  ...settings,
  ...setting,
  ...call,
  ...wrapUp,
  ...savedReply,
  ...draft,
});
