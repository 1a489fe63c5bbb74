import { act } from "@testing-library/react";
import type { LegAudio, MediaState } from "@/components/calls/media/leg-audio";
import type { CallTransport } from "@/components/calls/media/transport";
import { Softphone } from "@/components/calls/softphone";
import type { LiveCall } from "@/server/contract/live-calls";
import { uuid } from "./cached";

const silent: CallTransport = {
  listen: () => () => {},
  attach: async () => null,
  signal: () => {},
  alive: () => {},
  announced: () => {},
};
const START: MediaState = {
  ...{ phase: "attaching", ended: null, connection: null, noAudio: null, isSystemDown: false, microphone: "off" },
  ...{ muted: false, sound: "none", notice: null, isBlocked: false },
};

/** A leg whose audio goes nowhere: its state is what a test says. */
export class FakeLeg {
  state = START;
  started = 0;
  closed = 0;
  /** How often an input was chosen after the leg had begun. */
  inputs = 0;
  private readonly listeners = new Set<() => void>();
  subscribe = (changed: () => void) => {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  };
  start = () => void this.started++;
  close = () => void this.closed++;
  setMuted = (muted: boolean) => this.change({ muted });
  setInput = async () => void this.inputs++;
  setOutput = async () => true;
  setVolume = () => {};
  keys: string[] = [];
  sendKey = (key: string) => void this.keys.push(key);
  level = () => 0;
  flushed = 0;
  flushRecording = async () => void this.flushed++;
  resume = async () => {};
  change(part: Partial<MediaState>) {
    this.state = { ...this.state, ...part };
    for (const changed of this.listeners) changed();
  }
}

export function fakeMemory(values: Record<string, string> = {}) {
  const kept = new Map(Object.entries(values));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const noPhone = () => Promise.reject(new Error("these calls need no phone system"));

/** A softphone without a browser's audio; `carry` makes it the tab that carries a call. */
export function fakePhone(memory = fakeMemory()) {
  const legs: FakeLeg[] = [];
  const openLeg = () => {
    const leg = new FakeLeg();
    legs.push(leg);
    return leg as unknown as LegAudio;
  };
  let softphone = new Softphone({ transport: silent, memory, deviceId: uuid(9000), openLeg, openPhone: noPhone });
  return {
    legs,
    get softphone() {
      return softphone;
    },
    /** Reads the memory again, as a reloaded page does. */
    carry({ id }: LiveCall) {
      memory.setItem("storeline-call", id);
      softphone = new Softphone({ transport: silent, memory, deviceId: uuid(9000), openLeg, openPhone: noPhone });
    },
    change: (part: Partial<MediaState>) => act(() => legs.at(-1)?.change(part)),
  };
}
