import { lazyModule } from "@/components/ui/lazy-module";

const library = lazyModule(() => import("socket.io-client"));
const RETRY_MS = 2000;

/** Loads the client of socket.io, however often that fails: a screen without it is not live. */
export async function loadSocketClient(): Promise<typeof import("socket.io-client")> {
  for (;;) {
    await library.load();
    const { value } = library.get();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
