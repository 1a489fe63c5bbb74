import { places } from "@/db/schema";
import { twilioSms } from "@/server/channels/twilio-sms";
import { webchat } from "@/server/channels/webchat";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "@/server/domain/context";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { DEMO_ENDPOINTS, demoAccounts } from "@/server/lib/demo-accounts";

export type SeededConnections = { smsConnectionId: Id; webchatConnectionId: Id };

/** The demo's SMS account and web chat. Their addresses follow PUBLIC_URL, so this runs at every start of a demo. */
export async function saveDemoConnections(ctx: Ctx, publicUrl: string): Promise<SeededConnections> {
  const { twilio, chat: site } = demoAccounts(publicUrl);
  const sms = await saveConnection(ctx, {
    kind: twilioSms.kind,
    account: twilio.accountSid,
    label: "Simulated SMS",
    config: { ...twilio, answersKeywords: true },
  });
  const chat = await saveConnection(ctx, {
    kind: webchat.kind,
    account: site.account,
    label: "Web shop",
    config: { identitySecret: site.identitySecret, greeting: "Hello! How can we help?" },
  });
  return { smsConnectionId: sms.id, webchatConnectionId: chat.id };
}

/** Saves the connections, and each place's number and widget key. */
export async function seedConnections(ctx: Ctx, publicUrl: string): Promise<SeededConnections> {
  const connections = await saveDemoConnections(ctx, publicUrl);
  const rows = await ctx.db.select({ id: places.id, code: places.code, name: places.name }).from(places);
  const byCode = new Map(rows.map((place) => [place.code, place]));
  for (const { place: code, phone, widgetKey } of DEMO_ENDPOINTS) {
    const place = byCode.get(code);
    if (!place) continue;
    const sms = { connectionId: connections.smsConnectionId, address: phone, label: `${place.name} texts` };
    const chat = { connectionId: connections.webchatConnectionId, address: widgetKey, label: `${place.name} chat` };
    await saveEndpoint(ctx, { ...sms, placeId: place.id });
    await saveEndpoint(ctx, { ...chat, placeId: place.id });
  }
  return connections;
}
