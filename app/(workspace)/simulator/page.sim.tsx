import { titled } from "@/app/titles";
import { Simulator } from "@/components/simulator/simulator";

export const metadata = titled("simulator");

export default function SimulatorPage() {
  return <Simulator />;
}
