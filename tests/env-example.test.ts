import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { allChannels } from "@/server/channels/directory";

it(".env.example holds every setting, each under a sentence", () => {
  const code = readFileSync("server/lib/env.ts", "utf8");
  const declared = code.slice(code.indexOf("z.object({"), code.indexOf("});")).matchAll(/^\s+([A-Z_]+):/gm);
  const ofChannels = allChannels().flatMap(({ environment = {} }) => Object.keys(environment));
  const wanted = [...[...declared].map((match) => match[1]), ...ofChannels, "STORELINE_SIMULATOR"];
  const lines = readFileSync(".env.example", "utf8").split("\n");
  const explained = lines.flatMap((line, i) =>
    lines[i - 1]?.startsWith("# ") ? (/^([A-Z_]+)=/.exec(line)?.[1] ?? []) : [],
  );
  expect(explained.sort()).toEqual(wanted.sort());
});
