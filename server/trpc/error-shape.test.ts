import { TRPCError } from "@trpc/server";
import { DrizzleQueryError } from "drizzle-orm";
import pg from "pg";
import { expect, test } from "vitest";
import { asTrpcError, domainData } from "./error-shape";

const thrown = (code: string) => {
  const driver = Object.assign(new pg.DatabaseError("canceled: Ana", 0, "error"), { code });
  const cause = new DrizzleQueryError("select secret", ["Ana"], driver);
  return asTrpcError(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause }), "conversations.send");
};

test.each(["55P03", "57014", "40001", "40P01", "57P01", "08006", "53300", "25P03", "ECONNREFUSED", "ECONNRESET"])(
  "a call that fails with %s is answered with a plain sentence that asks to try again, and a 503",
  (code) => {
    const error = thrown(code);
    expect(error.code).toBe("SERVICE_UNAVAILABLE");
    expect(domainData(error)).toEqual({
      code: "unavailable",
      reason: "busy",
      message: "Storeline is busy right now. Try again in a moment.",
      details: {},
    });
  },
);

test.each(["22P02", "23505", "42703"])(
  "a call that fails with %s stays an error of ours, without its words",
  (code) => {
    const error = thrown(code);
    expect([error.code, error.message, domainData(error)]).toEqual([
      "INTERNAL_SERVER_ERROR",
      "Something went wrong on our side.",
      null,
    ]);
  },
);
