import "./app.css";
import { render } from "preact";
// A quarter of the size of the module that makes the same ids elsewhere.
import { v7 } from "uuid";
import { Chat } from "./chat";
import { dial } from "./line";
import { Panel } from "./panel";
import type { ToFrame, ToPage } from "./protocol";
import { browserStore } from "./storage";

const key = decodeURIComponent(location.hash.slice(1));
const chat = new Chat(key, { store: browserStore(key), newId: v7, dial });
const focusRequested = new EventTarget();

// The page that embeds us: the first one that speaks, from the window above us, and nobody else afterwards.
let page: string | null = null;
const tell = (message: ToPage) => window.parent.postMessage(message, page ?? "*");

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
  if (event.key === "Escape") tell({ storeline: "close" });
});
addEventListener("online", () => chat.retry());

let told = "";
chat.subscribe(() => {
  const message: ToPage = { storeline: "unread", count: chat.state.unread, started: chat.hasStarted };
  if (page && JSON.stringify(message) !== told) tell(message);
  told = page ? JSON.stringify(message) : "";
});

render(
  <Panel chat={chat} focusRequested={focusRequested} onClose={() => tell({ storeline: "close" })} />,
  document.getElementById("chat") as HTMLElement,
);
tell({ storeline: "ready" });
