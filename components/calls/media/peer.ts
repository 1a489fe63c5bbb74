import type { CallSignal, MediaLink } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import { isRelayRefusal } from "./relay-refusal";

export type PeerState = "connecting" | "connected" | "recovering";
/** A signal to the other leg; `MediaLeg` adds the call and both ends. */
export type PeerSignal = Pick<CallSignal, "session" | "toSession" | "description" | "candidate">;

export type PeerPorts = {
  newId(): Id;
  open(): RTCPeerConnection;
  send(signal: PeerSignal): void;
  /** What is to be heard of the other leg now; null: nothing. */
  play(track: MediaStreamTrack | null): void;
  changed(): void;
  relayRefused(): void;
};

/** How often an unanswered signal is sent again. */
const RESEND_MS = 3000;
/** A connection that wavers for so long gets new ICE candidates, long before the browser gives it up. */
const WAVERING_MS = 2000;
/** How long a restart may take before the next one. */
const SETTLING_MS = 5000;

/**
 * The connection to one other leg. Each connection has a session id of its own, and an answer or a candidate names the session
 * it belongs to, so that what is left over from before a reload or a restart changes nothing.
 *
 * One side offers. The other says hello (a signal without content) until an offer arrives. A hello from a session that the
 * offering side does not know means that the other browser began anew, and the offering side does so, too.
 */
export class Peer {
  state: PeerState = "connecting";
  private pc: RTCPeerConnection | null = null;
  private session: Id;
  private remote: Id | null = null;
  private incoming: MediaStreamTrack | null = null;
  private early: RTCIceCandidateInit[] = [];
  private work: Promise<void> = Promise.resolve();
  private restarts = 0;
  private readonly resending: ReturnType<typeof setInterval>;
  private wavering: ReturnType<typeof setTimeout> | undefined;
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private link: MediaLink,
    private track: MediaStreamTrack | null,
    private readonly ports: PeerPorts,
  ) {
    this.session = ports.newId();
    if (link.offers) this.begin(null);
    else this.hello();
    this.resending = setInterval(() => this.remind(), RESEND_MS);
  }

  get offers(): boolean {
    return this.link.offers;
  }

  /** Changes who hears whom; nothing is negotiated for it. */
  update(link: MediaLink): void {
    this.link = link;
    this.applyTrack();
    this.play();
  }

  /** From the next restart on; nothing is negotiated for it. */
  setIceServers(iceServers: RTCIceServer[]): void {
    // Not every browser has it. There the second restart, which makes a new connection, uses them.
    // A connection that the browser has closed, as after a long sleep, refuses them; the next one begins with them.
    if (this.pc?.signalingState !== "closed") this.pc?.setConfiguration?.({ iceServers });
  }

  setTrack(track: MediaStreamTrack | null): void {
    this.track = track;
    this.applyTrack();
  }

  receive(signal: CallSignal): void {
    const { description, candidate } = signal;
    if (description?.type === "offer") this.enqueue(() => this.answer(signal, description));
    else if (description) this.enqueue(() => this.accept(signal, description));
    else if (candidate) this.enqueue(() => this.addCandidate(signal, candidate));
    else if (this.link.offers) this.greeted(signal.session);
  }

  close(): void {
    clearInterval(this.resending);
    this.drop();
  }

  private hello(): void {
    this.ports.send({ session: this.session, toSession: this.remote });
  }

  private greeted(session: Id): void {
    if (this.pc && this.remote === null) this.sendDescription(this.pc);
    else if (session === this.remote) this.restart();
    else this.begin(session);
  }

  private begin(remote: Id | null): void {
    const pc = this.replace(remote);
    pc.addTransceiver("audio", { direction: "sendrecv" });
    this.applyTrack();
    this.enqueue(() => this.offer(pc));
  }

  private async offer(pc: RTCPeerConnection): Promise<void> {
    if (pc !== this.pc) return;
    await pc.setLocalDescription();
    this.sendDescription(pc);
  }

  private async answer({ session, toSession }: CallSignal, offer: RTCSessionDescriptionInit): Promise<void> {
    if (this.link.offers) return;
    const isNew = session !== this.remote || !this.pc;
    // Meant for the browser that carried this leg before: its keys are not ours.
    if (isNew && toSession !== null && toSession !== this.session) {
      this.hello();
      return;
    }
    const pc = isNew ? this.replace(session) : (this.pc as RTCPeerConnection);
    await pc.setRemoteDescription(offer);
    for (const transceiver of pc.getTransceivers()) transceiver.direction = "sendrecv";
    this.applyTrack();
    await pc.setLocalDescription();
    this.sendDescription(pc);
    await this.addEarly(pc);
  }

  private async accept({ session, toSession }: CallSignal, answer: RTCSessionDescriptionInit): Promise<void> {
    const { pc } = this;
    // Late answers: to a connection that was replaced, or to an offer that was sent twice.
    if (!pc || toSession !== this.session || pc.signalingState !== "have-local-offer") return;
    this.remote = session;
    await pc.setRemoteDescription(answer);
    await this.addEarly(pc);
  }

  private async addCandidate(signal: CallSignal, candidate: RTCIceCandidateInit): Promise<void> {
    const isCurrent = this.link.offers ? signal.toSession === this.session : signal.session === this.remote;
    if (!isCurrent || !this.pc) return;
    if (this.pc.remoteDescription) await this.pc.addIceCandidate(candidate);
    else this.early.push(candidate);
  }

  private async addEarly(pc: RTCPeerConnection): Promise<void> {
    for (const candidate of this.early.splice(0)) await pc.addIceCandidate(candidate);
  }

  /** Sends again what may have been lost while either side was away from the server. */
  private remind(): void {
    const { pc } = this;
    if (pc?.connectionState === "closed") this.anew();
    else if (!pc) this.hello();
    else if (this.link.offers && pc.signalingState === "have-local-offer") this.sendDescription(pc);
    else if (pc.connectionState === "failed" || pc.connectionState === "disconnected") this.recover();
  }

  /** The browser closed the connection by itself, as some do after a long sleep. */
  private anew(): void {
    this.become("recovering");
    if (this.link.offers) {
      this.begin(null);
      return;
    }
    this.drop();
    this.session = this.ports.newId();
    this.remote = null;
    this.hello();
  }

  private replace(remote: Id | null): RTCPeerConnection {
    if (this.pc) {
      this.drop();
      this.session = this.ports.newId();
    }
    this.remote = remote;
    const pc = this.ports.open();
    this.pc = pc;
    pc.ontrack = ({ track }) => {
      this.incoming = track;
      this.play();
    };
    pc.onicecandidate = ({ candidate }) => candidate && this.sendCandidate(candidate);
    pc.onicecandidateerror = (error) => isRelayRefusal(error) && this.ports.relayRefused();
    pc.onconnectionstatechange = () => this.connectionChanged(pc.connectionState);
    return pc;
  }

  private drop(): void {
    clearTimeout(this.wavering);
    clearTimeout(this.settling);
    this.settling = undefined;
    const { pc } = this;
    this.pc = null;
    this.incoming = null;
    this.early = [];
    if (!pc) return;
    pc.ontrack = pc.onicecandidate = pc.onicecandidateerror = pc.onconnectionstatechange = null;
    pc.close();
    this.play();
  }

  private connectionChanged(now: RTCPeerConnectionState): void {
    clearTimeout(this.wavering);
    if (now === "connected") {
      this.restarts = 0;
      this.become("connected");
    } else if (now === "disconnected") {
      this.become("recovering");
      this.wavering = setTimeout(() => this.recover(), WAVERING_MS);
    } else if (now === "failed") {
      this.become("recovering");
      this.recover();
    }
  }

  private recover(): void {
    if (this.link.offers) this.restart();
    else this.hello();
  }

  /** New ICE candidates at first; a connection that they do not help is made anew. */
  private restart(): void {
    const { pc } = this;
    if (!pc || this.settling || pc.signalingState !== "stable") return;
    this.become("recovering");
    if (++this.restarts > 1) this.begin(this.remote);
    else {
      pc.restartIce();
      this.enqueue(() => this.offer(pc));
    }
    this.settling = setTimeout(() => {
      this.settling = undefined;
    }, SETTLING_MS);
  }

  private sendDescription(pc: RTCPeerConnection): void {
    const { localDescription } = pc;
    if (pc !== this.pc || !localDescription) return;
    const { type, sdp } = localDescription;
    if (type !== "offer" && type !== "answer") return;
    this.ports.send({ session: this.session, toSession: this.remote, description: { type, sdp } });
  }

  private sendCandidate({ candidate, sdpMid, sdpMLineIndex }: RTCIceCandidate): void {
    if (candidate === "") return;
    const { session, remote: toSession } = this;
    this.ports.send({ session, toSession, candidate: { candidate, sdpMid, sdpMLineIndex } });
  }

  private applyTrack(): void {
    const track = this.link.send ? this.track : null;
    for (const { sender } of this.pc?.getTransceivers() ?? [])
      if (sender.track !== track) sender.replaceTrack(track).catch(() => {});
  }

  private play(): void {
    this.ports.play(this.link.receive ? this.incoming : null);
  }

  private become(state: PeerState): void {
    if (this.state === state) return;
    this.state = state;
    this.ports.changed();
  }

  /**
   * One step of negotiation after another. A step that fails met a connection that was closed meanwhile, or a text that is no
   * session description: the next reminder cures the first, and nothing the second.
   */
  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch(() => {});
  }
}
