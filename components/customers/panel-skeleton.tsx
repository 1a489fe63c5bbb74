import { After, Skeleton } from "@/components/ui/skeleton";

/** The placeholder of the customer panel. */
export function PanelSkeleton() {
  return (
    <After>
      <div className="flex flex-col gap-4 p-4">
        <div className="flex items-center gap-3">
          <Skeleton className="size-10 rounded-full" />
          <Skeleton className="h-4 w-32" />
        </div>
        <Skeleton className="h-16" />
        <Skeleton className="h-28" />
        <Skeleton className="h-16" />
      </div>
    </After>
  );
}
