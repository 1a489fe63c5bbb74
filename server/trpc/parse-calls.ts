import type { IncomingHttpHeaders } from "node:http";
import { type AnyTRPCProcedure, type AnyTRPCRouter, TRPCError } from "@trpc/server";
import { MAX_BATCH } from "./batch-limits";

type Request = {
  method: string;
  /** The longest URL, with its query string. */
  url: string;
  /** The path after the mount point, still encoded. */
  path: string;
  posted: Buffer | null;
  headers: IncomingHttpHeaders;
};

export type Call = {
  path: string;
  batchIndex: number;
  type: "query" | "mutation" | "unknown";
  /** @throws TRPCError for an unknown procedure, or another method */
  procedure(): AnyTRPCProcedure;
  /** @throws TRPCError BAD_REQUEST: the input is not JSON, or not an object in a batch */
  getRawInput(): Promise<unknown>;
  /** The parsed input, once it was read. */
  input(): unknown;
};

const METHOD = { query: "GET", mutation: "POST" } as const;

/** Parses the calls of a request by tRPC's protocol. @throws TRPCError when the request as a whole is invalid */
export function parseCalls(router: AnyTRPCRouter, request: Request): { calls: Call[]; isBatch: boolean } {
  const { method, headers } = request;
  if (method !== "GET" && !isJson(headers["content-type"])) throw unsupportedType(headers["content-type"]);
  const query = new URLSearchParams(request.url.slice(request.url.indexOf("?") + 1 || request.url.length));
  const isBatch = query.get("batch") === "1";
  const path = decoded(request.path);
  const paths = isBatch ? path.split(",") : [path];
  if (paths.length > MAX_BATCH) {
    throw new TRPCError({ code: "BAD_REQUEST", message: "Batch call exceeds maximum size" });
  }
  const inputs = inputReader(isBatch, paths.length, () =>
    request.posted === null ? query.get("input") : request.posted.toString("utf8"),
  );
  const calls = paths.map((at, batchIndex): Call => {
    const found = procedureAt(router, at);
    return {
      path: at,
      batchIndex,
      type: typeOf(found),
      procedure: () => checked(found, at, method),
      getRawInput: async () => inputs.read()[batchIndex],
      input: () => inputs.known()?.[batchIndex],
    };
  });
  const types = new Set(calls.map((call) => call.type).filter((type) => type !== "unknown"));
  if (types.size > 1) {
    throw new TRPCError({
      code: "BAD_REQUEST",
      message: `Cannot mix procedure types in call: ${[...types].join(", ")}`,
    });
  }
  return { calls, isBatch };
}

/** Own properties only, so that `__proto__` and `constructor` are not procedures. */
function procedureAt(router: AnyTRPCRouter, path: string): AnyTRPCProcedure | null {
  const all = router._def.procedures as Record<string, AnyTRPCProcedure>;
  return Object.hasOwn(all, path) ? (all[path] ?? null) : null;
}

const typeOf = (procedure: AnyTRPCProcedure | null): Call["type"] => {
  const type = procedure?._def.type;
  return type === "query" || type === "mutation" ? type : "unknown";
};

function checked(procedure: AnyTRPCProcedure | null, path: string, method: string): AnyTRPCProcedure {
  if (!procedure) throw new TRPCError({ code: "NOT_FOUND", message: `No procedure found on path "${path}"` });
  const { type } = procedure._def;
  if (type === "subscription" || METHOD[type] !== method) {
    throw new TRPCError({
      code: "METHOD_NOT_SUPPORTED",
      message: `Unsupported ${method}-request to ${type} procedure at path "${path}"`,
    });
  }
  return procedure;
}

/** Parsed lazily and once: a procedure that refuses the caller never reads the input. */
function inputReader(isBatch: boolean, length: number, text: () => string | null) {
  let inputs: Record<number, unknown> | undefined;
  const parse = (): Record<number, unknown> => {
    const raw = text();
    if (raw === null || (raw === "" && isBatch)) return {};
    const value = jsonOf(raw);
    if (!isBatch) return { 0: value };
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TRPCError({ code: "BAD_REQUEST", message: '"input" needs to be an object when doing a batch call' });
    }
    const given = value as Record<number, unknown>;
    return Object.fromEntries(Array.from({ length }, (_, i) => [i, given[i]]));
  };
  return {
    read(): Record<number, unknown> {
      inputs ??= parse();
      return inputs;
    },
    known: () => inputs,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TRPCError({ code: "BAD_REQUEST", message: (cause as Error).message, cause });
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new TRPCError({ code: "BAD_REQUEST", message: `Invalid URL-encoding in path "${path}"`, cause });
  }
}

const isJson = (type: string | undefined): boolean =>
  type?.toLowerCase().split(";", 1)[0]?.trim() === "application/json";

const unsupportedType = (type: string | undefined): TRPCError =>
  new TRPCError({
    code: "UNSUPPORTED_MEDIA_TYPE",
    message: type === undefined ? "Missing content-type header" : `Unsupported content-type "${type}`,
  });
