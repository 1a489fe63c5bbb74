import { createSocket } from "node:dgram";

/** Telephones behind one address that only ring: what a call that reaches them costs is that of the phone system alone. */
export async function openRingingPhones({ host, port }: { host: string; port: number }) {
  const socket = createSocket("udp4");
  const rangAt = new Map<string, number>();
  socket.on("message", (bytes, { port: fromPort, address }) => {
    const at = performance.timeOrigin + performance.now();
    const request = bytes.toString("latin1");
    const reply = (status: string) => socket.send(answerTo(request, status), fromPort, address);
    const [verb] = request.split(" ", 1);
    if (verb === "OPTIONS") reply("200 OK");
    if (verb === "INVITE") {
      const caller = headerOf(request, "From").match(/<sip:([^@>]+)@/)?.[1] ?? "";
      if (!rangAt.has(caller)) rangAt.set(caller, at);
      reply("180 Ringing");
    }
    if (verb === "CANCEL") {
      reply("200 OK");
      socket.send(
        answerTo(request.replace(/^(CSeq:\s*\d+ )CANCEL/im, "$1INVITE"), "487 Request Terminated"),
        fromPort,
        address,
      );
    }
  });
  await new Promise<void>((resolve) => socket.bind(port, host, resolve));
  return {
    /** When each caller's call arrived, in milliseconds since 1970. */
    rangAt: rangAt as ReadonlyMap<string, number>,
    close: () => socket.close(),
  };
}

const headerOf = (request: string, name: string): string =>
  new RegExp(`^${name}:[^\\r\\n]*`, "im").exec(request)?.[0] ?? "";

function answerTo(request: string, status: string): string {
  const copied = request.split("\r\n").filter((line) => /^(Via|From|Call-ID|CSeq):/i.test(line));
  const to = headerOf(request, "To");
  const tagged = /;tag=/.test(to) ? to : `${to};tag=phone`;
  return [`SIP/2.0 ${status}`, ...copied, tagged, "Contact: <sip:phone@127.0.0.2>", "Content-Length: 0", "", ""].join(
    "\r\n",
  );
}
