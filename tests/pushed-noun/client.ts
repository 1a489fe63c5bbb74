import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { singleAnswer } from "@/components/client/cached-query";
import { nounPatch } from "@/components/client/noun";
import type { testRouter } from "./server";
import type { Notice, TestNouns } from "./shape";

export const trpc = createTRPCOptionsProxy<typeof testRouter>({
  client: createTRPCClient<typeof testRouter>({ links: [] }),
  queryClient: new QueryClient(),
});

export const notice = nounPatch({
  query: { notices: singleAnswer<Notice[]>(trpc.notices.list.queryKey()) },
  patch: (cache, entity: TestNouns["notice"]["entity"]) => {
    const { notices } = cache;
    const known = notices?.find(({ id }) => id === entity.notice.id);
    if (!notices || (known && known.version >= entity.notice.version)) return cache;
    const others = notices.filter(({ id }) => id !== entity.notice.id);
    return { ...cache, notices: [...others, entity.notice].sort((a, b) => (a.id < b.id ? -1 : 1)) };
  },
});
