import type { ComponentProps } from "react";
import { Input } from "./field";

/** A password being typed. For a new one the browser may offer one. */
export function PasswordInput({ isNew = false, ...props }: ComponentProps<"input"> & { isNew?: boolean }) {
  return <Input {...props} type="password" autoComplete={isNew ? "new-password" : "current-password"} />;
}
