import { deflateSync } from "node:zlib";

/** A customer's photos: simple generated pictures, so that nothing has to be fetched. */
export const PHOTOS: Record<string, [sky: number[], ground: number[], thing: number[]]> = {
  zip: [
    [214, 222, 226],
    [168, 122, 82],
    [196, 62, 48],
  ],
  boot: [
    [226, 219, 205],
    [110, 124, 96],
    [92, 66, 48],
  ],
  tent: [
    [150, 190, 214],
    [92, 132, 84],
    [230, 150, 50],
  ],
};

/** Converts a photo's name to a Twilio media id, and back. */
export const mediaSid = (name: string): string => `ME${Buffer.from(name).toString("hex").padStart(32, "0")}`;
export const photoOf = (sid: string): string | null =>
  Object.keys(PHOTOS).find((name) => mediaSid(name) === sid) ?? null;

const WIDTH = 320;
const HEIGHT = 240;

/** A PNG of 320 × 240 pixels. */
export function photo(name: string): Buffer {
  const [sky, ground, thing] = PHOTOS[name] as (typeof PHOTOS)[string];
  const rows = Array.from({ length: HEIGHT }, (_, y) => {
    const row = Buffer.alloc(1 + WIDTH * 3);
    for (let x = 0; x < WIDTH; x++) {
      const isThing = Math.abs(x - WIDTH / 2) < (y - 60) * 0.7 && y < 190;
      const color = isThing ? thing : y > 160 ? ground : sky;
      const shade = 1 - (y / HEIGHT) * 0.18 - ((x * 7 + y * 13) % 5) * 0.008;
      for (let c = 0; c < 3; c++) row[1 + x * 3 + c] = Math.round((color[c] as number) * shade);
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

/** PNG's checksum, which older versions of Node do not have. */
function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
