import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { PersonActor } from "@/server/contract/team";
import { viewerFromCookie } from "./viewer";

/** The signed-in person for whom the page is rendered, or null. */
export const viewer = cache(async (): Promise<PersonActor | null> => viewerFromCookie((await headers()).get("cookie")));

/** For pages that need somebody: others are sent to sign in. */
export async function requireViewer(): Promise<PersonActor> {
  return (await viewer()) ?? redirect("/login");
}
