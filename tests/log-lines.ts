import { existsSync, readFileSync, statSync } from "node:fs";

const file = () => process.env.LOG_FILE ?? "";

/** Begins to listen to the log. @returns what was written since, by this worker or another */
export function logLines(): () => string {
  const from = existsSync(file()) ? statSync(file()).size : 0;
  return () => (existsSync(file()) ? readFileSync(file()).subarray(from).toString() : "");
}
