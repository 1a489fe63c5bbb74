import { SearchStock, StockOf } from "@/server/contract/commerce";
import { searchStock, stockOf } from "@/server/domain/commerce/stock";
import { router, staff } from "../procedures";

export const commerceRouter = router({
  searchStock: staff.input(SearchStock).query(({ ctx, input }) => searchStock(ctx, input)),
  stockOf: staff.input(StockOf).query(({ ctx, input }) => stockOf(ctx, input)),
});
