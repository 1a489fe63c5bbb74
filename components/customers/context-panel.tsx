"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useTRPC } from "@/components/client/trpc";
import { OrderCard } from "@/components/commerce/order-card";
import { StockFinder } from "@/components/commerce/stock-finder";
import { Count } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyComponent } from "@/components/ui/lazy";
import { Tabs } from "@/components/ui/tabs";
import type { OrderView } from "@/server/contract/commerce";
import type { CustomerContext } from "@/server/contract/customers";
import { ConsentSection } from "./consent-section";
import { EarlierSection } from "./earlier-section";
import { NotesSection } from "./notes-section";
import { PanelSkeleton } from "./panel-skeleton";
import { type PanelState, usePanelState } from "./panel-state";
import { Profile } from "./profile";
import { Nothing, Section } from "./section";

const IdentitySection = lazyComponent(
  () => import("./merging/identity-section").then((code) => code.IdentitySection),
  () => <div aria-hidden className="h-20 border-line border-b" />,
);

const RECENT = 3;
type Props = {
  conversationId: string;
  onOpen: (id: string) => void;
  /** What was done in it so far: it is mounted anew where another layout of the screen has it elsewhere. */
  kept?: RefObject<PanelState | null>;
};

/** The customer panel beside the thread: profile, orders, and stock of any store. */
export function ContextPanel({ conversationId, onOpen, kept }: Props) {
  const t = useTranslations("customers");
  const trpc = useTRPC();
  const query = useQuery(trpc.customers.context.queryOptions({ conversationId }));
  const { state, change } = usePanelState(conversationId, kept);
  const { tab, search, pinned } = state;
  const setTab = (next: string) => change({ tab: next });
  const findStock = (skuCode: string) => {
    change({ search: skuCode, tab: "stock" });
  };
  const pin = (skuId: string) =>
    change({
      pinned: pinned.includes(skuId) ? pinned.filter((id) => id !== skuId) : [...pinned, skuId].slice(-10),
    });
  const context = query.data;
  const orders = context?.orders ?? [];
  return (
    <Tabs
      label={t("details")}
      value={tab}
      onChange={setTab}
      tabs={[
        {
          value: "customer",
          label: t("tabs.customer"),
          content: context ? (
            <CustomerTab
              {...{ conversationId, context, onOpen, findStock }}
              onAllOrders={() => setTab("orders")}
              note={state.note}
              onNote={(note) => change({ note })}
            />
          ) : (
            <Missing isError={query.isError} onRetry={() => void query.refetch()} />
          ),
        },
        {
          value: "orders",
          label: (
            <span className="inline-flex items-center gap-1.5">
              {t("tabs.orders")} <Count value={orders.length} />
            </span>
          ),
          content: (
            <div className="p-3">
              {context && orders.length === 0 && <EmptyState title={t("noOrdersTitle")} />}
              <OrderList orders={orders} findStock={findStock} />
            </div>
          ),
        },
        {
          value: "stock",
          label: t("tabs.stock"),
          content: (
            <StockFinder query={search} onQuery={(query) => change({ search: query })} pinned={pinned} onPin={pin} />
          ),
        },
      ]}
    />
  );
}

function OrderList({ orders, findStock }: { orders: readonly OrderView[]; findStock: (skuCode: string) => void }) {
  const t = useTranslations("customers");
  return (
    <ul aria-label={t("tabs.orders")} className="flex flex-col gap-2">
      {orders.map((order, index) => (
        <li key={order.id}>
          <CardBoundary card="order" of={order}>
            <OrderCard order={order} isFirst={index === 0} onFindStock={findStock} />
          </CardBoundary>
        </li>
      ))}
    </ul>
  );
}

function CustomerTab(
  props: Omit<Props, "kept"> & {
    context: CustomerContext;
    findStock: (skuCode: string) => void;
    onAllOrders: () => void;
    note: string;
    onNote: (note: string) => void;
  },
) {
  const t = useTranslations("customers");
  const { context, conversationId } = props;
  const { orders } = context;
  return (
    <>
      <CardBoundary isSection card="profile" of={context}>
        <Profile context={context} />
      </CardBoundary>
      <Identity {...{ conversationId, context }} at="top" />
      <Section
        title={t("latestOrders")}
        aside={
          orders.length > RECENT && (
            <Button variant="link" onClick={props.onAllOrders}>
              {t("allOrders", { count: orders.length })}
            </Button>
          )
        }
      >
        {orders.length === 0 && <Nothing>{t("noOrders")}</Nothing>}
        <OrderList orders={orders.slice(0, RECENT)} findStock={props.findStock} />
      </Section>
      <CardBoundary isSection card="consent" of={context.consent}>
        <ConsentSection conversationId={conversationId} context={context} />
      </CardBoundary>
      <CardBoundary isSection card="notes" of={context.notes}>
        <NotesSection {...{ conversationId, notes: context.notes }} draft={props.note} onDraft={props.onNote} />
      </CardBoundary>
      <CardBoundary isSection card="earlier conversations" of={context.earlier}>
        <EarlierSection earlier={context.earlier} onOpen={props.onOpen} />
      </CardBoundary>
      <Identity {...{ conversationId, context }} at="bottom" />
    </>
  );
}

type IdentityProps = { conversationId: string; context: CustomerContext; at: "top" | "bottom" };

const Identity = (props: IdentityProps) => (
  <CardBoundary isSection card="identity" of={props.context}>
    <IdentityAt {...props} />
  </CardBoundary>
);

/** Who somebody is comes first while nobody's records say it. */
function IdentityAt({ conversationId, context, at }: IdentityProps) {
  const { customer, merges, sharedWith } = context;
  const isQuestion = !customer.isOnRecord || merges.length > 0 || sharedWith.length > 0;
  return isQuestion === (at === "top") && <IdentitySection conversationId={conversationId} context={context} />;
}

function Missing({ isError, onRetry }: { isError: boolean; onRetry: () => void }) {
  const t = useTranslations("customers");
  if (isError)
    return (
      <EmptyState
        icon={<CircleAlert />}
        title={t("detailsFailed")}
        action={<Button onClick={onRetry}>{t("retry")}</Button>}
      />
    );
  return <PanelSkeleton />;
}
