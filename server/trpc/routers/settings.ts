import { ListSettings, RestoreSetting, SaveSetting, SettingInput } from "@/server/contract/setting";
import { ConnectionInput, EndpointInput, SaveConnectionSettings, SaveEndpoint } from "@/server/contract/settings";
import { WrapUpInput } from "@/server/contract/wrap-ups";
import { getWrapUp } from "@/server/domain/calls/wrap-up-view";
import { listSettings } from "@/server/domain/configuration/list-settings";
import { restoreSetting, saveSetting } from "@/server/domain/configuration/save-setting";
import { settingHistory } from "@/server/domain/configuration/setting-history";
import { listWaitThresholds } from "@/server/domain/conversations/inbox/list-wait-thresholds";
import { connectionSettings, saveConnectionSettings } from "@/server/domain/settings/connection-settings";
import { listConnections } from "@/server/domain/settings/connections";
import { endpointUsage, listEndpoints, removeEndpoint, saveEndpoint } from "@/server/domain/settings/endpoints";
import { listChannels } from "@/server/domain/settings/list-channels";
import { admin, router, staff } from "../procedures";

export const settingsRouter = router({
  waitThresholds: staff.query(({ ctx }) => listWaitThresholds(ctx)),
  /** Here, so that it is refetched with the setting that it shows. */
  wrapUp: staff.input(WrapUpInput).query(({ ctx, input }) => getWrapUp(ctx, input)),
  channels: staff.query(() => listChannels()),
  list: admin.input(ListSettings).query(({ ctx, input }) => listSettings(ctx, input)),
  history: admin.input(SettingInput).query(({ ctx, input }) => settingHistory(ctx, input)),
  save: admin.input(SaveSetting).mutation(({ ctx, input }) => saveSetting(ctx, input)),
  restore: admin.input(RestoreSetting).mutation(({ ctx, input }) => restoreSetting(ctx, input)),
  endpoints: admin.query(({ ctx }) => listEndpoints(ctx)),
  connections: admin.query(({ ctx }) => listConnections(ctx)),
  connectionSettings: admin.input(ConnectionInput).query(({ ctx, input }) => connectionSettings(ctx, input)),
  saveConnection: admin.input(SaveConnectionSettings).mutation(({ ctx, input }) => saveConnectionSettings(ctx, input)),
  endpointUsage: admin.input(EndpointInput).query(({ ctx, input }) => endpointUsage(ctx, input)),
  removeEndpoint: admin.input(EndpointInput).mutation(({ ctx, input }) => removeEndpoint(ctx, input)),
  saveEndpoint: admin.input(SaveEndpoint).mutation(({ ctx, input }) => saveEndpoint(ctx, input)),
});
