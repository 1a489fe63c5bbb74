import type { Announced, CallSignal, MediaPlan, RecordingNotice } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import { LegAudio, type LegAudioOptions } from "./leg-audio";
import { Peer } from "./peer";

const ALIVE_MS = 3000;

/** The audio of a leg that goes from browser to browser: it keeps exactly the connections of the latest plan. */
export class MediaLeg<Options extends LegAudioOptions = LegAudioOptions> extends LegAudio<Options> {
  private readonly peers = new Map<Id, Peer>();
  private announced: Promise<Announced> | null = null;
  private alive: ReturnType<typeof setInterval> | undefined;

  override start(): void {
    super.start();
    this.alive = setInterval(() => this.sendAlive(), ALIVE_MS);
  }

  override close(): void {
    clearInterval(this.alive);
    for (const legId of [...this.peers.keys()]) this.closePeer(legId);
    super.close();
  }

  protected override follow(plan: MediaPlan): void {
    for (const [id, peer] of this.peers)
      if (!plan.links.some((link) => link.legId === id && link.offers === peer.offers)) this.closePeer(id);
    for (const link of plan.links) {
      const peer = this.peers.get(link.legId);
      if (peer) peer.update(link);
      else this.peers.set(link.legId, this.openPeer(link));
    }
    this.speaker.sound(plan.sound);
    this.announce(plan.notice ?? null);
    this.patch({ sound: plan.sound });
    this.connectionChanged();
  }

  /** Plays the announcement once, however often the plan with it arrives, and reports that until the plan has changed. */
  private announce(notice: RecordingNotice | null): void {
    this.patch({ notice });
    if (notice?.state !== "announcing") return;
    const { callId, legId, transport } = this.options;
    this.announced ??= this.speaker.say(notice.sounds).then((count): Announced => {
      const transcription = notice.transcribes && count === notice.sounds.length;
      return { callId, legId, wasHeard: count > 0, transcription };
    });
    void this.announced.then((report) => this.state.notice === notice && transport.announced(report));
  }

  protected override trackChanged(track: MediaStreamTrack | null): void {
    for (const peer of this.peers.values()) peer.setTrack(track);
  }

  protected override receive(signal: CallSignal): void {
    if (signal.callId !== this.options.callId || signal.to !== this.options.legId) return;
    this.peers.get(signal.from)?.receive(signal);
  }

  protected override iceServersChanged(): void {
    for (const peer of this.peers.values()) peer.setIceServers(this.iceServers);
  }

  private openPeer(link: MediaPlan["links"][number]): Peer {
    const { callId, legId: from, transport } = this.options;
    return new Peer(link, this.input.track, {
      newId: this.environment.newId,
      open: () => this.environment.openConnection({ iceServers: this.iceServers }),
      send: (signal) => transport.signal({ callId, from, to: link.legId, ...signal }),
      play: (track) => this.play(link.legId, track),
      changed: () => this.connectionChanged(),
      relayRefused: this.relayRefused,
    });
  }

  /** Replaces what is heard of another leg; null: nothing. */
  protected play(legId: Id, track: MediaStreamTrack | null): void {
    this.speaker.play(legId, track);
  }

  private closePeer(legId: Id): void {
    this.peers.get(legId)?.close();
    this.peers.delete(legId);
  }

  private sendAlive(): void {
    const { callId, legId, transport } = this.options;
    if (this.state.phase === "attached") transport.alive({ callId, legId });
  }

  private connectionChanged(): void {
    const states = [...this.peers.values()].map((peer) => peer.state);
    const worst = (["recovering", "connecting", "connected"] as const).find((state) => states.includes(state));
    this.setConnection(worst ?? null);
  }
}
