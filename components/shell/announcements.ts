let hear: ((text: string) => void) | null = null;

/** Has the workspace's live region say this once. */
export const announce = (text: string): void => hear?.(text);

/** Hands over what is announced, until the returned function is called. */
export function onAnnounce(handler: (text: string) => void): () => void {
  hear = handler;
  return () => {
    hear = null;
  };
}
