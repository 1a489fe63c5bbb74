import { EndpointInput, SaveEndpoint } from "@/server/contract/settings";
import { listConnections } from "@/server/domain/settings/connections";
import { endpointUsage, listEndpoints, removeEndpoint, saveEndpoint } from "@/server/domain/settings/endpoints";
import { listChannels } from "@/server/domain/settings/list-channels";
import { admin, router, staff } from "../procedures";

export const settingsRouter = router({
  channels: staff.query(() => listChannels()),
  endpoints: admin.query(({ ctx }) => listEndpoints(ctx)),
  connections: admin.query(({ ctx }) => listConnections(ctx)),
  endpointUsage: admin.input(EndpointInput).query(({ ctx, input }) => endpointUsage(ctx, input)),
  removeEndpoint: admin.input(EndpointInput).mutation(({ ctx, input }) => removeEndpoint(ctx, input)),
  saveEndpoint: admin.input(SaveEndpoint).mutation(({ ctx, input }) => saveEndpoint(ctx, input)),
});
