import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LoginForm } from "@/components/auth/login-form";
import { LoginScene } from "@/components/auth/login-scene";
import { catalog, WORKSPACE_LOCALE } from "@/messages/catalog";
import { oidcName } from "@/server/auth/oidc";
import { viewer } from "@/server/auth/page";

export const metadata: Metadata = { title: catalog("workspace", WORKSPACE_LOCALE).auth.signIn };

export default async function LoginPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[]>>;
}) {
  if (await viewer()) redirect("/inbox");
  const { error, ended, next } = await searchParams;
  return (
    <LoginScene>
      <LoginForm
        oidcName={oidcName()}
        error={typeof error === "string" ? error : null}
        ended={ended !== undefined}
        next={typeof next === "string" ? next : null}
      />
    </LoginScene>
  );
}
