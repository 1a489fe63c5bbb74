import "./app.css";
import { render } from "preact";
// A quarter of the size of the uuid package, which makes the same ids elsewhere.
import { v7 } from "uuid";
import { Chat } from "./chat";
import { dial } from "./line";
import { Panel } from "./panel";
import type { ToFrame, ToPage } from "./protocol";
import { browserStore } from "./storage";

const key = decodeURIComponent(location.hash.slice(1));
const chat = new Chat(key, { store: browserStore(key), newId: v7, dial });
const focusRequested = new EventTarget();

// The embedding page: the origin of the first message from the parent window. Messages of other origins are ignored.
let page: string | null = null;
const postToPage = (message: ToPage) => window.parent.postMessage(message, page ?? "*");

addEventListener("message", (event) => {
  if (event.source !== window.parent || (page !== null && event.origin !== page)) return;
  const message = event.data as ToFrame;
  if (message?.storeline === "init") {
    page = event.origin;
    chat.show(message.shown && !document.hidden);
    void chat.connect(message.identity);
  } else if (message?.storeline === "identify") void chat.connect(message.identity);
  else if (message?.storeline === "shown") {
    chat.show(message.shown && !document.hidden);
    if (message.shown && message.focus) focusRequested.dispatchEvent(new Event("focus"));
    isShown = message.shown;
  }
});
let isShown = false;
document.addEventListener("visibilitychange", () => chat.show(isShown && !document.hidden));
addEventListener("keydown", (event) => {
  if (event.key === "Escape") postToPage({ storeline: "close" });
});
addEventListener("online", () => chat.retry());

let lastSent = "";
chat.subscribe(() => {
  const message: ToPage = { storeline: "unread", count: chat.state.unread, started: chat.hasStarted };
  if (page && JSON.stringify(message) !== lastSent) postToPage(message);
  lastSent = page ? JSON.stringify(message) : "";
});

render(
  <Panel {...{ siteKey: key, chat, focusRequested }} onClose={() => postToPage({ storeline: "close" })} />,
  document.getElementById("chat") as HTMLElement,
);
postToPage({ storeline: "ready" });
