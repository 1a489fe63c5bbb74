import type { TestProject } from "vitest/node";
import { findAsterisk } from "../scripts/asterisk.mjs";
import startClusters from "./pg-setup";

/** A real Asterisk, and a PostgreSQL, for `*.voice.test.ts`. Without an Asterisk on Debian the run fails and says why. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide("asterisk", findAsterisk());
  return startClusters(project);
}
