import {
  Camera,
  Globe,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageSquareText,
  MessagesSquare,
  Phone,
  Store,
} from "lucide-react";

/** Icons that the server can name in data. */
export const NAMED_ICONS: Readonly<Record<string, LucideIcon>> = {
  camera: Camera,
  globe: Globe,
  mail: Mail,
  "message-circle": MessageCircle,
  "message-square": MessageSquareText,
  phone: Phone,
  store: Store,
};

/** Renders an icon by name, with a fallback for unknown names. */
export function NamedIcon({ name, label, className }: { name: string | null; label: string; className?: string }) {
  const Icon = (name && NAMED_ICONS[name]) || MessagesSquare;
  return <Icon role="img" aria-label={label} className={className} strokeWidth={2} />;
}
