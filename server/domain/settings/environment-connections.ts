import { type AnyChannel, allChannels } from "@/server/channels/directory";
import type { SaveConnection } from "@/server/contract/settings";
import { environmentVariable } from "@/server/lib/env";
import type { Ctx } from "../context";
import { variableFor } from "./connection-origin";
import { saveConnection } from "./connections";

/** Reads one environment variable; an empty one counts as absent. */
type ReadVariable = (name: string) => string | undefined;

/**
 * Sets up the connections in the environment at every start; the environment overrides saved values.
 * @throws Error that names the missing or invalid variable, never its value
 */
export async function connectFromEnvironment(ctx: Ctx, read: ReadVariable = environmentVariable): Promise<void> {
  for (const channel of allChannels()) {
    const named = connectionInEnvironment(channel, read);
    if (named) await saveConnection(ctx, named);
  }
}

function connectionInEnvironment(channel: AnyChannel, read: ReadVariable): SaveConnection | null {
  const { kind, messages, settings } = channel;
  const accountVariable = variableFor(channel, settings.account.name);
  const account = accountVariable && read(accountVariable);
  if (!account) return null;
  const config: Record<string, unknown> = {};
  for (const [variable, key] of Object.entries(channel.environment ?? {})) {
    const value = read(variable);
    const field = settings.fields.find(({ name }) => name === key);
    if (value === undefined && field?.required)
      throw new Error(`setting ${variable} is required with ${accountVariable}`);
    if (value !== undefined) config[key] = field?.type === "switch" ? value === "1" : value;
  }
  const problem = channel.config.safeParse(config).error?.issues[0];
  if (problem) {
    const variable = variableFor(channel, String(problem.path[0])) ?? accountVariable;
    throw new Error(`setting ${variable} is not usable: ${problem.message} (see .env.example)`);
  }
  return { kind, account, label: messages.en.label, config };
}
