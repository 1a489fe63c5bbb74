/** What the page's loader and the chat in the frame say to each other. Each side checks who speaks before it listens. */
export type ToFrame =
  | { storeline: "init"; shown: boolean; identity: string | null }
  | { storeline: "shown"; shown: boolean; focus: boolean }
  | { storeline: "identify"; identity: string };

export type ToPage =
  | { storeline: "ready" }
  | { storeline: "close" }
  /** `started`: this visitor has written before, so the next page loads the chat when it is idle. */
  | { storeline: "unread"; count: number; started: boolean };
