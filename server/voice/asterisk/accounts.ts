import { randomBytes } from "node:crypto";
import type { Tab } from "@/server/contract/voice";
import { type Ari, type Channel, type Endpoint, unlessStatus } from "./ari";
import { accountOf, accountOfChannel, tabOf } from "./names";

const OBJECTS = "asterisk/config/dynamic/res_pjsip";
/** Seconds without audio from a browser after which its channel ends: the tab was closed, or is off the network. */
const RTP_TIMEOUT = 5;

const fieldsOf = (values: Record<string, string | number>) => ({
  fields: Object.entries(values).map(([attribute, value]) => ({ attribute, value: String(value) })),
});

/**
 * Makes the SIP account of a browser tab, with a new password. Whatever the tab had before is over: a page that asks has just loaded,
 * or was refused.
 * @returns the name and the password of the account
 * @throws AriError
 */
export async function openAccount(ari: Ari, tab: Tab): Promise<{ user: string; password: string }> {
  const user = accountOf(tab);
  const password = randomBytes(24).toString("base64url");
  await endChannels(ari, user);
  const put = (type: string, values: Record<string, string | number>) =>
    ari.put(`${OBJECTS}/${type}/${user}`, fieldsOf(values));
  await put("auth", { auth_type: "userpass", username: user, password });
  await put("aor", { max_contacts: 1, remove_existing: "yes", maximum_expiration: 300 });
  await put("endpoint", {
    auth: user,
    aors: user,
    webrtc: "yes",
    dtls_auto_generate_cert: "yes",
    // Browsers take calls and make none by themselves.
    context: "storeline-phone",
    allow_transfer: "no",
    direct_media: "no",
    disallow: "all",
    allow: "opus,ulaw",
    // A customer's keys do not reach people as tones: nobody overhears a card number.
    dtmf_mode: "info",
    rtp_timeout: RTP_TIMEOUT,
    rtp_timeout_hold: 300,
    rewrite_contact: "yes",
    force_rport: "yes",
    rtp_symmetric: "yes",
  });
  return { user, password };
}

/** Removes an account, and ends what it is on. Removing it again succeeds. @throws AriError */
export async function revokeAccount(ari: Ari, user: string): Promise<void> {
  for (const type of ["endpoint", "aor", "auth"])
    await ari.delete(`${OBJECTS}/${type}/${user}`).catch(unlessStatus(404));
  await endChannels(ari, user);
}

/** The accounts of tabs that Asterisk has now. @throws AriError */
export async function listAccounts(ari: Ari): Promise<{ user: string; tab: Tab; isOnline: boolean }[]> {
  const endpoints = await ari.get<Endpoint[]>("endpoints/PJSIP");
  return endpoints.flatMap(({ resource: user, state }) => {
    const tab = tabOf(user);
    return tab ? [{ user, tab, isOnline: state === "online" }] : [];
  });
}

async function endChannels(ari: Ari, user: string): Promise<void> {
  const channels = await ari.get<Channel[]>("channels");
  for (const { id, name } of channels) if (accountOfChannel(name) === user) await ari.delete(`channels/${id}`);
}
