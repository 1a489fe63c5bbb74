import type { Event, Socket } from "socket.io";
import { log } from "@/server/lib/log";

/** Messages allowed in a burst, and then per second. */
type Rate = { burst: number; perSecond: number };
export type CallRates = { socket: Rate; owner: Rate };

/** A person who holds a key to page through a list sends twenty messages a second; a script sends thousands. */
export const STAFF_RATES: CallRates = { socket: { burst: 100, perSecond: 20 }, owner: { burst: 400, perSecond: 60 } };
export const VISITOR_RATES: CallRates = { socket: { burst: 40, perSecond: 5 }, owner: { burst: 80, perSecond: 10 } };
/** A customer on a call: each connection takes a dozen signals, and an unstable network makes many connections. */
export const CALLER_RATES: CallRates = { socket: { burst: 80, perSecond: 10 }, owner: { burst: 160, perSecond: 20 } };
/** A socket that is refused this often, in a burst or on average, is not one of our screens. */
const MAX_WAIT: Rate = { burst: 100, perSecond: 1 };

export class TokenBucket {
  private tokens: number;
  private at: number;

  constructor(
    private readonly rate: Rate,
    now: number,
  ) {
    this.tokens = rate.burst;
    this.at = now;
  }

  /** @param now in milliseconds. @returns whether there was a token */
  take(now: number): boolean {
    this.tokens = Math.min(this.rate.burst, this.tokens + ((now - this.at) / 1000) * this.rate.perSecond);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}

type AnySocket = Pick<Socket, "use" | "on" | "disconnect" | "id">;

/**
 * Limits the messages of each socket and of all sockets of one owner (a person or visitor). Keeps three numbers per socket and
 * per owner, in this process. Messages over the limit are acknowledged as `rate_limited` and ignored; a socket that continues
 * is disconnected.
 */
export class CallLimits {
  private readonly owners = new Map<string, { bucket: TokenBucket; sockets: number }>();

  constructor(
    private readonly rates: CallRates,
    private readonly now: () => number = () => performance.now(),
  ) {}

  limit(socket: AnySocket, ownerId: string): void {
    const owner = this.owners.get(ownerId) ?? { bucket: new TokenBucket(this.rates.owner, this.now()), sockets: 0 };
    this.owners.set(ownerId, owner);
    owner.sockets++;
    socket.on("disconnect", () => {
      if (--owner.sockets === 0) this.owners.delete(ownerId);
    });
    const own = new TokenBucket(this.rates.socket, this.now());
    const waitMs = new TokenBucket(MAX_WAIT, this.now());
    socket.use((packet, next) => {
      const now = this.now();
      if (own.take(now) && owner.bucket.take(now)) return next();
      refuse(packet);
      if (waitMs.take(now)) return;
      log.warn({ event: "disconnected" }, "a socket went on over its limit");
      socket.disconnect(true);
    });
  }

  /** How many owners have state here: only those who are connected. */
  get size(): number {
    return this.owners.size;
  }
}

/** The packet is dropped because `next` is not called; a caller that waits for an acknowledgement still gets one. */
function refuse(packet: Event): void {
  const ack: unknown = packet.at(-1);
  if (typeof ack === "function") ack({ ok: false, error: "rate_limited" });
}

const JOINS: Rate = { burst: 10, perSecond: 1 };
const joins = new WeakMap<object, TokenBucket>();

/** Each attempt to join a namespace costs a read, and a connection may repeat it. */
export function mayJoin(connection: object, now = performance.now()): boolean {
  const bucket = joins.get(connection) ?? new TokenBucket(JOINS, now);
  joins.set(connection, bucket);
  return bucket.take(now);
}
