const STYLE = `
.call{padding:12px 18px;border-bottom:1px solid var(--line);background:var(--theirs)}
.call:focus{outline:none}
.call p{margin:0 0 8px}
.call-state{font-weight:600;font-variant-numeric:tabular-nums}
.call-hint{font-size:14px;color:var(--muted)}
.call .row button{padding:0 14px;border-radius:12px}
.call .row button:not(.send,.danger){border:1px solid var(--muted);background:var(--canvas)}
.call .row button.on{background:var(--ink);color:var(--canvas)}
.call .danger{background:#a3211a;color:#fff}`;

/** Adds the styles of calls, which are loaded with them. */
export function addStyle(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
}
