/** The key of the tab's session storage for its call. */
export const savedCallKey = (key: string): string => `storeline:call:${key}`;

/** Whether this tab had a call before the page was reloaded. */
export function hasSavedCall(key: string): boolean {
  try {
    return sessionStorage.getItem(savedCallKey(key)) !== null;
  } catch {
    return false;
  }
}
