import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { callRecordings, calls, callTranscripts, endpoints } from "@/db/schema";
import { answerCall } from "@/server/domain/calls/answer-call";
import { cancelCallback, postponeCallback, scheduleCallback } from "@/server/domain/calls/callbacks/schedule-callback";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { playRecording } from "@/server/domain/calls/recordings/play-recording";
import { saveWrapUp } from "@/server/domain/calls/save-wrap-up";
import { readTranscript } from "@/server/domain/calls/transcripts/read-transcript";
import { tickCall } from "@/server/domain/calls/watch-calls";
import { myWrapUps } from "@/server/domain/calls/wrap-up-view";
import { withStaff } from "./call-fixture";
import type { TwoStores } from "./two-stores";

const callId = uuidv7();
const deviceId = uuidv7();
const callbackId = uuidv7();

type Story = TwoStores & { id: string; number: string };

/** A customer calls from their phone, and Ana is rung. */
async function ring(s: Story): Promise<unknown> {
  const [endpoint] = await s.db.select({ id: endpoints.id }).from(endpoints).where(eq(endpoints.address, s.number));
  const from = { kind: "phone" as const, value: "+12133734253" };
  return receiveCall(withStaff(s.system(), [s.ana]), { callId, endpointId: endpoint?.id ?? "", from });
}
const answered = async (s: Story) => {
  await ring(s);
  await answerCall(s.as(s.ana), { callId, deviceId });
};

/** The call has a recording that can be played. */
async function recorded({ db, now }: Story): Promise<string> {
  const [call] = await db.select({ itemId: calls.itemId }).from(calls).where(eq(calls.id, callId));
  const recording = { id: uuidv7(), callId, itemId: call?.itemId ?? "", provider: "asterisk", startedAt: now() };
  await db.insert(callRecordings).values({ ...recording, kind: "voicemail", state: "ready" });
  return recording.id;
}

/** Ana promises to call a customer back. */
export const scheduleStory = (s: Story) =>
  scheduleCallback(s.as(s.ana), {
    ...{ callbackId, conversationId: s.id, assignee: "me", reason: "Stock of the jacket" },
    dueAt: new Date(s.now().getTime() + 3_600_000).toISOString(),
  });

/** Each event of a call: the state before screens are opened, and the change that is then pushed to them. */
export const callStories = {
  "call.recorded": async (s: Story) => () => ring(s),
  "call.recording_played": async (s: Story) => {
    await ring(s);
    const recordingId = await recorded(s);
    return () => playRecording(s.as(s.sue), { recordingId });
  },
  "call.transcript_read": async (s: Story) => {
    await ring(s);
    const recordingId = await recorded(s);
    await s.db.insert(callTranscripts).values({ recordingId, state: "ready", triedAt: s.now(), finishedAt: s.now() });
    return () => readTranscript(s.as(s.sue), { recordingId });
  },
  "call.started": async (s: Story) => () => ring(s),
  "call.rang": async (s: Story) => {
    await ring(s);
    s.later(21);
    return () => tickCall(withStaff(s.system(), [s.ana, s.abe]), { callId });
  },
  "call.answered": async (s: Story) => {
    await ring(s);
    return () => answerCall(s.as(s.ana), { callId, deviceId });
  },
  "call.changed": async (s: Story) => {
    await answered(s);
    return () => holdCall(s.as(s.ana), { callId, held: true });
  },
  "callback.scheduled": async (s: Story) => () => scheduleStory(s),
  "callback.changed": async (s: Story) => {
    await scheduleStory(s);
    return () => postponeCallback(s.as(s.abe), { callbackId });
  },
  "callback.ended": async (s: Story) => {
    await scheduleStory(s);
    return () => cancelCallback(s.as(s.abe), { callbackId });
  },
  "wrap_up.began": async (s: Story) => {
    await answered(s);
    return () => hangUpCall(s.as(s.ana), { callId });
  },
  "wrap_up.changed": async (s: Story) => {
    await answered(s);
    await hangUpCall(s.as(s.ana), { callId });
    const [mine] = await myWrapUps(s.as(s.ana));
    return () => saveWrapUp(s.as(s.ana), { wrapUpId: mine?.id ?? "", disposition: "order" });
  },
  "call.ended": async (s: Story) => {
    await answered(s);
    return () => hangUpCall(s.as(s.ana), { callId });
  },
};
