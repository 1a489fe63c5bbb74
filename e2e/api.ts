import type { APIRequestContext } from "@playwright/test";
import { baseUrl } from "./send-webhooks";

export const PASSWORD = "storeline-demo";
const HEADERS = () => ({ "x-storeline": "1", origin: baseUrl() });

/** Signs in by a request, as a new session and device. */
export async function signIn(request: APIRequestContext, email: string, password = PASSWORD): Promise<boolean> {
  const { csrfToken } = await (await request.get(`${baseUrl()}/api/auth/csrf`)).json();
  const form = { csrfToken, email, password, json: "true" };
  await request.post(`${baseUrl()}/api/auth/callback/credentials`, { form, failOnStatusCode: false });
  return (await request.get(`${baseUrl()}/api/trpc/team.me`, { headers: HEADERS() })).ok();
}

/** Calls a query as the signed-in person. @throws Error with the server's sentence */
export async function query<T>(request: APIRequestContext, name: string, input?: unknown): Promise<T> {
  const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return answered<T>(name, await request.get(`${baseUrl()}/api/trpc/${name}${search}`, { headers: HEADERS() }));
}

/** Calls a mutation as the signed-in person. @throws Error with the server's sentence */
export async function mutate<T>(request: APIRequestContext, name: string, input: unknown): Promise<T> {
  const headers = { ...HEADERS(), "content-type": "application/json" };
  return answered<T>(
    name,
    await request.post(`${baseUrl()}/api/trpc/${name}`, { headers, data: JSON.stringify(input) }),
  );
}

type Answer = { ok(): boolean; json(): Promise<{ result: { data: unknown }; error?: { message: string } }> };
async function answered<T>(name: string, answer: Answer): Promise<T> {
  const body = await answer.json();
  if (!answer.ok()) throw new Error(`${name}: ${body.error?.message}`);
  return body.result.data as T;
}
