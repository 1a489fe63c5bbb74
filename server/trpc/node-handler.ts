import type { IncomingMessage, ServerResponse } from "node:http";
import { type AnyTRPCRouter, getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from "@trpc/server";
import { getHTTPStatusCode } from "@trpc/server/http";
import { DomainError } from "@/server/contract/errors";
import { readBody } from "@/server/lib/read-body";
import { MAX_BODY_BYTES } from "./batch-limits";
import { createContext } from "./create-context";
import { asTrpcError } from "./error-shape";
import { parseCalls } from "./parse-calls";

type Options = {
  router: AnyTRPCRouter;
  createContext?: (req: IncomingMessage) => Promise<unknown>;
  /** The headers of every response, set together because setting them one by one costs more than the call. */
  headers?: Record<string, string>;
  /** Called with the code of every refused or failed call, for the metrics. */
  onError?: (error: TRPCError, path: string) => void;
};
type Answer = { result: { data: unknown } } | { error: ReturnType<typeof getTRPCErrorShape> };

/**
 * tRPC over Node's own request and response: queries by GET, mutations by POST, both batched. Responses equal those of the
 * stock adapter byte for byte (a test compares them), without the web requests, streams and responses that take most of that
 * adapter's time.
 */
export async function handleTrpc(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  { router, createContext: contextOf = createContext, headers = {}, onError }: Options,
): Promise<void> {
  const config = router._def._config;
  let ctx: unknown;
  const fail = (cause: unknown, at: string, type: "query" | "mutation" | "unknown", input: unknown): Answer => {
    const error = asTrpcError(cause instanceof DomainError ? wrapped(cause) : getTRPCErrorFromUnknown(cause), at);
    onError?.(error, at);
    const named = at === "" ? undefined : at;
    return { error: getTRPCErrorShape({ config, error, type, path: named, input, ctx: ctx as object }) };
  };
  let body: Answer | Answer[];
  try {
    const signal = abortSignal(req, res);
    const posted = req.method === "POST" ? await readBody(req, MAX_BODY_BYTES) : null;
    const { calls, isBatch } = parseCalls(router, {
      method: req.method ?? "GET",
      url: req.url ?? "/",
      path,
      posted,
      headers: req.headers,
    });
    ctx = await contextOf(req);
    const answers = await Promise.all(
      calls.map(async ({ procedure, type, path: at, getRawInput, input, batchIndex }): Promise<Answer> => {
        try {
          const call = procedure();
          return {
            result: { data: await call({ path: at, getRawInput, ctx, type: call._def.type, signal, batchIndex }) },
          };
        } catch (cause) {
          return fail(cause, at, type, input());
        }
      }),
    );
    body = isBatch ? answers : (answers[0] as Answer);
  } catch (cause) {
    body = fail(cause, "", "unknown", undefined);
  }
  write(res, getHTTPStatusCode(body as Parameters<typeof getHTTPStatusCode>[0]), JSON.stringify(body), headers);
}

const wrapped = (cause: DomainError): TRPCError =>
  new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: cause.message, cause });

/** Aborts procedures whose caller has disconnected. */
function abortSignal(req: IncomingMessage, res: ServerResponse): AbortSignal {
  const gone = new AbortController();
  res.once("close", () => {
    if (!res.writableEnded) gone.abort();
  });
  if (req.destroyed) gone.abort();
  return gone.signal;
}

function write(res: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  // Responses of one turn of the event loop are written together after all its requests were read: under load a client then
  // wakes up once for many of them, which is most of the cost of a small response.
  setImmediate(() => {
    if (res.destroyed) return;
    res.writeHead(status, {
      ...headers,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      vary: "trpc-accept, accept",
      "cache-control": "no-store",
    });
    res.end(body);
  });
}
