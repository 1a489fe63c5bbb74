import type { Id } from "@/server/contract/ids";
import type { PersonHere, Presence } from "./presence";
import type { Viewers, ViewersAt } from "./viewers";

type Changes = { people: PersonHere[]; gone: Id[]; viewers: ViewersAt[] };
/**
 * A node's message to the others. `n` counts its changes: a node that missed one, or has just started, asks for the whole
 * state. "alive" repeats the count, so that a lost message is detected even when nothing changes any more.
 */
export type PeerMessage = { node: string } & (
  | ({ kind: "changes" | "whole"; n: number } & Changes)
  | { kind: "alive"; n: number }
  | { kind: "ask"; of: string }
  | { kind: "bye" }
);

export type PeersPorts = { node: string; now(): number; send(message: PeerMessage): void };

const EVERYBODY = "*";
const ALIVE_EVERY_MS = 10_000;
const SILENT_MS = 30_000;

/** Keeps presence and viewers equal across nodes by sending changes only. A silent node is dropped. */
export class Peers {
  private readonly known = new Map<string, { n: number; at: number }>();
  private n = 0;
  private sentAt = Number.NEGATIVE_INFINITY;
  private isWholeWanted = true;

  constructor(
    private readonly ports: PeersPorts,
    private readonly presence: Presence,
    private readonly viewers: Viewers,
  ) {}

  /** Asks every other node for its state. */
  start(): void {
    this.say({ kind: "ask", of: EVERYBODY });
  }

  /** Makes the others drop this node at once. */
  stop(): void {
    this.say({ kind: "bye" });
  }

  /** Called a few times a second: sends changes, and drops silent nodes. */
  tick(): void {
    const now = this.ports.now();
    for (const [node, { at }] of this.known) if (now - at >= SILENT_MS) this.forget(node);
    const hasChanged = this.presence.hasUnsent() || this.viewers.hasUnsent();
    if (!this.isWholeWanted && !hasChanged && now - this.sentAt < ALIVE_EVERY_MS) return;
    this.sentAt = now;
    const changes = { ...this.presence.takeUnsent(), viewers: this.viewers.takeUnsent() };
    if (this.isWholeWanted) {
      this.isWholeWanted = false;
      const whole = { people: this.presence.local(), gone: [], viewers: this.viewers.local() };
      this.say({ kind: "whole", n: ++this.n, ...whole });
    } else if (hasChanged) this.say({ kind: "changes", n: ++this.n, ...changes });
    else this.say({ kind: "alive", n: this.n });
  }

  receive(message: PeerMessage): void {
    const { node } = message;
    if (node === this.ports.node) return;
    if (message.kind === "ask") {
      if (message.of === this.ports.node || message.of === EVERYBODY) this.isWholeWanted = true;
      return;
    }
    if (message.kind === "bye") {
      this.forget(node);
      return;
    }
    const last = this.known.get(node);
    if (last) last.at = this.ports.now();
    if (message.kind === "whole") {
      this.known.set(node, { n: message.n, at: this.ports.now() });
      this.presence.replaced(node, message.people);
      this.viewers.replaced(node, message.viewers);
    } else if (message.kind === "changes" && last && message.n === last.n + 1) {
      last.n = message.n;
      this.presence.receive(node, message);
      this.viewers.receive(node, message.viewers);
    } else if (message.kind === "changes" || message.n !== last?.n) this.say({ kind: "ask", of: node });
  }

  private forget(node: string): void {
    if (!this.known.delete(node)) return;
    this.presence.forgotten(node);
    this.viewers.forgotten(node);
  }

  private say(message: DistributiveOmit<PeerMessage, "node">): void {
    this.ports.send({ node: this.ports.node, ...message } as PeerMessage);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
