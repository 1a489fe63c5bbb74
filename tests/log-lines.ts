import { existsSync, readFileSync, statSync } from "node:fs";

const file = () => process.env.LOG_FILE ?? "";

/** Records the log. @returns a function that returns the lines since, of this worker and of the servers it has started */
export function logLines(): () => string {
  const from = existsSync(file()) ? statSync(file()).size : 0;
  return () => (existsSync(file()) ? readFileSync(file()).subarray(from).toString() : "");
}
