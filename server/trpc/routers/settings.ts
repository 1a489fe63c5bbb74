import { EndpointInput, SaveEndpoint } from "@/server/contract/settings";
import { listConnections } from "@/server/domain/settings/connections";
import { endpointUsage, listEndpoints, removeEndpoint, saveEndpoint } from "@/server/domain/settings/endpoints";
import { admin, router } from "../procedures";

export const settingsRouter = router({
  endpoints: admin.query(({ ctx }) => listEndpoints(ctx)),
  connections: admin.query(({ ctx }) => listConnections(ctx)),
  endpointUsage: admin.input(EndpointInput).query(({ ctx, input }) => endpointUsage(ctx, input)),
  removeEndpoint: admin.input(EndpointInput).mutation(({ ctx, input }) => removeEndpoint(ctx, input)),
  saveEndpoint: admin.input(SaveEndpoint).mutation(({ ctx, input }) => saveEndpoint(ctx, input)),
});
