import { titled } from "@/app/titles";
import { Account } from "@/components/settings/account";

export const metadata = titled("account");

export default function AccountPage() {
  return <Account />;
}
