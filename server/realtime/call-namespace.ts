import type { Namespace, Socket } from "socket.io";
import { z } from "zod";
import type { Ack } from "@/server/contract/ack";
import { type CallMediaServerEvents, type CustomerCallEvents, DeclineRing } from "@/server/contract/call-media";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { answerForCustomer, giveUpOnCustomer } from "@/server/domain/calls/ring-customer";
import type { Ctx } from "@/server/domain/context";
import { type CustomerLeg, verifyLegToken } from "@/server/lib/leg-token";
import { CALLER_RATES, CallLimits, mayJoin } from "./call-limits";
import type { CallMedia } from "./call-media";
import { guard } from "./guard-sockets";

type None = Record<string, never>;
export type CallNamespace = Namespace<CustomerCallEvents, CallMediaServerEvents, None, CustomerLeg>;
type CallSocket = Socket<CustomerCallEvents, CallMediaServerEvents, None, CustomerLeg>;

const Auth = z.object({ token: z.string().min(1).max(4000) });

type Ports = { ctx: Ctx; media: CallMedia };

/**
 * The customers' side of calls: a browser with the token of a leg carries this leg, answers or ends its call, and can do nothing else.
 * A token takes no look into the database: what it may do is checked with each thing it asks for.
 */
export function serveCustomers(namespace: CallNamespace, ports: Ports): void {
  const limits = new CallLimits(CALLER_RATES);
  namespace.use((socket, next) => void admit(socket, next));
  namespace.on("connection", (socket) => {
    limits.limit(socket, socket.data.legId);
    serve(socket, ports);
  });
}

async function admit(socket: CallSocket, next: (error?: Error) => void): Promise<void> {
  if (!mayJoin(socket.conn)) return next(new Error("rate_limited"));
  const auth = Auth.safeParse(socket.handshake.auth);
  const leg = auth.success ? await verifyLegToken(auth.data.token) : null;
  if (!leg) return next(new Error("unauthenticated"));
  socket.data = leg;
  next();
}

function serve(socket: CallSocket, { ctx, media }: Ports): void {
  const { callId, legId } = socket.data;
  socket.on("error", () => socket.disconnect(true));
  media.serve(socket, () => ({ callId, legId }));
  const asked = (name: string, act: () => Promise<void>) => (ack: Ack<null>) =>
    guard(name, z.undefined(), () => act().then(() => null))(undefined, ack);
  socket.on(
    "hang_up",
    asked("hang_up", () => hangUpForCustomer(ctx, { callId })),
  );
  socket.on(
    "answer",
    asked("answer", () => answerForCustomer(ctx, { callId })),
  );
  socket.on(
    "decline",
    guard("decline", DeclineRing, async ({ as }) => {
      await giveUpOnCustomer(ctx, { callId, as });
      return null;
    }),
  );
}
