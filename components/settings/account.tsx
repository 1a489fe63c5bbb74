"use client";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { leaveWorkspace } from "@/components/client/sign-out";
import { PasswordDialog } from "@/components/shell/password-dialog";
import { setPreferences, type Theme, usePreferences } from "@/components/shell/preferences";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { CARD, ROLE_LABELS, Section } from "./section";

const THEMES: { value: Theme; label: string }[] = [
  { value: "system", label: "Like the device" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const ROW = "flex flex-wrap items-center gap-3 border-line border-b px-3.5 py-3 last:border-b-0";

/** One's own name, sign-in and screen. */
export function Account() {
  const me = useMe();
  const { theme, highContrast, singleKeys } = usePreferences();
  const [isChanging, setChanging] = useState(false);
  return (
    <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">
      <Section title="Your account">
        <div className={CARD}>
          <div className={ROW}>
            <Avatar name={me.name} size="lg" />
            <div className="me-auto min-w-0">
              <p className="truncate font-semibold">{me.name}</p>
              <p className="truncate text-muted text-sm">
                {ROLE_LABELS[me.role]} · {me.email}
              </p>
            </div>
            <Button onClick={leaveWorkspace}>Sign out</Button>
          </div>
          <div className={ROW}>
            <Words title="Password" text="Changing it signs you out on every other device." />
            <Button onClick={() => setChanging(true)}>Change password</Button>
          </div>
        </div>
      </Section>
      <Section title="This screen" hint="Kept on this device, for everybody who uses it.">
        <div className={CARD}>
          <div className={ROW}>
            <Words title="Theme" text="Light, dark, or what the device says." />
            <Segmented
              label="Theme"
              value={theme}
              options={THEMES}
              onChange={(next) => setPreferences({ theme: next })}
            />
          </div>
          <Switch
            title="High contrast"
            text="Stronger lines and text, against glare on the shop floor."
            on={highContrast}
            onChange={(on) => setPreferences({ highContrast: on })}
          />
          <Switch
            title="Single-key shortcuts"
            text="J and K, R, E and the like. Press ? for the list."
            on={singleKeys}
            onChange={(on) => setPreferences({ singleKeys: on })}
          />
        </div>
      </Section>
      {isChanging && <PasswordDialog onClose={() => setChanging(false)} />}
    </div>
  );
}

const Words = ({ title, text }: { title: string; text: string }) => (
  <span className="me-auto min-w-0">
    <span className="block font-medium">{title}</span>
    <span className="block text-muted text-sm">{text}</span>
  </span>
);

function Switch(props: { title: string; text: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className={`${ROW} cursor-pointer`}>
      <Words title={props.title} text={props.text} />
      <input
        type="checkbox"
        data-switch
        checked={props.on}
        onChange={(event) => props.onChange(event.target.checked)}
      />
    </label>
  );
}
