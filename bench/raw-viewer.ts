import net from "node:net";

/** Receives the unparsed bytes of each socket.io event. */
export type OnEvent = (bytes: Buffer) => void;

/** The subscription our screens send after connecting. */
export const SCREEN_HELLO = [
  '420["subscribe",{"conversationId":null,"skuIds":[],"board":false}]',
  '421["presence_list"]',
];

/**
 * Joins a socket.io server as a bare WebSocket: no parsing, no masking work on receive.
 * @param cookie the signed-in session, or "" where none is needed
 * @param hello socket.io packets to send once connected, each shorter than 126 bytes
 * @returns a function that disconnects
 */
export function view(
  port: number,
  cookie: string,
  onEvent: OnEvent,
  hello: readonly string[] = [],
): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.write(handshake(port, cookie));
    const onText = (text: Buffer) => {
      if (text[0] === 0x30) socket.write(frame("40"));
      else if (text[0] === 0x32) socket.write(frame("3"));
      else if (text[0] === 0x34 && text[1] === 0x30) {
        for (const packet of hello) socket.write(frame(packet));
        resolve(() => socket.destroy());
      } else if (text[0] === 0x34 && text[1] === 0x34) reject(new Error("the server refused the viewer"));
      else if (text[0] === 0x34 && text[1] === 0x32) onEvent(text);
    };
    socket.on("data", reader(onText, reject));
  });
}

const handshake = (port: number, cookie: string) =>
  [
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    ...(cookie ? [`Cookie: ${cookie}`] : []),
    "\r\n",
  ].join("\r\n");

/** A text frame with a zero mask; clients must mask their frames. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

function reader(onText: (text: Buffer) => void, fail: (error: Error) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let upgraded = false;
  return (chunk) => {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    if (!upgraded) {
      const end = data.indexOf("\r\n\r\n");
      if (end < 0) {
        rest = data;
        return;
      }
      if (!data.toString("latin1", 0, 12).endsWith("101"))
        return fail(new Error(`no upgrade: ${data.toString("latin1", 0, 40)}`));
      upgraded = true;
      data = data.subarray(end + 4);
    }
    for (;;) {
      const next = frameAt(data);
      if (!next) break;
      if (next.opcode === 1) onText(data.subarray(next.from, next.to));
      data = data.subarray(next.to);
    }
    rest = data;
  };
}

function frameAt(data: Buffer): { opcode: number; from: number; to: number } | null {
  if (data.length < 2) return null;
  let length = (data[1] ?? 0) & 127;
  let from = 2;
  if (length === 126) {
    if (data.length < 4) return null;
    length = data.readUInt16BE(2);
    from = 4;
  } else if (length === 127) {
    if (data.length < 10) return null;
    length = Number(data.readBigUInt64BE(2));
    from = 10;
  }
  return data.length < from + length ? null : { opcode: (data[0] ?? 0) & 15, from, to: from + length };
}
