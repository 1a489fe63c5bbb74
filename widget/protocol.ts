/** The messages between the page's loader and the chat in the frame. Each side checks the sender first. */
export type ToFrame =
  | { storeline: "init"; shown: boolean; identity: string | null }
  | { storeline: "shown"; shown: boolean; focus: boolean }
  | { storeline: "identify"; identity: string };

export type ToPage =
  | { storeline: "ready" }
  | { storeline: "close" }
  /** The store calls: the chat has to be seen. */
  | { storeline: "open" }
  /** `started`: this visitor has written before, so the next page loads the chat when it is idle. */
  | { storeline: "unread"; count: number; started: boolean };
