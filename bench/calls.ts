import { encode } from "next-auth/jwt";
import { openPostgres } from "@/db/postgres";
import { findAsterisk } from "@/scripts/asterisk.mjs";
import { type Caller, placeCalls } from "@/tests/asterisk/callers";
import { type OneStore, seedManyStores } from "@/tests/asterisk/many-stores";
import { openRingingPhones } from "@/tests/asterisk/ringing-phones";
import { startAsterisk, TRUNK } from "@/tests/asterisk/start-asterisk";
import { freePort } from "@/tests/pg";
import { until } from "@/tests/until";
import { residentMB, startApp } from "./processes";
import { SCREEN_HELLO, view } from "./raw-viewer";
import { percentile, round, say } from "./stats";

const CALLS = 60;
const PER_SECOND = 5;
const RING_MS = 15_000;
/** A dialed name that Asterisk passes on by itself, to phones that only ring. */
const BARE = "bare";
const BARE_CALLS = {
  "extensions.conf": ["[storeline-trunk](+)", `exten => _${BARE}.,1,Dial(PJSIP/\${EXTEN:${BARE.length}}@${TRUNK})`],
};

type Latencies = { p50: number; p95: number; lost: number };

/**
 * 60 calls that ring at the same time: from INVITE to ringing on screen, beside Asterisk's own dial of a phone in the same run; and the
 * memory that a call takes while it goes on.
 * @returns null where there is no Asterisk
 */
export async function measureCalls(databaseUrl: string, secret: string) {
  const installed = findAsterisk();
  if (!installed) return null;
  say(`${CALLS} calls by telephone, ${PER_SECOND} per second`);
  const near = { host: "127.0.0.1", port: await freePort() };
  const far = { host: "127.0.0.2", port: await freePort() };
  const phones = await openRingingPhones(far);
  const edge = await startAsterisk(installed, {
    ...{ name: "bench", app: "storeline", sip: near, peer: far, rtpFrom: 22_000 },
    own: BARE_CALLS,
  });
  const { db, close } = await openPostgres(databaseUrl, 2);
  const stores = await seedManyStores(db, CALLS);
  await close();
  const { url, user, password, app: name, sipUrl } = edge.settings;
  const app = await startApp({
    ...{ DATABASE_URL: databaseUrl, SECRET: secret, ASTERISK_ARI_URL: url, ASTERISK_ARI_USER: user },
    ...{ ASTERISK_ARI_PASSWORD: password, ASTERISK_ARI_APP: name, ASTERISK_SIP_URL: sipUrl },
  });
  const screens = await openScreens(app.port, stores, secret);
  const call = async (callers: readonly Caller[], rangAt: ReadonlyMap<string, number>): Promise<Latencies> => {
    const from = { host: far.host, port: await freePort() };
    const placed = await placeCalls(installed.sipp, {
      from,
      to: near,
      callers,
      perSecond: PER_SECOND,
      ringMs: RING_MS,
    });
    const ms = [...placed].flatMap(([number, { invitedAt }]) => (rangAt.get(number) ?? Number.NaN) - invitedAt);
    const rang = ms.filter((one) => !Number.isNaN(one));
    return { p50: percentile(rang, 0.5), p95: percentile(rang, 0.95), lost: CALLS - rang.length };
  };
  try {
    await until(() => edge.ari.get(`applications/${name}`), 10_000);
    // Once without measuring, so that what grows is the calls and not what a process loads the first time.
    await call(stores, screens.rangAt);
    screens.forget();
    const before = residentMB(app.pid);
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, residentMB(app.pid));
    }, 250);
    const ours = await call(stores, screens.rangAt);
    clearInterval(watch);
    const bare = await call(stores.map(bareCaller), phones.rangAt);
    const result = {
      ringP95Ratio: round(ours.p95 / bare.p95),
      ...{ ringP50Ms: round(ours.p50, 0), ringP95Ms: round(ours.p95, 0) },
      ...{ bareP50Ms: round(bare.p50, 0), bareP95Ms: round(bare.p95, 0) },
      ...{ lost: ours.lost, bareLost: bare.lost, kbPerCall: round(((most - before) * 1024) / CALLS, 0) },
    };
    say(`  ${JSON.stringify(result)}`);
    return result;
  } finally {
    screens.close();
    phones.close();
    await app.stop();
    await edge.stop();
  }
}

const bareCaller = ({ number, dials }: Caller): Caller => ({ number, dials: BARE + dials.slice(1) });

/** One screen for each store; when the first ring of its caller arrives there. */
async function openScreens(port: number, stores: readonly OneStore[], secret: string) {
  const rangAt = new Map<string, number>();
  const leave: (() => void)[] = [];
  for (const { actor, number } of stores) {
    const cookie = `next-auth.session-token=${await encode({ token: { sid: actor.sid }, secret, maxAge: 3600 })}`;
    const onEvent = (bytes: Buffer) => {
      if (!rangAt.has(number) && bytes.includes('"state":"ringing"'))
        rangAt.set(number, performance.timeOrigin + performance.now());
    };
    leave.push(await view(port, cookie, onEvent, SCREEN_HELLO));
  }
  return {
    rangAt: rangAt as ReadonlyMap<string, number>,
    forget: () => rangAt.clear(),
    close() {
      for (const go of leave) go();
    },
  };
}
