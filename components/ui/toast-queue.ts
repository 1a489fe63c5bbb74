export type Toast = { text: string; kind?: "error"; undo?: { label: string; run: () => void } };

let show: ((toast: Toast) => void) | null = null;
const waiting: Toast[] = [];

/** Shows a toast, or keeps it until something can show it. */
export function publish(toast: Toast): void {
  if (show) show(toast);
  else waiting.push(toast);
}

/** Hands over every toast, those that wait first, until the returned function is called. */
export function onToast(handler: (toast: Toast) => void): () => void {
  show = handler;
  for (const toast of waiting.splice(0)) handler(toast);
  return () => {
    show = null;
  };
}
