import { vi } from "vitest";
import type { CallRecorder } from "@/components/calls/media/call-recorder";
import type { MediaEnvironment } from "@/components/calls/media/environment";
import type { LegAudioOptions } from "@/components/calls/media/leg-audio";
import { RecordedLeg } from "@/components/calls/media/recorded-leg";
import type { Speaker } from "@/components/calls/media/speaker";
import type { AttachAnswer, CallTransportEvents } from "@/components/calls/media/transport";
import type { CallSignal, IceServer, MediaLink, MediaPlan } from "@/server/contract/call-media";

/* A leg whose browser and server are made up: what it negotiates is what tests look at. */

export const ME = "00000000-0000-7000-8000-00000000000a";
export const BEN = "00000000-0000-7000-8000-00000000000b";
export const CUSTOMER = "00000000-0000-7000-8000-00000000000c";
const CALL = "00000000-0000-7000-8000-0000000000ca";

/** Just enough of a connection to follow what is negotiated. */
class FakeConnection {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  candidates: RTCIceCandidateInit[] = [];
  isClosed = false;
  configuration: RTCConfiguration = {};
  iceRestarts = 0;
  ontrack: ((event: { track: MediaStreamTrack }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  private readonly transceivers: { sender: FakeSender; direction: string }[] = [];
  addTransceiver = () => this.transceivers.push({ sender: new FakeSender(), direction: "sendrecv" });
  getTransceivers = () => this.transceivers;
  setConfiguration = (configuration: RTCConfiguration) => {
    if (this.signalingState === "closed") throw new DOMException("The connection is closed.", "InvalidStateError");
    this.configuration = configuration;
  };
  restartIce = () => void this.iceRestarts++;
  close = () => {
    this.isClosed = true;
  };
  async setLocalDescription() {
    const isAnswer = this.signalingState === "have-remote-offer";
    this.localDescription = { type: isAnswer ? "answer" : "offer", sdp: `v${this.iceRestarts}` };
    this.signalingState = isAnswer ? "stable" : "have-local-offer";
  }
  async setRemoteDescription(description: RTCSessionDescriptionInit) {
    this.remoteDescription = description;
    this.signalingState = description.type === "offer" ? "have-remote-offer" : "stable";
    if (this.transceivers.length === 0) this.addTransceiver();
  }
  async addIceCandidate(candidate: RTCIceCandidateInit) {
    this.candidates.push(candidate);
  }
  become(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  get sent() {
    return this.transceivers[0]?.sender.track ?? null;
  }
}
class FakeSender {
  track: unknown = null;
  async replaceTrack(track: unknown) {
    this.track = track;
  }
}

export const fakeStream = () => {
  const track = { enabled: true, stop: vi.fn(), onended: null as (() => void) | null };
  return { track, stream: { getAudioTracks: () => [track], getTracks: () => [track] } as unknown as MediaStream };
};

const fakeSpeaker = (
  played: Map<string, MediaStreamTrack | null>,
  sounds: string[],
  say: (urls: readonly string[]) => Promise<number>,
): Speaker => ({
  play: (legId, track) => void played.set(legId, track),
  sound: (sound) => void sounds.push(sound),
  say,
  setVolume() {},
  setOutput: async () => true,
  resume: async () => {},
  close: () => void sounds.push("closed"),
});

export function openLeg({ input = null }: Partial<Pick<LegAudioOptions, "input">> = {}) {
  const connections: FakeConnection[] = [];
  const played = new Map<string, MediaStreamTrack | null>();
  const sounds: string[] = [];
  const sent: CallSignal[] = [];
  const alive = vi.fn();
  const announced = vi.fn();
  const said = vi.fn(async (urls: readonly string[]) => urls.length);
  const recorder = { follow: vi.fn(), flush: vi.fn(async () => {}), close: vi.fn() };
  let answers: AttachAnswer[] = [];
  let events!: CallTransportEvents;
  let ids = 0;
  const environment: MediaEnvironment = {
    newId: () => `session-${++ids}`,
    openConnection: () => connections[connections.push(new FakeConnection()) - 1] as unknown as RTCPeerConnection,
    openSpeaker: () => fakeSpeaker(played, sounds, said),
    openMeter: () => ({ level: () => 0.5, close() {} }),
  };
  const attach = vi.fn(
    async (): Promise<AttachAnswer> => (answers.length > 0 ? (answers.shift() as AttachAnswer) : attached(plan(1, []))),
  );
  const leg = new RecordedLeg({
    callId: CALL,
    legId: ME,
    deviceId: ME,
    input,
    environment,
    transport: {
      listen(listener) {
        events = listener;
        listener.connected();
        return () => {};
      },
      attach,
      signal: (signal) => void sent.push(signal),
      alive,
      announced,
    },
    openRecorder: () => recorder as unknown as CallRecorder,
  });
  return {
    leg,
    connections,
    played,
    sounds,
    sent,
    alive,
    announced,
    said,
    recorder,
    attach,
    events: () => events,
    answer: (...next: AttachAnswer[]) => {
      answers = next;
    },
    /** Everything that waits for promises, but for no timer. */
    settle: () => vi.advanceTimersByTimeAsync(0),
  };
}

export const plan = (version: number, links: MediaLink[], more: Partial<MediaPlan> = {}): MediaPlan => ({
  callId: CALL,
  legId: ME,
  version,
  ended: null,
  links,
  sound: "none",
  ...more,
});
export const attached = (first: MediaPlan, iceServers: IceServer[] = []): AttachAnswer => ({
  ok: true,
  data: { plan: first, iceServers },
});
export const to = (legId: string, more: Partial<MediaLink> = {}): MediaLink => ({
  legId,
  send: true,
  receive: true,
  offers: true,
  ...more,
});
export const from = (legId: string, more: Partial<CallSignal>): CallSignal => ({
  callId: CALL,
  from: legId,
  to: ME,
  session: "theirs",
  toSession: null,
  ...more,
});
export const answerOf = (toSession: string, session = "theirs") =>
  from(BEN, { session, toSession, description: { type: "answer", sdp: "a" } });
