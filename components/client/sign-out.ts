import { signOut } from "next-auth/react";

let isLeaving = false;
/** Whether this person is signing out here, so that the ended session needs no explanation. */
export const isSigningOut = (): boolean => isLeaving;

/** Ends the session everywhere and goes to the sign-in page. */
export function leaveWorkspace(): void {
  isLeaving = true;
  signOut({ callbackUrl: "/login" }).catch(() => {
    isLeaving = false;
  });
}
