import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import { AriError, type AriEvent, unlessStatus } from "@/server/voice/asterisk/ari";
import { followEvents } from "@/server/voice/asterisk/event-socket";
import type { Voice } from "../hearing";
import { Handset } from "./handset";
import type { Heard } from "./sound";
import { type AsteriskServer, TRUNK } from "./start-asterisk";

/** One call of a telephone outside. */
export type OutsideCall = {
  state(): Promise<CallState>;
  heard(): Heard[];
  /** Begins to speak, or falls silent. */
  speaks(voice: Voice | null): void;
  press(key: string): Promise<void>;
  /** The keys that arrived, in order. */
  keys(): string;
  hangUp(): Promise<void>;
};
/** A call that came in to a number outside: nothing happens until a test decides. */
export type Ringing = {
  number: string;
  from: string;
  ring(): Promise<void>;
  answer(voice: Voice): Promise<OutsideCall>;
  refuse(reason: Refusal): Promise<void>;
  state(): Promise<CallState>;
};
/** As ARI names what the network says of a call that was not answered. */
export type Refusal = "busy" | "congestion" | "rejected" | "no_answer" | "unallocated";
/** `Down`: nothing was heard of the other side yet; `Over`: it has ended. */
export type CallState = "Down" | "Ring" | "Ringing" | "Up" | "Over";

/** In a bridge Asterisk reports keys to its console alone; a key that follows another closely it reads more than once. */
const keysIn = (console: string): string =>
  [...console.matchAll(/DTMF end (?:passthrough|emulation of) '(.)' (?:queued )?on PJSIP\/pbx-/g)]
    .map(([, key]) => key)
    .join("");

/** Customers' telephones, behind a second Asterisk that plays the telephone network or the store's PBX. */
export class PhoneNetwork {
  readonly ringing: Ringing[] = [];
  private readonly handsets: Handset[] = [];
  private readonly unfollow: () => void;

  private constructor(
    private readonly server: AsteriskServer,
    opened: () => void,
  ) {
    this.unfollow = followEvents(server.ari, { opened, event: (event) => this.receive(event), closed: () => {} });
  }

  static async open(server: AsteriskServer): Promise<PhoneNetwork> {
    let opened = () => {};
    const isOpen = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const network = new PhoneNetwork(server, opened);
    await isOpen;
    return network;
  }

  /**
   * Somebody dials one of our numbers.
   * @param from the caller id, which may be anything or nothing
   * @param endpoint what the network rings for it: by default the trunk
   */
  async dial(
    number: string,
    { from = "", voice = "customer" as Voice | null, endpoint = `PJSIP/${number}@${TRUNK}` } = {},
  ): Promise<OutsideCall> {
    const { ari } = this.server;
    const id = `outside-${randomUUID()}`;
    const handset = await this.handset(voice, id);
    await ari.post(`channels/${id}`, {
      endpoint,
      app: ari.account.app,
      appArgs: "dialed",
      ...(from ? { callerId: from } : {}),
    });
    return this.callOf(id, handset);
  }

  close(): void {
    this.unfollow();
    for (const handset of this.handsets) handset.close();
  }

  /** A handset in a bridge of the call's name, which the call joins once it is up. */
  private async handset(voice: Voice | null, id: string): Promise<Handset> {
    const { ari } = this.server;
    const handset = await Handset.open(voice);
    this.handsets.push(handset);
    await ari.post(`bridges/${id}`, { type: "mixing" });
    const media = `media-${id}`;
    await ari.post("channels/externalMedia", {
      channelId: media,
      app: ari.account.app,
      external_host: `127.0.0.1:${handset.port}`,
      format: "ulaw",
    });
    const variable = async (name: string) =>
      (await ari.get<{ value: string }>(`channels/${media}/variable`, { variable: name })).value;
    handset.connect({
      host: await variable("UNICASTRTP_LOCAL_ADDRESS"),
      port: Number(await variable("UNICASTRTP_LOCAL_PORT")),
    });
    await this.join(id, media);
    return handset;
  }

  private callOf(id: string, handset: Handset): OutsideCall {
    const { ari } = this.server;
    const before = this.server.console().length;
    return {
      state: () => this.stateOf(id),
      heard: () => handset.heard(),
      speaks: (voice) => handset.speaks(voice),
      press: async (key) => void (await ari.post(`channels/${id}/dtmf`, { dtmf: key })),
      keys: () => keysIn(this.server.console().slice(before)),
      hangUp: () => ari.delete(`channels/${id}`),
    };
  }

  private stateOf = (id: string): Promise<CallState> =>
    this.server.ari.get<{ state: CallState }>(`channels/${id}`).then(
      ({ state }) => state,
      (error: unknown) => {
        if (error instanceof AriError && error.status === 404) return "Over";
        throw error;
      },
    );

  private receive(event: AriEvent): void {
    if (event.type !== "StasisStart") return;
    if (event.args[0] === "dialed") void this.join(event.channel.id);
    if (event.args[0] === "inbound") this.ringing.push(this.ringingOf(event));
  }

  /** A channel reaches the application a moment after it is reported; one that has ended meanwhile joins nobody. */
  private async join(bridge: string, channel = bridge): Promise<void> {
    const add = () => this.server.ari.post(`bridges/${bridge}/addChannel`, { channel });
    await vi.waitFor(add, { timeout: 2000, interval: 20 }).catch(unlessStatus(400, 404, 409, 422));
  }

  private ringingOf({ channel, args }: Extract<AriEvent, { type: "StasisStart" }>): Ringing {
    const { ari } = this.server;
    const { id } = channel;
    return {
      number: args[1] ?? "",
      from: channel.caller.number,
      ring: async () => void (await ari.post(`channels/${id}/ring`)),
      answer: async (voice) => {
        const handset = await this.handset(voice, id);
        await ari.post(`channels/${id}/answer`);
        await this.join(id);
        return this.callOf(id, handset);
      },
      refuse: (reason) => ari.delete(`channels/${id}`, { reason }),
      state: () => this.stateOf(id),
    };
  }

  /** Waits until a call came in to this number. */
  async rung(number: string): Promise<Ringing> {
    return vi.waitFor(
      () => {
        const at = this.ringing.findIndex((one) => one.number === number);
        if (at < 0) throw new Error(`${number} does not ring`);
        return this.ringing.splice(at, 1)[0] as Ringing;
      },
      { timeout: 60_000, interval: 20 },
    );
  }
}
