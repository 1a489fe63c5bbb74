import type { IncomingMessage } from "node:http";
import { ctxFor, SIGN_IN } from "@/server/auth/ctx";
import { viewerFromCookie } from "@/server/auth/viewer";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";

/** The context of every procedure; `actor` is null for somebody who has not signed in. */
export type TrpcContext = Omit<Ctx, "actor"> & { readonly actor: PersonActor | null };

/** @throws DomainError "unavailable" when the session cannot be read */
export async function createContext(req: Pick<IncomingMessage, "headers">): Promise<TrpcContext> {
  try {
    const actor = await viewerFromCookie(req.headers.cookie);
    return { ...(await ctxFor(SIGN_IN)), actor };
  } catch {
    throw new DomainError("unavailable");
  }
}
