import type { Endpoint } from "@/server/voice/asterisk/ari";
import { type AsteriskServer, type Extension, TRUNK } from "./start-asterisk";

const OBJECTS = "asterisk/config/dynamic/res_pjsip";

/** Makes an extension of the PBX, or makes it anew with another password. What calls from it dial goes outside. */
export async function makeExtension({ ari }: AsteriskServer, { user, password }: Extension): Promise<void> {
  const put = (type: string, values: Record<string, string>) =>
    ari.put(`${OBJECTS}/${type}/${user}`, {
      fields: Object.entries(values).map(([attribute, value]) => ({ attribute, value })),
    });
  await put("auth", { auth_type: "userpass", username: user, password });
  await put("aor", { max_contacts: "1", remove_existing: "yes", minimum_expiration: "1" });
  await put("endpoint", {
    ...{ auth: user, aors: user, context: "storeline-trunk", disallow: "all", allow: "ulaw" },
    ...{ direct_media: "no", dtmf_mode: "rfc4733", trust_id_inbound: "yes", send_pai: "yes" },
  });
}

/** Whether a phone has registered as the extension. */
export const isRegistered = async ({ ari }: AsteriskServer, { user }: Extension): Promise<boolean> =>
  (await ari.get<Endpoint>(`endpoints/PJSIP/${user}`)).state === "online";

/** Whether Storeline says that the PBX answers it. */
export async function isTrunkUp(port: number): Promise<boolean> {
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return new RegExp(`^phone_trunk_up\\{trunk="${TRUNK}"\\} 1$`, "m").test(page);
}
