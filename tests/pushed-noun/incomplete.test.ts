import { expect, test } from "vitest";
import type { NounPatches } from "@/components/client/noun";
import { nounPatches } from "@/components/client/nouns";
import type { PushedNouns } from "@/server/contract/events";
import type { NounDescriptor, NounDescriptors } from "@/server/domain/sync/noun";
import * as server from "./server";
import type { TestNouns } from "./shape";

/* Declarations that must not compile. `npm run typecheck` fails on an expected error that is none. */

const { audience, load, events, subject } = server.notice;

// @ts-expect-error a noun without an audience
const withoutAudience: NounDescriptor<TestNouns["notice"]> = { events, subject, load };
// @ts-expect-error a noun that does not say how it is loaded
const withoutLoad: NounDescriptor<TestNouns["notice"]> = { events, subject, audience };
// @ts-expect-error a noun that leaves out one of its events
const withoutEvent: NounDescriptor<TestNouns["notice"]> = { events: {}, subject, load, audience };
// @ts-expect-error a noun that is declared and has no descriptor
const withoutDescriptor: NounDescriptors<TestNouns> = {};
// @ts-expect-error a noun that no screen patches
const withoutPatch: NounPatches<TestNouns> = {};
// @ts-expect-error one kind of a noun's entity that no screen patches
const withoutLeft: Pick<NounPatches<PushedNouns>, "order" | "order_left"> = { order: nounPatches.order };

test("a noun without audience, load, one of its events, descriptor or client patch does not compile", () => {
  expect([withoutAudience, withoutLoad, withoutEvent, withoutDescriptor, withoutPatch, withoutLeft]).toHaveLength(6);
});
