import { initTRPC, TRPCError } from "@trpc/server";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor, Role } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { gapResyncs } from "@/server/lib/metrics";
import type { TrpcContext } from "./context";
import { asTrpcError, domainData } from "./errors";
import { storable } from "./storable";

const t = initTRPC.context<TrpcContext>().create({
  isDev: false, // no stack traces in answers, in development either
  errorFormatter: ({ shape, error }) => {
    const domain = domainData(error);
    return { ...shape, message: domain?.message ?? shape.message, data: { ...shape.data, domain } };
  },
});

export const router = t.router;

/** Calls by which a screen fetches what it has missed. */
const RESYNCS = new Set(["sync.since", "conversations.since"]);

const mapped = t.procedure.use(async ({ next, path, getRawInput }) => {
  if (RESYNCS.has(path)) gapResyncs.inc({ call: path });
  const result = await next({ getRawInput: async () => storable(await getRawInput()) });
  if (!result.ok) throw asTrpcError(result.error, path);
  return result;
});

const forRoles = (allowed: (role: Role) => boolean) =>
  mapped.use(({ ctx, next }) => {
    const { db, now, actor } = ctx;
    if (!actor) throw refusal("unauthenticated");
    if (!allowed(actor.role)) throw refusal("forbidden");
    return next<Ctx<PersonActor>>({ ctx: { db, now, actor } });
  });

const refusal = (code: "unauthenticated" | "forbidden"): TRPCError => {
  const cause = new DomainError(code);
  return new TRPCError({ code: code === "forbidden" ? "FORBIDDEN" : "UNAUTHORIZED", message: cause.message, cause });
};

/** Anybody signed in; what they may see and do is the domain's to say. There is no procedure for others. */
export const staff = forRoles(() => true);
/** Supervisors and administrators. */
export const lead = forRoles((role) => role === "supervisor" || role === "admin");
export const admin = forRoles((role) => role === "admin");
