"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ChannelDescriptor } from "@/server/contract/channel-descriptor";
import type { CardFailure } from "@/server/contract/failures";
import type { Id } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";
import type { AppRouter } from "@/server/trpc/root";
import { CacheBinding } from "./cache";
import { CardFailures } from "./card-boundary";
import { ChannelsProvider } from "./channels";
import { Live } from "./live";
import { firstAnswers, makeQueryClient, refetchSubscribed, refetchUnanswered } from "./query-client";
import { LiveContext } from "./realtime";
import { isSigningOut } from "./sign-out";
import { createStore } from "./store";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** A header that other sites cannot send without CORS permission; the server refuses calls without it. */
const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [httpBatchLink({ url: "/api/trpc", headers: { "x-storeline": "1" }, maxItems: 10 })],
  });

/** The sign-in page, which says that the session has ended and leads back to where the person was. */
const signInAgain = ({ pathname, search }: Location): string =>
  `/login?${new URLSearchParams({ ended: "1", next: pathname + search })}`;

function makeWorkspace(me: Me, cursor: string | null) {
  const queryClient = makeQueryClient();
  const client = makeClient();
  const person = createStore(me);
  const accessChanged = () => {
    client.team.me.query().then(person.set, () => {});
    cache.reset({ isSomebodyElse: true });
    live.pushes.publish({ kind: "reset" });
  };
  const since = (input: { conversationId: Id; afterSeq: number }) => client.conversations.since.query(input);
  const cache = new CacheBinding(queryClient, person.get, since, accessChanged);
  const live = new Live(
    {
      ready: () => firstAnswers(queryClient),
      head: async () => {
        const { cursor: head } = await client.sync.head.query();
        cache.reset(); // queries made before the head was known may have missed events
        return head;
      },
      since: (from) => client.sync.since.query({ cursor: from }),
      apply: (envelopes) => cache.apply(envelopes),
      reset: () => cache.reset(),
      caughtUp: () => refetchUnanswered(queryClient),
      reconcile: () => cache.reset(),
      subscribed: (added) => refetchSubscribed(queryClient, added),
      signedOut: () => {
        if (!isSigningOut()) window.location.assign(signInAgain(window.location));
      },
      accessChanged,
    },
    cursor,
  );
  return { queryClient, client, live, cache, person, reportFailure: reporter(client) };
}

/** Reports each failure once per page load, because every render repeats it. */
function reporter(client: ReturnType<typeof makeClient>): (failure: CardFailure) => void {
  const reported = new Set<string>();
  return (failure) => {
    if (reported.has(failure.code)) return;
    reported.add(failure.code);
    void client.sync.cardFailed.mutate(failure).catch(() => {});
  };
}

/**
 * Provides what every signed-in screen needs: queries, the socket, patches.
 * @param cursor the head of the log before the page's queries (`sync.head`); without it the first screen fetches twice
 */
export function WorkspaceProvider({
  me,
  channels,
  cursor = null,
  children,
}: {
  me: Me;
  channels: readonly ChannelDescriptor[];
  cursor?: string | null;
  children: ReactNode;
}) {
  const [workspace] = useState(() => makeWorkspace(me, cursor));
  const { person } = workspace;
  const current = useSyncExternalStore(person.subscribe, person.get, person.get);
  const value = useMemo(() => ({ live: workspace.live, me: current }), [workspace, current]);
  useEffect(() => {
    const detach = workspace.cache.start();
    const stop = workspace.live.start();
    return () => {
      stop();
      detach();
    };
  }, [workspace]);
  return (
    <QueryClientProvider client={workspace.queryClient}>
      <TRPCProvider trpcClient={workspace.client} queryClient={workspace.queryClient}>
        <LiveContext value={value}>
          <ChannelsProvider channels={channels}>
            <CardFailures value={workspace.reportFailure}>{children}</CardFailures>
          </ChannelsProvider>
        </LiveContext>
      </TRPCProvider>
    </QueryClientProvider>
  );
}
