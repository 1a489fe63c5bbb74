import { errors } from "./errors";
import { auth } from "./workspace/auth";
import { board } from "./workspace/board";
import { calls } from "./workspace/calls";
import { client } from "./workspace/client";
import { commerce } from "./workspace/commerce";
import { conversations } from "./workspace/conversations";
import { customers } from "./workspace/customers";
import { settings } from "./workspace/settings";
import { shell } from "./workspace/shell";
import { simulator } from "./workspace/simulator";
import { ui } from "./workspace/ui";

/** Everything the staff's workspace says in English, a namespace per folder of `components/`. ICU MessageFormat. */
export const workspace = {
  auth,
  board,
  calls,
  client,
  commerce,
  conversations,
  customers,
  errors,
  settings,
  shell,
  simulator,
  ui,
} as const;
