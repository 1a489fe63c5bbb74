import { initTRPC, TRPCError } from "@trpc/server";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor, Role } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { gapResyncs } from "@/server/lib/metrics";
import type { TrpcContext } from "./create-context";
import { asTrpcError, domainData } from "./error-shape";
import { storable } from "./storable";

const t = initTRPC.context<TrpcContext>().create({
  isDev: false, // no stack traces in responses, not even in development
  errorFormatter: ({ shape, error }) => {
    const domain = domainData(error);
    return { ...shape, message: domain?.message ?? shape.message, data: { ...shape.data, domain } };
  },
});

export const router = t.router;

/** The procedures by which a screen catches up. */
const RESYNCS = new Set(["sync.since", "conversations.since"]);

/** A single middleware, because each one copies the whole call, which is a large part of a small query's cost. */
const forRoles = (allowed: (role: Role) => boolean) =>
  t.procedure.use(async ({ ctx, next, path, getRawInput }) => {
    if (RESYNCS.has(path)) gapResyncs.inc({ call: path });
    const { actor } = ctx;
    if (!actor) throw refusal("unauthenticated");
    if (!allowed(actor.role)) throw refusal("forbidden");
    const call = { ctx: { ...ctx, actor }, getRawInput: async () => storable(await getRawInput()) };
    const result = await next<Ctx<PersonActor>>(call);
    if (!result.ok) throw asTrpcError(result.error, path);
    return result;
  });

const refusal = (code: "unauthenticated" | "forbidden"): TRPCError => {
  const cause = new DomainError(code);
  return new TRPCError({ code: code === "forbidden" ? "FORBIDDEN" : "UNAUTHORIZED", message: cause.message, cause });
};

/** For anybody signed in; the domain decides what they may see and do. There are no procedures for others. */
export const staff = forRoles(() => true);
/** Supervisors and administrators. */
export const lead = forRoles((role) => role === "supervisor" || role === "admin");
export const admin = forRoles((role) => role === "admin");
