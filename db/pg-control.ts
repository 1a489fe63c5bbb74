import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { crc32c } from "./crc32c";

/** Reads `global/pg_control`. Offsets are of version 1800 (PostgreSQL 18), on which PGlite 0.5 is built. */
export type ControlFile = {
  isShutDown: boolean;
  /** Where the last checkpoint's record is, and where recovery begins. */
  checkpoint: bigint;
  redo: bigint;
  timeline: number;
  segmentSize: number;
};
const CONTROL_VERSION = 1800;
const CONTROL_LENGTH = 0x124;
const SHUT_DOWN = 1;

/** @throws Error that says what is wrong with it */
export function readControl(dir: string): ControlFile {
  const name = path.join(dir, "global", "pg_control");
  if (!existsSync(name)) throw new Error("global/pg_control is missing");
  const file = readFileSync(name);
  if (file.length < CONTROL_LENGTH + 4 || file.readUInt32LE(8) !== CONTROL_VERSION)
    throw new Error("global/pg_control is not of PostgreSQL 18");
  if (crc32c(file.subarray(0, CONTROL_LENGTH)) !== file.readUInt32LE(CONTROL_LENGTH))
    throw new Error("global/pg_control has a wrong checksum");
  return {
    isShutDown: file.readUInt32LE(0x10) === SHUT_DOWN,
    checkpoint: file.readBigUInt64LE(0x20),
    redo: file.readBigUInt64LE(0x28),
    timeline: file.readUInt32LE(0x30),
    segmentSize: file.readUInt32LE(0xe4),
  };
}

/** The file in `pg_wal` of the segment with this number. */
export function segmentName(timeline: number, number: bigint, segmentSize: number): string {
  const perLog = 0x1_0000_0000n / BigInt(segmentSize);
  const part = (value: bigint | number) => value.toString(16).toUpperCase().padStart(8, "0");
  return part(timeline) + part(number / perLog) + part(number % perLog);
}
