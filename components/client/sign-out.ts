let isLeaving = false;
/** Whether this person is signing out here, so that the ended session needs no explanation. */
export const isSigningOut = (): boolean => isLeaving;

/**
 * Makes the two requests of next-auth itself: its client is 10 kB of code for old browsers.
 * @returns where to go next
 */
async function endSession(): Promise<string> {
  const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
  const body = new URLSearchParams({ csrfToken, callbackUrl: "/login", json: "true" });
  const answer = await fetch("/api/auth/signout", { method: "POST", body });
  return ((await answer.json()) as { url?: string }).url ?? "/login";
}

/** Ends the session everywhere and goes to the sign-in page. */
export function leaveWorkspace(): void {
  isLeaving = true;
  endSession().then(
    (next) => window.location.assign(next),
    () => {
      isLeaving = false;
    },
  );
}
