import { SearchInput } from "@/server/contract/search";
import { searchEverything } from "@/server/domain/search/search-everything";
import { router, staff } from "../procedures";

export const searchRouter = router({
  everything: staff.input(SearchInput).query(({ ctx, input }) => searchEverything(ctx, input)),
});
