import { openMicrophone } from "@/components/calls/media/microphone";
import { PhoneLeg } from "@/components/calls/phone/phone-leg";
import type { AttachLeg } from "@/server/contract/call-media";
import { VOICES } from "../hearing";

/*
 * A page with one leg that goes through Twilio's own SDK, for `twilio-phone.browser.test.ts`. What the SDK connects to is in this page, too:
 * signaling as the SDK speaks it (version 1.6), and the other end of the audio, where a customer speaks.
 */

type Message = { type: string; payload: { callsid?: string; sdp?: string; twilio?: { params?: string } } };

class FakeEdge extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  readyState: number = FakeEdge.CONNECTING;
  private peer: RTCPeerConnection | null = null;
  private callSid = "";

  constructor(readonly url: string) {
    super();
    phone.edges.push(this);
    setTimeout(() => {
      this.readyState = FakeEdge.OPEN;
      this.dispatchEvent(new Event("open"));
    });
  }

  send(text: string): void {
    if (text === "\n") return;
    const { type, payload } = JSON.parse(text) as Message;
    if (type === "listen")
      this.say("connected", { edge: "ashburn", region: "us1", token: { identity: "sl", ttl: 3600 } });
    if (type === "invite") void this.answer(payload);
    if (type === "hangup") this.hungUp();
  }

  close(): void {
    this.readyState = FakeEdge.CLOSED;
    this.hungUp();
  }

  /** Twilio ends the call. */
  hangUp(): void {
    this.say("hangup", { callsid: this.callSid });
    this.peer?.close();
  }

  private hungUp(): void {
    if (this.peer?.signalingState !== "closed") phone.log.push("hung up");
    this.peer?.close();
  }

  private async answer({ sdp, twilio }: Message["payload"]): Promise<void> {
    phone.log.push(`connected with ${decodeURIComponent(twilio?.params ?? "")}`);
    this.callSid = `CA${phone.edges.length}`;
    const peer = new RTCPeerConnection();
    this.peer = peer;
    peer.addEventListener("track", ({ track }) => listen(track));
    const voice = speak(VOICES.customer);
    peer.addTrack(voice, new MediaStream([voice]));
    await peer.setRemoteDescription({ type: "offer", sdp });
    await peer.setLocalDescription(await peer.createAnswer());
    await new Promise<void>((resolve) => {
      const done = () => peer.iceGatheringState === "complete" && resolve();
      peer.addEventListener("icegatheringstatechange", done);
      done();
    });
    this.say("answer", { callsid: this.callSid, sdp: peer.localDescription?.sdp });
  }

  private say(type: string, payload: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify({ type, payload }) }));
  }
}

function speak(hz: number): MediaStreamTrack {
  const context = new AudioContext();
  const [tone, out] = [context.createOscillator(), context.createMediaStreamDestination()];
  tone.frequency.value = hz;
  tone.connect(out);
  tone.start();
  return out.stream.getAudioTracks()[0] as MediaStreamTrack;
}

/** What arrives at the other end. Chromium lets a remote track flow only while an element plays it, without a sound. */
function listen(track: MediaStreamTrack): void {
  const stream = new MediaStream([track]);
  const element = Object.assign(new Audio(), { srcObject: stream, muted: true });
  void element.play();
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(stream).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  phone.level = (hz) => {
    analyser.getFloatFrequencyData(bins);
    return bins[Math.round((hz * analyser.fftSize) / context.sampleRate)] ?? -200;
  };
}

const phone = {
  edges: [] as FakeEdge[],
  log: [] as string[],
  /** How loud a frequency is at the other end, in dB. */
  level: (_hz: number): number => -200,
  tokens: 0,
  leg: null as PhoneLeg | null,
  async start(leg: AttachLeg): Promise<void> {
    // The SDK takes the browser's WebSocket when it loads.
    const { TwilioPhone } = await import("@/components/calls/phone/twilio-phone");
    const account = async () => ({ kind: "token" as const, token: `token ${++phone.tokens}`, edges: ["roaming"] });
    phone.leg = new PhoneLeg({
      ...{ ...leg, input: () => openMicrophone(null), phone: Promise.resolve(new TwilioPhone(account)) },
      transport: {
        listen(events) {
          events.connected();
          return () => {};
        },
        attach: async () => ({
          ok: true,
          data: { plan: { ...leg, version: 1, ended: null, links: [], sound: "none" }, iceServers: [] },
        }),
        signal() {},
        alive() {},
        announced() {},
      },
    });
    phone.leg.start();
  },
};
export type PhonePage = typeof phone;

const page = globalThis as unknown as { phone: PhonePage; WebSocket: unknown };
page.phone = phone;
page.WebSocket = FakeEdge;
