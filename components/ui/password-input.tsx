import { Input } from "./field";

type Props = { id: string; value: string; onChange: (value: string) => void; isNew?: boolean };

/** A password being typed. A new one is held to the least length, and the browser may offer one. */
export function PasswordInput({ id, value, onChange, isNew = false }: Props) {
  return (
    <Input
      id={id}
      type="password"
      autoComplete={isNew ? "new-password" : "current-password"}
      required
      value={value}
      onChange={(event) => onChange(event.target.value)}
      {...(isNew ? { minLength: 10 } : {})}
    />
  );
}
