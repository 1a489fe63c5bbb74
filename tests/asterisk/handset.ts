import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { VOICES, type Voice } from "../hearing";
import { decode, encode, type Heard, RATE, toneAt, voicesIn } from "./sound";

const FRAME = 160;
const FRAME_MS = 20;
/** How much of what arrived last is listened to. */
const MEMORY = RATE * 0.4;

/** A telephone's audio: speaks the tone of its voice, or is silent, and hears what arrives, as RTP with G.711. */
export class Handset {
  private readonly received: number[] = [];
  private receivedAt = 0;
  private target: { host: string; port: number } | null = null;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly socket: Socket,
    private voice: Voice | null,
  ) {
    socket.on("message", (packet) => this.receive(packet));
  }

  static async open(voice: Voice | null): Promise<Handset> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return new Handset(socket, voice);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Begins to speak. */
  connect(target: { host: string; port: number }): void {
    this.target = target;
    const began = performance.now();
    const source = randomBytes(4);
    let sent = 0;
    this.timer = setInterval(() => {
      for (; sent * FRAME_MS < performance.now() - began; sent++) this.send(sent, source);
    }, FRAME_MS);
  }

  /** Speaks with this voice from now on; null: is silent. */
  speaks(voice: Voice | null): void {
    this.voice = voice;
  }

  /** Whose tones, or whether the music, arrived in the last moments. Nothing, once nothing arrives any more. */
  heard(): Heard[] {
    return performance.now() - this.receivedAt > 500 ? [] : voicesIn(this.received);
  }

  close(): void {
    clearInterval(this.timer);
    this.socket.close();
  }

  private send(index: number, source: Buffer): void {
    if (!this.target) return;
    const packet = Buffer.alloc(12 + FRAME);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt16BE(index & 0xffff, 2);
    packet.writeUInt32BE((index * FRAME) >>> 0, 4);
    source.copy(packet, 8);
    for (let i = 0; i < FRAME; i++)
      packet[12 + i] = encode(this.voice ? toneAt(VOICES[this.voice], index * FRAME + i) : 0);
    this.socket.send(packet, this.target.port, this.target.host);
  }

  private receive(packet: Buffer): void {
    for (const byte of packet.subarray(12)) this.received.push(decode(byte));
    this.received.splice(0, Math.max(0, this.received.length - MEMORY));
    this.receivedAt = performance.now();
  }
}
