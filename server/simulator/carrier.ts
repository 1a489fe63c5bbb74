import { randomBytes } from "node:crypto";
import { systemClock } from "@/server/lib/clock";

/** One message in the provider's records. `media`: names of the simulator's photos, or addresses of our files. */
export type Carried = {
  sid: string;
  direction: "inbound" | "outbound-api";
  from: string;
  to: string;
  body: string;
  media: string[];
  status: string;
  errorCode: string | null;
  at: Date;
};

const KEPT = 5000;

/** The provider's records of messages between phones and stores, independent of its webhooks. In memory, bounded. */
export function createCarrier() {
  const carried = new Map<string, Carried>();
  let losesNext = false;
  return {
    /** @returns its id */
    take(message: Omit<Carried, "sid" | "errorCode" | "at">): string {
      const sid = `${message.media.length > 0 ? "MM" : "SM"}${randomBytes(16).toString("hex")}`;
      carried.set(sid, { ...message, sid, errorCode: null, at: systemClock() });
      const oldest = carried.keys().next().value;
      if (carried.size > KEPT && oldest !== undefined) carried.delete(oldest);
      return sid;
    },
    setStatus(sid: string, status: string, errorCode: string | null): void {
      const message = carried.get(sid);
      if (message) Object.assign(message, { status, errorCode });
    },
    find: (sid: string): Carried | null => carried.get(sid) ?? null,
    /** Newest first. */
    since: (at: Date): Carried[] => [...carried.values()].filter((message) => message.at >= at).reverse(),
    losesNext: (): boolean => losesNext,
    loseNext(next: boolean): void {
      losesNext = next;
    },
    /** Whether the next webhook is to be lost. */
    loses(): boolean {
      const lost = losesNext;
      losesNext = false;
      return lost;
    },
  };
}
export type Carrier = ReturnType<typeof createCarrier>;
