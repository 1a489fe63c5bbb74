import { ConnectionInput, EndpointInput, SaveConnectionSettings, SaveEndpoint } from "@/server/contract/settings";
import { connectionSettings, saveConnectionSettings } from "@/server/domain/settings/connection-settings";
import { listConnections } from "@/server/domain/settings/connections";
import { endpointUsage, listEndpoints, removeEndpoint, saveEndpoint } from "@/server/domain/settings/endpoints";
import { listChannels } from "@/server/domain/settings/list-channels";
import { admin, router, staff } from "../procedures";

export const settingsRouter = router({
  channels: staff.query(() => listChannels()),
  endpoints: admin.query(({ ctx }) => listEndpoints(ctx)),
  connections: admin.query(({ ctx }) => listConnections(ctx)),
  connectionSettings: admin.input(ConnectionInput).query(({ ctx, input }) => connectionSettings(ctx, input)),
  saveConnection: admin.input(SaveConnectionSettings).mutation(({ ctx, input }) => saveConnectionSettings(ctx, input)),
  endpointUsage: admin.input(EndpointInput).query(({ ctx, input }) => endpointUsage(ctx, input)),
  removeEndpoint: admin.input(EndpointInput).mutation(({ ctx, input }) => removeEndpoint(ctx, input)),
  saveEndpoint: admin.input(SaveEndpoint).mutation(({ ctx, input }) => saveEndpoint(ctx, input)),
});
