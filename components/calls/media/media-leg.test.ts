import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerOf, attached, BEN, CUSTOMER, fakeStream, from, openLeg, plan, to } from "@/tests/media-leg";
import { MicrophoneError } from "./microphone";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a leg opens exactly the connections of the latest plan and closes the others", async () => {
  const { leg, events, connections, sent, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN), to(CUSTOMER)]));
  await settle();
  expect(sent.map((signal) => [signal.to, signal.description?.type])).toEqual([
    [BEN, "offer"],
    [CUSTOMER, "offer"],
  ]);
  events().plan(plan(3, [to(CUSTOMER)]));
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  leg.close();
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, true]);
});

test("an older plan changes nothing", async () => {
  const { leg, events, connections, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(5, []));
  events().plan(plan(4, [to(BEN)]));
  expect(connections).toEqual([]);
});

test("who hears whom changes without a new connection or a negotiation", async () => {
  const { track, stream } = fakeStream();
  const { leg, events, connections, sent, settle, played } = openLeg({ input: async () => stream });
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  await settle();
  events().signal(answerOf(sent[0]?.session ?? ""));
  await settle();
  const theirs = {} as MediaStreamTrack;
  connections[0]?.ontrack?.({ track: theirs });
  expect([connections[0]?.sent, played.get(BEN)]).toEqual([track, theirs]);
  const before = sent.length;
  events().plan(plan(3, [to(BEN, { send: false, receive: false })], { sound: "hold" }));
  expect([connections[0]?.sent, played.get(BEN), leg.state.sound]).toEqual([null, null, "hold"]);
  events().plan(plan(4, [to(BEN)]));
  expect([connections[0]?.sent, played.get(BEN)]).toEqual([track, theirs]);
  expect([connections.length, sent.length]).toEqual([1, before]);
});

test("the side that does not offer says hello until an offer comes, and answers it", async () => {
  const { leg, events, sent, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN, { offers: false })]));
  expect(sent).toMatchObject([{ to: BEN, toSession: null }]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(sent).toHaveLength(2);
  events().signal(from(BEN, { description: { type: "offer", sdp: "o" } }));
  await settle();
  expect(sent[2]).toMatchObject({ toSession: "theirs", description: { type: "answer" } });
});

test("an offer that nobody answered is sent again, and answered once", async () => {
  const { leg, events, sent, connections, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  await vi.advanceTimersByTimeAsync(6000);
  expect(sent.map(({ session }) => session)).toEqual(["session-1", "session-1", "session-1"]);
  events().signal(answerOf("session-1"));
  events().signal(answerOf("session-1"));
  await settle();
  expect(connections[0]?.signalingState).toBe("stable");
  await vi.advanceTimersByTimeAsync(6000);
  expect(sent).toHaveLength(3);
});

test("a hello from a reloaded browser makes a new connection, and answers to the old one are ignored", async () => {
  const { leg, events, sent, connections, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  await settle();
  events().signal(answerOf("session-1", "before the reload"));
  await settle();
  connections[0]?.become("connected");
  expect(leg.state.connection).toBe("connected");
  events().signal(from(BEN, { session: "after the reload" }));
  await settle();
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(sent.at(-1)).toMatchObject({ session: "session-2", toSession: "after the reload" });
  events().signal(answerOf("session-1", "before the reload"));
  await settle();
  expect(connections[1]?.signalingState).toBe("have-local-offer");
  events().signal(answerOf("session-2", "after the reload"));
  await settle();
  expect(connections[1]?.signalingState).toBe("stable");
});

test("an offer meant for the browser that carried this leg before is not answered, but met with a hello", async () => {
  const { leg, events, sent, connections, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN, { offers: false })]));
  events().signal(from(BEN, { toSession: "the browser before", description: { type: "offer", sdp: "o" } }));
  await settle();
  expect(connections).toEqual([]);
  expect(sent.map(({ description }) => description)).toEqual([undefined, undefined]);
});

test("candidates that come before the description wait for it, and those of another session are dropped", async () => {
  const { leg, events, connections, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  await settle();
  const candidate = (name: string) => ({ candidate: name, sdpMid: "0", sdpMLineIndex: 0 });
  events().signal(from(BEN, { toSession: "session-1", candidate: candidate("early") }));
  events().signal(from(BEN, { toSession: "another", candidate: candidate("stray") }));
  await settle();
  expect(connections[0]?.candidates).toEqual([]);
  events().signal(answerOf("session-1"));
  await settle();
  expect(connections[0]?.candidates).toEqual([candidate("early")]);
});

test("a connection that wavers gets new ICE candidates after two seconds, and is made anew when they do not help", async () => {
  const { leg, events, connections, sent, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  await settle();
  events().signal(answerOf("session-1"));
  await settle();
  connections[0]?.become("connected");
  connections[0]?.become("disconnected");
  expect(leg.state.connection).toBe("recovering");
  await vi.advanceTimersByTimeAsync(2000);
  expect(connections[0]?.iceRestarts).toBe(1);
  expect(sent.at(-1)).toMatchObject({ session: "session-1", description: { sdp: "v1" } });
  events().signal(answerOf("session-1"));
  await vi.advanceTimersByTimeAsync(6000);
  connections[0]?.become("failed");
  await settle();
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
});

test("a connection that the browser closed by itself is made anew by either side", async () => {
  const { leg, events, connections, sent, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN), to(CUSTOMER, { offers: false })]));
  events().signal(from(CUSTOMER, { description: { type: "offer", sdp: "o" } }));
  await settle();
  for (const connection of connections) {
    connection.signalingState = "closed";
    connection.become("closed");
  }
  await vi.advanceTimersByTimeAsync(3000);
  expect(connections).toHaveLength(3);
  const [offer, hello] = [BEN, CUSTOMER].map((legId) => sent.findLast((signal) => signal.to === legId));
  expect(offer).toMatchObject({ toSession: null, description: { type: "offer" } });
  expect(offer?.session).not.toBe("session-1");
  expect(hello?.description).toBeUndefined();
  expect(hello?.session).not.toBe("session-2");
});

test("a leg says that it is alive every three seconds, from its attachment to its end", async () => {
  const { leg, events, alive, settle } = openLeg();
  leg.start();
  await settle();
  await vi.advanceTimersByTimeAsync(9000);
  expect(alive).toHaveBeenCalledTimes(3);
  events().plan(plan(2, [], { ended: "hung_up" }));
  await vi.advanceTimersByTimeAsync(9000);
  expect(alive).toHaveBeenCalledTimes(3);
  expect(leg.state).toMatchObject({ phase: "ended", ended: "hung_up" });
});

test("a leg attaches again after each reconnect and keeps its connections", async () => {
  const { leg, events, connections, attach, answer, settle } = openLeg();
  const linked = attached(plan(2, [to(BEN)]));
  answer(linked, linked);
  leg.start();
  await settle();
  events().connected();
  await settle();
  expect([attach.mock.calls.length, connections.length]).toEqual([2, 1]);
  expect(connections[0]?.isClosed).toBe(false);
});

test("an attachment that fails for now is tried again; one that is refused ends the leg here", async () => {
  const { leg, attach, answer, settle } = openLeg();
  answer(null, { ok: false, error: "rate_limited" }, { ok: false, error: "not_found" });
  leg.start();
  await settle();
  expect(leg.state.phase).toBe("attaching");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([attach.mock.calls.length, leg.state.phase, leg.state.ended]).toEqual([3, "ended", "refused"]);
});

test("a leg that another tab carries now stops its audio at once", async () => {
  const { stream, track } = fakeStream();
  const { leg, events, connections, sounds, settle } = openLeg({ input: async () => stream });
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  events().plan(plan(2, [], { ended: "moved" }));
  expect(connections[0]?.isClosed).toBe(true);
  expect(track.stop).toHaveBeenCalled();
  expect(sounds.at(-1)).toBe("closed");
  expect(leg.state.ended).toBe("moved");
});

test("without a microphone the leg listens and says why it is not heard", async () => {
  const { leg, events, connections, settle } = openLeg({
    input: () => Promise.reject(new MicrophoneError("denied")),
  });
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  await settle();
  expect(leg.state.microphone).toBe("denied");
  expect(connections).toHaveLength(1);
  expect(connections[0]?.sent).toBeNull();
});

test("a mute lasts through a change of the microphone, and the former one is released", async () => {
  const [first, second] = [fakeStream(), fakeStream()];
  const { leg, events, connections, settle } = openLeg({ input: async () => first.stream });
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN)]));
  leg.setMuted(true);
  expect([leg.state.muted, first.track.enabled]).toEqual([true, false]);
  await leg.setInput(async () => second.stream);
  expect([connections[0]?.sent, second.track.enabled]).toEqual([second.track, false]);
  expect(first.track.stop).toHaveBeenCalled();
  leg.setMuted(false);
  expect(second.track.enabled).toBe(true);
  second.track.onended?.();
  expect(leg.state.microphone).toBe("no_device");
});

test("signals of other calls and for other legs of this page are not this leg's", async () => {
  const { leg, events, sent, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [to(BEN, { offers: false })]));
  const offer = { description: { type: "offer" as const, sdp: "o" } };
  events().signal({ ...from(BEN, offer), to: CUSTOMER });
  events().signal({ ...from(BEN, offer), callId: BEN });
  events().signal(from(CUSTOMER, offer));
  await settle();
  expect(sent).toHaveLength(1);
});
