import { createSocket, type Socket } from "node:dgram";

/**
 * A network between two browsers that a test can cut. Each ICE candidate is replaced by an address of this relay, which passes
 * packets on in both directions for as long as it is up.
 */
export class UdpRelay {
  isUp = true;
  private readonly sockets: Socket[] = [];

  /** @returns the candidate with an address of the relay in place of its own; null for one that is not UDP over IPv4 */
  async replace(candidate: string): Promise<string | null> {
    const parts = candidate.split(" ");
    const [, , protocol, , host = "", port = ""] = parts;
    if (protocol?.toLowerCase() !== "udp" || !/^\d+\.\d+\.\d+\.\d+$/.test(host)) return null;
    const socket = createSocket("udp4");
    this.sockets.push(socket);
    let other: { address: string; port: number } | null = null;
    socket.on("message", (packet, from) => {
      const isFromOwner = from.address === host && from.port === Number(port);
      if (!isFromOwner) other = from;
      const target = isFromOwner ? other : { address: host, port: Number(port) };
      if (this.isUp && target) socket.send(packet, target.port, target.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, host, resolve));
    parts[5] = String(socket.address().port);
    return parts.join(" ");
  }

  close(): void {
    for (const socket of this.sockets.splice(0)) socket.close();
  }
}
