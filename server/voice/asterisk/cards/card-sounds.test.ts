import { expect, test } from "vitest";
import type { Ari } from "../ari";
import { logsKeys } from "./card-sounds";

const asterisk = (...channels: [status: string, configuration: string][]) =>
  ({ get: async () => channels.map(([status, configuration]) => ({ status, configuration })) }) as unknown as Ari;

test.each([["NOTICE WARNING ERROR DTMF"], ["dtmf,error"], ["*"], ["[json] *"], ["VERBOSE,*"]])(
  "a log of Asterisk with the levels %j has the keys of customers",
  async (levels) => {
    expect(await logsKeys(asterisk(["Enabled", "NOTICE ERROR"], ["Enabled", levels]))).toBe(true);
    expect(await logsKeys(asterisk(["Disabled", levels]))).toBe(false);
  },
);

test.each([[""], ["NOTICE WARNING ERROR"], ["verbose(3),security"], ["NODTMFHERE"]])(
  "a log with the levels %j has none",
  async (levels) => {
    expect(await logsKeys(asterisk(["Enabled", levels]))).toBe(false);
  },
);
