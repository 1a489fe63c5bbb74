import type { Event, Socket } from "socket.io";
import { log } from "@/server/lib/log";

/** Calls allowed at once, and then each second. */
type Rate = { burst: number; perSecond: number };
export type CallRates = { socket: Rate; owner: Rate };

/** A person who turns pages by holding a key says twenty things a second; a script says thousands. */
export const STAFF_RATES: CallRates = { socket: { burst: 100, perSecond: 20 }, owner: { burst: 400, perSecond: 60 } };
export const VISITOR_RATES: CallRates = { socket: { burst: 40, perSecond: 5 }, owner: { burst: 80, perSecond: 10 } };
/** After so many refusals, at once or as an average, a socket is no screen of ours. */
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
 * Limits what sockets say, each by itself and all of one owner (a person, a visitor) together. Costs three numbers a socket and
 * as many an owner, in this process. Whatever is over the limit is acknowledged as `rate_limited` and does nothing; who goes on
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

  /** How many owners are remembered: only those who are connected. */
  get size(): number {
    return this.owners.size;
  }
}

/** Not passing the packet on drops it; who waits for an answer gets one. */
function refuse(packet: Event): void {
  const ack: unknown = packet.at(-1);
  if (typeof ack === "function") ack({ ok: false, error: "rate_limited" });
}

const JOINS: Rate = { burst: 10, perSecond: 1 };
const joins = new WeakMap<object, TokenBucket>();

/** A connection may ask to be let into namespaces again and again, and each time costs a read. */
export function mayJoin(connection: object, now = performance.now()): boolean {
  const bucket = joins.get(connection) ?? new TokenBucket(JOINS, now);
  joins.set(connection, bucket);
  return bucket.take(now);
}
