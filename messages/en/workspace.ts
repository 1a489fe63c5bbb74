import { deliveryFailures } from "./delivery-failures";
import { errors } from "./errors";
import { actions } from "./workspace/actions";
import { auth } from "./workspace/auth";
import { board } from "./workspace/board";
import { callbacks } from "./workspace/callbacks";
import { calls } from "./workspace/calls";
import { callsPage } from "./workspace/calls-page";
import { cards } from "./workspace/cards";
import { client } from "./workspace/client";
import { commerce } from "./workspace/commerce";
import { composer } from "./workspace/composer";
import { configuration } from "./workspace/configuration";
import { customers } from "./workspace/customers";
import { following } from "./workspace/following";
import { inbox } from "./workspace/inbox";
import { mentions } from "./workspace/mentions";
import { menus } from "./workspace/menus";
import { merging } from "./workspace/merging";
import { moved } from "./workspace/moved";
import { newText } from "./workspace/new-text";
import { notices } from "./workspace/notices";
import { offers } from "./workspace/offers";
import { presence } from "./workspace/presence";
import { replies } from "./workspace/replies";
import { scheduling } from "./workspace/scheduling";
import { search } from "./workspace/search";
import { settings } from "./workspace/settings";
import { shell } from "./workspace/shell";
import { simulator } from "./workspace/simulator";
import { systemLines } from "./workspace/system-lines";
import { thread } from "./workspace/thread";
import { transfers } from "./workspace/transfers";
import { ui } from "./workspace/ui";
import { wrapUp } from "./workspace/wrap-up";

/** All text of the staff's workspace, a namespace per folder of `components/`, in ICU MessageFormat. */
export const workspace = {
  menus,
  actions,
  moved,
  notices,
  offers,
  following,
  inbox,
  transfers,
  systemLines,
  thread,
  composer,
  presence,
  auth,
  board,
  callbacks,
  calls,
  cards,
  callsPage,
  client,
  commerce,
  configuration,
  customers,
  mentions,
  merging,
  newText,
  deliveryFailures,
  errors,
  replies,
  scheduling,
  search,
  settings,
  shell,
  simulator,
  ui,
  wrapUp,
} as const;
