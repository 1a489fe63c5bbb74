import { en, Faker } from "@faker-js/faker";
import { uuidv7 } from "uuidv7";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { claimConversation } from "@/server/domain/conversations/assignment/claim-conversation";
import { recordDelivery } from "@/server/domain/conversations/delivery/record-delivery";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { resolveConversation } from "@/server/domain/conversations/status/resolve-conversation";
import { snoozeConversation } from "@/server/domain/conversations/status/snooze-conversation";
import { addNote } from "@/server/domain/conversations/thread/add-note";
import { markRead } from "@/server/domain/conversations/thread/mark-read";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { currentMs } from "@/server/lib/clock";
import { DEMO_ENDPOINTS } from "@/server/lib/demo-accounts";
import { CONTACT_CENTER, STORES } from "./catalog";
import type { SeededConnections } from "./demo-connections";
import type { Customer, Retailer } from "./generator";
import { TEAM } from "./people";
import { SCRIPTS, type Script, type Turn } from "./scripts";

const MINUTE = 60_000;
const isAnswered = ({ turns }: Script) => turns.some((turn) => turn.by === "s");
const ANSWERED = SCRIPTS.filter(isAnswered);
const UNANSWERED = SCRIPTS.filter((script) => !isAnswered(script));
type Ending = "waiting" | "claimed" | "answered" | "snoozed" | "resolved";
type Plan = {
  n: number;
  customer: Customer;
  place: string;
  by: "text" | "chat";
  staff: string;
  turns: Turn[];
  ending: Ending;
  startedMinutesAgo: number;
};
type Cast = { ctx: Ctx; now: Date; connections: SeededConnections; people: Map<string, PersonActor> };

/**
 * Creates the conversations of the last days through the commands that real messages and people use. Running it again changes
 * nothing, because the messages are duplicates.
 */
export async function seedConversations(cast: Cast, retailer: Retailer, count: number): Promise<number> {
  const plans = planConversations(retailer, count).sort((a, b) => b.startedMinutesAgo - a.startedMinutesAgo);
  let played = 0;
  for (const plan of plans) if (await play(cast, plan)) played++;
  return played;
}

function planConversations({ customers, orders, skus }: Retailer, count: number): Plan[] {
  const faker = new Faker({ locale: [en] });
  faker.seed(count);
  const orderOf = new Map(orders.map((order) => [order.customer, order.id]));
  const buyers = customers.filter((customer) => orderOf.has(customer.id));
  const cast = faker.helpers.arrayElements(buyers, Math.min(count, buyers.length));
  return cast.map((customer, n) => {
    const pool = n % 4 === 0 ? UNANSWERED : ANSWERED;
    const script = pool[Math.floor(n / 4 + n) % pool.length] as Script;
    const store = faker.helpers.arrayElement(STORES);
    const isCenter = script.at === "centre" || (script.at === "any" && faker.number.float() < 0.4);
    const place = isCenter ? CONTACT_CENTER.code : store.code;
    const team = TEAM.filter(({ at, role }) => at !== "all" && at.includes(place) && role !== "partner_agent");
    const staff = faker.helpers.arrayElement(team);
    const sku = faker.helpers.arrayElement(skus);
    const words: Record<string, string> = {
      sku: sku.title,
      size: sku.size || "one size",
      order: orderOf.get(customer.id) ?? "",
      first: customer.name.split(" ")[0] ?? "",
      store: isCenter ? "Pine Street" : store.name,
      staff: staff.name.split(" ")[0] ?? "",
    };
    const turns = script.turns.map(({ by, text }) => ({
      by,
      text: text.replace(/\{(\w+)\}/g, (_, w) => words[w] ?? ""),
    }));
    const ending = endingFor(faker, turns);
    // Most customers of today have the last word from us.
    if (ending === "answered" && n % 5 > 0) while (turns.at(-1)?.by === "c") turns.pop();
    const [min, max] = MINUTES_AGO[ending];
    const startedMinutesAgo = faker.number.int({ min, max }) + turns.length * 4;
    const by = faker.number.float() < (isCenter ? 0.45 : 0.15) ? ("chat" as const) : ("text" as const);
    return { n, customer, place, by, staff: staff.email, turns, ending, startedMinutesAgo };
  });
}

/** The start times of conversations, by their ending. */
const MINUTES_AGO: Record<Ending, [min: number, max: number]> = {
  waiting: [1, 95],
  claimed: [4, 150],
  answered: [15, 260],
  snoozed: [300, 2400],
  resolved: [400, 6500],
};

/** An unanswered script leaves a waiting customer; the others end in various ways. */
function endingFor(faker: Faker, turns: Turn[]): Ending {
  const isUnanswered = turns.every((turn) => turn.by === "c");
  if (isUnanswered) return faker.number.float() < 0.7 ? "waiting" : "claimed";
  return faker.helpers.weightedArrayElement([
    { weight: 6, value: "resolved" },
    { weight: 3, value: "answered" },
    { weight: 1, value: "snoozed" },
  ]);
}

/** @returns false when it was created before */
async function play(cast: Cast, plan: Plan): Promise<boolean> {
  const person = cast.people.get(plan.staff) as PersonActor;
  let at = cast.now.getTime() - plan.startedMinutesAgo * MINUTE;
  const later = (minutes: number) => {
    at = Math.min(at + minutes * MINUTE, cast.now.getTime() - 20_000);
  };
  const as = <A extends Ctx["actor"]>(actor: A): Ctx<A> =>
    createCtx({ db: cast.ctx.db, actor, now: () => new Date(at) });
  let conversationId: Id | null = null;
  let seq = 0;
  let isClaimed = false;
  for (const [i, turn] of plan.turns.entries()) {
    if (turn.by === "c") {
      const received = await receiveMessage(
        as(cast.ctx.actor),
        ownerOf(cast, plan),
        inbound(plan, i, turn.text, new Date(at)),
      );
      if (received.outcome === "duplicate") return false;
      conversationId = received.conversationId;
      seq = received.seq;
      later(1 + ((plan.n + i) % 4));
      continue;
    }
    if (conversationId === null) continue;
    const mine = as(person);
    if (!isClaimed) seq = (await claimConversation(mine, { conversationId })).lastSeq;
    isClaimed = true;
    const said = { conversationId, clientMessageId: uuidv7(), body: turn.text };
    if (turn.by === "n") seq = (await addNote(mine, said)).seq;
    else {
      const item = await sendMessage(mine, { ...said, seenSeq: seq });
      seq = item.seq;
      later(0.05);
      await recordDelivery(as(cast.ctx.actor), ownerOf(cast, plan), {
        kind: "status",
        externalId: `${plan.by === "chat" ? "" : "SM"}${item.id.replaceAll("-", "")}`,
        messageId: item.id,
        status: "delivered",
        error: null,
      });
    }
    later(2 + ((plan.n + i) % 6));
  }
  if (conversationId === null) return true;
  await finish(as(person), plan, conversationId, seq, isClaimed);
  return true;
}

async function finish(
  mine: Ctx<PersonActor>,
  { ending, n }: Plan,
  conversationId: Id,
  seq: number,
  isClaimed: boolean,
) {
  if (ending === "waiting") return;
  const lastSeq = isClaimed ? seq : (await claimConversation(mine, { conversationId })).lastSeq;
  await markRead(mine, { conversationId, seq: lastSeq });
  if (ending === "resolved") await resolveConversation(mine, { conversationId });
  if (ending === "snoozed") {
    const until = new Date(currentMs() + (2 + (n % 20)) * 60 * MINUTE);
    await snoozeConversation(mine, { conversationId, until: until.toISOString() });
  }
}

const ownerOf = ({ connections }: Cast, plan: Plan) => ({
  connectionId: plan.by === "chat" ? connections.webchatConnectionId : connections.smsConnectionId,
});

function inbound(plan: Plan, turn: number, text: string, at: Date) {
  const endpoint = DEMO_ENDPOINTS.find((one) => one.place === plan.place) as (typeof DEMO_ENDPOINTS)[number];
  const isChat = plan.by === "chat";
  // A signed-in visitor of the shop, identified by the site.
  const visitor = `00000000-0000-7000-8000-${String(plan.n).padStart(12, "0")}`;
  const from: Identity = isChat ? { kind: "visitor", value: visitor } : { kind: "phone", value: plan.customer.phone };
  const alsoKnownAs: Identity[] = isChat ? [{ kind: "email", value: plan.customer.email }] : [];
  return {
    kind: "message" as const,
    externalId: `seed-${plan.n}-${turn}`,
    from,
    displayName: isChat ? plan.customer.name : null,
    to: isChat ? endpoint.widgetKey : endpoint.phone,
    text,
    attachments: [],
    alsoKnownAs,
    at,
  };
}
