import type { Id } from "@/server/contract/ids";
import { tabsOnCalls } from "@/server/domain/calls/open-phone";
import type { Ctx } from "@/server/domain/context";
import { loadSessions } from "@/server/domain/team/load-session";
import { listAccounts, revokeAccount } from "./accounts";
import type { Ari } from "./ari";
import { accountOf } from "./names";

const UNUSED_MS = 60_000;
/** Since when an account has had no phone. In memory: after a restart it is measured anew. */
const offlineSince = new Map<string, number>();

/**
 * Revokes the SIP accounts of people who have signed out, and those whose browser tab is gone and on no call.
 * @throws AriError, or an error of the database
 */
export async function sweepAccounts(ctx: Ctx, ari: Ari): Promise<void> {
  const accounts = await listAccounts(ari);
  for (const known of offlineSince.keys()) if (!accounts.some(({ user }) => user === known)) offlineSince.delete(known);
  if (accounts.length === 0) return;
  const sids = [...new Set(accounts.map(({ tab }) => tab.sessionId))];
  const signedIn: ReadonlyMap<Id, unknown> = await loadSessions(ctx, sids);
  const onCalls = new Set((await tabsOnCalls(ctx.db)).map(accountOf));
  for (const { user, tab, isOnline } of accounts) {
    if (isOnline || onCalls.has(user)) offlineSince.delete(user);
    else offlineSince.set(user, offlineSince.get(user) ?? performance.now());
    const isUnused = performance.now() - (offlineSince.get(user) ?? performance.now()) > UNUSED_MS;
    if (isUnused || !signedIn.has(tab.sessionId)) await revokeAccount(ari, user);
  }
}
