import { router } from "./procedures";
import { callsRouter } from "./routers/calls";
import { commerceRouter } from "./routers/commerce";
import { conversationsRouter } from "./routers/conversations";
import { customersRouter } from "./routers/customers";
import { repliesRouter } from "./routers/replies";
import { searchRouter } from "./routers/search";
import { settingsRouter } from "./routers/settings";
import { syncRouter } from "./routers/sync";
import { teamRouter } from "./routers/team";

export const appRouter = router({
  conversations: conversationsRouter,
  customers: customersRouter,
  calls: callsRouter,
  commerce: commerceRouter,
  replies: repliesRouter,
  search: searchRouter,
  team: teamRouter,
  settings: settingsRouter,
  sync: syncRouter,
});
export type AppRouter = typeof appRouter;
