import { type AnyChannel, channelOf } from "@/server/channels/directory";
import { environmentVariable } from "@/server/lib/env";

/** Whether environment variables set up this connection, so that a change on screen would be overwritten. */
export function isFromEnvironment({ kind, account }: { kind: string; account: string }): boolean {
  const channel = channelOf(kind);
  const variable = channel && variableFor(channel, channel.settings.account.name);
  return variable ? environmentVariable(variable) === account : false;
}

/** The environment variable that sets this key of the channel's configuration, if any does. */
export const variableFor = ({ environment = {} }: AnyChannel, key: string): string | undefined =>
  Object.keys(environment).find((variable) => environment[variable] === key);
