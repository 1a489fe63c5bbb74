import { titled } from "@/app/titles";
import { CallsPage } from "@/components/calls/page/calls-page";

export const metadata = titled("calls");

export default function Calls() {
  return <CallsPage />;
}
