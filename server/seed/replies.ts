import { inArray } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { places, savedReplies } from "@/db/schema";
import type { ReplyLibrary } from "@/server/contract/replies";
import type { Ctx } from "@/server/domain/context";
import { saveReply } from "@/server/domain/replies/save-reply";
import { CONTACT_CENTER, STORES } from "./catalog";

type Text = { name: string; shortcut: string | null; body: string };

const EVERYONES: Text[] = [
  {
    name: "Ready for pickup",
    shortcut: "pickup",
    body: "Hi {{customer.first_name}}, your order {{order.number}} is ready at {{location.name}}. Bring a photo ID, and we will have it at the counter.",
  },
  {
    name: "Looking into it",
    shortcut: "check",
    body: "Thanks for your message, {{customer.first_name}}. I am looking into it and will write back shortly. {{me.first_name}}",
  },
  {
    name: "Returns within 60 days",
    shortcut: "returns",
    body: "You can return anything you have not worn within 60 days, at any store or by mail. The label is in the box of order {{order.number}}.",
  },
  {
    name: "Thanks and goodbye",
    shortcut: "thanks",
    body: "Glad we could help, {{customer.first_name}}! If anything else comes up, just reply here. {{me.first_name}}, {{location.name}}",
  },
];
const PINE_STREETS: Text[] = [
  {
    name: "Parking at Pine Street",
    shortcut: "parking",
    body: "You can park behind the store for 90 minutes, the entrance is on 3rd Avenue. Ring the bell at the back door, and we bring your order to the car.",
  },
  {
    name: "Boot fitting",
    shortcut: null,
    body: "We fit boots without an appointment until an hour before closing. Please bring the socks you will wear, {{customer.first_name}}.",
  },
];
const CONTACT_CENTERS: Text[] = [
  {
    name: "Handing over to the store",
    shortcut: "store",
    body: "I am asking my colleagues at the store to take this over, {{customer.first_name}}. They will write to you in this conversation.",
  },
];

/** Saved replies of everybody, of one store and of the contact center; nothing where there are some already. */
export async function seedReplies(ctx: Ctx): Promise<void> {
  if ((await ctx.db.select({ id: savedReplies.id }).from(savedReplies).limit(1)).length > 0) return;
  const [store] = STORES;
  const codes = [store?.code ?? "", CONTACT_CENTER.code];
  const found = await ctx.db.select().from(places).where(inArray(places.code, codes));
  const add = async (library: ReplyLibrary, texts: readonly Text[]) => {
    for (const text of texts) await saveReply(ctx, { replyId: uuidv7(), library, ...text, expectedVersion: 0 });
  };
  await add({ kind: "organization" }, EVERYONES);
  for (const { id: placeId, code } of found)
    await add({ kind: "place", placeId }, code === CONTACT_CENTER.code ? CONTACT_CENTERS : PINE_STREETS);
}
