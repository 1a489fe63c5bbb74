import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/server/auth/options";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Requests that next-auth answers with 500 although the sender is at fault: an invalid JSON body or address. */
async function isMalformed(request: NextRequest, { params }: Context): Promise<boolean> {
  const { nextauth } = await params;
  if (request.method === "GET" && nextauth.join("/") === "callback/credentials") return true;
  if (!isAddress(request.nextUrl.searchParams.get("callbackUrl"))) return true;
  if (request.method !== "POST") return false;
  const text = await request.clone().text();
  if (!request.headers.get("content-type")?.includes("json")) return !isAddress(formAddress(text));
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return true;
    return !isAddress((body as { callbackUrl?: unknown }).callbackUrl);
  } catch {
    return true;
  }
}

const formAddress = (text: string): string | null => new URLSearchParams(text).get("callbackUrl");
const isAddress = (value: unknown): boolean =>
  value == null || (typeof value === "string" && URL.canParse(value, "http://localhost"));

// Options are made per request, so that `next build` reads no settings.
const handler = async (request: NextRequest, context: Context): Promise<Response> =>
  (await isMalformed(request, context))
    ? Response.json({ error: "invalid" }, { status: 400 })
    : NextAuth(request, context, authOptions());

export { handler as GET, handler as POST };
