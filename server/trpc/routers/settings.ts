import { SaveEndpoint } from "@/server/contract/settings";
import { listConnections } from "@/server/domain/settings/connections";
import { listEndpoints, saveEndpoint } from "@/server/domain/settings/endpoints";
import { admin, router } from "../procedures";

export const settingsRouter = router({
  endpoints: admin.query(({ ctx }) => listEndpoints(ctx)),
  connections: admin.query(({ ctx }) => listConnections(ctx)),
  saveEndpoint: admin.input(SaveEndpoint).mutation(({ ctx, input }) => saveEndpoint(ctx, input)),
});
