import { headers } from "next/headers";
import type { ReactNode } from "react";
import { isPseudo } from "@/app/language";
import { WorkspaceProvider } from "@/components/client/trpc";
import { WorkspaceShell } from "@/components/shell/workspace-shell";
import { pseudoTexts } from "@/messages/pseudo";
import { requireViewer } from "@/server/auth/page";
import { env } from "@/server/lib/env";
import { createContext } from "@/server/trpc/create-context";
import { appRouter } from "@/server/trpc/root";

/** The layout of every signed-in page: loads the person and the head of the log, and renders the frame. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  await requireViewer();
  const cookie = (await headers()).get("cookie") ?? undefined;
  const caller = appRouter.createCaller(await createContext({ headers: { cookie } }));
  const [me, { cursor }, described, speaksPseudo] = await Promise.all([
    caller.team.me(),
    caller.sync.head(),
    caller.settings.channels(),
    isPseudo(),
  ]);
  const channels = described.map((one) => (speaksPseudo ? { ...one, messages: pseudoTexts(one.messages) } : one));
  return (
    <WorkspaceProvider me={me} channels={channels} cursor={cursor}>
      <WorkspaceShell hasSimulator={env().simulator}>{children}</WorkspaceShell>
    </WorkspaceProvider>
  );
}
