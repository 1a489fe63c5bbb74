import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { CallLimits, mayJoin, TokenBucket } from "./call-limits";

type Answer = { ok: boolean; error?: string } | "handled";

/** A socket as far as limits see it. */
function fakeSocket() {
  const events = new EventEmitter();
  let middleware: (packet: unknown[], next: () => void) => void = () => {};
  const socket = {
    id: "s",
    isConnected: true,
    use: (fn: typeof middleware) => {
      middleware = fn;
    },
    on: (name: string, fn: () => void) => events.on(name, fn),
    disconnect: () => {
      socket.isConnected = false;
      events.emit("disconnect");
    },
  };
  const say = (ackLess = false): Answer | undefined => {
    let answer: Answer | undefined;
    const ack = (said: Answer) => {
      answer = said;
    };
    middleware(ackLess ? ["composing", {}] : ["subscribe", {}, ack], () => {
      answer = "handled";
    });
    return answer;
  };
  return { socket, say };
}

function limits(clock: { ms: number }) {
  const rates = { socket: { burst: 5, perSecond: 2 }, owner: { burst: 8, perSecond: 3 } };
  return new CallLimits(rates, () => clock.ms);
}

test("a bucket holds its burst, refills with time, and never holds more", () => {
  const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, 0);
  expect([0, 0, 0, 0].map((at) => bucket.take(at))).toEqual([true, true, true, false]);
  expect(bucket.take(400)).toBe(false);
  expect(bucket.take(600)).toBe(true);
  expect(Array.from({ length: 4 }, () => bucket.take(1e9))).toEqual([true, true, true, false]);
});

test("a call over a socket's limit is acknowledged as such and not handled, and later calls are handled again", () => {
  const clock = { ms: 0 };
  const { socket, say } = fakeSocket();
  limits(clock).limit(socket as never, "ana");
  expect(Array.from({ length: 5 }, () => say())).toEqual(Array(5).fill("handled"));
  expect(say()).toEqual({ ok: false, error: "rate_limited" });
  expect(say(true), "an event without an answer is dropped").toBeUndefined();
  clock.ms += 1000;
  expect(say()).toBe("handled");
  expect(socket.isConnected).toBe(true);
});

test("the sockets of one person share a limit, and another person has their own", () => {
  const clock = { ms: 0 };
  const all = limits(clock);
  const [one, two, other] = [fakeSocket(), fakeSocket(), fakeSocket()];
  all.limit(one.socket as never, "ana");
  all.limit(two.socket as never, "ana");
  all.limit(other.socket as never, "ben");
  const said = [...Array.from({ length: 5 }, () => one.say()), ...Array.from({ length: 5 }, () => two.say())];
  expect(said.filter((answer) => answer === "handled")).toHaveLength(8);
  expect(other.say()).toBe("handled");
});

test("a socket that keeps exceeding its limit is disconnected, and nothing is kept about owners who have left", () => {
  const clock = { ms: 0 };
  const all = limits(clock);
  const { socket, say } = fakeSocket();
  all.limit(socket as never, "ana");
  expect(all.size).toBe(1);
  for (let n = 0; n < 105; n++) say();
  expect(socket.isConnected).toBe(true);
  say();
  expect(socket.isConnected).toBe(false);
  expect(all.size).toBe(0);
});

test("a connection may join only a limited number of times", () => {
  const connection = {};
  const joined = Array.from({ length: 50 }, () => mayJoin(connection, 0));
  expect(joined.filter(Boolean)).toHaveLength(10);
  expect(mayJoin(connection, 1000)).toBe(true);
  expect(mayJoin({}, 0)).toBe(true);
});
