import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";

const ALLOCATE = 0x0003;
const ERROR = 0x0110;
const SUCCESS = 0x0100;
const COOKIE = 0x2112a442;
const ATTRIBUTE = { username: 0x0006, integrity: 0x0008, error: 0x0009, lifetime: 0x000d, relayed: 0x0016 };
const [REALM, NONCE, MAPPED] = [0x0014, 0x0015, 0x0020];
const REALM_NAME = "calls.test";

/**
 * The part of a TURN server (RFC 8656) that checks credentials, as coturn does with `use-auth-secret`. It allocates addresses and relays
 * nothing through them.
 */
export class TurnServer {
  /** How many requests it refused although they had credentials, and how many it granted. */
  refused = 0;
  granted = 0;
  private readonly nonce = randomBytes(8).toString("hex");

  private constructor(
    private readonly socket: Socket,
    private readonly secret: string,
  ) {
    socket.on("message", (request, { port, address }) => {
      const answer = request.length >= 20 && request.readUInt16BE(0) === ALLOCATE ? this.allocate(request, port) : null;
      if (answer) socket.send(answer, port, address);
    });
  }

  static async open(secret: string): Promise<TurnServer> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return new TurnServer(socket, secret);
  }

  get urls(): string {
    return `turn:127.0.0.1:${this.socket.address().port}?transport=udp`;
  }

  close(): void {
    this.socket.close();
  }

  private allocate(request: Buffer, port: number): Buffer {
    const username = attributeOf(request, ATTRIBUTE.username)?.value.toString();
    if (!username) return this.challenge(request);
    const key = this.keyOf(username);
    if (!isSigned(request, key)) {
      this.refused++;
      return this.challenge(request);
    }
    this.granted++;
    const address = [attribute(ATTRIBUTE.relayed, xorAddress(40_000)), attribute(MAPPED, xorAddress(port))];
    return signed(ALLOCATE | SUCCESS, request, [...address, attribute(ATTRIBUTE.lifetime, uint32(600))], key);
  }

  private challenge(request: Buffer): Buffer {
    const code = Buffer.concat([Buffer.from([0, 0, 4, 1]), Buffer.from("Unauthorized")]);
    const fields: [number, Buffer][] = [
      [ATTRIBUTE.error, code],
      [REALM, Buffer.from(REALM_NAME)],
      [NONCE, Buffer.from(this.nonce)],
    ];
    const body = Buffer.concat(fields.map(([type, value]) => attribute(type, value)));
    return Buffer.concat([header(ALLOCATE | ERROR, request, body.length), body]);
  }

  private keyOf(username: string): Buffer {
    const password = createHmac("sha1", this.secret).update(username).digest("base64");
    return createHash("md5").update(`${username}:${REALM_NAME}:${password}`).digest();
  }
}

function attributeOf(message: Buffer, wanted: number): { value: Buffer; at: number } | null {
  for (let at = 20; at + 4 <= message.length; ) {
    const [type, length] = [message.readUInt16BE(at), message.readUInt16BE(at + 2)];
    if (type === wanted) return { value: message.subarray(at + 4, at + 4 + length), at };
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return null;
}

function isSigned(message: Buffer, key: Buffer): boolean {
  const found = attributeOf(message, ATTRIBUTE.integrity);
  if (found?.value.length !== 20) return false;
  return timingSafeEqual(integrityOf(message.subarray(0, found.at), key), found.value);
}

/** Counts itself in the length of the message that it signs. */
function integrityOf(before: Buffer, key: Buffer): Buffer {
  const message = Buffer.from(before);
  message.writeUInt16BE(before.length - 20 + 24, 2);
  return createHmac("sha1", key).update(message).digest();
}

function signed(type: number, request: Buffer, fields: Buffer[], key: Buffer): Buffer {
  const body = Buffer.concat(fields);
  const message = Buffer.concat([header(type, request, body.length + 24), body]);
  return Buffer.concat([message, attribute(ATTRIBUTE.integrity, integrityOf(message, key))]);
}

function header(type: number, request: Buffer, length: number): Buffer {
  const head = Buffer.from(request.subarray(0, 20));
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(length, 2);
  return head;
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** 127.0.0.1 with this port, masked with the magic cookie. */
function xorAddress(port: number): Buffer {
  const value = Buffer.alloc(8);
  value.writeUInt8(1, 1);
  value.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
  value.writeUInt32BE((0x7f000001 ^ COOKIE) >>> 0, 4);
  return value;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
