import net from "node:net";

/** A proxy between a program and a local server that can stop forwarding without closing connections. */
export type TcpProxy = {
  port: number;
  /** From now on nothing passes, in either direction, on old and new connections; none is closed. */
  silence(): void;
  /** New connections pass again. Existing ones stay silent for ever, as behind a router that has dropped their state. */
  heal(): void;
  /** Decides whether a client's request or the response to it is lost; the connection is then reset. */
  onRequest: (data: Buffer) => "pass" | "lose request" | "lose answer";
  close(): Promise<void>;
};

export async function startProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<net.Socket>();
  let isSilent = false;
  const server = net.createServer((client) => {
    const upstream = net.connect(targetPort, "127.0.0.1");
    let isForgotten = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        // The end of one side is passed to the other, unless the network is silent.
        if (!isSilent && !isForgotten) for (const other of [client, upstream]) other.destroy();
      });
    }
    const pass = (to: net.Socket, data: Buffer) => {
      isForgotten ||= isSilent;
      if (!isForgotten) to.write(data);
    };
    let isAnswerLost = false;
    upstream.on("data", (data) => (isAnswerLost ? client.resetAndDestroy() : pass(client, data)));
    client.on("data", (data) => {
      const fate = proxy.onRequest(data);
      if (fate === "lose request") return void client.resetAndDestroy();
      isAnswerLost ||= fate === "lose answer";
      pass(upstream, data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: TcpProxy = {
    port: (server.address() as net.AddressInfo).port,
    silence() {
      isSilent = true;
    },
    heal() {
      isSilent = false;
    },
    onRequest: () => "pass",
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
