/** Where a tab keeps the call that goes on in it. */
export const keptAt = (key: string): string => `storeline:call:${key}`;

/** Whether a call goes on in this tab, from before the page was loaded. */
export function isKept(key: string): boolean {
  try {
    return sessionStorage.getItem(keptAt(key)) !== null;
  } catch {
    return false;
  }
}
