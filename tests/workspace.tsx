import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { createTRPCClient, httpLink } from "@trpc/client";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import type { ReactNode } from "react";
import { CacheBinding } from "@/components/client/cache";
import { CardFailures } from "@/components/client/card-boundary";
import { ChannelsProvider } from "@/components/client/channels";
import type { Live } from "@/components/client/live";
import { createPushes } from "@/components/client/pushes";
import { makeQueryClient } from "@/components/client/query-client";
import { LiveContext } from "@/components/client/realtime";
import { createStore } from "@/components/client/store";
import { TRPCProvider } from "@/components/client/trpc";
import { errors } from "@/messages/en/errors";
import { formatMessage } from "@/messages/format-message";
import type { ErrorCode, ErrorReason } from "@/server/contract/errors";
import type { Me, ViewerView } from "@/server/contract/team";
import { listChannels } from "@/server/domain/settings/list-channels";
import type { AppRouter } from "@/server/trpc/root";
import { InEnglish } from "./intl";

/** The server's answers by procedure; throw a `Refused` to refuse it, or an `Error` to lose the connection. */
export type Answers = Record<string, (input: never) => unknown>;
export class Refused extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly reason: ErrorReason = code,
    readonly details: Record<string, unknown> = {},
  ) {
    super(formatMessage(errors[reason], "en", details as Record<string, string>));
  }
}

export const ana: Me = {
  id: "0193a000-0000-7000-8000-000000000001",
  name: "Ana Alvarez",
  email: "ana@demo.example",
  role: "associate",
  scope: { all: false, placeIds: ["0193a000-0000-7000-8000-0000000000aa"] },
  can: { board: false, bulkAssign: false, settings: false, seePersonalData: true },
};

function fakeLive(viewers: ReadonlyMap<string, ViewerView[]>): Live {
  const nothing = () => () => {};
  const live = {
    syncState: createStore({ state: "live", lagMs: 0 }),
    presence: createStore(new Map()),
    hasAllPresence: createStore(false),
    viewers: createStore(viewers),
    customerComposing: createStore(new Set()),
    subscribe: nothing,
    composing: () => {},
    setPresence: () => {},
    onBoard: nothing,
    pushes: createPushes(),
    start: nothing,
  };
  return live as unknown as Live;
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

function answering(answers: Answers): typeof fetch {
  return async (url, init) => {
    const { pathname, searchParams } = new URL(String(url));
    const path = pathname.split("/").at(-1) ?? "";
    const sent = init?.method === "POST" ? String(init.body) : searchParams.get("input");
    const input = (sent ? JSON.parse(sent) : undefined) as never;
    try {
      const answer = answers[path];
      if (!answer) throw new Refused("not_found");
      return json({ result: { data: await answer(input) } });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const domain = { code: error.code, reason: error.reason, message: error.message, details: error.details };
      return json({ error: { message: error.message, code: -32009, data: { httpStatus: 409, path, domain } } }, 409);
    }
  };
}

/** Renders a part of the workspace with the real cache and patches, against fake responses. */
export function renderInWorkspace(
  ui: ReactNode,
  answers: Answers,
  viewers: ReadonlyMap<string, ViewerView[]> = new Map(),
  me: Me = ana,
) {
  const queryClient = makeQueryClient();
  const client = createTRPCClient<AppRouter>({
    links: [httpLink({ url: "http://storeline.test/api/trpc", fetch: answering(answers) })],
  });
  const cache = new CacheBinding(
    queryClient,
    () => me,
    async () => [],
    () => {},
  );
  cache.start();
  const live = { live: fakeLive(viewers), me };
  const inside = (shown: ReactNode) => (
    <InEnglish>
      <NuqsTestingAdapter>
        <QueryClientProvider client={queryClient}>
          <TRPCProvider trpcClient={client} queryClient={queryClient}>
            <LiveContext value={live}>
              <CardFailures value={(failure) => void client.sync.cardFailed.mutate(failure).catch(() => {})}>
                <ChannelsProvider channels={listChannels("en")}>{shown}</ChannelsProvider>
              </CardFailures>
            </LiveContext>
          </TRPCProvider>
        </QueryClientProvider>
      </NuqsTestingAdapter>
    </InEnglish>
  );
  const view = render(inside(ui));
  return { ...view, queryClient, cache, live: live.live, rerenderUi: (next: ReactNode) => view.rerender(inside(next)) };
}
